/// One maker of sound under test: a teacher, a student, the recording itself, an anchor.
public struct System: Codable, Equatable, Sendable {
    /// What a system stands for in the comparison.
    public enum Role: String, Codable, CaseIterable, Sendable {
        /// What the students are measured against in the report.
        case teacher
        case student
        /// The recording itself; hidden among the others in MUSHRA, open in DCR.
        case reference
        /// A deliberately poor version, for MUSHRA's low end.
        case anchor
        case other
    }

    /// Unique in the study; never shown to a rater.
    public var name: String
    public var role: Role
    /// Checksum of the weights that spoke, as text; empty for a recording.
    public var weightsChecksum: String
    /// Version of the program that rendered the clips, or of the outside tool.
    public var toolVersion: String

    public init(name: String, role: Role, weightsChecksum: String = "", toolVersion: String = "") {
        self.name = name
        self.role = role
        self.weightsChecksum = weightsChecksum
        self.toolVersion = toolVersion
    }
}
