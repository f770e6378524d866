/// A whole script: who says what, in order.
public struct Dialogue: Hashable, Sendable {
    public var turns: [Turn]

    public init(turns: [Turn] = []) {
        self.turns = turns
    }

    /// Reads a script in any of the formats of `ScriptFormat`.
    ///
    /// Linear in the length of the text. A dialogue with at least one turn, none of them empty,
    /// reads back from its `description` unchanged.
    /// - Throws: `.problems` if anything in it is an error; warnings pass.
    public init(parsing text: String) throws(ScriptError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The same from the bytes of a file, which may be damaged.
    public init(parsing bytes: [UInt8]) throws(ScriptError) {
        let reading = ScriptReading(bytes)
        let errors = reading.problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .problems(errors) }
        self = reading.dialogue
    }

    /// Who speaks, in order of letter.
    public var speakers: [Speaker] {
        Set(turns.map(\.speaker)).sorted()
    }
}

extension Dialogue: CustomStringConvertible {
    /// The script in Parley's own format: one turn a line, each line ended.
    public var description: String {
        var text = ""
        for turn in turns { text += turn.description + "\n" }
        return text
    }
}
