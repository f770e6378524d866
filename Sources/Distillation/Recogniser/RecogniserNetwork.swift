import Autograd
import Kernels
import StudentModel

/// The sizes of the recogniser's network and what it needs beside its weights.
struct RecogniserConfiguration: Codable, Equatable, Sendable {
    var width = 160
    var hiddenWidth = 320
    var blockCount = 5
    var convolutionWidth = 9
    /// Every syllable it may answer with: all that occur in the training words.
    var syllables: [RecogniserSyllable] = []
    /// Natural log of each class's share of the training rows.
    var logPriors: [Float] = []
    /// How much of the prior is taken off the network's log posteriors.
    var priorShare: Float = 0.3
    /// Nats that each new syllable costs.
    var insertionPenalty: Float = 2
}

/// Residual blocks of depthwise convolution and feed-forward over rows of two frames (after
/// ConvNeXt, Liu et al. 2022, in one dimension), with one head for units and one for tones.
struct RecogniserNetwork: Sendable {
    struct Parameter: Sendable {
        var name: String
        var rows: Int
        var columns: Int
        /// Standard deviation of the first values; nil for ones.
        var deviation: Float?
    }

    fileprivate struct Linear: Sendable {
        var weight: Int
        var bias: Int
    }

    private(set) var parameters: [Parameter] = []
    private var input = Linear(weight: 0, bias: 0)
    fileprivate var blocks: [(norm: Linear, convolution: Linear, expand: Linear, reduce: Linear)] =
        []
    private var outputNorm = Linear(weight: 0, bias: 0)
    private var units = Linear(weight: 0, bias: 0)
    private var tones = Linear(weight: 0, bias: 0)

    init(_ configuration: RecogniserConfiguration) {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        input = linear("input", from: RecogniserFeatures.columns, to: width)
        for index in 0..<configuration.blockCount {
            let name = "block.\(index)"
            blocks.append(
                (
                    norm: norm("\(name).norm", width),
                    convolution: add(
                        "\(name).convolution", configuration.convolutionWidth, width,
                        deviation: 1 / Float(configuration.convolutionWidth).squareRoot()),
                    expand: linear("\(name).expand", from: width, to: hidden),
                    reduce: linear("\(name).reduce", from: hidden, to: width, scale: 0.4)
                ))
        }
        outputNorm = norm("output.norm", width)
        units = linear("units", from: width, to: RecogniserUnits.count, scale: 0.3)
        tones = linear("tones", from: width, to: RecogniserUnits.toneCount, scale: 0.3)
    }

    private mutating func add(
        _ name: String, _ rows: Int, _ columns: Int, deviation: Float?
    ) -> Linear {
        parameters.append(
            Parameter(name: name + ".weight", rows: rows, columns: columns, deviation: deviation))
        return Linear(weight: parameters.count - 1, bias: addBias(name, columns))
    }

    private mutating func linear(
        _ name: String, from inputs: Int, to outputs: Int, scale: Float = 1
    ) -> Linear {
        parameters.append(
            Parameter(
                name: name + ".weight", rows: outputs, columns: inputs,
                deviation: scale / Float(inputs).squareRoot()))
        return Linear(weight: parameters.count - 1, bias: addBias(name, outputs))
    }

    private mutating func norm(_ name: String, _ width: Int) -> Linear {
        parameters.append(Parameter(name: name + ".gain", rows: 1, columns: width, deviation: nil))
        return Linear(weight: parameters.count - 1, bias: addBias(name, width))
    }

    private mutating func addBias(_ name: String, _ count: Int) -> Int {
        parameters.append(Parameter(name: name + ".bias", rows: 1, columns: count, deviation: 0))
        return parameters.count - 1
    }

    func initialParameters(seed: UInt64) -> [Matrix<Float>] {
        var random = SplitMix64(seed: seed)
        return parameters.map { parameter in
            Matrix(
                rows: parameter.rows, columns: parameter.columns,
                values: (0..<parameter.rows * parameter.columns).map { _ in
                    parameter.deviation.map { $0 == 0 ? 0 : $0 * random.nextNormal() } ?? 1
                })
        }
    }

    /// The logits of each row: units [rows, `RecogniserUnits.count`] and tones [rows, 5].
    ///
    /// - Parameters:
    ///   - parameters: on the same tape, in the order of `self.parameters`.
    ///   - features: [rows, `RecogniserFeatures.columns`].
    ///   - segments: the rows of each utterance.
    ///   - dropout: share of hidden values dropped while training.
    func logits<Scalar: KernelScalar>(
        _ features: Matrix<Scalar>, segments: [Range<Int>],
        parameters: [Tape<Scalar>.Variable], tape: Tape<Scalar>, dropout: Scalar = 0,
        seed: UInt64 = 0
    ) -> (units: Tape<Scalar>.Variable, tones: Tape<Scalar>.Variable) {
        func apply(_ layer: Linear, _ x: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable {
            tape.linear(x, weight: parameters[layer.weight], bias: parameters[layer.bias])
        }
        func normalise(_ layer: Linear, _ x: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable {
            tape.layerNorm(x, gain: parameters[layer.weight], bias: parameters[layer.bias])
        }
        var x = apply(input, tape.constant(features))
        for (index, block) in blocks.enumerated() {
            let convolved = tape.depthwiseConvolution(
                normalise(block.norm, x), weight: parameters[block.convolution.weight],
                bias: parameters[block.convolution.bias], segments: segments)
            let hidden = tape.dropout(
                tape.gelu(apply(block.expand, convolved)), rate: dropout,
                seed: seed &+ UInt64(index))
            x = tape.sum(x, apply(block.reduce, hidden))
        }
        let output = normalise(outputNorm, x)
        return (apply(units, output), apply(tones, output))
    }
}
