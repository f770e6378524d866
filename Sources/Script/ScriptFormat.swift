/// The dialogue formats that are read; the first is ours and the only one written.
public enum ScriptFormat: String, CaseIterable, Hashable, Sendable {
    /// `[Speaker A] text`, anywhere in the text.
    case parley
    /// `Speaker 1: text` at the beginning of a line; also `说话人A：`, `**Host 2:**`.
    case prefixedLines = "prefixed-lines"
    /// `A: text` at the beginning of a line.
    case letteredLines = "lettered-lines"
    /// `[S1] text`, anywhere in the text.
    case shortTags = "short-tags"
    /// `[1] text`, anywhere in the text.
    case numberTags = "number-tags"
    /// `<Person1>text</Person1>`.
    case personElements = "person-elements"
    /// Turns in JSON or JSON lines; see docs/script-format.md for the shapes.
    case json

    /// What the format looks like, for messages.
    public var example: String {
        switch self {
        case .parley: "[Speaker A] …"
        case .prefixedLines: "Speaker 1: …"
        case .letteredLines: "A: …"
        case .shortTags: "[S1] …"
        case .numberTags: "[1] …"
        case .personElements: "<Person1>…</Person1>"
        case .json: #"[{"speaker": "A", "text": "…"}]"#
        }
    }
}

extension ScriptFormat {
    /// The format of `bytes`, which are valid UTF-8, by the marks in it; ours where there are none.
    ///
    /// Our own tags win wherever they stand, so that a script of ours may quote other formats.
    static func recognised(in bytes: [UInt8]) -> ScriptFormat {
        if looksLikeJSON(bytes) { return .json }
        var found: Set<ScriptFormat> = []
        var atLineStart = true
        var isComment = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                (atLineStart, isComment) = (true, false)
                index += 1
                continue
            }
            if isComment {
                index += 1
                continue
            }
            if byte == UInt8(ascii: "\\") {
                // What is escaped is no mark.
                index += 1
                if index < bytes.count {
                    let (scalar, length) = decodeScalar(bytes, at: index)
                    if isEscapable(scalar) { index += length }
                }
                atLineStart = false
                continue
            }
            if atLineStart && byte == UInt8(ascii: "#") {
                isComment = true
                continue
            }
            if let (format, end) = mark(in: bytes, at: index, atLineStart: atLineStart) {
                if format == .parley { return .parley }
                found.insert(format)
                index = end
                atLineStart = false
                continue
            }
            if byte > 0x20 && !isMarkOrSpace(bytes, at: index) { atLineStart = false }
            index += scalarLength(lead: byte)
        }
        let order: [ScriptFormat] = [
            .personElements, .prefixedLines, .shortTags, .numberTags, .letteredLines,
        ]
        return order.first(where: found.contains) ?? .parley
    }

    /// The speaker mark at `index`, which format it belongs to and where it ends.
    private static func mark(
        in bytes: [UInt8], at index: Int, atLineStart: Bool
    ) -> (format: ScriptFormat, end: Int)? {
        switch bytes[index] {
        case UInt8(ascii: "["), 0xE3, 0xEF:
            guard let tag = BracketTag(in: bytes, at: index) else { break }
            let name = tag.name(in: bytes)
            for format in [ScriptFormat.parley, .shortTags, .numberTags] {
                if let label = SpeakerLabel(tag: name, format: format), label.speaker != nil {
                    return (format, tag.range.upperBound)
                }
            }
        case UInt8(ascii: "<"):
            guard let element = PersonElement(in: bytes, at: index) else { break }
            return (.personElements, element.range.upperBound)
        default: break
        }
        guard atLineStart else { return nil }
        for format in [ScriptFormat.prefixedLines, .letteredLines] {
            if let prefix = LinePrefix(in: bytes, at: index, format: format) {
                return (format, prefix.range.upperBound)
            }
        }
        return nil
    }

    private static func isMarkOrSpace(_ bytes: [UInt8], at index: Int) -> Bool {
        switch ScalarClass(decodeScalar(bytes, at: index).scalar) {
        case .space, .invisible, .joiner: true
        case .plain, .lineBreak, .control: false
        }
    }

    /// An object, or an array of objects or arrays.
    static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var isInArray = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x09, 0x0A, 0x0D, 0x20: index += 1
            case UInt8(ascii: "{"): return true
            case UInt8(ascii: "["):
                if isInArray { return true }
                isInArray = true
                index += 1
            case UInt8(ascii: "]"): return isInArray
            default: return false
            }
        }
        return false
    }
}
