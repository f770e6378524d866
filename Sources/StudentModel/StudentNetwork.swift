import Kernels

/// The operations the student is made of; inference computes them, training also records them.
public protocol StudentOperations {
    associatedtype Value

    /// Rows of the table `parameter`, one per index.
    func embedding(_ parameter: Int, _ indices: [Int]) -> Value
    /// Rows of `x`, one per index.
    func gather(_ x: Value, _ indices: [Int]) -> Value
    /// A matrix that nothing is learnt about.
    func constant(_ matrix: Matrix<Float>) -> Value
    func sum(_ a: Value, _ b: Value) -> Value
    /// `x · weightᵀ + bias`.
    func linear(_ x: Value, _ layer: LinearLayer) -> Value
    func layerNorm(_ x: Value, _ layer: NormLayer) -> Value
    func gelu(_ x: Value) -> Value
    /// Depthwise over the rows of each segment.
    func convolution(_ x: Value, _ layer: LinearLayer, segments: [Range<Int>]) -> Value
    /// Full self-attention in each segment; `x` is [rows, 3 × width]: queries, keys, values.
    func attention(_ x: Value, segments: [Range<Int>], headCount: Int) -> Value
    /// Drops values while training; the identity otherwise.
    func dropout(_ x: Value) -> Value
    /// `gelu(linear(x, layer))`.
    func geluLinear(_ x: Value, _ layer: LinearLayer) -> Value
    /// `sum(residual, dropout(linear(x, layer)))`.
    func residualLinear(_ residual: Value, _ x: Value, _ layer: LinearLayer) -> Value
}

extension StudentOperations {
    public func geluLinear(_ x: Value, _ layer: LinearLayer) -> Value { gelu(linear(x, layer)) }

    public func residualLinear(_ residual: Value, _ x: Value, _ layer: LinearLayer) -> Value {
        sum(residual, dropout(linear(x, layer)))
    }
}

extension StudentNetwork: Sendable where Operations: Sendable {}

/// The student's forward pass, written once over `StudentOperations`.
///
/// A FastSpeech-2-like acoustic model (Ren et al. 2021) with pre-norm transformer layers. Differs:
/// phoneme-level log F0 only, no energy; a decoder on pairs of frames; F0 and voicing as outputs.
public struct StudentNetwork<Operations: StudentOperations> {
    public typealias Value = Operations.Value

    public let layout: StudentLayout
    public let operations: Operations

    public init(layout: StudentLayout, operations: Operations) {
        self.layout = layout
        self.operations = operations
    }

    /// Encodes tokens; `speakers` is [utterances, modelWidth]. Returns [tokens, modelWidth].
    public func encode(_ batch: StudentBatch, speakers: Value) -> Value {
        let width = layout.configuration.modelWidth
        var x = operations.embedding(layout.phonemeEmbedding, batch.phonemes)
        x = operations.sum(x, operations.embedding(layout.accentEmbedding, batch.accents))
        x = operations.sum(x, operations.embedding(layout.boundaryEmbedding, batch.boundaries))
        x = operations.sum(x, operations.gather(speakers, batch.utteranceOfToken))
        x = operations.sum(
            x, operations.constant(sinusoidalPositions(batch.tokenSegments, width: width)))
        for block in layout.encoder { x = layer(x, block, segments: batch.tokenSegments) }
        return operations.layerNorm(x, layout.encoderNorm)
    }

    /// Predicts log duration (ln frames) and mean log F0 (network units) of each token: [tokens, 2].
    public func prosody(_ encoded: Value, _ batch: StudentBatch) -> Value {
        let x = operations.convolution(
            encoded, layout.prosodyConvolution, segments: batch.tokenSegments)
        let hidden = operations.geluLinear(x, layout.prosodyHidden)
        return operations.linear(operations.dropout(hidden), layout.prosodyOutput)
    }

    /// Decodes to [steps, framesPerStep × frameWidth]: per frame the mel bins less their mean and
    /// divided by their deviation, log F0 in network units, and the voicing logit.
    ///
    /// - Parameter pitch: mean log F0 of each token in network units, [tokens, 1].
    public func decode(
        _ encoded: Value, _ batch: StudentBatch, pitch: Matrix<Float>, speakers: Value
    ) -> Value {
        let configuration = layout.configuration
        let phonemes = operations.sum(
            encoded, operations.linear(operations.constant(pitch), layout.pitchInput))
        var x = operations.linear(
            operations.constant(
                Matrix(
                    rows: batch.stepCount,
                    columns: configuration.framesPerStep * FramePosition.featureCount,
                    values: batch.positions)),
            layout.positionInput)
        for (frame, projection) in layout.phonemeToFrame.enumerated() {
            let projected = operations.linear(phonemes, projection)
            x = operations.sum(x, operations.gather(projected, batch.tokenOfFrame[frame]))
        }
        let speaker = operations.linear(speakers, layout.speakerToDecoder)
        x = operations.sum(x, operations.gather(speaker, batch.utteranceOfStep))
        x = operations.sum(
            x,
            operations.constant(
                sinusoidalPositions(batch.stepSegments, width: configuration.modelWidth)))
        for block in layout.decoder { x = layer(x, block, segments: batch.stepSegments) }
        return operations.linear(
            operations.layerNorm(x, layout.decoderNorm), layout.frameOutput)
    }

    private func layer(_ x: Value, _ block: TransformerBlock, segments: [Range<Int>]) -> Value {
        let queriesKeysValues = operations.linear(
            operations.layerNorm(x, block.attentionNorm), block.attentionInput)
        let attended = operations.attention(
            queriesKeysValues, segments: segments, headCount: layout.configuration.headCount)
        let y = operations.residualLinear(x, attended, block.attentionOutput)
        let convolved = operations.convolution(
            operations.layerNorm(y, block.feedForwardNorm), block.convolution, segments: segments)
        let hidden = operations.geluLinear(convolved, block.feedForwardInput)
        return operations.residualLinear(y, hidden, block.feedForwardOutput)
    }
}
