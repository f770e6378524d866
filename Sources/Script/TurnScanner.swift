/// A turn as it stands in the source, its speaker not yet known.
struct RawTurn {
    let label: SpeakerLabel
    /// Of its tag, in bytes.
    let offset: Int
    var pieces: [Piece]
}

/// A problem and the byte it begins at.
struct RawProblem {
    let kind: ScriptProblem.Kind
    let offset: Int
}

/// Goes once through a text, cutting it into turns and pieces and noting what is wrong.
///
/// Every byte is looked at a bounded number of times: a bracket looks ahead only to the next
/// bracket or line end, a line prefix only a few bytes.
struct TurnScanner {
    private let bytes: [UInt8]
    private let format: ScriptFormat
    private let checks: SpeechChecks
    /// Offsets where damaged UTF-8 was mended; reported elsewhere, so no problem here.
    private var damage: ArraySlice<Int>

    private(set) var turns: [RawTurn] = []
    private(set) var problems: [RawProblem] = []

    private var index = 0
    private var atLineStart = true
    private var builder = TurnBuilder()
    private var current: (label: SpeakerLabel, offset: Int)?
    private var hasReportedStrayText = false

    init(_ bytes: [UInt8], format: ScriptFormat, damage: [Int] = [], checks: SpeechChecks) {
        self.bytes = bytes
        self.format = format
        self.damage = damage[...]
        self.checks = checks
    }

    /// Scans everything. With `speaker`, all the text is one turn of theirs, as in JSON.
    mutating func scan(speaker: SpeakerLabel? = nil, offset: Int = 0) {
        current = speaker.map { ($0, offset) }
        atLineStart = format != .json
        while index < bytes.count { step() }
        closeTurn(isElementClosed: format != .personElements)
    }

    private mutating func step() {
        if atLineStart && scanLineStart() { return }
        let byte = bytes[index]
        if isPlain(byte) {
            var end = index + 1
            while end < bytes.count && isPlain(bytes[end]) { end += 1 }
            appendText(to: bytes[end - 1] < 0x80 ? end : characterEnd(from: end))
            return
        }
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "]"): scanBracket()
        case UInt8(ascii: "\\"): scanEscape()
        case UInt8(ascii: "<"): scanMarkup()
        default: scanScalar()
        }
    }
}

/// Bytes that are always part of a word or of ordinary punctuation. The leads of the rare kinds
/// (C2: NO-BREAK SPACE; E2: other spaces; E3, EF: brackets, full-width space) are not.
private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x20, 0x7F, 0xC2, 0xE2, 0xE3, 0xEF: false
    case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "<"): false
    default: true
    }
}

// MARK: - Text

extension TurnScanner {
    private mutating func appendText(to end: Int) {
        let range = index..<end
        index = end
        atLineStart = false
        guard isInTurn(at: range.lowerBound) else { return }
        builder.append(bytes[range])
        guard let readability = checks.readability else { return }
        for offset in readability.unreadableOffsets(in: bytes, range: range) {
            report(.unreadableCharacter(character(at: offset, before: end)), at: offset)
        }
    }

    /// Text needs a speaker; the first that has none is reported, once until the next speaker.
    private mutating func isInTurn(at offset: Int) -> Bool {
        if current != nil { return true }
        if !hasReportedStrayText {
            let isOutside = format == .personElements && !turns.isEmpty
            report(isOutside ? .textOutsideElements : .textBeforeFirstTag, at: offset)
            hasReportedStrayText = true
        }
        return false
    }

    private func character(at offset: Int, before end: Int) -> Character {
        // Long enough for any real character; a longer one is shown by its beginning.
        var limit = min(end, offset + 64)
        while limit < bytes.count && bytes[limit] & 0xC0 == 0x80 { limit -= 1 }
        return String(decoding: bytes[offset..<limit], as: UTF8.self).first ?? "\u{FFFD}"
    }

    private mutating func scanScalar() {
        if Bracket(bytes, at: index) != nil { return scanBracket() }
        let (scalar, length) = decodeScalar(bytes, at: index)
        switch ScalarClass(scalar) {
        case .space: builder.appendSpace()
        case .lineBreak:
            builder.appendLineBreak()
            if scalar.value == 0x0A || scalar.value == 0x0D { atLineStart = format != .json }
        case .invisible: break
        case .joiner where !builder.endsInEmoji: break
        case .control: report(.controlCharacter(scalar.value), at: index)
        case .plain, .joiner:
            if damage.first == index {
                damage.removeFirst()
                atLineStart = false
                break
            }
            return appendText(to: characterEnd(from: index + length))
        }
        index += length
    }

