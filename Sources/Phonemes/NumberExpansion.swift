/// Rewrites numbers, dates, times, amounts and units inside Chinese as hanzi.
///
/// Each rule looks at the glyphs from one place on and says what it would read and where it ends;
/// the first that answers wins.
struct NumberExpansion {
    let glyphs: [Glyph]

    /// What a number becomes: hanzi, with Latin letters where a unit is spelled (GB).
    struct Reading: Equatable {
        var text: String
        /// Index of the first glyph after it.
        var end: Int
    }

    /// A number as written.
    struct Literal {
        var whole: String
        var fraction: String?
        var end: Int

        var isInteger: Bool { fraction == nil }
        var value: Int { Int(whole) ?? .max }
        var chinese: String { ChineseNumber.decimal(whole: whole, fraction: fraction) }
    }

    /// The reading of the number, with its sign and unit, that begins at `start`; nil if none does.
    func reading(at start: Int) -> Reading? {
        guard isDigit(start) || isSign(start) else { return nil }
        return date(at: start) ?? time(at: start) ?? telephone(at: start) ?? version(at: start)
            ?? fraction(at: start) ?? range(at: start) ?? amount(at: start)
    }

    // MARK: Looking

    func scalar(_ index: Int) -> Unicode.Scalar? {
        glyphs.indices.contains(index) ? glyphs[index].scalar : nil
    }

    func isDigit(_ index: Int) -> Bool { glyphs.indices.contains(index) && glyphs[index].isDigit }

    func isLatin(_ index: Int) -> Bool { glyphs.indices.contains(index) && glyphs[index].isLatin }

    func isOne(of set: Set<Unicode.Scalar>, _ index: Int) -> Bool {
        scalar(index).map(set.contains) ?? false
    }

    private func isSign(_ index: Int) -> Bool {
        if isOne(of: currencySigns, index) {
            return isDigit(index + 1) || (scalar(index + 1) == " " && isDigit(index + 2))
        }
        // A minus, not a hyphen or a range.
        return isOne(of: ["-", "−", "+"], index) && isDigit(index + 1) && !isDigit(index - 1)
            && !isLatin(index - 1) && !isOne(of: ["%", "-"], index - 1)
    }

    /// The digits from `start` on.
    func digits(_ start: Int) -> (text: String, end: Int)? {
        var end = start
        while isDigit(end) { end += 1 }
        return end == start
            ? nil
            : (
                glyphs[start..<end].map(\.scalar).reduce(into: "") { $0.unicodeScalars.append($1) },
                end
            )
    }

    /// Digits with commas at the thousands and a decimal point.
    func literal(_ start: Int) -> Literal? {
        guard var (whole, end) = digits(start) else { return nil }
        while whole.count <= 15, scalar(end) == ",", let group = digits(end + 1),
            group.text.count == 3, (1...3).contains(glyphs[start..<end].prefix { $0.isDigit }.count)
        {
            whole += group.text
            end = group.end
        }
        guard scalar(end) == ".", let decimals = digits(end + 1) else {
            return Literal(whole: whole, fraction: nil, end: end)
        }
        return Literal(whole: whole, fraction: decimals.text, end: decimals.end)
    }

    /// The `count` glyphs before `index`.
    func before(_ index: Int, _ count: Int) -> String {
        Array(glyphs[max(0, index - count)..<index]).string
    }

    func after(_ index: Int, _ count: Int) -> String {
        Array(glyphs[min(index, glyphs.count)..<min(glyphs.count, index + count)]).string
    }
}

// MARK: - Telephone numbers, versions, fractions, ranges

