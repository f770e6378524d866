/// Every key and what it does: the keys, the hints at the bottom and the help come from here.
public enum KeyTable {
    public static let bindings: [KeyBinding] =
        anywhere + steering + listen + write + cast + other

    /// The binding of `key` where the first of `contexts` that knows it decides.
    static func binding(of key: Key, in contexts: [KeyContext]) -> KeyBinding? {
        for context in contexts {
            if let found = index[Place(key: key.normal, context: context)] { return found }
        }
        return nil
    }

    private struct Place: Hashable {
        var key: Key
        var context: KeyContext
    }

    private static let index: [Place: KeyBinding] = {
        var index: [Place: KeyBinding] = [:]
        for binding in bindings {
            for key in binding.keys {
                index[Place(key: key.normal, context: binding.context)] = binding
            }
        }
        return index
    }()

    private static let anywhere: [KeyBinding] = [
        KeyBinding("F1", .anywhere, "help", "show all keys"),
        KeyBinding("F2", .anywhere, "pane script", "go to the script"),
        KeyBinding("F3", .anywhere, "pane cast", "go to the cast"),
        KeyBinding("F4", .anywhere, "pane meters", "go to the meters"),
        KeyBinding("F5 Ctrl-P", .anywhere, "play-pause", "play from here, pause, go on"),
        KeyBinding("F6 Ctrl-T", .anywhere, "play-turn", "play this turn only"),
        KeyBinding("F7", .anywhere, "play-all", "play everything"),
        KeyBinding("F8", .anywhere, "stop", "stop the sound"),
        KeyBinding("F9", .anywhere, "prompt render", "render to a sound file"),
        KeyBinding("Shift-F2", .anywhere, "turn 1", "go to the first turn"),
        KeyBinding("Shift-F3", .anywhere, "voices", "browse the voices for the chosen speaker"),
        KeyBinding("Shift-F4", .anywhere, "theme", "choose a theme"),
        KeyBinding("Shift-F5", .anywhere, "seek turn -1", "sound: back to the turn before"),
        KeyBinding("Shift-F6", .anywhere, "loop", "repeat this turn, or stop repeating"),
        KeyBinding("Shift-F7", .anywhere, "follow", "let the cursor follow the sound, or not"),
        KeyBinding("Shift-F8", .anywhere, "output", "choose where the sound goes"),
        KeyBinding("Ctrl-S", .anywhere, "write", "save"),
        KeyBinding("Ctrl-O", .anywhere, "open", "open a script"),
        KeyBinding("Ctrl-L", .anywhere, "redraw", "draw the screen anew"),
        KeyBinding("Ctrl-Z", .anywhere, "suspend", "leave the studio in the background"),
        KeyBinding("F10 Ctrl-Q", .anywhere, "quit", "leave the studio"),
        KeyBinding("Alt-:", .anywhere, "prompt", "open the command line"),
    ]

    private static let steering: [KeyBinding] = [
        KeyBinding(":", .steering, "prompt", "open the command line"),
        KeyBinding("?", .steering, "help", "show all keys"),
        KeyBinding("1", .steering, "pane script", "go to the script"),
        KeyBinding("2", .steering, "pane cast", "go to the cast"),
        KeyBinding("3", .steering, "pane meters", "go to the meters"),
        KeyBinding("Tab", .steering, "pane next", "go to the next pane"),
        KeyBinding("BackTab", .steering, "pane previous", "go to the pane before"),
        KeyBinding("S", .steering, "stop", "stop the sound"),
        KeyBinding("F", .steering, "follow", "let the cursor follow the sound, or not"),
        KeyBinding("T", .steering, "theme", "choose a theme"),
        KeyBinding("[", .steering, "seek turn -1", "sound: back to the turn before"),
        KeyBinding("]", .steering, "seek turn +1", "sound: on to the next turn"),
        KeyBinding(",", .steering, "seek -1", "sound: back by a second"),
        KeyBinding(".", .steering, "seek +1", "sound: on by a second"),
        KeyBinding("<", .steering, "seek -5", "sound: back by five seconds"),
        KeyBinding(">", .steering, "seek +5", "sound: on by five seconds"),
        KeyBinding("Ctrl-C", .steering, "cancel", "give up the render that is running"),
        KeyBinding("q", .steering, "quit", "leave the studio"),
    ]