    /// Goes on after `start`, inside a run of text, over what may belong to the same character.
    private func characterEnd(from start: Int) -> Int {
        var end = start
        var previous: Unicode.Scalar?
        while end < bytes.count && bytes[end] >= 0x80 {
            let (scalar, length) = decodeScalar(bytes, at: end)
            switch ScalarClass(scalar) {
            case .plain where scalar != "\u{FFFD}" && Bracket(bytes, at: end) == nil: break
            case .joiner where (previous ?? scalarBefore(end)).isEmoji: break
            default: return end
            }
            previous = scalar
            end += length
        }
        return end
    }

    private func scalarBefore(_ end: Int) -> Unicode.Scalar {
        var start = end - 1
        while bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return decodeScalar(bytes, at: start).scalar
    }

    private mutating func scanEscape() {
        let next = index + 1
        if next < bytes.count {
            let (scalar, length) = decodeScalar(bytes, at: next)
            if isEscapable(scalar) {
                index = next
                return appendText(to: next + length)
            }
        }
        appendText(to: next)
    }
}

// MARK: - Marks

extension TurnScanner {
    /// At the beginning of a line, white space aside: a comment or a speaker. True if it was one.
    private mutating func scanLineStart() -> Bool {
        let byte = bytes[index]
        if byte == UInt8(ascii: "#") {
            while index < bytes.count && bytes[index] != 0x0A && bytes[index] != 0x0D { index += 1 }
            return true
        }
        switch format {
        case .json, .personElements: break
        case .prefixedLines, .letteredLines:
            guard let prefix = LinePrefix(in: bytes, at: index, format: format) else { break }
            beginTurn(prefix.label, at: index, end: prefix.range.upperBound)
            return true
        case .parley, .shortTags, .numberTags:
            guard let prefix = LinePrefix(in: bytes, at: index, format: .prefixedLines) else {
                break
            }
            report(.foreignMark(prefix.label.text + ":"), at: index)
            index = prefix.range.upperBound
            atLineStart = false
            return true
        }
        return false
    }

    private mutating func scanBracket() {
        guard let bracket = Bracket(bytes, at: index) else { return }
        atLineStart = false
        if format == .parley, let letter = plainSpeakerLetter(in: bytes, at: index) {
            let end = index + 11
            let label = SpeakerLabel(
                identity: .letter(letter),
                text: String(decoding: bytes[index + 1..<end - 1], as: UTF8.self))
            return beginTurn(label, at: index, end: end + colonLength(bytes, end))
        }
        guard bracket.isOpening else {
            report(.strayClosingBracket, at: index)
            index += bracket.length
            return
        }
        guard let tag = BracketTag(in: bytes, at: index) else {
            report(.unclosedBracket, at: index)
            index += bracket.length
            return
        }
        let end = tag.range.upperBound
        switch TagMeaning(tag, in: bytes, format: format) {
        case .speaker(let label):
            return beginTurn(label, at: index, end: end + colonLength(bytes, end))
        case .piece(let piece):
            check(piece)
            if isInTurn(at: index) { builder.append(piece) }
        case .problem(let kind):
            report(kind, at: index)
        }
        index = end
    }

    private mutating func check(_ piece: Piece) {
        guard case .pronunciation(let word, let phonemes) = piece,
            let isPronounceable = checks.isPronounceable, !isPronounceable(word, phonemes)
        else { return }
        report(.badPronunciation("\(word) \(phonemes)"), at: index)
    }

    private mutating func scanMarkup() {
        if let person = PersonElement(in: bytes, at: index) {
            return scanPerson(person)
        }
        if format == .personElements, let markup = MarkupTag(in: bytes, at: index) {
            report(.unknownElement(markup.name), at: index)
            index = markup.range.upperBound
            return
        }
        appendText(to: index + 1)
    }

    private mutating func scanPerson(_ person: PersonElement) {
        atLineStart = false
        guard format == .personElements else {
            report(.foreignMark("<\(person.label.text)>"), at: index)
            index = person.range.upperBound
            return
        }
        if person.isClosing {
            closeTurn(isElementClosed: true)
            hasReportedStrayText = false
            index = person.range.upperBound
        } else {
            beginTurn(person.label, at: index, end: person.range.upperBound)
        }
    }

    private mutating func beginTurn(_ label: SpeakerLabel, at offset: Int, end: Int) {
        closeTurn(isElementClosed: format != .personElements)
        current = (label, offset)
        hasReportedStrayText = false
        atLineStart = false
        index = end
    }

    private mutating func closeTurn(isElementClosed: Bool) {
        guard let (label, offset) = current else { return }
        if !isElementClosed { report(.unclosedElement(label.text), at: offset) }
        turns.append(RawTurn(label: label, offset: offset, pieces: builder.finish()))
        current = nil
    }

    private mutating func report(_ kind: ScriptProblem.Kind, at offset: Int) {
        // One more than is ever shown, so that "and more" is known.
        guard problems.count <= ScriptReading.problemLimit else { return }
        problems.append(RawProblem(kind: kind, offset: offset))
    }
}
