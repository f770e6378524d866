import Listening

/// What an organiser asks for: systems, texts or sounds, questions, raters, blocks and breaks.
///
/// A session is what a session file says; `StudyMaker` makes a study of it.
public struct Session: Equatable, Sendable {
    public var title: String
    public var method: Method
    /// Of the rater's screen and of what the program itself says.
    public var language: ScreenLanguage
    /// None asks the method's own question.
    public var questions: [Question] = []
    /// Which systems a paired method compares; empty for the standard choice.
    public var pairs: [SystemPair] = []
    /// How many people are expected; more may come.
    public var raterCount = 5
    /// Trials between two breaks.
    public var blockLength = 40
    /// How long a break is advised to be.
    public var breakMinutes = 5
    /// How often a clip may be heard again; nil for as often as one likes.
    public var replayLimit: Int?
    /// How many of the trials come a second time, to see whether a rater agrees with himself.
    public var repeatCount = 0
    public var seed: UInt64 = 1
    /// In LUFS, of all clips alike.
    public var loudness = -23.0
    /// Longer clips are cut; nil leaves them whole.
    public var secondsAtMost: Double?
    /// Whether MUSHRA gets its low-passed anchors.
    public var hasAnchors = true
    /// Trap clips that the program speaks itself, besides `traps`.
    public var spokenTrapCount = 0
    public var systems: [SessionSystem] = []
    public var items: [SessionItem] = []
    public var training: [SessionItem] = []
    public var traps: [SessionTrap] = []

    public init(title: String, method: Method, language: ScreenLanguage = .english) {
        self.title = title
        self.method = method
        self.language = language
    }
}

/// One of the things compared.
public struct SessionSystem: Equatable, Sendable {
    /// Where its sound comes from.
    public enum Source: Equatable, Sendable {
        /// A sound file for every item, named as the item is.
        case folder(String)
        /// The studio's own voices, cast as `--voices` is, with the weights that ship or others.
        case voices(cast: String, weights: String?)
        /// A program that speaks `{text}` into `{wav}`.
        case command(String)
        /// A voice of flite.
        case flite(String)
    }

    public var name: String
    public var role: System.Role
    public var source: Source

    public init(name: String, role: System.Role = .other, source: Source) {
        self.name = name
        self.role = role
        self.source = source
    }

    /// Whether items need a text for it.
    public var speaks: Bool {
        if case .folder = source { false } else { true }
    }
}

/// What every system says, or has a file of.
public struct SessionItem: Equatable, Sendable {
    public var name: String
    /// What is spoken: plain text, or turns as in a script.
    public var text: String?
    /// A free label by which results are also told apart, such as the language.
    public var condition: String
    /// Who speaks, for the question of who did.
    public var speaker: String

    public init(name: String, text: String? = nil, condition: String = "", speaker: String = "") {
        self.name = name
        self.text = text
        self.condition = condition
        self.speaker = speaker
    }
}

extension SessionItem {
    /// The text as a script: plain text is given to the item's speaker, where that is a letter of
    /// the cast, or to A.
    var script: String {
        let spoken = text ?? ""
        if spoken.contains("[") { return spoken }
        let letter = ["A", "B", "C", "D"].contains(speaker) ? speaker : "A"
        return "[Speaker \(letter)] \(spoken)"
    }
}

/// A clip that tells the rater what to press, to see whether somebody listens.
public struct SessionTrap: Equatable, Sendable {
    public enum Source: Equatable, Sendable {
        /// A recording of the instruction.
        case file(String)
        /// What the studio's own voice says.
        case text(String)
    }

    public var source: Source
    /// The number of the answer that is right: counted from 1, as the keys are.
    public var answer: Int

    public init(source: Source, answer: Int) {
        self.source = source
        self.answer = answer
    }
}