extension NumberExpansion {
    private func telephone(at start: Int) -> Reading? {
        let hasPlus = scalar(start) == "+"
        guard let first = digits(hasPlus ? start + 1 : start) else { return nil }
        var groups = [first.text]
        var end = first.end
        while isOne(of: ["-", " "], end), let next = digits(end + 1), next.text.count >= 3 {
            groups.append(next.text)
            end = next.end
        }
        let lengths = groups.map(\.count)
        let total = groups.joined()
        let isGrouped =
            [[3, 8], [3, 7], [4, 7], [4, 8], [3, 4, 4], [3, 3, 4]].contains(lengths)
            || (hasPlus && total.count > 10)
        let isMobile = total.count == 11 && total.first == "1" && total.dropFirst().first! >= "3"
        guard isGrouped || isMobile else {
            let isCalled = namesNumber(before: start) && !isCounted(first.end)
            guard first.text.count >= 3, isCalled, scalar(first.end) != "." else { return nil }
            return Reading(
                text: ChineseNumber.spelled(first.text, asTelephone: true), end: first.end)
        }
        return Reading(
            text: (hasPlus ? "加" : "") + ChineseNumber.spelled(total, asTelephone: true), end: end)
    }

    /// Whether what stands before says that a number is a name: 电话, 房间号, 拨打…
    private func namesNumber(before start: Int) -> Bool {
        let context = before(start, 5)
        if let last = context.last, "打拨".contains(last) { return true }
        return numberNames.contains { context.contains($0) }
    }

    private func isCounted(_ end: Int) -> Bool {
        isOne(of: measures, end) || isOne(of: ["万", "亿", "%", "％", "多", "余"], end) || isLatin(end)
    }

    /// 3.14.2, 192.168.0.1.
    private func version(at start: Int) -> Reading? {
        var parts: [String] = []
        var end = start
        while let part = digits(end) {
            parts.append(
                parts.isEmpty ? ChineseNumber.cardinal(part.text) : ChineseNumber.spelled(part.text)
            )
            end = part.end
            guard scalar(end) == ".", isDigit(end + 1) else { break }
            end += 1
        }
        guard parts.count >= 3 else { return nil }
        return Reading(text: parts.joined(separator: "点"), end: end)
    }

    private func fraction(at start: Int) -> Reading? {
        guard let top = digits(start), scalar(top.end) == "/", let bottom = digits(top.end + 1),
            let upper = Int(top.text), let lower = Int(bottom.text), upper < lower,
            scalar(bottom.end) != "/", !isDigit(bottom.end)
        else { return nil }
        let text = ChineseNumber.cardinal(bottom.text) + "分之" + ChineseNumber.cardinal(top.text)
        return Reading(text: text, end: bottom.end)
    }

    /// 3-5个, 10%~20%, 2019-2023年; 3-2 is a score.
    private func range(at start: Int) -> Reading? {
        let isNegative = isOne(of: ["-", "−"], start)
        guard let first = literal(isNegative ? start + 1 : start) else { return nil }
        var next = first.end
        let firstIsPercentage = scalar(next) == "%"
        if firstIsPercentage { next += 1 }
        guard isOne(of: rangeMarks, next), isDigit(next + 1),
            let second = literal(next + 1), !isLatin(start - 1),
            !isOne(of: ["-", "/"], start - 1), !isOne(of: ["-", "/"], second.end),
            let end = amount(at: next + 1)
        else { return nil }
        if first.isInteger, second.isInteger, first.value >= second.value, first.value < 200,
            !isNegative
        {
            return Reading(text: first.chinese + "比" + second.chinese, end: second.end)
        }
        let isYears = first.whole.count == 4 && year(second) != nil
        let isTwo = first.isInteger && first.value == 2 && counts(after: second.end)
        let begin =
            firstIsPercentage
            ? "百分之" + first.chinese
            : isYears ? ChineseNumber.spelled(first.whole) : isTwo ? "两" : first.chinese
        let sign = !isNegative ? "" : end.text.contains("摄氏度") ? "零下" : "负"
        return Reading(text: sign + begin + "到" + end.text, end: end.end)
    }
}

let rangeMarks: Set<Unicode.Scalar> = ["-", "~", "～", "–", "—"]

private let numberNames = [
    "电话", "号码", "热线", "手机", "邮编", "QQ", "编号", "密码", "验证码", "房间", "航班", "尾号", "账号",
    "卡号", "车牌", "学号", "工号", "区号", "口令", "分机", "致电", "客服", "报警", "代码",
]
