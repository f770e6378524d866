import Script

/// Where a turn stands in the document.
public struct TurnRegion: Hashable, Sendable {
    /// 0…3 for A to D; nil if the mark names somebody outside the cast.
    public let speaker: Int?
    /// The line of its mark, from 0.
    public private(set) var firstLine: Int
    /// The line of its last word; blank lines and comments after it belong to no turn.
    public var lastLine: Int { end.line }
    /// Of its mark and its words; comments and blank lines don't count. The same in every run.
    public internal(set) var hash: UInt64
    /// Whether anything but white space follows the mark.
    public internal(set) var hasText: Bool
    /// How its mark names the speaker.
    let name: SpeakerMark.Name
    /// The bytes of its mark in the first line.
    let mark: Range<Int>
    /// After its last word.
    var end: TextPoint
    /// Where its closing mark is, in formats that have one.
    var closing: (line: Int, range: Range<Int>)? {
        get { closingLine.map { ($0, closingRange) } }
        set {
            closingLine = newValue?.line
            closingRange = newValue?.range ?? 0..<0
        }
    }
    private var closingLine: Int?
    private var closingRange = 0..<0

    init(
        speaker: Int?, line: Int, mark: SpeakerMark, hash: UInt64, hasText: Bool, contentEnd: Int
    ) {
        self.speaker = speaker
        firstLine = line
        name = mark.name
        self.mark = mark.range
        self.hash = hash
        self.hasText = hasText
        end = TextPoint(line: line, offset: contentEnd)
    }

    mutating func moveLines(by delta: Int) {
        firstLine += delta
        end.line += delta
        closingLine = closingLine.map { $0 + delta }
    }

    var start: TextPoint { TextPoint(line: firstLine, offset: mark.lowerBound) }
}

/// The turns of a document, from what its lines know.
struct TurnOutline: Equatable, Sendable {
    private(set) var regions: [TurnRegion] = []
    private(set) var format: ScriptFormat = .parley
    private(set) var countsFromZero = false

    init() {}

    /// Linear in the number of lines.
    init(_ document: Document) {
        format = document.format
        countsFromZero = document.countsFromZero(in: format)
        guard format != .json else { return }
        scan(document, from: 0, to: document.lineCount)
    }

    /// Takes in a change of some lines: looks again at them and at the turn they belong to, and
    /// moves those below.
    mutating func update(_ document: Document, _ change: LineChange) {
        let format = document.format
        guard format == self.format, format != .json,
            document.countsFromZero(in: format) == countsFromZero
        else {
            self = TurnOutline(document)
            return
        }
        let delta = document.lineCount - change.oldLineCount
        let firstBelow = index(at: TextPoint(line: change.oldLineCount - change.tail, offset: -1))
        var below = Array(regions[(firstBelow.map { $0 + 1 } ?? 0)...])
        if delta != 0 {
            for index in below.indices { below[index].moveLines(by: delta) }
        }
        // The turn above may lose or gain words at its end, and so may none but it.
        var start = change.head
        let above = index(at: TextPoint(line: change.head, offset: -1))
        if let above { start = regions[above].firstLine }
        let keep = index(at: TextPoint(line: start, offset: -1)).map { $0 + 1 } ?? 0
        regions.removeSubrange(keep...)
        scan(
            document, from: start, to: below.first?.firstLine ?? document.lineCount)
        if let next = below.first?.firstLine { scanBeginning(document, ofLine: next) }
        regions += below
    }

    /// Adds what stands on some lines.
    private mutating func scan(_ document: Document, from first: Int, to end: Int) {
        isOpen = false
        for number in first..<max(end, first) {
            let line = document.lines[number]
            if line.isComment { continue }
            if isOpen && line.head.hasText { extend(with: line.head, line: number) }
            for segment in line.segments { take(segment, line: number) }
        }
    }

    /// Adds what stands on a line before its first turn begins.
    private mutating func scanBeginning(_ document: Document, ofLine number: Int) {
        let line = document.lines[number]
        if isOpen && line.head.hasText { extend(with: line.head, line: number) }
        for segment in line.segments {
            if let mark = segment.mark, mark.isMark(in: format), !mark.isClosing { return }
            take(segment, line: number)
        }
    }

    /// Whether what is scanned next goes on with the last turn.
    private var isOpen = false

    private mutating func take(_ segment: Line.Segment, line: Int) {
        guard let mark = segment.mark, mark.isMark(in: format) else {
            if isOpen { extend(with: segment, line: line) }
            return
        }
        if !mark.isClosing {
            open(segment, mark, line: line)
        } else if isOpen {
            close(at: mark, line: line)
        }
        isOpen = !mark.isClosing
    }

    private mutating func open(_ segment: Line.Segment, _ mark: SpeakerMark, line: Int) {
        regions.append(
            TurnRegion(
                speaker: mark.name.speaker(countsFromZero: countsFromZero)?.index, line: line,
                mark: mark, hash: segment.hash, hasText: segment.hasText,
                contentEnd: segment.contentEnd))
    }

    private mutating func extend(with segment: Line.Segment, line: Int) {
        let last = regions.count - 1
        var hash = TextHash()
        hash.combine(regions[last].hash)
        hash.combine(segment.hash)
        regions[last].hash = hash.value
        regions[last].hasText = true
        regions[last].end = TextPoint(line: line, offset: segment.contentEnd)
    }

    private mutating func close(at mark: SpeakerMark, line: Int) {
        regions[regions.count - 1].closing = (line, mark.range)
        regions[regions.count - 1].end = TextPoint(line: line, offset: mark.range.upperBound)
    }

    /// The turn whose mark is the last at or before `point`; nil before the first.
    func index(at point: TextPoint) -> Int? {
        var (low, high) = (0, regions.count)
        while low < high {
            let middle = (low + high) / 2
            if regions[middle].start <= point { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
