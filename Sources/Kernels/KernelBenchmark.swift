import Glibc
import KernelsC

/// One line of `kernelBenchmark`.
public struct KernelMeasurement: Equatable, Sendable {
    /// What ran, with its sizes.
    public let name: String
    /// Billions of operations per second, of floats but for int8; a multiply-add counts as two.
    public let gigaflopsPerSecond: Double
}

/// The floating-point peak of one core in GFLOP/s, from independent multiply-adds on 8 lanes; nil
/// without fast kernels.
///
/// Takes about 60 ms.
public func machinePeak() -> Double? {
    #if arch(x86_64)
        guard hasFastKernels else { return nil }
        let rounds = 100_000
        var sink: Float = 0
        let seconds = bestTime(atLeast: 0.06) { sink += parley_peak_rounds(rounds) }
        // Looked at, so that the work cannot be left out.
        precondition(!sink.isNaN, "machinePeak: not a number")
        return Double(rounds) * 12 * 8 * 2 / seconds / 1e9
    #else
        return nil
    #endif
}

/// Measures the kernels that decide the speed of training and rendering, on one thread.
///
/// Each figure is the best of many runs over about 0.1 s, so it says what the code can do on a core
/// of its own, not what a busy machine leaves. Takes about 2 s.
///
/// - Throws: where no temporary file can be written for the weights in halves.
public func kernelBenchmark() throws(FileError) -> [KernelMeasurement] {
    var results: [KernelMeasurement] = []
    if let peak = machinePeak() {
        results.append(KernelMeasurement(name: "peak of one core", gigaflopsPerSecond: peak))
    }
    results += packedMeasurements()
    results += try halvesMeasurements()
    results += bytesMeasurements()
    results += productMeasurements()
    results.append(attentionMeasurement(segmentLength: 200))
    results.append(naiveMeasurement())
    return results
}

private func packedMeasurements() -> [KernelMeasurement] {
    let packed = InferenceWeight(ramp(1024, 256))
    let bias = [Float](repeating: 0.1, count: 1024)
    return [1, 2, 6, 16, 128].map { rows in
        let x = ramp(rows, 256)
        return measure("linear, packed 1024 × 256, T = \(rows)", operations: 2 * rows * 1024 * 256)
        {
            _ = linear(x, packed: packed, bias: bias)
        }
    }
}

/// Weights as the shipped student has them: halves in a mapped file.
private func halvesMeasurements() throws(FileError) -> [KernelMeasurement] {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(folder)/parley-kernels-\(getpid())"
    defer { unlink(path) }
    var file = try AtomicFile(path: path)
    try file.append(halfBytes(of: ramp(1024, 256).values))
    try file.commit()
    let weight = InferenceWeight(
        outer: 1024, inner: 256, halvesIn: try MappedFile(path: path), at: 0)
    let bias = [Float](repeating: 0.1, count: 1024)
    return [16, 128, 300].map { rows in
        let x = ramp(rows, 256)
        return measure("linear, halves 1024 × 256, T = \(rows)", operations: 2 * rows * 1024 * 256)
        {
            _ = linear(x, packed: weight, bias: bias)
        }
    }
}

/// Weights of eight bits; the rounding of the input is part of it.
private func bytesMeasurements() -> [KernelMeasurement] {
    [(1024, 256), (256, 1024)].flatMap { outer, inner in
        let weight = QuantizedWeight(quantizing: ramp(outer, inner))
        let bias = [Float](repeating: 0.1, count: outer)
        return [1, 16, 128, 300].map { rows in
            let x = ramp(rows, inner)
            return measure(
                "linear, int8 \(outer) × \(inner), T = \(rows)",
                operations: 2 * rows * outer * inner
            ) {
                _ = linear(x, quantized: weight, bias: bias)
            }
        }
    }
}

private func productMeasurements() -> [KernelMeasurement] {
    let (activations, weight, gradient) = (ramp(128, 256), ramp(1024, 256), ramp(128, 1024))
    let operations = 2 * 128 * 256 * 1024
    return [
        measure("x · wᵀ, 128 × 256 by 1024 × 256", operations: operations) {
            _ = matrixProduct(activations, weight, transposeB: true)
        },
        measure("dy · w, 128 × 1024 by 1024 × 256", operations: operations) {
            _ = matrixProduct(gradient, weight)
        },
        measure("dyᵀ · x, 128 × 1024 by 128 × 256", operations: operations) {
            _ = matrixProduct(gradient, activations, transposeA: true)
        },
    ]
}

private func attentionMeasurement(segmentLength: Int) -> KernelMeasurement {
    let input = ramp(4 * segmentLength, 768)
    let segments = (0..<4).map { $0 * segmentLength..<($0 + 1) * segmentLength }
    // Two products of length × length × 256 for each segment; the softmax counts for nothing.
    let operations = 4 * 2 * 2 * segmentLength * segmentLength * 256
    return measure("attention, 4 × \(segmentLength) rows, 8 heads of 32", operations: operations) {
        _ = attentionOutput(queriesKeysValues: input, segments: segments, headCount: 8)
    }
}

/// What the obvious loops over arrays give.
private func naiveMeasurement() -> KernelMeasurement {
    let (a, b) = (ramp(64, 256), ramp(256, 256))
    var c = Matrix<Float>(rows: 64, columns: 256)
    return measure("naive loops, 64 × 256 by 256 × 256", operations: 2 * 64 * 256 * 256) {
        for i in 0..<64 {
            for j in 0..<256 {
                var sum: Float = 0
                for p in 0..<256 { sum += a[i, p] * b[p, j] }
                c[i, j] = sum
            }
        }
    }
}

private func measure(
    _ name: String, operations: Int, _ body: () -> Void
) -> KernelMeasurement {
    let seconds = bestTime(atLeast: 0.1, body)
    return KernelMeasurement(name: name, gigaflopsPerSecond: Double(operations) / seconds / 1e9)
}

/// The shortest of at least three runs, in seconds, repeated until `seconds` have passed.
private func bestTime(atLeast seconds: Double, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var best = Duration.seconds(1_000_000)
    var runs = 0
    while runs < 3 || clock.now - start < .seconds(seconds) {
        best = min(best, clock.measure(body))
        runs += 1
    }
    return max(best / .seconds(1), 1e-9)
}

/// Values that are neither zero nor denormal.
private func ramp(_ rows: Int, _ columns: Int) -> Matrix<Float> {
    let values = (0..<rows * columns).map { Float($0 % 17) * 0.05 - 0.39 }
    return Matrix(rows: rows, columns: columns, values: values)
}
