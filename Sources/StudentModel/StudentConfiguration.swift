import Foundation

/// The sizes of a student network; travels inside every weights file.
///
/// The defaults are the published account's student (256 wide, 8 heads, 6 + 6 layers).
public struct StudentConfiguration: Codable, Equatable, Sendable {
    /// Width of every hidden vector and of the speaker embedding.
    public var modelWidth = 256
    public var headCount = 8
    public var encoderLayerCount = 6
    public var decoderLayerCount = 6
    public var feedForwardWidth = 1024
    /// Width in rows of the depthwise convolution before each feed-forward part; odd.
    public var convolutionWidth = 7
    public var phonemeCount = 103
    public var accentCount = 8
    public var boundaryCount = 7
    public var speakerNames = ["A", "B", "C", "D"]
    public var melBinCount = 80
    /// Frames the decoder predicts in one step: one row of the decoder stands for this many.
    public var framesPerStep = 2
    /// Spread of the log-mel values (nats) by which they are divided for the network.
    public var melDeviation: Float = 2.3
    /// Centre (Hz) and spread (nats) of log F0 in the network's units.
    public var f0Centre: Float = 160
    public var f0Deviation: Float = 0.4

    public init() {}

    /// Values per frame in the decoder's output: the mel bins, log F0, voicing.
    public var frameWidth: Int { melBinCount + 2 }

    /// What is wrong with these sizes; nil if a network can be built from them.
    ///
    /// A configuration comes from a file, so every size is bounded before anything is allocated.
    public var problem: String? {
        let sizes: [(String, Int, ClosedRange<Int>)] = [
            ("modelWidth", modelWidth, 4...2048), ("headCount", headCount, 1...64),
            ("encoderLayerCount", encoderLayerCount, 0...48),
            ("decoderLayerCount", decoderLayerCount, 0...48),
            ("feedForwardWidth", feedForwardWidth, 4...8192),
            ("convolutionWidth", convolutionWidth, 1...63),
            ("phonemeCount", phonemeCount, 1...256), ("accentCount", accentCount, 1...64),
            ("boundaryCount", boundaryCount, 1...64),
            ("the number of speakers", speakerNames.count, 1...4096),
            ("melBinCount", melBinCount, 1...256), ("framesPerStep", framesPerStep, 1...8),
        ]
        for (name, size, range) in sizes where !range.contains(size) {
            return "\(name) is \(size), outside \(range.lowerBound)…\(range.upperBound)"
        }
        if modelWidth % headCount != 0 { return "modelWidth is no multiple of headCount" }
        if modelWidth % 2 != 0 { return "modelWidth is odd" }
        if convolutionWidth % 2 == 0 { return "convolutionWidth is even" }
        if !(melDeviation > 0 && f0Deviation > 0 && f0Centre > 0) {
            return "melDeviation, f0Deviation and f0Centre must be above 0"
        }
        return nil
    }
}
