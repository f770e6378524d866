/// `value` with so many decimals: "0.012".
func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "–" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "−" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
    let digits = String(rest)
    return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
}

/// A number with its sign: "+2.0".
func signed(_ value: Double, _ places: Int) -> String {
    let text = decimal(value, places)
    return text.hasPrefix("−") ? text : "+" + text
}

/// Minutes and seconds: "1:05", "1:02:30".
func clockTime(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–:––" }
    let whole = Int(max(seconds, 0))
    let (hours, minutes) = (whole / 3_600, whole / 60 % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0
        ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
}

/// Milliseconds where they say more: "38 ms", "1.2 s".
func shortTime(_ seconds: Double) -> String {
    if seconds > 0, seconds < 0.0005 { return "<1 ms" }
    return seconds < 0.9995 ? "\(decimal(seconds * 1_000, 0)) ms" : "\(decimal(seconds, 1)) s"
}

/// "84 MB".
func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }
