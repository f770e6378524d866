/// A trial with a known answer that only somebody who listens and reads gives: "now press 2"
/// (after the trapping questions of ITU-T P.808).
public struct Trap: Codable, Equatable, Sendable {
    /// Unique in the study.
    public var id: String
    /// What the rater is told to do, on the screen or by a voice.
    public var instruction: BilingualText
    /// The spoken instruction; nil shows the text instead.
    public var clip: Clip?
    /// The answer that passes.
    public var expected: Answer

    public init(id: String, instruction: BilingualText, clip: Clip? = nil, expected: Answer) {
        self.id = id
        self.instruction = instruction
        self.clip = clip
        self.expected = expected
    }
}