    private static let listen: [KeyBinding] = [
        KeyBinding("Space", .listen, "play-pause", "play from here, pause, go on", hint: "play"),
        KeyBinding("i Insert", .listen, "mode write", "write", hint: "write"),
        KeyBinding("Enter", .listen, "play-turn", "play this turn only", hint: "this turn"),
        KeyBinding("A", .listen, "play-all", "play everything"),
        KeyBinding("L", .listen, "loop", "repeat this turn, or stop repeating"),
        KeyBinding("Down j", .listen, "move turn-down", "next turn", hint: "turns"),
        KeyBinding("Up k", .listen, "move turn-up", "turn before"),
        KeyBinding("Left h", .listen, "move left", "left"),
        KeyBinding("Right l", .listen, "move right", "right"),
        KeyBinding("Home", .listen, "move line-start", "start of the line"),
        KeyBinding("End", .listen, "move line-end", "end of the line"),
        KeyBinding("PageDown", .listen, "move page-down", "a page down"),
        KeyBinding("PageUp", .listen, "move page-up", "a page up"),
        KeyBinding("g Ctrl-Home", .listen, "move start", "start of the script"),
        KeyBinding("G Ctrl-End", .listen, "move end", "end of the script"),
        KeyBinding("o", .listen, "new-turn", "new turn for the next speaker, and write"),
        KeyBinding("s", .listen, "speaker next", "give the turn to the next speaker"),
        KeyBinding("J Alt-Down", .listen, "move-turn down", "move the turn down"),
        KeyBinding("K Alt-Up", .listen, "move-turn up", "move the turn up"),
        KeyBinding("u Ctrl-U", .listen, "undo", "undo"),
        KeyBinding("U Ctrl-Y", .listen, "redo", "redo"),
        KeyBinding("/ Ctrl-F", .listen, "prompt find", "find"),
        KeyBinding("n", .listen, "find-next", "next match"),
        KeyBinding("N", .listen, "find-previous", "match before"),
        KeyBinding("e", .listen, "next-problem", "go to the next problem"),
        KeyBinding("y", .listen, "copy", "copy the selection or the turn"),
        KeyBinding("c", .listen, "pane cast", "go to the cast", hint: "cast"),
        KeyBinding("m", .listen, "pane meters", "go to the meters", hint: "meters"),
        KeyBinding("Esc", .listen, "deselect", "drop selection and matches"),
    ]

    private static let cast: [KeyBinding] = [
        KeyBinding("Space", .cast, "audition", "hear this voice", hint: "hear"),
        KeyBinding("Down j", .cast, "field next", "next setting", hint: "choose"),
        KeyBinding("Up k", .cast, "field previous", "setting before"),
        KeyBinding("Right l", .cast, "adjust +1", "more", hint: "change"),
        KeyBinding("Left h", .cast, "adjust -1", "less"),
        KeyBinding("Shift-Right L", .cast, "adjust +5", "much more"),
        KeyBinding("Shift-Left H", .cast, "adjust -5", "much less"),
        KeyBinding("a", .cast, "cast-speaker A", "speaker A"),
        KeyBinding("b", .cast, "cast-speaker B", "speaker B"),
        KeyBinding("c", .cast, "cast-speaker C", "speaker C"),
        KeyBinding("d", .cast, "cast-speaker D", "speaker D"),
        KeyBinding("Enter v", .cast, "voices", "browse the voices", hint: "voices"),
        KeyBinding("Backspace 0", .cast, "adjust reset", "the setting as it was taught"),
        KeyBinding("w", .cast, "prompt save-voice", "save the voice under a name", hint: "save"),
        KeyBinding("x", .cast, "prompt cast-export", "write the cast to a file"),
        KeyBinding("r", .cast, "prompt cast-import", "read a cast from a file"),
        KeyBinding("p", .cast, "play-pause", "play from here, pause, go on"),
        KeyBinding("Esc", .cast, "pane script", "back to the script", hint: "back"),
        KeyBinding("Space", .voices, "audition", "hear the voice", hint: "hear"),
        KeyBinding("Down j", .voices, "list next", "next voice", hint: "choose"),
        KeyBinding("Up k", .voices, "list previous", "voice before"),
        KeyBinding("Enter", .voices, "list accept", "cast it", hint: "cast it"),
        KeyBinding("Delete", .voices, "list delete", "forget a saved voice"),
        KeyBinding("Esc", .voices, "list close", "back", hint: "back"),
        KeyBinding("Space", .meters, "play-pause", "play from here, pause, go on", hint: "play"),
        KeyBinding("Esc", .meters, "pane script", "back to the script", hint: "back"),
    ]
}
