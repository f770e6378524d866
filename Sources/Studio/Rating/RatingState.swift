import Listening

/// A rater's session as a value; `update` changes it, `view` draws it.
public struct RatingState: Equatable, Sendable {
    /// What the screen is about.
    public enum Stage: Equatable, Sendable {
        /// Setting the volume, before anything else in every sitting.
        case level
        /// What will be asked; `isReturning` for somebody who has been here before.
        case introduction
        /// Between practice and what counts.
        case practiceOver
        case trial
        /// Since when, in seconds of the clock that ticks.
        case rest(since: Double)
        case finished
        /// A clip cannot be played, or the store cannot be written: what, and how to go on.
        case trouble(Trouble)
    }

    /// What keeps the session from going on.
    public struct Trouble: Equatable, Sendable {
        public enum Remedy: Equatable, Sendable {
            /// Read the clips of the trial again.
            case load
            /// Store the answer again.
            case store
            /// Play again.
            case play
        }

        public var text: String
        public var remedy: Remedy
    }

    /// What lies over the screen.
    public enum Overlay: Equatable, Sendable {
        case comment(String)
        case help
        case leaving
    }

    /// Who rates what, without the systems.
    public internal(set) var sheet: SessionSheet
    public var stage = Stage.level
    /// The trial at hand.
    public internal(set) var index: Int
    public internal(set) var trial: TrialState
    public internal(set) var overlay: Overlay?
    /// A word on the last key that could not be followed, or on what happened.
    public internal(set) var notice = ""
    /// The last stored answer, which can be revised.
    public internal(set) var previous: Rating?
    /// The trial that waits while the one before it is revised.
    var waiting: TrialState?
    /// Whether answers were stored in an earlier sitting.
    let isReturning: Bool
    /// Whether an answer is on its way to the disk.
    var isStoring = false
    /// Seconds of the clock that ticks.
    var now = 0.0
    /// In dB, for all clips alike.
    public internal(set) var level = 0.0
    /// Where sound goes, for people.
    var output = ""
    var isAudible = true
    let glyphs: Glyphs
    let textWidth: TextWidth

    /// - Parameters:
    ///   - next: the first trial without a stored answer; as many as there are at the end.
    ///   - previous: the last stored answer, from which one can go back.
    public init(
        sheet: SessionSheet, next: Int, previous: Rating? = nil,
        glyphs: Glyphs = .unicode, textWidth: TextWidth = TextWidth()
    ) {
        var sheet = sheet
        // A terminal that cannot show Chinese gets English.
        if glyphs == .ascii { sheet.language = .english }
        self.sheet = sheet
        self.previous = previous
        self.glyphs = glyphs
        self.textWidth = textWidth
        index = min(max(next, 0), sheet.trials.count)
        isReturning = next > 0
        trial = TrialState()
        if index == sheet.trials.count {
            stage = .finished
        } else {
            trial = TrialState(sheet.trials[index])
        }
    }

    var raterName: String { sheet.rater.name }

    /// The trial at hand; nil at the end.
    public var currentTrial: Trial? {
        sheet.trials.indices.contains(index) ? sheet.trials[index] : nil
    }

    /// Seconds between ticks; nil while nothing moves.
    ///
    /// Not inlined: the optimiser of Swift 6.3 stops with an error where another module does so.
    @inline(never)
    public var frameInterval: Double? {
        if case .rest = stage { return 1 }
        return nil
    }

    /// One of two wordings, by the language of the screen.
    func say(_ english: String, _ chinese: String) -> String {
        sheet.language == .english ? english : chinese
    }
}

/// One trial under the rater's hands.
public struct TrialState: Equatable, Sendable {
    /// Whether its clips have been read.
    var isLoaded = false
    /// The sound that is heard now, and how far (0…1).
    var playing: Int?
    var share = 0.0
    /// Whether sound was asked for and has not ended.
    var isSounding = false
    /// Seconds heard of each sound.
    var heardSeconds: [Double] = []
    /// Sounds heard to their end.
    var heardToEnd: Set<Int> = []
    /// When all had been heard for the first time.
    var firstHeardAt: Double?
    /// Hearings after the first.
    var replays = 0
    /// Starts of any sound, in MUSHRA.
    var startCount = 0
    /// The choice, where choices are offered.
    var answer: Answer?
    /// A minus sign that waits for its digit.
    var hasMinus = false
    /// Where sliders are: nil until moved.
    var sliders: [Int?] = []
    /// The slider at hand; nil stands for the reference.
    var slider: Int?
    var comment = ""
    /// Whether it has been answered before and is being revised.
    var isRevision = false

    init() {}

    init(_ trial: Trial) {
        heardSeconds = Array(repeating: 0, count: trial.soundCount)
        sliders = Array(repeating: nil, count: trial.clips.count)
        // Only to be read: nothing has to be heard.
        isLoaded = trial.soundCount == 0
    }

    /// The trial as it was answered.
    init(_ trial: Trial, revising rating: Rating) {
        self.init(trial)
        answer = rating.answer
        if case .mushra(let values) = rating.answer { sliders = values }
        comment = rating.comment
        replays = rating.replays
        heardToEnd = Set(0..<trial.soundCount)
        heardSeconds = heardSeconds.map { _ in .infinity }
        isRevision = true
    }
}
