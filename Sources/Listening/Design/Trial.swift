/// One screen of a rater's session. Nothing in it tells which system made a clip.
public struct Trial: Codable, Equatable, Sendable {
    /// Why the trial is there. The rater's screen treats ratings, repeats and traps alike.
    public enum Kind: Codable, Equatable, Sendable {
        /// To get used to scale and range; stored, never counted.
        case training
        case rating
        /// The same clips in the same order as in the earlier trial of this index.
        case repeatOf(Int)
        /// Passed if the answer equals this one.
        case trap(expected: Answer)
    }

    /// Position in the rater's session, from 0, without gaps.
    public var index: Int
    public var kind: Kind
    /// 0 for training, then 1, 2, …; a break comes where the number changes.
    public var block: Int
    /// Which of the study's questions is asked.
    public var questionIndex: Int
    /// Whether the clips are those of the trial before, heard already: only the question is new.
    public var continuesClips: Bool
    /// In the order shown: one; first and second; A, B and X; or one per MUSHRA slider.
    /// Empty in a trap that is only read.
    public var clips: [Clip]
    /// What leads openly in DCR and MUSHRA.
    public var reference: Clip?
    /// What a trap tells the rater to do; shown where the trap has no clip.
    public var instruction: BilingualText?

    public init(
        index: Int, kind: Kind, block: Int, questionIndex: Int = 0, continuesClips: Bool = false,
        clips: [Clip], reference: Clip? = nil, instruction: BilingualText? = nil
    ) {
        self.index = index
        self.kind = kind
        self.block = block
        self.questionIndex = questionIndex
        self.continuesClips = continuesClips
        self.clips = clips
        self.reference = reference
        self.instruction = instruction
    }

    /// Whether the answer counts towards a system's result.
    public var isCounted: Bool { kind == .rating }
}
