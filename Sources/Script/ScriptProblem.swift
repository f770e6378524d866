/// One thing wrong in a script: where, what, and how to mend it.
public struct ScriptProblem: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, Comparable {
        /// Can be spoken, though perhaps not as meant.
        case warning
        /// Cannot be spoken as written.
        case error

        public static func < (left: Severity, right: Severity) -> Bool {
            left == .warning && right == .error
        }
    }

    /// What is wrong; the strings hold what stands in the script.
    public enum Kind: Hashable, Sendable {
        case noTurns
        case tooLong(byteCount: Int, limit: Int)
        case wrongEncoding(String)
        case invalidUTF8([UInt8])
        case controlCharacter(UInt32)
        case unreadableCharacter(Character)
        case textBeforeFirstTag
        case textOutsideElements
        case emptyTurn(Speaker)
        case nothingToSay(Speaker)
        case speakerOutsideCast(String)
        case unknownTag(String)
        case unknownElement(String)
        case foreignMark(String)
        case unclosedBracket
        case strayClosingBracket
        case unclosedElement(String)
        case badPause(String)
        case badRate(String)
        case badPronunciation(String)
        case malformedJSON(String)
        case tooManyProblems(limit: Int)
    }

    public let kind: Kind
    public let position: SourcePosition

    public init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    /// From 1.
    public var line: Int { position.line }
    /// From 1, in characters as a reader sees them.
    public var column: Int { position.column }

    public var severity: Severity {
        switch kind {
        case .strayClosingBracket, .nothingToSay, .unclosedElement: .warning
        default: .error
        }
    }
}

extension ScriptProblem: CustomStringConvertible {
    /// "line 3, column 5: unknown tag [laugh]. Remove it; …"
    public var description: String { "line \(line), column \(column): \(message). \(fix)" }

    /// What is wrong, without a full stop.
    public var message: String {
        switch kind {
        case .noTurns: "nobody speaks"
        case .tooLong(let byteCount, let limit):
            "the script has \(byteCount / 1_000_000) MB, more than the \(limit / 1_000_000) MB allowed"
        case .wrongEncoding(let name): "the text is in \(name)"
        case .invalidUTF8(let bytes): "damaged text (\(hexadecimal(bytes)) is not UTF-8)"
        case .controlCharacter(let value): "the control character \(codePoint(value))"
        case .unreadableCharacter(let character):
            "“\(character)” (\(codePoints(character))) cannot be read aloud"
        case .textBeforeFirstTag: "text before the first speaker"
        case .textOutsideElements: "text outside <Person…>…</Person…>"
        case .emptyTurn(let speaker): "\(speaker) says nothing"
        case .nothingToSay(let speaker): "\(speaker) has only punctuation to say"
        case .speakerOutsideCast(let name): "“\(shortened(name))” is not in the cast"
        case .unknownTag(let name): "unknown tag [\(shortened(name))]"
        case .unknownElement(let name): "unknown tag <\(shortened(name))>"
        case .foreignMark(let name): "“\(shortened(name))” marks a speaker in another format"
        case .unclosedBracket: "“[” is never closed on this line"
        case .strayClosingBracket: "“]” closes nothing"
        case .unclosedElement(let name): "<\(shortened(name))> is never closed"
        case .badPause(let text): "“\(shortened(text))” is not a pause"
        case .badRate(let text): "“\(shortened(text))” is not a speaking rate"
        case .badPronunciation(let text):
            "“\(shortened(text))” does not say how to pronounce a word"
        case .malformedJSON(let reason): "\(reason)"
        case .tooManyProblems(let limit): "more than \(limit) problems; the rest is not shown"
        }
    }

    /// How to mend it, as a sentence.
    public var fix: String {
        switch kind {
        case .noTurns: "Begin with [Speaker A] and what they say."
        case .tooLong: "Split it into several files."
        case .wrongEncoding: "Save the file as UTF-8."
        case .invalidUTF8:
            "Save the file as UTF-8; a Chinese file may need: iconv -f GB18030 -t UTF-8."
        case .controlCharacter: "Delete it."
        case .unreadableCharacter: "Write it in words, or delete it."
        case .textBeforeFirstTag:
            "Put [Speaker A] before it, or begin the line with # as a comment."
        case .textOutsideElements: "Put it inside an element, or delete it."
        case .emptyTurn: "Write what they say, or remove the tag."
        case .nothingToSay: "Write words, or [pause 0.8s] for a silence."
        case .speakerOutsideCast: "Use Speaker A, Speaker B, Speaker C or Speaker D."
        case .unknownTag(let name): suggestion(for: name)
        case .unknownElement: #"Remove it, or write \< for a less-than sign that is text."#
        case .foreignMark: "Use the same kind of mark throughout, such as [Speaker A]."
        case .unclosedBracket: #"Close it with “]”, or write \[ for a bracket that is text."#
        case .strayClosingBracket: #"Remove it, or write \] for a bracket that is text."#
        case .unclosedElement(let name): "Add </\(shortened(name))> after what is said."
        case .badPause: "Write [pause 0.8s]; 0 to 60 seconds."
        case .badRate: "Write [rate 1.2]; 0.25 to 4, where 1 is normal."
        case .badPronunciation:
            "Write [say 重庆 chong2 qing4] in pinyin, or [say Leeds l iy1 d z] in English phones."
        case .malformedJSON: #"Write turns as [{"speaker": "A", "text": "…"}, …]."#
        case .tooManyProblems: "Mend those above and check again."
        }
    }
}

private func suggestion(for name: String) -> String {
    let literal = #"or write \[ for a bracket that is text."#
    let lower = comparable(name)
    for (beginning, tag) in [("sp", "[Speaker A]"), ("pau", "[pause 0.8s]"), ("ra", "[rate 1.2]")]
    where lower.hasPrefix(beginning) {
        return "Did you mean \(tag)? Mend or remove it, \(literal)"
    }
    return "Remove it, \(literal)"
}

private func shortened(_ text: String) -> String {
    text.count > 40 ? "\(text.prefix(40))…" : text
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0, radix: 16, uppercase: true) }.map { $0.count < 2 ? "0" + $0 : $0 }
        .joined(separator: " ")
}

private func codePoint(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

private func codePoints(_ character: Character) -> String {
    character.unicodeScalars.prefix(4).map { codePoint($0.value) }.joined(separator: " ")
}
