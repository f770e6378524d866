import Kernels

/// The log-mel spectrogram of mono samples at `configuration.sampleRate`.
///
/// - Returns: natural logarithms of the filters' outputs for the linear amplitude |STFT|, floored at
///   `logFloor`; shape [1 + samples / hopLength, melBinCount].
/// - Cost: about 0.0005 of the sound's duration.
public func logMelSpectrogram(
    _ samples: [Float], configuration: MelConfiguration = .standard
) -> Matrix<Float> {
    let filters =
        configuration == .standard ? MelFilterbank.standard : MelFilterbank(configuration)
    let stft = STFT(fftSize: configuration.fftSize, hopLength: configuration.hopLength)
    let count = configuration.frameCount(sampleCount: samples.count)
    return stft.transform.logFilterOutputs(
        of: stft.padded(samples, frameCount: count), frameCount: count,
        filterbank: filters.filterbank, floor: configuration.logFloor)
}
