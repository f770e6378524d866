import Script
import Synthesis

extension Screen {
    /// The voices by their first two principal components; A to D where they stand among them.
    mutating func drawVoiceMap(_ state: StudioState, _ rect: Rect) {
        guard rect.size.columns >= 12, rect.size.rows >= 3 else { return }
        drawDots(state, rect)
        // Names go to the right of their place, and the places keep off the edge for them.
        for (voice, place) in zip(state.cast.known, state.cast.map.places) {
            let point = cell(of: place, in: rect)
            let mark = ornament("•", "*")
            put(mark, row: point.row, column: point.column, style: Style(.text, .bold))
            drawName(voice.name, at: point, among: state.cast.map.places, rect)
        }
        var taken: [Point: Int] = [:]
        let others = Speaker.allCases.filter { $0 != state.cast.speaker }
        for speaker in [state.cast.speaker] + others {
            guard let voice = state.cast.cast?.voices[speaker.index],
                let place = state.cast.place(of: voice)
            else { continue }
            let point = cell(of: place, in: rect)
            let count = taken[point, default: 0]
            taken[point] = count + 1
            let isChosen = speaker == state.cast.speaker
            // Who shares a place stands to the left of it.
            put(
                speaker.name, row: point.row, column: point.column - count,
                style: Style(.speaker(speaker.index), isChosen ? [.bold, .reversed] : .bold))
        }
    }

    /// To the right of its place, or to the left where another voice stands in the way.
    private mutating func drawName(
        _ name: String, at point: Point, among places: [VoiceMap.Place], _ rect: Rect
    ) {
        let others = places.map { cell(of: $0, in: rect) }.filter {
            $0.row == point.row && $0.column > point.column
        }
        let end = rect.origin.column + rect.size.columns
        let next = others.map(\.column).min() ?? end + 1
        let width = textWidth.width(of: name)
        let isCrowded = point.column + 2 + width >= next
        if isCrowded, point.column - 2 - width >= rect.origin.column {
            put(name, row: point.row, column: point.column - 1 - width, style: Style(.muted))
        } else {
            put(
                name, row: point.row, column: point.column + 2, style: Style(.muted),
                width: min(next - 1, end) - point.column - 2)
        }
    }

    private func cell(of place: VoiceMap.Place, in rect: Rect) -> Point {
        let dot = dot(of: place, in: rect)
        return Point(column: rect.origin.column + dot.x / 2, row: rect.origin.row + dot.y / 4)
    }

    /// In braille dots: two columns and four rows to a cell.
    private func dot(of place: VoiceMap.Place, in rect: Rect) -> (x: Int, y: Int) {
        // Eight columns at the right are for names, three at the left for shared places.
        let width = Float((rect.size.columns - 12) * 2)
        let height = Float(rect.size.rows * 4 - 4)
        let x = 6 + (place.x + 1) / 2 * width
        let y = 1 + (1 - place.y) / 2 * height
        return (Int(x.rounded()), Int(y.rounded()))
    }

    /// The axes, and the line between the two voices of the chosen blend.
    private mutating func drawDots(_ state: StudioState, _ rect: Rect) {
        var axes = DotField(columns: rect.size.columns, rows: rect.size.rows)
        let middle = dot(of: VoiceMap.Place(x: 0, y: 0), in: rect)
        for x in stride(from: 0, to: rect.size.columns * 2, by: 4) { axes.set(x, middle.y) }
        for y in stride(from: 0, to: rect.size.rows * 4, by: 4) { axes.set(middle.x, y) }
        draw(axes, rect, Style(.muted))
        guard let voice = state.cast.voice, voice.blend.count > 1 else { return }
        let ends = voice.blend.prefix(2).compactMap { state.cast.place(of: Voice(name: $0.name)) }
        guard ends.count == 2 else { return }
        var line = DotField(columns: rect.size.columns, rows: rect.size.rows)
        let (from, to) = (dot(of: ends[0], in: rect), dot(of: ends[1], in: rect))
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in stride(from: 0, through: steps, by: 2) {
            line.set(
                from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps)
        }
        draw(line, rect, Style(.speaker(state.cast.speaker.index)))
    }

    private mutating func draw(_ dots: DotField, _ rect: Rect, _ style: Style) {
        for row in 0..<rect.size.rows {
            for column in 0..<rect.size.columns {
                let text = dots.text(column, row, inUnicode: glyphs == .unicode)
                put(
                    text, row: rect.origin.row + row, column: rect.origin.column + column,
                    style: style)
            }
        }
    }
}

/// Dots in cells of two by four, as braille has them.
struct DotField: Equatable, Sendable {
    private let columns: Int
    private var cells: [UInt8]

    init(columns: Int, rows: Int) {
        self.columns = columns
        cells = Array(repeating: 0, count: max(columns * rows, 0))
    }

    /// Outside nothing is set.
    mutating func set(_ x: Int, _ y: Int) {
        let index = y / 4 * columns + x / 2
        guard x >= 0, y >= 0, x / 2 < columns, cells.indices.contains(index) else { return }
        // Braille numbers its dots down the left column, then the right, with the fourth row last.
        let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
        cells[index] |= bits[x % 2][y % 4]
    }

    /// Empty where there are no dots.
    func text(_ column: Int, _ row: Int, inUnicode: Bool) -> String {
        let bits = cells[row * columns + column]
        guard bits != 0 else { return "" }
        guard inUnicode, let scalar = Unicode.Scalar(0x2800 + UInt32(bits)) else { return "." }
        return String(scalar)
    }
}
