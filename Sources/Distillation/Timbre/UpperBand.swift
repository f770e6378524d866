import Autograd
import Kernels
import StudentModel

/// Predicts the mel bins that a teacher of low sample rate lacks from those that it has: one hidden
/// layer over five frames, learnt from full-band speech of the same voice.
struct UpperBand: Equatable, Sendable {
    static let hiddenWidth = 128
    private static let binCount = DatasetFormat.melBinCount
    private static let reach = 2  // frames on either side
    private static var frameCount: Int { 2 * reach + 1 }

    /// The first bin that is predicted, 1…79.
    let firstBin: Int
    /// Hidden weight and bias, output weight and bias; weights are [outputs, inputs].
    let parameters: [Matrix<Float>]

    /// What the parameters of a band from `firstBin` on must measure.
    static func shapes(firstBin: Int) -> [(rows: Int, columns: Int)] {
        let outputs = binCount - firstBin
        return [
            (hiddenWidth, frameCount * firstBin), (1, hiddenWidth), (outputs, hiddenWidth),
            (1, outputs),
        ]
    }

    /// The spectrum with its upper bins replaced.
    ///
    /// - Parameter logMel: [frames, 80], nats.
    func extended(_ logMel: Matrix<Float>) -> Matrix<Float> {
        let hidden = gelu(
            linear(
                Self.inputs(logMel, firstBin: firstBin), weight: parameters[0],
                bias: parameters[1].values))
        let upper = linear(hidden, weight: parameters[2], bias: parameters[3].values)
        var result = logMel
        for frame in 0..<result.rows {
            for bin in firstBin..<Self.binCount {
                result[frame, bin] = max(upper[frame, bin - firstBin], VoiceTimbre.floor)
            }
        }
        return result
    }

    /// Five frames' lower bins a row, roughly normalised; the first and last frames repeat.
    private static func inputs(_ logMel: Matrix<Float>, firstBin: Int) -> Matrix<Float> {
        var values: [Float] = []
        values.reserveCapacity(logMel.rows * frameCount * firstBin)
        for frame in 0..<logMel.rows {
            for offset in -reach...reach {
                let source = min(max(frame + offset, 0), logMel.rows - 1)
                for value in logMel.row(source).prefix(firstBin) { values.append(value / 3 + 1.5) }
            }
        }
        return Matrix(rows: logMel.rows, columns: frameCount * firstBin, values: values)
    }
}

extension UpperBand {
    struct Options: Sendable {
        var seed: UInt64 = 1
        var stepCount = 1500
        var framesPerStep = 1000
        var learningRate: Float = 1e-3
    }

    /// Learns from full-band spectra by the mean absolute error; some ten seconds of work.
    init(firstBin: Int, training spectra: [Matrix<Float>], options: Options = Options()) {
        self.firstBin = firstBin
        var random = SplitMix64(seed: options.seed)
        var adam = FlatAdam(Self.initialParameters(firstBin: firstBin, spectra, &random))
        var deck: [Int] = []
        for step in 0..<options.stepCount {
            var chosen: [Int] = []
            var frames = 0
            while frames < options.framesPerStep {
                if deck.isEmpty { deck = Array(spectra.indices).shuffled(using: &random) }
                let index = deck.removeLast()
                chosen.append(index)
                frames += max(1, spectra[index].rows)
            }
            let gradients = Self.gradients(
                of: adam.matrices, batch: chosen.map { spectra[$0] }, firstBin: firstBin)
            let rest = 1 - Float(step) / Float(options.stepCount)
            adam.apply(gradients: gradients, rate: options.learningRate * rest)
        }
        parameters = adam.matrices
    }

    /// Random hidden weights; an output that says the mean spectrum.
    private static func initialParameters(
        firstBin: Int, _ spectra: [Matrix<Float>], _ random: inout SplitMix64
    ) -> [Matrix<Float>] {
        var parameters = shapes(firstBin: firstBin).map { shape in
            Matrix<Float>(rows: shape.rows, columns: shape.columns)
        }
        for index in [0, 2] {
            let deviation = 1 / Float(parameters[index].columns).squareRoot()
            for place in parameters[index].values.indices {
                parameters[index].values[place] = deviation * random.nextNormal()
            }
        }
        let sums = spectra.reduce(into: [Float](repeating: 0, count: binCount)) { sums, spectrum in
            for (bin, sum) in columnSums(spectrum).enumerated() { sums[bin] += sum }
        }
        let count = Float(max(1, spectra.reduce(0) { $0 + $1.rows }))
        parameters[3].values = sums[firstBin...].map { $0 / count }
        return parameters
    }

    private static func gradients(
        of parameters: [Matrix<Float>], batch: [Matrix<Float>], firstBin: Int
    ) -> [Float] {
        let tape = Tape<Float>()
        let variables = parameters.map(tape.parameter)
        var losses: [(loss: Tape<Float>.Variable, weight: Float)] = []
        let frames = batch.reduce(0) { $0 + $1.rows }
        for spectrum in batch {
            let target = Matrix(
                rows: spectrum.rows, columns: binCount - firstBin,
                values: (0..<spectrum.rows).flatMap { spectrum.row($0).dropFirst(firstBin) })
            let hidden = tape.gelu(
                tape.linear(
                    tape.constant(inputs(spectrum, firstBin: firstBin)), weight: variables[0],
                    bias: variables[1]))
            let weight = 1 / Float(frames * target.columns)
            let loss = tape.absoluteError(
                tape.linear(hidden, weight: variables[2], bias: variables[3]), target: target,
                weights: Matrix(
                    rows: target.rows, columns: target.columns,
                    values: Array(repeating: weight, count: target.values.count)))
            losses.append((loss, 1))
        }
        tape.backward(from: losses)
        return variables.flatMap { tape.gradient(of: $0).values }
    }
}
