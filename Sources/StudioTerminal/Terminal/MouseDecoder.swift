import Studio

/// Turns mouse reports into events, and two clicks at once into a double click.
struct MouseDecoder: Sendable {
    /// Two presses within so many seconds on one cell are a double click.
    static let doubleClickSeconds = 0.4

    private var lastPress: (point: Point, seconds: Double)?

    /// Decodes a report.
    ///
    /// - Parameters:
    ///   - values: button bits, column and row from 1.
    ///   - seconds: a monotonic clock.
    mutating func decode(_ values: [Int], isRelease: Bool, at seconds: Double) -> MouseEvent? {
        let bits = values[0]
        let point = Point(column: max(values[1] - 1, 0), row: max(values[2] - 1, 0))
        if bits & 64 != 0 {
            switch bits & 3 {
            case 0: return MouseEvent(.wheelUp, at: point)
            case 1: return MouseEvent(.wheelDown, at: point)
            default: return nil
            }
        }
        // The middle and the right button are the terminal's own: pasting, its menu.
        guard bits & 3 == 0 || isRelease else { return nil }
        if isRelease { return MouseEvent(.release, at: point) }
        if bits & 32 != 0 { return MouseEvent(.drag, at: point) }
        if let last = lastPress, last.point == point,
            seconds - last.seconds <= Self.doubleClickSeconds
        {
            lastPress = nil
            return MouseEvent(.doubleClick, at: point)
        }
        lastPress = (point, seconds)
        return MouseEvent(.press, at: point)
    }
}
