/// All that one rater's process needs, and no more: no system, no item, no condition.
public struct SessionSheet: Codable, Equatable, Sendable {
    /// The part that is the same for every rater.
    public struct Common: Codable, Equatable, Sendable {
        public var studyID: String
        public var title: String
        public var method: Method
        public var questions: [Question]
        public var language: ScreenLanguage
        /// The names to choose from, in alphabetical order, when asked who is speaking.
        public var speakers: [String]
        public var blockLength: Int
        public var breakMinutes: Int
        /// How often a clip may be heard again; nil for no limit.
        public var replayLimit: Int?
        /// Folder of the clips, relative to the study file.
        public var clipFolder: String

        /// What may be known of `study`.
        public init(_ study: Study) {
            studyID = study.id
            title = study.title
            method = study.method
            questions = study.questions
            language = study.language
            speakers = study.speakers.sorted()
            blockLength = study.blockLength
            breakMinutes = study.breakMinutes
            replayLimit = study.replayLimit
            clipFolder = study.clipFolder
        }
    }

    public var common: Common
    public var rater: Rater
    /// The rater's trials in order; `trials[i].index == i`.
    public var trials: [Trial]

    public init(common: Common, rater: Rater, trials: [Trial]) {
        self.common = common
        self.rater = rater
        self.trials = trials
    }
}
