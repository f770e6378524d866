/// Numbers that can be read across a room: five cells wide, four rows high, or seven in ASCII.
enum BigDigits {
    /// The rows of `text`; what is no digit, point or dash becomes a gap.
    static func rows(of text: String, inUnicode: Bool) -> [String] {
        var rows = Array(repeating: "", count: inUnicode ? 4 : 7)
        for character in text {
            let (width, bits) = glyph(character)
            for row in rows.indices {
                if !rows[row].isEmpty { rows[row] += " " }
                for column in (0..<width).reversed() {
                    let isSet = { (line: Int) in line < 7 && bits[line] >> UInt8(column) & 1 == 1 }
                    if inUnicode {
                        // Two dots of a column share a cell.
                        switch (isSet(2 * row), isSet(2 * row + 1)) {
                        case (true, true): rows[row] += "█"
                        case (true, false): rows[row] += "▀"
                        case (false, true): rows[row] += "▄"
                        case (false, false): rows[row] += " "
                        }
                    } else {
                        rows[row] += isSet(row) ? "#" : " "
                    }
                }
            }
        }
        return rows
    }

    private static func glyph(_ character: Character) -> (width: Int, bits: [UInt8]) {
        switch character {
        case "0": (5, [0x0E, 0x1B, 0x1B, 0x1B, 0x1B, 0x1B, 0x0E])
        case "1": (5, [0x06, 0x0E, 0x06, 0x06, 0x06, 0x06, 0x0F])
        case "2": (5, [0x0E, 0x1B, 0x03, 0x06, 0x0C, 0x18, 0x1F])
        case "3": (5, [0x1E, 0x03, 0x03, 0x0E, 0x03, 0x03, 0x1E])
        case "4": (5, [0x03, 0x07, 0x0B, 0x13, 0x1F, 0x03, 0x03])
        case "5": (5, [0x1F, 0x18, 0x1E, 0x03, 0x03, 0x1B, 0x0E])
        case "6": (5, [0x0E, 0x18, 0x18, 0x1E, 0x1B, 0x1B, 0x0E])
        case "7": (5, [0x1F, 0x03, 0x06, 0x06, 0x0C, 0x0C, 0x0C])
        case "8": (5, [0x0E, 0x1B, 0x1B, 0x0E, 0x1B, 0x1B, 0x0E])
        case "9": (5, [0x0E, 0x1B, 0x1B, 0x0F, 0x03, 0x03, 0x0E])
        case ".": (2, [0, 0, 0, 0, 0, 3, 3])
        case "–", "-": (4, [0, 0, 0, 0x0F, 0, 0, 0])
        default: (2, [0, 0, 0, 0, 0, 0, 0])
        }
    }
}
