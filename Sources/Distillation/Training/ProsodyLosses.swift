import Autograd
import Kernels

/// The losses of melody and rhythm: of frames their pitch and voicing, of tokens their duration and
/// mean pitch.
struct ProsodyLosses<Scalar: KernelScalar> {
    typealias Variable = Tape<Scalar>.Variable

    let pitch: Variable
    let voicing: Variable
    let duration: Variable
    let phonemePitch: Variable

    init(
        on tape: Tape<Scalar>, output: Variable, prosody: Variable, frames: FrameTargets<Scalar>,
        tokens: TokenTargets<Scalar>, _ configuration: TrainingConfiguration
    ) {
        func tokenError(_ weights: Matrix<Scalar>, isAbsolute: Bool) -> Variable {
            isAbsolute
                ? tape.absoluteError(prosody, target: tokens.values, weights: weights)
                : tape.squaredError(prosody, target: tokens.values, weights: weights)
        }
        pitch = tape.absoluteError(output, target: frames.values, weights: frames.pitchWeights)
        voicing = tape.binaryCrossEntropy(
            output, target: frames.values, weights: frames.voicingWeights)
        duration = tokenError(
            tokens.durationWeights, isAbsolute: configuration.durationLoss == .absolute)
        phonemePitch = tokenError(
            tokens.pitchWeights, isAbsolute: configuration.phonemePitchLoss == .absolute)
    }

    /// Each with its name in the logs and its configured weight.
    func terms(
        _ configuration: TrainingConfiguration
    ) -> [(name: String, loss: Variable, weight: Scalar)] {
        [
            ("pitch", pitch, Scalar(configuration.pitchWeight)),
            ("voicing", voicing, Scalar(configuration.voicingWeight)),
            ("duration", duration, Scalar(configuration.durationWeight)),
            ("phonemePitch", phonemePitch, Scalar(configuration.phonemePitchWeight)),
        ]
    }
}
