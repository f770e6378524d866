/// A mark that says who speaks from here on, in one line of a script being written.
///
/// The whole text is what `ScriptReading` is for; this is for an editor that looks again only at
/// the line that changed, and finds the same turns.
public struct SpeakerMark: Hashable, Sendable {
    /// How the mark names its speaker.
    public enum Name: Hashable, Sendable {
        /// 0 for A.
        case letter(Int)
        case number(Int)
    }

    /// Bytes of the line's UTF-8, a colon after the mark included.
    public let range: Range<Int>
    public let name: Name
    /// The format of a script in which nothing else is found.
    public let format: ScriptFormat
    /// The formats in which this is a mark, one bit for each.
    fileprivate let formats: UInt8
    /// `</Person1>`: nobody speaks after it.
    public let isClosing: Bool

    /// Whether the mark shows in which format a script is: in brackets only a speaker of the cast
    /// does, since other things stand in brackets, too.
    public var showsFormat: Bool {
        switch (format, name) {
        case (.parley, .letter(let index)): Speaker(rawValue: index) != nil
        case (.shortTags, .number(let number)), (.numberTags, .number(let number)):
            number <= Speaker.allCases.count
        // In brackets a letter alone is a mark, but does not show the format.
        case (.letteredLines, _): !isInBrackets
        default: true
        }
    }

    fileprivate let isInBrackets: Bool

    /// Whether this is a mark in a script of `format`; otherwise it is text there, or a mistake.
    public func isMark(in format: ScriptFormat) -> Bool { formats & format.bit != 0 }

    /// The marks of any format in `line`, from left to right.
    public static func marks(in line: String) -> [SpeakerMark] {
        // Most lines of a long script end here: no bracket, and a colon only far from the start.
        guard line.utf8.contains(where: mayBelongToMark) else { return [] }
        var scan = MarkScan(Array(line.utf8))
        scan.run()
        return scan.marks
    }

    /// Whether `line` is a comment: its first visible character is `#`.
    public static func isComment(_ line: String) -> Bool {
        guard line.utf8.contains(UInt8(ascii: "#")) else { return false }
        var scan = MarkScan(Array(line.utf8))
        return scan.skipToText() == UInt8(ascii: "#")
    }

    private static func mayBelongToMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: ":"), 0xE3, 0xEF: true
        default: false
        }
    }
}

extension SpeakerMark.Name {
    /// Who is meant; nil outside the cast of four.
    /// - Parameter countsFromZero: whether any mark of the script has the number 0.
    public func speaker(countsFromZero: Bool) -> Speaker? {
        switch self {
        case .letter(let index): Speaker(rawValue: index)
        case .number(let number): Speaker(rawValue: countsFromZero ? number : number - 1)
        }
    }
}

extension ScriptFormat {
    /// The format of a text in which marks of these formats occur, JSON aside.
    public static func recognised(among found: Set<ScriptFormat>) -> ScriptFormat {
        let order: [ScriptFormat] = [
            .parley, .personElements, .prefixedLines, .shortTags, .numberTags, .letteredLines,
        ]
        return order.first(where: found.contains) ?? .parley
    }

    fileprivate var bit: UInt8 {
        switch self {
        case .parley: 1
        case .prefixedLines: 2
        case .letteredLines: 4
        case .shortTags: 8
        case .numberTags: 16
        case .personElements: 32
        case .json: 64
        }
    }

    /// Whether a text that begins so is JSON.
    public static func isJSON(_ beginning: some Sequence<UInt8>) -> Bool {
        looksLikeJSON(Array(beginning))
    }
}

/// Goes through one line.
private struct MarkScan {
    let bytes: [UInt8]
    var index = 0
    var marks: [SpeakerMark] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func run() {
        guard let first = skipToText(), first != UInt8(ascii: "#") else { return }
        scanPrefix()
        while index < bytes.count { step() }
    }

