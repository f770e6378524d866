/// Dates, years and times of day.
extension NumberExpansion {
    /// 2026-03-05, 2026/3/5, 2026.3.5.
    func date(at start: Int) -> Reading? {
        guard let year = digits(start), year.text.count == 4, let separator = scalar(year.end),
            ["-", "/", "."].contains(separator), let month = digits(year.end + 1),
            month.text.count <= 2, (1...12).contains(Int(month.text) ?? 0)
        else { return nil }
        let monthText = ChineseNumber.spelled(year.text) + "年" + ChineseNumber.cardinal(month.text)
        if scalar(month.end) == separator, let day = digits(month.end + 1), day.text.count <= 2,
            (1...31).contains(Int(day.text) ?? 0)
        {
            return Reading(
                text: monthText + "月" + ChineseNumber.cardinal(day.text) + "日", end: day.end)
        }
        let isMonth = month.text.first == "0" && separator != "." && !isDigit(month.end)
        return isMonth ? Reading(text: monthText + "月", end: month.end) : nil
    }

    /// 9:00-18:00, 8:30, 12:30:45; 3:2 is a score.
    func time(at start: Int) -> Reading? {
        guard let first = timeOfDay(at: start) else { return nil }
        guard isOne(of: rangeMarks, first.end), let second = timeOfDay(at: first.end + 1) else {
            return first
        }
        return Reading(text: first.text + "到" + second.text, end: second.end)
    }

    private func timeOfDay(at start: Int) -> Reading? {
        guard let hour = digits(start), hour.text.count <= 3, scalar(hour.end) == ":",
            let minute = digits(hour.end + 1), minute.text.count <= 3
        else { return nil }
        let isScore =
            minute.text.count != 2 || (Int(hour.text) ?? 99) > 24 || (Int(minute.text) ?? 99) > 59
            || before(start, 6).contains("比")
            || after(minute.end, 3).contains { "胜败负平领战赢输".contains($0) }
        if isScore {
            let text = ChineseNumber.cardinal(hour.text) + "比" + ChineseNumber.cardinal(minute.text)
            return Reading(text: text, end: minute.end)
        }
        var text =
            (hour.text == "2" || hour.text == "02" ? "两" : ChineseNumber.cardinal(hour.text)) + "点"
        var end = minute.end
        if scalar(end) == ":", let second = digits(end + 1), second.text.count == 2 {
            text += sixtieths(minute.text) + "分" + sixtieths(second.text) + "秒"
            end = second.end
        } else if minute.text != "00" {
            text += sixtieths(minute.text) + "分"
        }
        return Reading(text: text, end: end)
    }

    private func sixtieths(_ text: String) -> String {
        (text.first == "0" && text != "00" ? "零" : "") + ChineseNumber.cardinal(text)
    }

    /// The year before 年: digit by digit, unless it counts years.
    func year(_ literal: Literal) -> String? {
        guard literal.isInteger else { return nil }
        let count = literal.whole.count
        let next = after(literal.end, 3)
        if count == 2, next.hasPrefix("后"), literal.whole.last == "0" || literal.whole.last == "5" {
            return ChineseNumber.spelled(literal.whole)  // 90后
        }
        if count == 4, ["届", "版", "款"].contains(next.first) {
            return ChineseNumber.spelled(literal.whole)
        }
        guard next.hasPrefix("年") else { return nil }
        if count == 4, (1000...2999).contains(literal.value) {
            let countsYears =
                literal.whole.hasSuffix("000")
                && ["年前", "年来", "年历", "年以", "年的"].contains { next.hasPrefix($0) }
            return countsYears ? nil : ChineseNumber.spelled(literal.whole)
        }
        let isShortYear =
            count == 2
            && (literal.whole.first == "0" || (literal.value > 80 && literal.value % 10 != 0))
        return isShortYear ? ChineseNumber.spelled(literal.whole) : nil
    }
}
