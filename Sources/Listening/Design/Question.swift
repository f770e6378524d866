/// One thing asked about a clip, such as its naturalness.
public struct Question: Codable, Equatable, Sendable {
    /// Unique in the study; a column value in exports.
    public var id: String
    /// What the screen asks.
    public var text: BilingualText
    /// Words for the steps, best first, in place of the method's own; nil keeps those.
    public var labels: [BilingualText]?

    public init(id: String, text: BilingualText, labels: [BilingualText]? = nil) {
        self.id = id
        self.text = text
        self.labels = labels
    }
}
