import Kernels
import Signal

/// How mel frames become sound.
public enum Vocoder: String, CaseIterable, Sendable {
    /// Harmonics from F0, envelope from the mel: the default.
    case sourceGuided = "source-guided"
    /// Fast Griffin-Lim from the mel alone.
    case griffinLim = "griffin-lim"
    /// Griffin-Lim as published in 1984.
    case griffinLimPlain = "griffin-lim-plain"

    /// What sounds good enough, and costs no more than it must.
    public var defaultIterations: Int { self == .sourceGuided ? 8 : 32 }
}

/// The vocoder at work on one sentence; frames go in as they come.
struct VocoderStream {
    private var state: State

    private enum State {
        case guided(SourceGuidedVocoder)
        /// The others want all frames at once.
        case whole(momentum: Float, iterations: Int, seed: UInt64, values: [Float])
    }

    init(_ vocoder: Vocoder, iterations: Int, seed: UInt64) {
        switch vocoder {
        case .sourceGuided:
            state = .guided(SourceGuidedVocoder(iterations: iterations, seed: seed))
        case .griffinLim:
            state = .whole(momentum: 0.99, iterations: iterations, seed: seed, values: [])
        case .griffinLimPlain:
            state = .whole(momentum: 0, iterations: iterations, seed: seed, values: [])
        }
    }

    mutating func push(logMel: Matrix<Float>, f0: [Float]) -> [Float] {
        switch state {
        case .guided(var vocoder):
            // Moved out and back, so that the vocoder's buffers are not copied.
            state = .whole(momentum: 0, iterations: 0, seed: 0, values: [])
            defer { state = .guided(vocoder) }
            return vocoder.push(logMel: logMel, f0: f0)
        case .whole(let momentum, let iterations, let seed, let values):
            state = .whole(
                momentum: momentum, iterations: iterations, seed: seed,
                values: values + logMel.values)
            return []
        }
    }

    mutating func finish() -> [Float] {
        switch state {
        case .guided(var vocoder):
            return vocoder.finish()
        case .whole(let momentum, let iterations, let seed, let values):
            let columns = MelConfiguration.standard.melBinCount
            let logMel = Matrix(rows: values.count / columns, columns: columns, values: values)
            return griffinLim(
                logMel: logMel, iterations: iterations, momentum: momentum, seed: seed)
        }
    }
}
