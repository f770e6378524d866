/// Where each layer's parameters stand in the student's list of parameters.
///
/// Training and inference both index by this layout, so what was trained is what runs.
public struct StudentLayout: Sendable {
    public let configuration: StudentConfiguration
    /// Every parameter in file order.
    public let parameters: [ParameterSpecification]

    let phonemeEmbedding: Int
    let accentEmbedding: Int
    let boundaryEmbedding: Int
    /// Index of the table of speaker embeddings, [speakers, modelWidth].
    public let speakerEmbedding: Int
    let encoder: [TransformerBlock]
    let encoderNorm: NormLayer
    let prosodyConvolution: LinearLayer
    let prosodyHidden: LinearLayer
    let prosodyOutput: LinearLayer
    let pitchInput: LinearLayer
    let speakerToDecoder: LinearLayer
    /// One projection of the encoder's output per frame of a decoder step.
    let phonemeToFrame: [LinearLayer]
    let positionInput: LinearLayer
    let decoder: [TransformerBlock]
    let decoderNorm: NormLayer
    let frameOutput: LinearLayer
    /// Index of the mean log-mel spectrum, [1, melBinCount], nats. Measured, not trained.
    public let melMean: Int

    public init(_ configuration: StudentConfiguration) {
        var list = ParameterList()
        let width = configuration.modelWidth
        self.configuration = configuration
        phonemeEmbedding = list.table("phoneme", configuration.phonemeCount, width)
        accentEmbedding = list.table("accent", configuration.accentCount, width)
        boundaryEmbedding = list.table("boundary", configuration.boundaryCount, width)
        speakerEmbedding = list.table("speaker", configuration.speakerNames.count, width)
        encoder = (0..<configuration.encoderLayerCount).map {
            TransformerBlock("encoder.\($0)", configuration, &list)
        }
        encoderNorm = list.norm("encoder.norm", width)
        prosodyConvolution = list.convolution("prosody.convolution", 5, width)
        prosodyHidden = list.linear("prosody.hidden", from: width, to: width)
        prosodyOutput = list.linear("prosody.output", from: width, to: 2, scale: 0.1)
        pitchInput = list.linear("pitch", from: 1, to: width)
        speakerToDecoder = list.linear("decoder.speaker", from: width, to: width)
        phonemeToFrame = (0..<configuration.framesPerStep).map {
            list.linear("decoder.phoneme.\($0)", from: width, to: width)
        }
        positionInput = list.linear(
            "decoder.position",
            from: configuration.framesPerStep * FramePosition.featureCount, to: width)
        decoder = (0..<configuration.decoderLayerCount).map {
            TransformerBlock("decoder.\($0)", configuration, &list)
        }
        decoderNorm = list.norm("decoder.norm", width)
        frameOutput = list.linear(
            "decoder.output", from: width,
            to: configuration.framesPerStep * configuration.frameWidth,
            scale: 0.3)
        melMean = list.add("mel.mean", 1, configuration.melBinCount, .zeros, isTrained: false)
        parameters = list.specifications
    }

    /// Indices of the weights of all linear layers, which inference lays out for its kernels.
    var linearWeights: [Int] {
        let layers =
            (encoder + decoder).flatMap(\.linearLayers) + phonemeToFrame
            + [
                prosodyHidden, prosodyOutput, pitchInput, speakerToDecoder, positionInput,
                frameOutput,
            ]
        return layers.map(\.weight)
    }

    /// Those that are of eight bits at `StudentPrecision.int8`: the ones that see every decoder step,
    /// so most of the time that there is to save, but not the last one, after which nothing evens
    /// out the rounding. What sees tokens decides durations and pitch.
    public var quantizedWeights: Set<Int> {
        Set(decoder.flatMap(\.linearLayers).map(\.weight))
    }

    /// The number of trained values.
    public var trainedParameterCount: Int {
        parameters.filter(\.isTrained).reduce(0) { $0 + $1.rows * $1.columns }
    }
}

