import Foundation
import Listening

@testable import Studio

/// A rater's session driven by keys and by what the world tells, as a test sees it.
struct RatingRun {
    var state: RatingState
    /// All that it wanted done so far.
    private(set) var effects: [RatingEffect] = []
    private(set) var size: Size
    private var now = 100.0

    init(_ state: RatingState, columns: Int = 80, rows: Int = 24) {
        self.state = state
        size = Size(columns: columns, rows: rows)
        effects = startEffects(&self.state)
        tell(.output(description: "ALSA default", isAudible: true))
    }

    /// A session of that method, with practice unless told otherwise.
    init(
        _ method: Listening.Method, language: ScreenLanguage = .english, columns: Int = 80,
        rows: Int = 24, practice: Int = 1, count: Int = 4, blockLength: Int = 2,
        replayLimit: Int? = nil, next: Int = 0, previous: Rating? = nil,
        glyphs: Glyphs = .unicode, change: (inout SessionSheet) -> Void = { _ in }
    ) {
        var sheet = Self.sheet(
            method, language: language, practice: practice, count: count,
            blockLength: blockLength, replayLimit: replayLimit)
        change(&sheet)
        self.init(
            RatingState(sheet: sheet, next: next, previous: previous, glyphs: glyphs),
            columns: columns, rows: rows)
    }

    static func sheet(
        _ method: Listening.Method, language: ScreenLanguage = .english, practice: Int = 1,
        count: Int = 4, blockLength: Int = 2, replayLimit: Int? = nil
    ) -> SessionSheet {
        let clips = method == .mushra ? 4 : method.clipCount(systemCount: 4)
        let study = Study(
            id: "0123456789abcdef", title: language == .english ? "Two voices" : "两种声音",
            method: method, language: language, systems: [], stimuli: [],
            speakers: method == .speaker ? ["Ann", "Bo", "Cleo"] : [], blockLength: blockLength,
            breakMinutes: 3, replayLimit: replayLimit)
        let trials = (0..<practice + count).map { index in
            Trial(
                index: index, kind: index < practice ? .training : .rating,
                block: index < practice ? 0 : 1 + (index - practice) / blockLength,
                clips: (0..<clips).map { Clip(id: "id\(index)x\($0)", fileName: "f\(index)\($0)") },
                reference: method.showsReference
                    ? Clip(id: "id\(index)r", fileName: "r\(index)") : nil)
        }
        return SessionSheet(
            common: SessionSheet.Common(study),
            rater: Rater(index: 0, name: "Ann", joinedAt: Date(timeIntervalSince1970: 0)),
            trials: trials)
    }

    var screen: String { view(state, in: size).text }

    var lastEffects: [RatingEffect] { last }
    private var last: [RatingEffect] = []

    mutating func tell(_ message: RatingMessage) {
        _ = update(&state, .tick(seconds: now))
        last = update(&state, message)
        effects += last
    }

    mutating func wait(_ seconds: Double) { now += seconds }

    /// Keys by name, or a single character each.
    mutating func press(_ keys: String...) {
        for key in keys { tell(.input(.key(Self.key(key)))) }
    }

    private static func key(_ name: String) -> Key {
        let codes: [String: Key.Code] = [
            "Enter": .enter, "Escape": .escape, "Backspace": .backspace, "Up": .up,
            "Down": .down, "Left": .left, "Right": .right, "Home": .home, "End": .end,
            "PageUp": .pageUp, "PageDown": .pageDown, "Space": .character(" "), "Tab": .tab,
        ]
        if name.hasPrefix("C-") { return Key(.character(name.last ?? "c"), .control) }
        return Key(codes[name] ?? .character(name.first ?? " "))
    }

    /// From the first screen into the first trial, its clips read.
    mutating func begin() {
        press("Enter", "Enter")
        load()
    }

    mutating func load() { tell(.loaded(index: state.index)) }

    /// Hears every sound of the trial to its end.
    mutating func hear(seconds: Double = 5) {
        let count = state.currentTrial?.soundCount ?? 0
        for sound in 0..<count {
            wait(seconds)
            tell(.heard(trial: state.index, sound: sound, seconds: seconds, share: 1))
            tell(.heardToEnd(trial: state.index, sound: sound))
        }
        tell(.playingEnded(trial: state.index))
    }

    /// What was to be stored last.
    var draft: RatingDraft? {
        effects.reversed().lazy.compactMap {
            if case .store(let draft) = $0 { draft } else { nil }
        }.first
    }

    /// The disk answers.
    mutating func store() {
        guard let draft else { return }
        tell(
            .stored(
                Rating(
                    raterIndex: 0, trialIndex: draft.trialIndex, answer: draft.answer,
                    comment: draft.comment, replays: draft.replays, latency: draft.latency,
                    confirmedAt: Date(timeIntervalSince1970: 1_000))))
    }

    /// One whole trial.
    mutating func rate(_ keys: String...) {
        hear()
        for key in keys { press(key) }
        press("Enter")
        store()
    }
}
