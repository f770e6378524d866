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
        let characters = Array(text)
        let widths = characters.map { textWidth.width(of: $0) }
        guard let width else {
            return LaidOutLine(characters: characters, widths: widths, rows: [0..<characters.count])
        }
        var rows: [Range<Int>] = []
        var (start, used, lastBreak) = (0, 0, 0)
        var index = 0
        while index < characters.count {
            if index > start && canBreak(characters[index - 1], characters[index]) {
                lastBreak = index
            }
            let overflows = used + widths[index] > width && index > start
            if overflows && characters[index] != " " {
                let end = lastBreak > start ? lastBreak : index
                rows.append(start..<end)
                (start, used, index) = (end, 0, end)
                continue
            }
            used += widths[index]
            index += 1
        }
        rows.append(start..<characters.count)
        return LaidOutLine(characters: characters, widths: widths, rows: rows)
    }

    private func canBreak(_ left: Character, _ right: Character) -> Bool {
        if right == " " { return false }
        if left == " " { return true }
        if Self.closing.contains(right) || Self.opening.contains(left) { return false }
        if left == "-" || left == "—" { return right.isLetter }
        return isWide(left) || isWide(right)
    }

    private func isWide(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else {
            return false
        }
        return textWidth.width(of: character) == 2
    }

    private static let closing = Set("，。、；：？！）】》〉」』”’…—·,.;:?!)]}%］～")
    private static let opening = Set("（【《〈「『“‘([{［")
}

/// A line folded into rows.
struct LaidOutLine {
    let characters: [Character]
    /// In cells.
    let widths: [Int]
    let rows: [Range<Int>]

    /// The row that shows the cursor when it is before `column`.
    func row(ofColumn column: Int) -> Int {
        rows.lastIndex { $0.lowerBound <= column } ?? 0
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
