import KernelsC

/// Interpolates `samples` at the places 0, `step`, 2 × `step`, … with a tabulated kernel.
///
/// - Parameters:
///   - step: distance between outputs, in input samples.
///   - reach: how many input samples the kernel reaches to either side.
///   - resolution: rows of the table per input sample.
///   - phases: the kernel cut into `resolution` + 1 rows of 2 × `reach` taps; row p holds its values
///     at p / `resolution` + `reach` − 1 − k for the taps k.
public func interpolate(
    _ samples: [Float], count: Int, step: Double, reach: Int, resolution: Int, phases: [Float]
) -> [Float] {
    precondition(step > 0, "interpolate: step \(step) is not positive")
    precondition(
        phases.count == (resolution + 1) * 2 * reach,
        "interpolate: \(phases.count) values are not \(resolution + 1) rows of \(2 * reach) taps")
    guard !samples.isEmpty, count > 0 else { return Array(repeating: 0, count: max(0, count)) }
    return [Float](unsafeUninitializedCapacity: count) { output, written in
        written = count
        guard let output = output.baseAddress else { return }
        parley_resample(
            samples, samples.count, step, reach, resolution, phases, output, count)
    }
}
