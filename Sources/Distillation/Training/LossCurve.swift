import Foundation

/// An SVG of the training losses: mel error of the batches (smoothed) and of the held-out set.
func lossCurve(_ rows: [LossRow]) -> String {
    let (width, height, margin) = (720.0, 360.0, 48.0)
    let lastStep = Double(max(1, rows.last?.step ?? 1))
    let largest = 1.5
    func point(_ step: Int, _ loss: Double) -> String {
        let x = margin + (width - 2 * margin) * Double(step) / lastStep
        let y = height - margin - (height - 2 * margin) * min(loss, largest) / largest
        return String(format: "%.1f,%.1f", x, y)
    }
    func line(_ points: [String], _ colour: String) -> String {
        "<polyline fill='none' stroke='\(colour)' stroke-width='1.5' "
            + "points='\(points.joined(separator: " "))'/>\n"
    }
    var smooth = rows.first?.melError ?? 0
    let training = rows.map { row in
        smooth += 0.05 * (row.melError - smooth)
        return point(row.step, smooth)
    }
    let heldOut = rows.compactMap { row in row.heldOutMel.map { point(row.step, $0) } }
    var svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(width) \(height)' "
    svg +=
        "font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n"
    for tick in stride(from: 0.0, through: largest, by: 0.25) {
        let y = height - margin - (height - 2 * margin) * tick / largest
        svg += "<line x1='\(margin)' x2='\(width - margin)' y1='\(y)' y2='\(y)' stroke='#ddd'/>"
        svg += "<text x='8' y='\(y + 4)'>\(tick)</text>\n"
    }
    svg += line(training, "#1f77b4") + line(heldOut, "#d62728")
    svg += "<text x='\(margin)' y='24' fill='#1f77b4'>training mel L1 (nats)</text>"
    svg += "<text x='\(margin + 180)' y='24' fill='#d62728'>held out</text>"
    svg += "<text x='\(width - margin)' y='\(height - 16)' text-anchor='end'>"
    return svg + "step \(Int(lastStep))</text>\n</svg>\n"
}
