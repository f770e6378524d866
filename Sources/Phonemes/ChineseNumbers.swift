/// Chinese number words for Arabic digits.
enum ChineseNumber {
    private static let digits: [Character] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]

    /// Digit by digit: `2026` gives 二零二六; with `asTelephone`, 1 is 幺.
    static func spelled(_ text: String, asTelephone: Bool = false) -> String {
        String(
            text.compactMap { character in
                guard let value = character.wholeNumberValue else { return nil }
                return asTelephone && value == 1 ? "幺" : digits[value]
            })
    }

    /// As a quantity: `12345` gives 一万两千三百四十五. Leading zeros are dropped; beyond sixteen
    /// digits the number is spelled.
    static func cardinal(_ text: String) -> String {
        let trimmed = String(text.drop { $0 == "0" })
        guard !trimmed.isEmpty else { return "零" }
        guard trimmed.count <= 16 else { return spelled(trimmed) }
        let values = trimmed.compactMap(\.wholeNumberValue)
        var result = ""
        var owesZero = false
        let groups = stride(from: values.count, to: 0, by: -4).map { end in
            Array(values[max(0, end - 4)..<end])
        }
        for (level, group) in groups.enumerated().reversed() {
            let isFirst = result.isEmpty
            guard group.contains(where: { $0 > 0 }) else {
                owesZero = !isFirst
                continue
            }
            if !isFirst, owesZero || group[0] == 0 { result += "零" }
            owesZero = false
            result += words(of: group, isFirst: isFirst, level: level)
            result += ["", "万", "亿", "万亿"][level]
        }
        return result
    }

    /// Up to four digits, without the zero in front.
    private static func words(of group: [Int], isFirst: Bool, level: Int) -> String {
        if isFirst, level > 0, group == [2] { return "两" }
        var result = ""
        var owesZero = false
        for (index, digit) in group.enumerated() {
            let place = group.count - 1 - index
            guard digit > 0 else {
                owesZero = !result.isEmpty
                continue
            }
            if owesZero { result += "零" }
            owesZero = false
            if digit == 1, place == 1, isFirst, index == 0 {
                result += "十"
            } else {
                result.append(digit == 2 && place == 3 ? "两" : digits[digit])
                result += ["", "十", "百", "千"][place]
            }
        }
        return result
    }

    /// With decimals: `3.14` gives 三点一四.
    static func decimal(whole: String, fraction: String?) -> String {
        cardinal(whole) + (fraction.map { "点" + spelled($0) } ?? "")
    }
}
