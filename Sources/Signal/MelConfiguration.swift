/// How sound is cut into frames and mel bins.
public struct MelConfiguration: Equatable, Hashable, Sendable {
    public var sampleRate = 24_000  // Hz
    public var fftSize = 1024  // samples per frame
    public var hopLength = 256  // samples between frames: 10.67 ms
    public var melBinCount = 80
    public var minimumHz = 0.0
    public var maximumHz = 12_000.0
    /// Linear amplitudes below this are raised to it before the logarithm.
    public var logFloor: Float = 1e-5

    public init() {}

    /// What Parley's students speak: 24 kHz, FFT 1024, hop 256, 80 bins to 12 kHz.
    public static let standard = MelConfiguration()

    /// How many frames `sampleCount` samples have: 1 + sampleCount / hopLength.
    public func frameCount(sampleCount: Int) -> Int { 1 + sampleCount / hopLength }

    /// Frames per second.
    public var frameRate: Double { Double(sampleRate) / Double(hopLength) }
}
