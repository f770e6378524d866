import Kernels

/// Changes the tempo of speech and keeps its pitch.
///
/// Method: overlap-add of windowed pieces, each taken from where it continues the last one best
/// (WSOLA, Verhelst & Roelands 1993), with pieces of 30 ms that may move by 9 ms.
///
/// - Parameter tempo: 1.25 gives a sound of 0.8 times the length.
/// - Returns: samples / tempo samples, rounded.
public func timeStretch(_ samples: [Float], tempo: Double, sampleRate: Double) -> [Float] {
    precondition(tempo > 0 && tempo.isFinite, "timeStretch: tempo \(tempo) must be positive")
    let count = Int((Double(samples.count) / tempo).rounded())
    if tempo == 1 || count == 0 { return Array(samples.prefix(count)) }
    let half = max(8, Int(sampleRate * 0.015 / 8) * 8)
    let reach = Int(sampleRate * 0.009)
    let window = hannWindow(length: 2 * half)
    // Margins let the first and last pieces move like the others.
    let margin = half + reach
    let zeros = [Float](repeating: 0, count: margin)
    let input = zeros + samples + zeros + zeros + zeros
    var output = [Float](repeating: 0, count: count + 3 * half)
    var start = margin - half
    for (index, place) in stride(from: 0, to: count + half, by: half).enumerated() {
        if index > 0 {
            let target = Array(input[start + half..<start + 2 * half])
            let nominal = margin - half + Int((Double(place) * tempo).rounded())
            let first = min(nominal, input.count - 2 * half - reach) - reach
            start = first + bestMatch(of: target, in: input, from: first, offsetCount: 2 * reach)
        }
        for offset in 0..<2 * half {
            output[place + offset] += window[offset] * input[start + offset]
        }
        // The next piece must find its continuation inside the samples.
        start = min(start, input.count - 2 * half - half)
    }
    return Array(output[half..<half + count])
}
