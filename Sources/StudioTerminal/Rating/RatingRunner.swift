import Dispatch
import Glibc
import Listening
import Playback
import Studio

/// What a rater's session needs from outside.
public struct RatingServices: Sendable {
    /// Where the clips lie.
    public var clipsFolder: String
    /// Stores an answer; when it returns, the answer is on the disk.
    public var store: @Sendable (RatingDraft) throws -> Rating
    /// Opens the place for sound again, after it failed.
    public var reopenOutput: @Sendable () async throws -> AudioSink

    public init(
        clipsFolder: String, store: @escaping @Sendable (RatingDraft) throws -> Rating,
        reopenOutput: @escaping @Sendable () async throws -> AudioSink
    ) {
        self.clipsFolder = clipsFolder
        self.store = store
        self.reopenOutput = reopenOutput
    }
}

/// Runs a rater's session in the terminal: keys become messages, messages change the state, and
/// what it wants done is done here.
///
/// Storing is the one thing done on the main thread: an answer is on the disk before the next clip
/// begins.
@MainActor
public final class RatingRunner {
    private let terminal: Terminal
    private let inbox: Inbox<RatingMessage>
    private let services: RatingServices
    private let loader: StimulusLoader
    private var player: StimulusPlayer
    private var state: RatingState
    private var schedule = FrameSchedule()
    private var hasEnded = false
    /// Milliseconds from a confirming key to the answer on the disk, the longest so far.
    public private(set) var slowestStore = 0.0

    /// Takes over the terminal.
    ///
    /// - Parameters:
    ///   - sink: where sound goes, opened.
    ///   - makeState: the session, given what the terminal can show.
    /// - Throws: `TerminalError`.
    public init(
        environment: [String: String], program: String, sink: AudioSink, services: RatingServices,
        makeState: (_ glyphs: Glyphs, _ textWidth: TextWidth) -> RatingState
    ) throws(TerminalError) {
        let folders = StudioFolders(environment: environment)
        let themes = ThemeLibrary(configuration: folders.configuration, program: program)
        // Settings that cannot be read are the studio's to complain of.
        let settings = (try? SettingsFile(path: folders.settings).load()) ?? StudioSettings()
        let theme = (try? themes.theme(named: settings.theme)) ?? .sixteen
        terminal = try Terminal(theme: theme, environment: environment, errorLog: folders.log)
        let inbox = Inbox<RatingMessage>(waking: terminal.waker)
        self.inbox = inbox
        self.services = services
        loader = StimulusLoader(folder: services.clipsFolder)
        player = StimulusPlayer(sink) { inbox.post(RatingMessage($0)) }
        state = makeState(
            terminal.capabilities.hasUTF8 ? .unicode : .ascii,
            TextWidth(ambiguous: AmbiguousWidth(rawValue: settings.ambiguousWidth) ?? .narrow))
        _ = update(
            &state, .output(description: sink.description, isAudible: sink.isAudible))
    }

    /// Runs until the rater, or a signal, ends it; then the terminal is as it was.
    public func run() {
        for effect in startEffects(&state) { perform(effect) }
        draw()
        while !hasEnded { turn() }
        terminal.close()
        let isClosed = DispatchSemaphore(value: 0)
        let player = player
        Task.detached {
            await player.close()
            isClosed.signal()
        }
        _ = isClosed.wait(timeout: .now() + 2)
    }

    /// One round: wait, take in, draw.
    private func turn() {
        let pause = schedule.pause(at: monotonicSeconds(), every: state.frameInterval)
        let events = terminal.wait(seconds: pause)
        let now = monotonicSeconds()
        let messages = inbox.take()
        let isDue = schedule.takeTick(at: now, every: state.frameInterval)
        take(.tick(seconds: now))
        for message in messages { take(message) }
        for event in events where !hasEnded {
            switch event {
            case .input(let event): take(.input(event))
            case .askedToEnd, .hungUp: take(.askedToEnd)
            }
        }
        if isDue || !messages.isEmpty { schedule.change(urgently: false) }
        if !events.isEmpty { schedule.change(urgently: true) }
        if !hasEnded, schedule.shouldDraw(at: now) { draw() }
    }

    private func take(_ message: RatingMessage) {
        for effect in update(&state, message) { perform(effect) }
    }

    private func draw() {
        terminal.draw(view(state, in: terminal.size))
        schedule.didDraw(at: monotonicSeconds())
    }
}

extension RatingRunner {
    private func perform(_ effect: RatingEffect) {
        switch effect {
        case .load(let index): load(index)
        case .loadLevel:
            loader.loadLevel(state.sheet.trials) { [player, inbox] result in
                Self.deliver(result, tag: -1, to: player, inbox)
            }
        case .play(let sounds): player.send(.sequence(sounds))
        case .loop(let sound): player.send(.loop(sound))
        case .stop: player.send(.stop)
        case .gain(let decibels): player.send(.gain(decibels))
        case .store(let draft): store(draft)
        case .reopenOutput: reopenOutput()
        case .redraw:
            terminal.redraw()
            schedule.change(urgently: true)
        case .suspend: terminal.suspend()
        case .quit: hasEnded = true
        }
    }

    private func load(_ index: Int) {
        loader.load(state.sheet.trials[index]) { [player, inbox] result in
            Self.deliver(result, tag: index, to: player, inbox)
        }
    }

    nonisolated private static func deliver(
        _ result: Result<[[Float]], StimulusLoader.Problem>, tag: Int, to player: StimulusPlayer,
        _ inbox: Inbox<RatingMessage>
    ) {
        switch result {
        case .success(let sounds):
            player.send(.load(sounds, tag: tag))
            inbox.post(.loaded(index: tag))
        case .failure(let problem):
            inbox.post(.loadFailed(index: tag, reason: "\(problem)"))
        }
    }

    private func store(_ draft: RatingDraft) {
        let start = monotonicSeconds()
        do {
            let rating = try services.store(draft)
            slowestStore = max(slowestStore, (monotonicSeconds() - start) * 1000)
            take(.stored(rating))
        } catch {
            take(.storeFailed(reason: "\(error)"))
        }
    }

    /// The clips that follow this are read for the new player.
    private func reopenOutput() {
        let reopen = services.reopenOutput
        let old = player
        let inbox = inbox
        let waiting = DispatchSemaphore(value: 0)
        let opened = Opened()
        Task.detached {
            await old.close()
            do {
                opened.sink.withLock { [sink = try await reopen()] in $0 = sink }
            } catch {
                inbox.post(.playingFailed(reason: "\(error)"))
            }
            waiting.signal()
        }
        // Whoever pressed the key waits for this and nothing else.
        _ = waiting.wait(timeout: .now() + 5)
        guard let sink = opened.sink.withLock({ $0 }) else { return }
        player = StimulusPlayer(sink) { inbox.post(RatingMessage($0)) }
        player.send(.gain(state.level))
        take(.output(description: sink.description, isAudible: sink.isAudible))
    }
}
