import Foundation
import StudentModel

/// Numbers of all kinds as people write them, in either language.
enum DialogueNumbers {
    /// The text of a place such as `{price}`; nil if it is no kind of number.
    static func text(
        _ kind: String, isChinese: Bool, _ random: inout SplitMix64
    ) -> String? {
        switch kind {
        case "small": "\(random.whole(2...12))"
        case "count": "\(random.whole(13...99))"
        case "hundreds": "\(random.whole(100...999))"
        case "thousands": thousands(isChinese, &random)
        case "year": "\(random.whole(1840...2031))"
        case "percent": "\(random.whole(1...99))"
        case "decimal": "\(random.whole(0...40)).\(random.whole(1...9))"
        case "price": price(isChinese, &random)
        case "time": time(isChinese, &random)
        case "date": "\(random.whole(1...12))月\(random.whole(1...28))日"
        case "ordinal": ordinal(random.whole(1...31))
        case "phone": phone(isChinese, &random)
        default: nil
        }
    }

    private static func thousands(_ isChinese: Bool, _ random: inout SplitMix64) -> String {
        let value = random.whole(1_001...98_999)
        guard !isChinese, random.unit() < 0.5 else { return "\(value)" }
        let rest = String(value % 1000)
        return "\(value / 1000)," + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private static func price(_ isChinese: Bool, _ random: inout SplitMix64) -> String {
        let value = random.whole(2...480)
        if isChinese {
            return random.unit() < 0.5 ? "\(value)块钱" : "\(value).\(random.whole(1...9))元"
        }
        let sign = random.unit() < 0.6 ? "$" : "£"
        return random.unit() < 0.5 ? "\(sign)\(value)" : "\(sign)\(value).\(random.whole(10...99))"
    }

    private static func time(_ isChinese: Bool, _ random: inout SplitMix64) -> String {
        let hour = random.whole(1...12)
        let minute = 5 * random.whole(1...11)
        if isChinese {
            let part = random.pick(["早上", "上午", "下午", "晚上"])
            return random.unit() < 0.4 ? "\(part)\(hour)点半" : "\(part)\(hour)点\(minute)分"
        }
        let digits = minute < 10 ? "0\(minute)" : "\(minute)"
        return random.unit() < 0.4 ? "\(hour) o'clock" : "\(hour):\(digits)"
    }

    private static func ordinal(_ day: Int) -> String {
        switch day {
        case 1, 21, 31: "\(day)st"
        case 2, 22: "\(day)nd"
        case 3, 23: "\(day)rd"
        default: "\(day)th"
        }
    }

    /// Digits one by one, as telephone numbers are said.
    private static func phone(_ isChinese: Bool, _ random: inout SplitMix64) -> String {
        let digits = (0..<7).map { _ in random.whole(0...9) }
        if isChinese { return String(digits.map { Array("零一二三四五六七八九")[$0] }) }
        let words = [
            "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        ]
        let said = digits.map { words[$0] }
        return said[..<3].joined(separator: " ") + ", " + said[3...].joined(separator: " ")
    }
}

extension SplitMix64 {
    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(unit() * Double(range.count))
    }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int(unit() * Double(list.count))]
    }
}
