import Foundation
import Kernels

/// The acoustic model: phonemes and a speaker embedding in, mel spectrogram and F0 out.
///
/// Immutable, so any number of threads may speak at once; the same input gives the same output.
public struct Student: Sendable {
    public let configuration: StudentConfiguration
    private let network: StudentNetwork<InferenceOperations>
    private let speakerTable: Matrix<Float>
    private let melMean: [Float]

    /// Loads the weights file at `path`; see `StudentWeights.init(path:)` for what is refused.
    ///
    /// - Parameter precision: what to compute with, whatever the file holds: it then speaks as from
    ///   a file written from this one at that precision. By itself what the file holds, which costs
    ///   least, since its large matrices stay where they are.
    public init(
        weightsAt path: String, precision: StudentPrecision? = nil
    ) throws(WeightsError) {
        self.init(try InferenceOperations(path: path, precision: precision))
    }

    /// - Parameter precision: it speaks as from a file written at this precision.
    public init(_ weights: StudentWeights, precision: StudentPrecision = .float32) {
        self.init(InferenceOperations(weights, precision: precision))
    }

    private init(_ operations: InferenceOperations) {
        let layout = operations.layout
        configuration = layout.configuration
        network = StudentNetwork(layout: layout, operations: operations)
        speakerTable = operations.parameters[layout.speakerEmbedding]
        melMean = operations.parameters[layout.melMean].values
    }

    /// The names of the built-in speakers; their order is that of the embeddings.
    public var speakerNames: [String] { configuration.speakerNames }

    /// The embedding of a built-in speaker, [modelWidth].
    public func speakerEmbedding(at index: Int) -> [Float] { Array(speakerTable.row(index)) }

    /// Decides how one sentence is said; its frames come when asked for.
    ///
    /// - Parameters:
    ///   - tokens: at least one, each index inside the configuration's counts.
    ///   - embedding: the speaker, [modelWidth]; a weighted sum of embeddings is a blend.
    ///   - rate: speed, 1 as taught; durations are divided by it.
    ///   - pitchShift: semitones added to the predicted pitch.
    public func sentence(
        tokens: [StudentToken], embedding: [Float], rate: Double = 1, pitchShift: Double = 0
    ) -> PlannedSentence {
        let shift = Float(pitchShift * log(2) / 12) / configuration.f0Deviation
        return sentence(tokens: tokens, embedding: embedding, pitchShift: shift) { prosody in
            tokens.indices.map { frameCount(prosody[$0, 0], rate: rate) }
        }
    }

    /// Speaks one sentence whole; see `sentence`.
    public func speak(
        tokens: [StudentToken], embedding: [Float], rate: Double = 1, pitchShift: Double = 0
    ) -> SpokenFrames {
        sentence(tokens: tokens, embedding: embedding, rate: rate, pitchShift: pitchShift).frames
    }

    /// Speaks one sentence with given durations, for comparing a student with its teacher.
    ///
    /// - Parameter durations: frames of each token.
    public func speak(
        tokens: [StudentToken], embedding: [Float], durations: [Int]
    ) -> SpokenFrames {
        sentence(tokens: tokens, embedding: embedding, durations: durations).frames
    }

    /// One sentence with given durations (frames of each token), not yet spoken.
    func sentence(
        tokens: [StudentToken], embedding: [Float], durations: [Int]
    ) -> PlannedSentence {
        sentence(tokens: tokens, embedding: embedding, pitchShift: 0) { _ in durations }
    }

    private func sentence(
        tokens: [StudentToken], embedding: [Float], pitchShift: Float,
        durations: (_ prosody: Matrix<Float>) -> [Int]
    ) -> PlannedSentence {
        precondition(!tokens.isEmpty, "nothing to speak")
        precondition(embedding.count == configuration.modelWidth, "the embedding has another width")
        var batch = StudentBatch(configuration: configuration)
        batch.appendTokens(tokens)
        let speaker = Matrix(rows: 1, columns: embedding.count, values: embedding)
        let encoded = network.encode(batch, speakers: speaker)
        let prosody = network.prosody(encoded, batch)
        let pitch = Matrix(
            rows: tokens.count, columns: 1,
            values: tokens.indices.map { prosody[$0, 1] + pitchShift })
        let durations = durations(prosody)
        batch.appendDurations(durations)
        let planned = batch
        return PlannedSentence(
            durations: durations, stretchCount: batch.stepSegments.count
        ) { stretch in
            decode(
                encoded, planned.stretch(stretch), pitch: pitch, speaker: speaker,
                frameCount: durations.reduce(0, +))
        }
    }

    /// A token lasts 1 frame to 4 seconds, whatever the weights say.
    private func frameCount(_ logDuration: Float, rate: Double) -> Int {
        guard !logDuration.isNaN else { return 1 }
        let frames = exp(Double(min(max(logDuration, -1), 6))) / max(rate, 0.1)
        return min(max(Int(frames.rounded()), 1), 375)
    }

    /// Decodes one stretch of a sentence of `frameCount` frames.
    private func decode(
        _ encoded: Matrix<Float>, _ stretch: StudentBatch, pitch: Matrix<Float>,
        speaker: Matrix<Float>, frameCount: Int
    ) -> SpokenFrames {
        let output = network.decode(encoded, stretch, pitch: pitch, speakers: speaker)
        // The last step of a sentence may hold more frames than are left.
        let frameCount = min(
            stretch.stepCount * configuration.framesPerStep,
            frameCount - stretch.firstStep * configuration.framesPerStep)
        var logMel = Matrix<Float>(rows: frameCount, columns: configuration.melBinCount)
        var f0 = Array(repeating: Float(0), count: frameCount)
        let width = configuration.frameWidth
        for frame in 0..<frameCount {
            let base = frame * width
            for bin in 0..<configuration.melBinCount {
                logMel.values[frame * configuration.melBinCount + bin] =
                    output.values[base + bin] * configuration.melDeviation + melMean[bin]
            }
            let voicingLogit = output.values[base + width - 1]
            if voicingLogit > 0 {
                let logF0 = output.values[base + width - 2] * configuration.f0Deviation
                f0[frame] = min(max(configuration.f0Centre * exp(logF0), 50), 600)
            }
        }
        return SpokenFrames(logMel: logMel, f0: f0)
    }
}

/// One phoneme for the student, as indices into its embedding tables.
public struct StudentToken: Hashable, Sendable {
    /// The phoneme that is silence; a sentence may be cut after it.
    public static let pause = 0

    public var phoneme: Int
    public var accent: Int
    public var boundary: Int

    public init(phoneme: Int, accent: Int, boundary: Int) {
        self.phoneme = phoneme
        self.accent = accent
        self.boundary = boundary
    }
}

/// What the student says, frame by frame (256 samples at 24 kHz).
public struct SpokenFrames: Equatable, Sendable {
    /// Natural log of the mel amplitudes, [frames, melBinCount].
    public var logMel: Matrix<Float>
    /// Hz, 0 where unvoiced; one per frame.
    public var f0: [Float]

    public init(logMel: Matrix<Float>, f0: [Float]) {
        self.logMel = logMel
        self.f0 = f0
    }
}
