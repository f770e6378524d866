/// One sound file of a study: an item as one system made it. For the organiser only, since it
/// names the system; raters see a `Clip`.
public struct Stimulus: Codable, Equatable, Sendable {
    /// Unique in the study, and telling nothing: see `opaqueIdentifier`.
    public var id: String
    /// Name of the system that made it.
    public var system: String
    /// What is said: clips of several systems with the same item are compared with one another.
    public var item: String
    /// A free label to group by, such as the language; empty for none.
    public var condition: String
    /// Who speaks in it; the right answer of the speaker method. Empty if nobody asks.
    public var speaker: String
    /// SHA-256 of the sound file, 64 hexadecimal digits.
    public var sha256: String
    /// Name inside the study's folder of clips; it tells nothing either.
    public var fileName: String

    public init(
        id: String, system: String, item: String, condition: String = "", speaker: String = "",
        sha256: String, fileName: String
    ) {
        self.id = id
        self.system = system
        self.item = item
        self.condition = condition
        self.speaker = speaker
        self.sha256 = sha256
        self.fileName = fileName
    }

    /// What a rater's process may know of it.
    public var clip: Clip { Clip(id: id, fileName: fileName, sha256: sha256) }

    /// Sixteen hexadecimal digits for a clip's id and file name, from which neither system nor
    /// item can be read: the start of a SHA-256 over the study's id and seed and both names.
    public static func opaqueIdentifier(
        studyID: String, seed: UInt64, system: String, item: String
    ) -> String {
        let text = [studyID, String(seed), system, item].joined(separator: "\u{1F}")
        return String(SHA256.hexadecimal(of: Array(text.utf8)).prefix(16))
    }
}

/// One sound file as a rater's process sees it: no system, no item, no condition.
public struct Clip: Codable, Equatable, Hashable, Sendable {
    /// The stimulus's id.
    public var id: String
    /// Name inside the study's folder of clips.
    public var fileName: String
    /// SHA-256 of the file, 64 hexadecimal digits; empty if it was not recorded.
    public var sha256: String

    public init(id: String, fileName: String, sha256: String = "") {
        self.id = id
        self.fileName = fileName
        self.sha256 = sha256
    }
}
