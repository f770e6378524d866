/// Quantities: one number with its sign, currency or unit.
extension NumberExpansion {
    /// ￥3.5万, -5℃, 45.6%, 60km/h, 2个, GPT-4.
    func amount(at start: Int) -> Reading? {
        var position = start
        var currency: String?
        var isNegative = false
        var isPositive = false
        if let sign = scalar(position), let name = currencyNames[sign] {
            currency = name
            position += scalar(position + 1) == " " ? 2 : 1
        } else if isOne(of: ["-", "−"], position) {
            isNegative = true
            position += 1
        } else if scalar(position) == "+" {
            isPositive = true
            position += 1
        }
        guard let literal = literal(position) else { return nil }
        if let currency { return money(literal, currency: currency) }
        var reading = quantity(literal, start: position)
        if isNegative {
            reading.text = (reading.text.contains("摄氏度") ? "零下" : "负") + reading.text
        } else if isPositive {
            reading.text = "加" + reading.text
        }
        return reading
    }

    private func money(_ literal: Literal, currency: String) -> Reading {
        var end = literal.end
        var text = literal.isInteger && literal.value == 2 ? "两" : literal.chinese
        let letters = ["K": "千", "M": "百万", "B": "十亿"] as [Unicode.Scalar: String]
        if let unit = scalar(end).flatMap({ letters[$0] }), !isLatin(end + 1) {
            text += unit
            end += 1
        }
        while let unit = scalar(end), "十百千万亿".unicodeScalars.contains(unit) {
            text.unicodeScalars.append(unit)
            end += 1
        }
        // ￥5元 names the currency twice.
        let isNamed =
            after(end, currency.count) == currency || scalar(end) == "元" || scalar(end) == "美"
        return Reading(text: text + (isNamed ? "" : currency), end: end)
    }

    private func quantity(_ literal: Literal, start: Int) -> Reading {
        let end = literal.end
        if scalar(end) == "%" { return Reading(text: "百分之" + literal.chinese, end: end + 1) }
        if scalar(end) == "‰" { return Reading(text: "千分之" + literal.chinese, end: end + 1) }
        if let year = year(literal) { return Reading(text: year, end: end) }
        if isAttachedToLetters(start), literal.isInteger, literal.whole.count >= 3 {
            return Reading(text: ChineseNumber.spelled(literal.whole), end: end)
        }
        let isTwo = literal.isInteger && literal.whole == "2" && !isAttachedToLetters(start)
        if let unit = unit(at: end) {
            return Reading(text: (isTwo ? "两" : literal.chinese) + unit.name, end: unit.end)
        }
        let isCode = literal.isInteger && literal.whole.count > 1 && literal.whole.first == "0"
        if isCode {
            return Reading(text: ChineseNumber.spelled(literal.whole), end: end)
        }
        if isTwo, counts(after: end), scalar(start - 1) != "第" {
            return Reading(text: "两", end: end)
        }
        return Reading(text: literal.chinese, end: end)
    }

    private func isAttachedToLetters(_ start: Int) -> Bool {
        isLatin(start - 1) || (scalar(start - 1) == "-" && isLatin(start - 2))
    }

    /// Whether a measure word follows, before which 2 is 两.
    func counts(after end: Int) -> Bool {
        let next = scalar(end) == " " ? end + 1 : end
        if after(next, 2) == "分之" || after(next, 2) == "年级" { return false }
        return isOne(of: measures, next)
    }

    /// The unit after a number, perhaps after a space; the longest that fits.
    private func unit(at index: Int) -> (name: String, end: Int)? {
        let start = scalar(index) == " " ? index + 1 : index
        var symbol = after(start, 5)
        while !symbol.isEmpty {
            let end = start + symbol.unicodeScalars.count
            if let name = unitNames[symbol], !isLatin(end) || !isLatin(end - 1) {
                return (name, end)
            }
            symbol.removeLast()
        }
        return nil
    }
}

let currencyNames: [Unicode.Scalar: String] = [
    "$": "美元", "¥": "元", "€": "欧元", "£": "英镑", "￥": "元", "₩": "韩元", "₽": "卢布", "₹": "卢比",
    "฿": "泰铢",
]

let currencySigns = Set(currencyNames.keys)

/// Measure words, and nouns that count like one.
let measures = Set(
    """
    个位名次天年周小分秒块元只条张本件杯瓶斤公米千万亿种类家所间座辆台部架艘把双对套份篇首句段层步遍趟回场支根片\
    颗粒滴碗盘盒箱袋包批群队组倍大人口头匹门堂节课代岁点项款道阵股团幅朵棵串枚顶番厘毫平立克吨升摄欧英
    """.unicodeScalars)

private let unitNames: [String: String] = [
    "km": "公里", "m": "米", "cm": "厘米", "mm": "毫米", "nm": "纳米", "μm": "微米", "µm": "微米",
    "kg": "公斤", "g": "克", "mg": "毫克", "t": "吨", "L": "升", "l": "升", "ml": "毫升", "mL": "毫升",
    "km/h": "公里每小时", "m/s": "米每秒", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度",
    "°": "度", "Hz": "赫兹", "kHz": "千赫兹", "MHz": "兆赫兹", "GHz": "吉赫兹", "W": "瓦", "kW": "千瓦",
    "kWh": "千瓦时", "V": "伏", "mAh": "毫安时", "m²": "平方米", "㎡": "平方米", "m2": "平方米",
    "km²": "平方公里", "m³": "立方米", "ms": "毫秒", "s": "秒", "min": "分钟", "h": "小时", "dB": "分贝",
    "Mbps": "兆比特每秒", "Gbps": "吉比特每秒", "kcal": "千卡", "㎏": "公斤", "㎞": "公里", "㎝": "厘米",
    "㎜": "毫米",
]
