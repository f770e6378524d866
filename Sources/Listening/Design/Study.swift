/// A whole listening test as the organiser planned it. It never changes once it is stored.
public struct Study: Codable, Equatable, Sendable {
    /// Unique for ever, telling nothing of the content: `makeIdentifier` gives one.
    public var id: String
    public var title: String
    public var method: Method
    /// What is asked, one after the other about each trial's clips. Only ACR and DCR may have more
    /// than one; never empty.
    public var questions: [Question]
    /// Language of the rater's screen.
    public var language: ScreenLanguage
    public var systems: [System]
    public var stimuli: [Stimulus]
    /// Which systems a paired method compares; empty for the standard choice (`comparedPairs`).
    public var pairs: [SystemPair]
    /// The names to choose from when asked who is speaking.
    public var speakers: [String]
    /// Shown first, in this order, to every rater.
    public var training: [TrainingTrial]
    /// Scattered over each rater's session.
    public var traps: [Trap]
    /// How many trials come a second time, to see whether a rater agrees with themself. Rounded up
    /// where the balance of the order needs it (`TrialPlan`).
    public var repeatCount: Int
    /// Trials between two breaks.
    public var blockLength: Int
    /// Proposed length of a break.
    public var breakMinutes: Int
    /// How often a clip may be heard again; nil for no limit.
    public var replayLimit: Int?
    /// Raters the study is planned for; more may join.
    public var raterCount: Int
    /// Fixes every order: the same seed and rater index give the same trials.
    public var seed: UInt64
    /// Whether DCR shows the reference against itself too (the null pairs of P.800, Annex D).
    public var ratesReference: Bool
    /// Folder of the clips, relative to the study file.
    public var clipFolder: String
    /// Version of the program that made the study.
    public var toolVersion: String

    public init(
        id: String, title: String, method: Method, questions: [Question] = [],
        language: ScreenLanguage = .english, systems: [System], stimuli: [Stimulus],
        pairs: [SystemPair] = [], speakers: [String] = [], training: [TrainingTrial] = [],
        traps: [Trap] = [], repeatCount: Int = 0, blockLength: Int = 40, breakMinutes: Int = 5,
        replayLimit: Int? = nil, raterCount: Int = 5, seed: UInt64 = 1,
        ratesReference: Bool = false, clipFolder: String = "clips", toolVersion: String = ""
    ) {
        self.id = id
        self.title = title
        self.method = method
        self.questions =
            questions.isEmpty
            ? [Question(id: method.rawValue, text: method.standardQuestion)] : questions
        self.language = language
        self.systems = systems
        self.stimuli = stimuli
        self.pairs = pairs
        self.speakers = speakers
        self.training = training
        self.traps = traps
        self.repeatCount = repeatCount
        self.blockLength = blockLength
        self.breakMinutes = breakMinutes
        self.replayLimit = replayLimit
        self.raterCount = raterCount
        self.seed = seed
        self.ratesReference = ratesReference
        self.clipFolder = clipFolder
        self.toolVersion = toolVersion
    }

    /// Sixteen random hexadecimal digits.
    public static func makeIdentifier() -> String {
        let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Two systems to be heard against each other.
public struct SystemPair: Codable, Equatable, Hashable, Sendable {
    /// The one that a positive comparison speaks against: the teacher or the reference, usually.
    public var baseline: String
    public var other: String

    public init(baseline: String, other: String) {
        self.baseline = baseline
        self.other = other
    }
}

/// Clips heard before the first counted trial.
public struct TrainingTrial: Codable, Equatable, Sendable {
    /// As many as a trial of the method shows.
    public var clips: [Clip]
    /// What leads openly in DCR and MUSHRA.
    public var reference: Clip?

    public init(clips: [Clip], reference: Clip? = nil) {
        self.clips = clips
        self.reference = reference
    }
}

extension Study {
    /// The systems whose clips are judged, in the order of `systems`.
    public var ratedSystems: [System] {
        guard method == .dcr, !ratesReference else { return systems }
        return systems.filter { $0.role != .reference }
    }

    /// What the others are measured against: the first teacher, or else the first reference.
    public var baselineSystem: String? {
        (systems.first { $0.role == .teacher } ?? systems.first { $0.role == .reference })?.name
    }

    /// The pairs of a paired method: those given, else each system against the baseline, else,
    /// without a baseline, every pair.
    public var comparedPairs: [SystemPair] {
        guard pairs.isEmpty else { return pairs }
        let names = systems.map(\.name)
        if let baseline = baselineSystem {
            return names.filter { $0 != baseline }.map { SystemPair(baseline: baseline, other: $0) }
        }
        return names.indices.flatMap { first in
            names[(first + 1)...].map { SystemPair(baseline: names[first], other: $0) }
        }
    }

    /// Items in the order in which the stimuli first name them.
    public var items: [String] {
        var seen: Set<String> = []
        return stimuli.map(\.item).filter { seen.insert($0).inserted }
    }

    /// The stimulus of one system and item, if there is one.
    public func stimulus(system: String, item: String) -> Stimulus? {
        stimuli.first { $0.system == system && $0.item == item }
    }
}
