import Testing

@testable import Studio

@Suite("KeyTable")
struct KeyTableTests {
    @Test("says every key by a name that reads back", arguments: KeyTable.bindings.indices)
    func names(_ index: Int) {
        let binding = KeyTable.bindings[index]
        #expect(!binding.keys.isEmpty, "\(binding.command) has a key that cannot be read")
        for key in binding.keys { #expect(Key(name: key.name)?.normal == key.normal) }
    }

    @Test("names only commands that exist", arguments: KeyTable.bindings.indices)
    func commands(_ index: Int) {
        let name = firstWord(KeyTable.bindings[index].command).word
        #expect(StudioCommand.named(name) != nil, "\(name)")
    }

    @Test("binds no key twice in a context")
    func unique() {
        var seen: Set<String> = []
        for binding in KeyTable.bindings {
            for key in binding.keys {
                let place = "\(binding.context.rawValue) \(key.normal.name)"
                #expect(seen.insert(place).inserted, "\(place)")
            }
        }
    }

    @Test("has a way out of every context", arguments: KeyContext.allCases)
    func wayOut(_ context: KeyContext) {
        guard context != .anywhere, context != .steering else { return }
        let keys = KeyTable.bindings.filter { $0.context == context }.flatMap(\.keys)
        #expect(keys.contains(Key(.escape)))
    }

    @Test("shows hints in every context that takes keys", arguments: KeyContext.allCases)
    func hints(_ context: KeyContext) {
        guard context != .anywhere, context != .steering else { return }
        #expect(KeyTable.bindings.contains { $0.context == context && $0.hint != nil })
    }

    @Test("does not take letters away while writing")
    func lettersStayText() {
        for binding in KeyTable.bindings where [.write, .anywhere].contains(binding.context) {
            for key in binding.keys {
                if case .character = key.code { #expect(!key.modifiers.isEmpty, "\(key.name)") }
            }
        }
    }

    @Test(
        "reads the names of keys",
        arguments: [
            ("x", Key(.character("x"))), ("F5", Key(.function(5))), ("Space", Key(.character(" "))),
            ("Ctrl-P", Key(.character("p"), .control)), ("Alt-Up", Key(.up, .alt)),
            ("Shift-Left", Key(.left, .shift)), ("-", Key(.character("-"))),
            ("Ctrl-Shift-Left", Key(.left, [.control, .shift])), (":", Key(.character(":"))),
        ])
    func reading(name: String, key: Key) { #expect(Key(name: name) == key) }

    @Test("knows no other names", arguments: ["", "Foo", "Ctrl-", "Fx"])
    func unknown(name: String) { #expect(Key(name: name) == nil) }

    @Test("takes a shifted letter for that letter")
    func shifted() {
        let binding = KeyTable.binding(of: Key(.character("G"), .shift), in: [.listen])
        #expect(binding?.command == "move end")
    }
}

@Suite("StudioCommand")
struct StudioCommandTests {
    @Test("has one meaning for each name")
    func unique() {
        let names = StudioCommand.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
    }

    @Test("explains itself", arguments: StudioCommand.all.indices)
    func help(_ index: Int) {
        let command = StudioCommand.all[index]
        #expect(!command.help.isEmpty)
        #expect(command.help.count <= 70, "\(command.name)")
    }

    @Test("survives nonsense", arguments: StudioCommand.all.indices)
    func nonsense(_ index: Int) {
        for argument in ["", "nonsense", "A", "-1", "A nonsense", "99999999999", "第一"] {
            var run = StudioRun()
            run.command("\(StudioCommand.all[index].name) \(argument)")
            _ = run.screen
        }
    }

    @Test(
        "completes by name, by part and by alias",
        arguments: [
            ("rend", "render "), ("wq", "write-quit"), ("cast-e", "cast-export "), ("q", "quit"),
            ("w", "write "), ("turn", "turn "), ("previous", "find-previous"),
        ])
    func completion(typed: String, line: String) {
        #expect(StudioRun().state.completions(of: typed).first?.line == line)
    }

    @Test(
        "completes arguments",
        arguments: [
            ("pane c", "pane cast"), ("voice B 0.5*Le", "voice B 0.5*Leo"), ("voice ", "voice A "),
            ("voice A 0.5*Mei+0.5*Ve", "voice A 0.5*Mei+0.5*Vera"),
            ("set amb", "set ambiguous-width "),
            ("set ambiguous-width ", "set ambiguous-width 1"), ("speaker n", "speaker next"),
            ("mode w", "mode write"), ("pitch ", "pitch A"),
        ])
    func arguments(typed: String, line: String) {
        #expect(StudioRun().state.completions(of: typed).first?.line == line)
    }

    @Test("hides what only keys need")
    func hidden() {
        let shown = StudioRun().state.completions(of: "").map(\.label)
        #expect(!shown.contains { $0.hasPrefix("prompt-") })
        #expect(shown.count > 40)
    }

    @Test("is all in the help, as is every key")
    func helpIsWhole() {
        let lines = StudioRun().state.helpLines
        for binding in KeyTable.bindings {
            #expect(lines.contains(.key(binding.keyNames, binding.help)))
        }
        for command in StudioCommand.all where !command.isHidden {
            #expect(lines.contains(.key("\(command.name) \(command.usage)", command.help)))
        }
    }

    @Test("finds itself by Completion of files that were listed")
    func files() {
        var run = StudioRun()
        run.press(":")
        run.type("open shows/")
        #expect(run.effects.contains(.listFolder(path: "shows/")))
        run.send(
            .folderListed(path: "shows/", entries: [FolderEntry(name: "a.txt", isFolder: false)]))
        let found: [Completion]? = run.state.prompt?.completions
        #expect(found?.map(\.line) == ["open shows/a.txt"])
    }
}
