import Script

/// Where a turn stands in the document.
public struct TurnRegion: Hashable, Sendable {
    /// 0…3 for A to D; nil if the mark names somebody outside the cast.
    public let speaker: Int?
    /// The line of its mark, from 0.
    public let firstLine: Int
    /// The line of its last word; blank lines and comments after it belong to no turn.
    public var lastLine: Int { end.line }
    /// Of its mark and its words; comments and blank lines don't count. The same in every run.
    public internal(set) var hash: UInt64
    /// Whether anything but white space follows the mark.
    public internal(set) var hasText: Bool
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
        speaker: Int?, line: Int, mark: Range<Int>, hash: UInt64, hasText: Bool, contentEnd: Int
    ) {
        self.speaker = speaker
        self.firstLine = line
        self.mark = mark
        self.hash = hash
        self.hasText = hasText
        end = TextPoint(line: line, offset: contentEnd)
    }

    var start: TextPoint { TextPoint(line: firstLine, offset: mark.lowerBound) }
}

/// The turns of a document, from what its lines know; linear in their number, at a few
/// nanoseconds each.
struct TurnOutline: Equatable, Sendable {
    private(set) var regions: [TurnRegion] = []
    private(set) var format: ScriptFormat = .parley
    private(set) var countsFromZero = false

    init() {}

    init(_ document: Document) {
        format = document.format
        guard format != .json else { return }
        countsFromZero = document.lines.contains { line in
            line.segments.contains { $0.mark?.name == .number(0) && $0.mark?.format == format }
        }
        var isOpen = false
        for (number, line) in document.lines.enumerated() where !line.isComment {
            if isOpen && line.head.hasText { extend(with: line.head, line: number) }
            for segment in line.segments {
                guard let mark = segment.mark, mark.format == format else {
                    if isOpen { extend(with: segment, line: number) }
                    continue
                }
                if mark.isClosing {
                    if isOpen { close(at: mark, line: number) }
                    isOpen = false
                } else {
                    open(segment, mark, line: number)
                    isOpen = true
                }
            }
        }
    }

    private mutating func open(_ segment: Line.Segment, _ mark: SpeakerMark, line: Int) {
        regions.append(
            TurnRegion(
                speaker: mark.name.speaker(countsFromZero: countsFromZero)?.index, line: line,
                mark: mark.range, hash: segment.hash, hasText: segment.hasText,
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