    /// Goes to the first byte that can be seen.
    mutating func skipToText() -> UInt8? {
        while index < bytes.count, isInvisible(at: index) {
            index += scalarLength(lead: bytes[index])
        }
        return index < bytes.count ? bytes[index] : nil
    }

    /// White space and what has no width does not end the beginning of a line.
    private func isInvisible(at index: Int) -> Bool {
        switch ScalarClass(decodeScalar(bytes, at: index).scalar) {
        case .space, .invisible, .joiner, .lineBreak, .control: true
        case .plain: false
        }
    }

    private mutating func scanPrefix() {
        for format in [ScriptFormat.prefixedLines, .letteredLines] {
            guard let prefix = LinePrefix(in: bytes, at: index, format: format) else { continue }
            append(prefix.label, prefix.range, format, format.bit)
            index = prefix.range.upperBound
            return
        }
    }

    private mutating func step() {
        switch bytes[index] {
        case UInt8(ascii: "\\"):
            index += 1
            guard index < bytes.count else { return }
            let (scalar, length) = decodeScalar(bytes, at: index)
            if isEscapable(scalar) { index += length }
        case UInt8(ascii: "["), 0xE3, 0xEF:
            scanBracket()
        case UInt8(ascii: "<"):
            guard let element = PersonElement(in: bytes, at: index) else {
                index += 1
                return
            }
            append(
                element.label, element.range, .personElements, ScriptFormat.personElements.bit,
                isClosing: element.isClosing)
            index = element.range.upperBound
        default:
            index += scalarLength(lead: bytes[index])
        }
    }

    private mutating func scanBracket() {
        if let letter = plainSpeakerLetter(in: bytes, at: index) {
            let label = SpeakerLabel(identity: .letter(letter), text: "")
            let end = index + 11
            let range = index..<end + colonLength(bytes, end)
            index = range.upperBound
            let formats = ScriptFormat.parley.bit | ScriptFormat.prefixedLines.bit
            return append(label, range, .parley, formats, inBrackets: true)
        }
        guard let tag = BracketTag(in: bytes, at: index) else {
            index += scalarLength(lead: bytes[index])
            return
        }
        let name = tag.name(in: bytes)
        let end = tag.range.upperBound
        var found: (label: SpeakerLabel, format: ScriptFormat)?
        var formats: UInt8 = 0
        for format in Self.bracketFormats {
            guard let label = SpeakerLabel(tag: name, format: format) else { continue }
            formats |= format.bit
            found = found ?? (label, format)
        }
        guard let found else { return noteElements(before: end) }
        index = end
        index += colonLength(bytes, end)
        append(found.label, tag.range.lowerBound..<index, found.format, formats, inBrackets: true)
    }

    /// An element inside brackets is no mark, but the format is recognised without looking at
    /// brackets that mean nothing.
    private mutating func noteElements(before end: Int) {
        defer { index = end }
        for start in index..<end where bytes[start] == UInt8(ascii: "<") {
            guard let element = PersonElement(in: bytes, at: start) else { continue }
            append(element.label, start..<start, .personElements, 0)
        }
    }

    /// All but JSON; the ones first whose own marks have brackets.
    private static let bracketFormats: [ScriptFormat] = [
        .parley, .shortTags, .numberTags, .prefixedLines, .letteredLines, .personElements,
    ]

    private mutating func append(
        _ label: SpeakerLabel, _ range: Range<Int>, _ format: ScriptFormat,
        _ formats: UInt8, isClosing: Bool = false, inBrackets: Bool = false
    ) {
        let name: SpeakerMark.Name
        switch label.identity {
        case .letter(let index): name = .letter(index)
        case .number(let number): name = .number(number)
        case .name: return
        }
        marks.append(
            SpeakerMark(
                range: range, name: name, format: format, formats: formats, isClosing: isClosing,
                isInBrackets: inBrackets))
    }
}
