import Dispatch
import Glibc
import Playback
import Studio

/// Runs the studio: keys become messages, messages change the state, the state is drawn, and what
/// it wants done is done elsewhere.
///
/// The main thread does nothing but this, and sleeps in between: nothing blocks a key, and an idle
/// studio costs no computing.
@MainActor
public final class StudioRunner {
    private let terminal: Terminal
    private let mailbox: Mailbox
    private let files: FileWorker
    private let sound: SoundBridge
    private let themes: ThemeLibrary
    private let reading = DispatchQueue(label: "parley.reading", qos: .userInitiated)
    private var state: StudioState
    private var schedule = FrameSchedule()
    private var resources = ResourceMeter()
    /// Whether the script of the command line is still to come.
    private var isOpening = false
    /// Keys of a quick user, meant for that script.
    private var early: [Terminal.Event] = []
    /// What was told and has not been taken in.
    private var backlog: ArraySlice<Message> = []
    private var lastMeasured = -Double.infinity
    private var lastLooked = monotonicSeconds()
    /// How it ends; nil while it runs.
    private var ending: Ending?
    private let isDemo: Bool
    private let settingsProblem: String?

    private struct Ending {
        var keepRecovery: Bool
    }

    /// Seconds between looks at the file behind the script.
    private static let lookInterval = 5.0
    /// Seconds that what is told may take before keys are looked at again.
    private static let patience = 0.008

    /// Takes over the terminal.
    ///
    /// - Parameters:
    ///   - path: the script to open; nil for a new one.
    ///   - program: the running program's path, beside which themes and samples lie.
    /// - Throws: `TerminalError`.
    public init(
        path: String?, isDemo: Bool, environment: [String: String], program: String,
        services: StudioServices
    ) throws(TerminalError) {
        let folders = StudioFolders(environment: environment)
        themes = ThemeLibrary(configuration: folders.configuration, program: program)
        var settings = StudioSettings()
        var problem: String?
        do throws(SettingsError) {
            settings = try SettingsFile(path: folders.settings).load()
        } catch {
            problem = "\(error)"
        }
        settingsProblem = problem
        // A theme that cannot be read is told of by the studio's own first order.
        let theme = (try? themes.theme(named: settings.theme)) ?? .sixteen
        terminal = try Terminal(theme: theme, environment: environment, errorLog: folders.log)
        mailbox = Mailbox(waking: terminal.waker)
        files = FileWorker(mailbox: mailbox, folders: folders, program: program)
        sound = SoundBridge(mailbox: mailbox, services: services)
        var surroundings = StudioSurroundings()
        surroundings.hasUTF8 = terminal.capabilities.hasUTF8
        surroundings.colourCount = terminal.capabilities.colourDepth.rawValue
        surroundings.path = path
        surroundings.isDemo = isDemo
        self.isDemo = isDemo
        state = StudioState(size: terminal.size, settings: settings, surroundings: surroundings)
    }

    /// Runs until the user, or a signal, ends it; then the terminal is as it was.
    public func run() {
        let effects = startEffects(&state)
        isOpening = effects.contains {
            if case .openFile = $0 { true } else { false }
        }
        draw()
        if !isDemo { files.beginRecovery() }
        for effect in effects { perform(effect) }
        if let settingsProblem { mailbox.post(.notice(settingsProblem)) }
        sound.start()
        while ending == nil { turn() }
        files.finish(keepRecovery: ending?.keepRecovery ?? true)
        terminal.close()
        sound.finish()
    }

    /// One round: wait, take in, draw.
    private func turn() {
        var pause = schedule.pause(at: monotonicSeconds(), every: state.frameInterval)
        if state.path != nil { pause = min(pause, Self.lookInterval) }
        if !backlog.isEmpty { pause = 0 }
        let events = terminal.wait(seconds: pause)
        let now = monotonicSeconds()
        backlog += mailbox.take()
        let hasNews = !backlog.isEmpty
        let isDue = schedule.takeTick(at: now, every: state.frameInterval)
        // The state learns the time with everything, so that what it plans counts from now.
        if isDue || !events.isEmpty || hasNews { take(Message.tick(seconds: now)) }
        // A long script has much to tell at once; keys come between.
        while let message = backlog.popFirst() {
            take(message)
            if message.endsOpening { isOpening = false }
            if monotonicSeconds() - now > Self.patience { break }
        }
        early += events
        if !isOpening {
            for event in early { take(event) }
            early = []
        } else {
            for event in events where !event.isInput { take(event) }
            early.removeAll { !$0.isInput }
        }
        if isDue || hasNews { schedule.change(urgently: false) }
        if !events.isEmpty { schedule.change(urgently: true) }
        if hasNews, now - lastMeasured >= 1 { measure(at: now) }
        if now - lastLooked >= Self.lookInterval {
            lastLooked = now
            files.look()
        }
        if ending == nil, schedule.shouldDraw(at: now) { draw() }
    }

