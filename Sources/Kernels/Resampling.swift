import KernelsC

/// Interpolates `samples` at the places 0, `step`, 2 × `step`, … with a tabulated kernel.
///
/// - Parameters:
///   - step: distance between outputs, in input samples.
///   - halfWidth: how many input samples the kernel reaches to either side.
///   - table: the kernel's right half at `resolution` points per input sample, and at least two
///     points beyond `halfWidth`.
public func interpolate(
    _ samples: [Float], count: Int, step: Double, halfWidth: Double, resolution: Int,
    table: [Float]
) -> [Float] {
    precondition(step > 0, "interpolate: step \(step) is not positive")
    precondition(
        table.count >= Int(halfWidth * Double(resolution)) + 2,
        "interpolate: \(table.count) points are too few for \(halfWidth) samples")
    guard !samples.isEmpty, count > 0 else { return Array(repeating: 0, count: max(0, count)) }
    return [Float](unsafeUninitializedCapacity: count) { output, written in
        written = count
        guard let output = output.baseAddress else { return }
        parley_resample(
            samples, samples.count, step, halfWidth, resolution, table, output, count)
    }
}
