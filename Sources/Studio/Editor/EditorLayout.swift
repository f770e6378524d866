/// Folds lines into rows of a width.
///
/// A row ends after a space, before or after a Chinese character, or where there is no better
/// place; it doesn't begin with closing punctuation or end with opening punctuation where that can
/// be helped. Spaces at its end may hang over the edge.
public struct EditorLayout: Hashable, Sendable {
    /// In cells, at least 1; nil never folds.
    public let width: Int?
    public let textWidth: TextWidth

    public init(width: Int?, textWidth: TextWidth = TextWidth()) {
        self.width = width.map { max($0, 1) }
        self.textWidth = textWidth
    }

    /// The rows of a line, as ranges of character columns; at least one, together all of it.
    public func rows(of text: String) -> [Range<Int>] { layOut(text).rows }

    func layOut(_ text: String) -> LaidOutLine {
        var characters: [Character] = []
        var widths: [Int] = []
        characters.reserveCapacity(text.utf8.count)
        widths.reserveCapacity(text.utf8.count)
        for character in text {
            characters.append(character)
            widths.append(textWidth.width(of: character))
        }
        let rows = width.map { fold(characters, widths, width: $0) } ?? [0..<characters.count]
        return LaidOutLine(characters: characters, widths: widths, rows: rows)
    }

    private func fold(_ characters: [Character], _ widths: [Int], width: Int) -> [Range<Int>] {
        if widths.reduce(0, +) <= width { return [0..<characters.count] }
        let kinds = characters.indices.map { FoldingKind(characters[$0], width: widths[$0]) }
        var rows: [Range<Int>] = []
        var (start, used, lastBreak) = (0, 0, 0)
        var index = 0
        while index < characters.count {
            if index > start && kinds[index - 1].canEnd(before: kinds[index]) { lastBreak = index }
            let overflows = used + widths[index] > width && index > start
            if overflows && kinds[index] != .space {
                let end = lastBreak > start ? lastBreak : index
                rows.append(start..<end)
                (start, used, index) = (end, 0, end)
                continue
            }
            used += widths[index]
            index += 1
        }
        rows.append(start..<characters.count)
        return rows
    }
}

/// What matters about a character for the place where a row ends.
private enum FoldingKind {
    case space, opening, closing, dash, wide, letter

    init(_ character: Character, width: Int) {
        // Comparing characters takes Unicode's normal forms into account, which is slow.
        let value = character.unicodeScalars.first?.value ?? 0
        switch value {
        // A mark on a space makes it a letter.
        case 0x20: self = character.utf8.count == 1 ? .space : .letter
        case 0x2D: self = .dash  // -
        // !%),.:;?]}
        case 0x21, 0x25, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0x7D: self = .closing
        case 0x28, 0x5B, 0x7B: self = .opening  // ([{
        case ..<0xB7: self = .letter
        case 0xB7, 0x2014, 0x2019, 0x201D, 0x2026: self = .closing  // · — ’ ” …
        case 0x2018, 0x201C: self = .opening  // ‘ “
        // 、。〉》」』】 and ！），．：；？］～
        case 0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011: self = .closing
        case 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5E:
            self = .closing
        // 〈《「『【 and （［
        case 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0xFF08, 0xFF3B: self = .opening
        case 0x1100...: self = width >= 2 ? .wide : .letter
        default: self = .letter
        }
    }

    /// Whether a row may end between this and what follows.
    func canEnd(before next: FoldingKind) -> Bool {
        switch (self, next) {
        case (_, .space), (_, .closing), (.opening, _): false
        case (.space, _): true
        case (.dash, .letter): true
        default: self == .wide || next == .wide || (self == .closing && next == .opening)
        }
    }
}

/// A line folded into rows.
struct LaidOutLine: Sendable {
    let characters: [Character]
    /// In cells.
    let widths: [Int]
    let rows: [Range<Int>]

    /// The row that shows the cursor when it is before `column`.
    func row(ofColumn column: Int) -> Int {
        var (low, high) = (0, rows.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if rows[middle].lowerBound <= column { low = middle } else { high = middle }
        }
        return low
    }

    /// The cells between the beginning of its row and `column`.
    func cell(ofColumn column: Int) -> Int {
        let start = rows[row(ofColumn: column)].lowerBound
        return widths[start..<min(column, widths.count)].reduce(0, +)
    }

    /// The column whose character covers `cell` of a row, or the last place of the row.
    func column(atCell cell: Int, row: Int) -> Int {
        let range = rows[row]
        // The place after the last character of a folded row is the first of the next row.
        let last =
            row + 1 < rows.count ? max(range.upperBound - 1, range.lowerBound) : range.upperBound
        var used = 0
        for column in range {
            used += widths[column]
            if used > cell { return min(column, last) }
        }
        return last
    }
}