    private func measure(at seconds: Double) {
        lastMeasured = seconds
        take(.resources(resources.measure()))
    }

    private func take(_ event: Terminal.Event) {
        switch event {
        case .input(let event): take(Message.input(event))
        case .askedToEnd: take(Message.quitRequested)
        case .hungUp:
            take(Message.quitRequested)
            // Nobody is there to be asked, whatever the state thinks.
            ending = ending ?? Ending(keepRecovery: true)
        }
    }

    private func take(_ message: Message) {
        for effect in update(&state, message) { perform(effect) }
    }

    private func draw() {
        terminal.draw(view(state, in: terminal.size))
        schedule.didDraw(at: monotonicSeconds())
    }
}

extension Message {
    /// Whether the file that was asked for is there, or will not come.
    fileprivate var endsOpening: Bool {
        switch self {
        case .fileOpened, .fileFailed: true
        default: false
        }
    }
}

extension Terminal.Event {
    fileprivate var isInput: Bool {
        if case .input = self { true } else { false }
    }
}

extension StudioRunner {
    private func perform(_ effect: Effect) {
        switch effect {
        case .readScript(let text, let version, let earlier, let earlierVersion):
            reading.async { [mailbox] in
                let report = ScriptReport(
                    reading: text, version: version, after: (earlier, earlierVersion))
                mailbox.post(.scriptRead(report))
            }
        case .openFile(let path): files.open(path)
        case .openSample: files.openSample()
        case .saveFile(let path, let text, let expected):
            files.save(text, to: path, expected: expected)
        case .listFolder(let path): files.list(path)
        case .saveRecovery(let text, let path, let version):
            files.saveRecovery(text, path: path, version: version)
        case .discardRecovery(let identifier): files.discardRecovery(identifier)
        case .importCast(let path): files.importCast(path)
        case .exportCast(let path, let cast): files.exportCast(cast, to: path)
        case .saveSettings(let settings):
            // A file that could not be read is the user's to mend, not ours to replace.
            if settingsProblem == nil, !isDemo { files.save(settings) }
        case .setScript(let dialogue, let cast): sound.send(.script(dialogue, cast))
        case .player(let order): sound.send(Player.Order(order))
        case .audition(let voice, let text): sound.send(.audition(voice, text: text))
        case .setOutput(let choice): sound.use(SoundOutput(choice))
        case .listDevices: sound.listDevices()
        case .startStream(let port, let host): sound.startStream(port: port, host: host)
        case .renderToFile(let path, let dialogue, let cast):
            sound.render(dialogue, cast, to: path)
        case .cancelRender: sound.cancelRender()
        default: performHere(effect)
        }
    }

    /// What concerns the terminal and the loop itself.
    private func performHere(_ effect: Effect) {
        switch effect {
        case .savePicture(let path):
            let screen = view(state, in: terminal.size)
            let svg = ScreenPicture(screen, theme: terminal.theme).svg
            files.savePicture(path.hasSuffix(".txt") ? screen.text : svg, to: path)
        case .copyToClipboard(let text): _ = terminal.copy(text)
        case .loadTheme(let name): load(theme: name)
        case .listThemes: take(.themesListed(themes.names))
        case .wakeIn(let seconds): schedule.wake(at: monotonicSeconds() + seconds)
        case .redraw: terminal.redraw()
        case .suspend:
            if !terminal.suspend() { take(.notice("There is no shell here to go back to.")) }
        case .quit(let keepRecovery): ending = Ending(keepRecovery: keepRecovery)
        default: break
        }
    }

    private func load(theme name: String) {
        do throws(ThemeError) {
            terminal.theme = try themes.theme(named: name)
            take(.themeLoaded(name: name))
        } catch {
            take(.themeFailed(message: "\(error)"))
        }
        schedule.change(urgently: true)
    }
}
