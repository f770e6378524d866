/// Typographic punctuation and accented Latin letters, as flite (ASCII only) should see them.
let latinForms: [Character: String] = {
    var forms: [Character: String] = [
        "‘": "'", "’": "'", "ʼ": "'", "“": "\"", "”": "\"", "„": "\"", "«": "\"", "»": "\"",
        "–": " - ", "—": " -- ", "―": " -- ", "−": "-", "‐": "-", "‑": "-", "…": "...",
        "\u{00A0}": " ", "\u{3000}": " ", "\u{2009}": " ", "\u{202F}": " ", "·": " ", "•": ", ",
        "，": ", ", "。": ". ", "？": "? ", "！": "! ", "：": ": ", "；": "; ", "、": ", ",
        "（": "(", "）": ")", "\u{FEFF}": "", "\u{200B}": "", "\u{200C}": "", "\u{200D}": "",
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L",
        "ı": "i", "™": "", "®": "", "©": "",
    ]
    let plain: [(Character, String)] = [
        ("a", "àáâãäåāăąǎ"), ("c", "çćĉċč"), ("d", "ď"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"),
        ("h", "ĥ"), ("i", "ìíîïĩīĭįǐ"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľ"), ("n", "ñńņňǹ"),
        ("o", "òóôõöōŏőǒ"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťț"),
        ("u", "ùúûüũūŭůűųǔǖǘǚǜ"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
    ]
    for (letter, accented) in plain {
        for character in accented {
            forms[character] = String(letter)
            if let upper = character.uppercased().first, character.uppercased().count == 1 {
                forms[upper] = letter.uppercased()
            }
        }
    }
    return forms
}()
