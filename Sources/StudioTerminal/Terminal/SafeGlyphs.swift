import Studio

/// What of a cell's text may be sent to a terminal.
enum SafeGlyphs {
    /// The text, if it can do no harm and the terminal can show it; else a stand-in of its width.
    ///
    /// A file's text reaches the terminal only through here, so no control character of it does.
    static func safe(_ text: String, span: Int, hasUTF8: Bool) -> String {
        if text.utf8.count == 1, let byte = text.utf8.first {
            return (0x20..<0x7F).contains(byte) ? text : "?"
        }
        if text.isEmpty { return " " }
        let isHarmless = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
        }
        guard isHarmless else { return String(repeating: "?", count: span) }
        guard !hasUTF8 else { return text }
        let stand = text.count == 1 ? text.first.flatMap { lookAlikes[$0] } ?? "?" : "?"
        return span == 1 ? stand : stand == "?" ? "??" : stand + " "
    }

    /// Whether all terminals agree on how many cells it takes.
    static func hasCertainWidth(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.count == 1 && scalars.allSatisfy { $0.value < 0x1F000 }
            || text.utf8.count == scalars.count
    }

    private static let lookAlikes: [Character: String] = [
        "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "–": "-", "—": "-", "…": ".",
        "·": ".", "•": "*", "×": "x", "−": "-", "│": "|", "─": "-", "┌": "+", "┐": "+",
        "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "，": ",", "。": ".",
        "！": "!", "？": "?", "：": ":", "；": ";", "（": "(", "）": ")", "、": ",", "█": "#",
        "à": "a", "á": "a", "â": "a", "ä": "a", "ç": "c", "è": "e", "é": "e", "ê": "e", "ë": "e",
        "í": "i", "î": "i", "ñ": "n", "ó": "o", "ô": "o", "ö": "o", "ú": "u", "û": "u", "ü": "u",
    ]
}