/// Name, shape and first values of one parameter.
public struct ParameterSpecification: Equatable, Sendable {
    public let name: String
    public let rows: Int
    public let columns: Int
    public let initialisation: Initialisation
    /// False for constants that travel with the weights.
    public let isTrained: Bool

    public enum Initialisation: Equatable, Sendable {
        case zeros
        case ones
        /// Normal with mean 0 and this standard deviation.
        case normal(Float)
    }

    /// Matrices of weights decay; gains, biases and tables do not.
    public var decays: Bool { isTrained && rows > 1 && name.hasSuffix(".weight") }
}

/// Indices of a linear layer's (or depthwise convolution's) weight and bias.
public struct LinearLayer: Sendable {
    public let weight: Int
    public let bias: Int
}

/// Indices of a layer normalisation's gain and bias.
public struct NormLayer: Sendable {
    public let gain: Int
    public let bias: Int
}

/// Pre-norm transformer layer: attention, then depthwise convolution and feed-forward.
struct TransformerBlock: Sendable {
    let attentionNorm: NormLayer
    let attentionInput: LinearLayer
    let attentionOutput: LinearLayer
    let feedForwardNorm: NormLayer
    let convolution: LinearLayer
    let feedForwardInput: LinearLayer
    let feedForwardOutput: LinearLayer

    var linearLayers: [LinearLayer] {
        [attentionInput, attentionOutput, feedForwardInput, feedForwardOutput]
    }

    init(_ name: String, _ configuration: StudentConfiguration, _ list: inout ParameterList) {
        let width = configuration.modelWidth
        let hidden = configuration.feedForwardWidth
        // Residual branches start small, so that depth does not change the first outputs' size.
        let layers = max(1, configuration.encoderLayerCount + configuration.decoderLayerCount)
        let branch = 1 / Float(layers).squareRoot()
        attentionNorm = list.norm("\(name).attention.norm", width)
        attentionInput = list.linear("\(name).attention.input", from: width, to: 3 * width)
        attentionOutput = list.linear(
            "\(name).attention.output", from: width, to: width, scale: branch)
        feedForwardNorm = list.norm("\(name).feedforward.norm", width)
        convolution = list.convolution(
            "\(name).convolution", configuration.convolutionWidth, width)
        feedForwardInput = list.linear("\(name).feedforward.input", from: width, to: hidden)
        feedForwardOutput = list.linear(
            "\(name).feedforward.output", from: hidden, to: width, scale: branch)
    }
}

/// Collects specifications while a layout hands out indices.
struct ParameterList {
    var specifications: [ParameterSpecification] = []

    mutating func add(
        _ name: String, _ rows: Int, _ columns: Int,
        _ initialisation: ParameterSpecification.Initialisation, isTrained: Bool = true
    ) -> Int {
        specifications.append(
            ParameterSpecification(
                name: name, rows: rows, columns: columns, initialisation: initialisation,
                isTrained: isTrained))
        return specifications.count - 1
    }

    mutating func table(_ name: String, _ rows: Int, _ columns: Int) -> Int {
        add("\(name).embedding", rows, columns, .normal(0.5))
    }

    mutating func norm(_ name: String, _ width: Int) -> NormLayer {
        NormLayer(
            gain: add("\(name).gain", 1, width, .ones), bias: add("\(name).bias", 1, width, .zeros))
    }

    mutating func linear(
        _ name: String, from input: Int, to output: Int, scale: Float = 1
    ) -> LinearLayer {
        LinearLayer(
            weight: add(
                "\(name).weight", output, input, .normal(scale / Float(input).squareRoot())),
            bias: add("\(name).bias", 1, output, .zeros))
    }

    mutating func convolution(_ name: String, _ width: Int, _ channels: Int) -> LinearLayer {
        LinearLayer(
            weight: add("\(name).weight", width, channels, .normal(1 / Float(width).squareRoot())),
            bias: add("\(name).bias", 1, channels, .zeros))
    }
}
