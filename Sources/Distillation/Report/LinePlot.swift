import Foundation

/// A plot of lines as SVG, legible on light and dark paper.
struct LinePlot: Equatable, Sendable {
    struct Series: Equatable, Sendable {
        var name: String
        /// A line ends where y is nil.
        var points: [Point]
        var isDashed = false
    }

    struct Point: Equatable, Sendable {
        var x: Double
        var y: Double?
    }

    var title: String
    var xLabel: String
    var yLabel: String
    var series: [Series]

    private static let (width, height) = (720.0, 300.0)
    private static let (left, right, top, bottom) = (56.0, 12.0, 30.0, 40.0)
    /// Told apart by people who don't tell red from green.
    private static let colours = ["#3b7dd8", "#d9822b", "#2a9d8f", "#a05195", "#888888"]

    /// The drawing; empty axes if there is nothing to draw.
    var svg: String {
        let points = series.flatMap(\.points)
        let xs = Self.limits(points.map(\.x))
        let ys = Self.limits(points.compactMap(\.y))
        var text =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(Int(Self.width)) "
            + "\(Int(Self.height))' font-family='sans-serif' font-size='12' "
            + "fill='#808080' stroke='none' role='img'>\n<title>\(Self.escaped(title))</title>\n"
        for tick in Self.ticks(ys) {
            let y = Self.place(tick, ys, from: Self.height - Self.bottom, to: Self.top)
            text +=
                "<line x1='\(Self.left)' x2='\(Self.width - Self.right)' y1='\(Self.short(y))' "
                + "y2='\(Self.short(y))' stroke='#80808055'/>"
                + "<text x='\(Self.left - 6)' y='\(Self.short(y + 4))' text-anchor='end'>"
                + "\(Self.number(tick))</text>\n"
        }
        for tick in Self.ticks(xs) {
            let x = Self.place(tick, xs, from: Self.left, to: Self.width - Self.right)
            text +=
                "<text x='\(Self.short(x))' y='\(Self.height - Self.bottom + 16)' "
                + "text-anchor='middle'>\(Self.number(tick))</text>\n"
        }
        text +=
            "<text x='\(Self.width / 2)' y='\(Self.height - 6)' text-anchor='middle'>"
            + "\(Self.escaped(xLabel))</text><text x='4' y='16'>\(Self.escaped(yLabel))</text>\n"
        for (index, line) in series.enumerated() {
            text += drawn(line, colour: Self.colours[index % Self.colours.count], xs, ys)
            text += legend(line, index)
        }
        return text + "</svg>\n"
    }

    private func drawn(
        _ line: Series, colour: String, _ xs: ClosedRange<Double>, _ ys: ClosedRange<Double>
    ) -> String {
        let pieces = line.points.split { $0.y == nil }
        return pieces.map { piece in
            let places = piece.map { point in
                let x = Self.place(point.x, xs, from: Self.left, to: Self.width - Self.right)
                let y = Self.place(
                    point.y ?? 0, ys, from: Self.height - Self.bottom, to: Self.top)
                return "\(Self.short(x)),\(Self.short(y))"
            }
            // A point alone would not be seen as a line.
            let all = places.count == 1 ? places + places : places
            return "<polyline fill='none' stroke='\(colour)' stroke-width='1.6' "
                + "stroke-linecap='round' "
                + (line.isDashed ? "stroke-dasharray='5 3' " : "")
                + "points='\(all.joined(separator: " "))'/>\n"
        }.joined()
    }

    private func legend(_ line: Series, _ index: Int) -> String {
        let x = Self.left + 130 + Double(index) * 118
        return "<text x='\(x)' y='16' fill='\(Self.colours[index % Self.colours.count])'>"
            + "\(Self.escaped(line.name))</text>\n"
    }

    private static func limits(_ values: [Double]) -> ClosedRange<Double> {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return 0...1 }
        return low < high ? low...high : low - 0.5...high + 0.5
    }

    private static func place(
        _ value: Double, _ range: ClosedRange<Double>, from start: Double, to end: Double
    ) -> Double {
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return start + share * (end - start)
    }

    /// Round numbers, 3 to 8 of them.
    static func ticks(_ range: ClosedRange<Double>) -> [Double] {
        let span = range.upperBound - range.lowerBound
        let rough = pow(10, floor(log10(span / 4)))
        let step = [1.0, 2, 5, 10].map { $0 * rough }.first { span / $0 <= 7 } ?? 10 * rough
        return Array(
            stride(
                from: (range.lowerBound / step).rounded(.up) * step, through: range.upperBound,
                by: step))
    }

    private static func number(_ value: Double) -> String { String(format: "%g", value) }
    private static func short(_ value: Double) -> String { String(format: "%.1f", value) }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("'", with: "&#39;")
            .replacing("\"", with: "&quot;")
    }
}

extension LinePlot.Series {
    /// A line of at most `count` points: means over equal stretches, so that noise does not hide
    /// the course.
    init(name: String, values: [(x: Double, y: Double)], count: Int = 200) {
        let size = max(1, (values.count + count - 1) / count)
        let points = stride(from: 0, to: values.count, by: size).map { start in
            let stretch = values[start..<min(start + size, values.count)]
            let share = 1 / Double(stretch.count)
            return LinePlot.Point(
                x: stretch.reduce(0) { $0 + $1.x } * share,
                y: stretch.reduce(0) { $0 + $1.y } * share)
        }
        self.init(name: name, points: points)
    }
}
