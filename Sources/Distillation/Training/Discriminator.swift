import Autograd
import Kernels
import StudentModel

/// The sizes of the discriminator.
public struct DiscriminatorConfiguration: Codable, Equatable, Sendable {
    /// Channels of the first convolution; the deeper ones have twice as many.
    public var channelCount = 24
    /// Networks, each seeing the picture at half the resolution of the one before. Patches are 33,
    /// 66, 132 … frames long and as many bins high.
    public var scaleCount = 3

    public init() {}
}

/// Tells teacher from student by patches of the mel spectrogram, several sizes at once.
///
/// At each resolution three strided 2-D convolutions and a fourth that gives a score for each patch
/// (PatchGAN, Isola et al. 2017, on pyramids as in Wang et al. 2018). Every position is told its
/// height in the picture and the speaker by learnt tables, for a voice has no texture in common
/// with another's, nor treble with bass.
struct Discriminator: Sendable {
    let configuration: DiscriminatorConfiguration
    let speakerCount: Int
    let binCount: Int

    /// Bands that the table of heights tells apart.
    private static let bandCount = 10
    private static let tableCount = 10

    init(
        _ configuration: DiscriminatorConfiguration, student: StudentConfiguration
    ) {
        self.configuration = configuration
        speakerCount = student.speakerNames.count
        binCount = student.melBinCount
    }

    /// First values of all parameters: for each scale, weight and bias of four convolutions, then
    /// the tables of bands and speakers.
    func initialParameters(seed: UInt64) -> [Matrix<Float>] {
        var random = SplitMix64(seed: seed)
        let (narrow, wide) = (configuration.channelCount, 2 * configuration.channelCount)
        func normal(_ rows: Int, _ columns: Int, _ deviation: Float) -> Matrix<Float> {
            Matrix(
                rows: rows, columns: columns,
                values: (0..<rows * columns).map { _ in deviation * random.nextNormal() })
        }
        return (0..<configuration.scaleCount).flatMap { _ in
            [(narrow, 25), (wide, 9 * narrow), (wide, 9 * wide), (1, 9 * wide)].flatMap {
                [
                    normal($0.0, $0.1, (2 / Float($0.1)).squareRoot()),
                    Matrix(rows: 1, columns: $0.0),
                ]
            } + [normal(Self.bandCount, narrow, 0.1), normal(speakerCount, wide, 0.1)]
        }
    }

    /// What a discriminator of one scale answers.
    struct Answer<Scalar: KernelScalar> {
        /// [patches, 1].
        var scores: Tape<Scalar>.Variable
        /// Outputs of the convolutions before it.
        var features: [Tape<Scalar>.Variable]
    }

    /// Judges pictures.
    ///
    /// - Parameters:
    ///   - output: what the student's decoder gives, or its target; values in the network's units.
    ///   - parameters: as `initialParameters` lists them.
    func judge<Scalar: KernelScalar>(
        _ output: Tape<Scalar>.Variable, _ patches: DiscriminatorPatches,
        parameters: [Tape<Scalar>.Variable], on tape: Tape<Scalar>
    ) -> [Answer<Scalar>] {
        var pixels = output
        return patches.scales.enumerated().map { index, scale in
            if let pooling = scale.pooling {
                // The mean of four pixels.
                pixels = tape.linear(
                    tape.elements(pixels, pooling, columns: 4),
                    weight: tape.constant(
                        Matrix(rows: 1, columns: 4, values: [0.25, 0.25, 0.25, 0.25])),
                    bias: tape.constant(Matrix(rows: 1, columns: 1)))
            }
            let own = Array(parameters[index * Self.tableCount..<(index + 1) * Self.tableCount])
            return answer(tape.elements(pixels, scale.layers[0], columns: 25), scale, own, tape)
        }
    }

    private func answer<Scalar: KernelScalar>(
        _ windows: Tape<Scalar>.Variable, _ scale: DiscriminatorPatches.Scale,
        _ own: [Tape<Scalar>.Variable], _ tape: Tape<Scalar>
    ) -> Answer<Scalar> {
        var x = tape.linear(windows, weight: own[0], bias: own[1])
        x = tape.leakyRelu(tape.sum(x, tape.gather(own[8], scale.bandOfRow)))
        var features = [x]
        x = tape.linear(
            tape.rowGroups(x, scale.layers[1], count: 9), weight: own[2], bias: own[3])
        x = tape.leakyRelu(tape.sum(x, tape.gather(own[9], scale.speakerOfRow)))
        features.append(x)
        x = tape.leakyRelu(
            tape.linear(
                tape.rowGroups(x, scale.layers[2], count: 9), weight: own[4], bias: own[5]))
        features.append(x)
        let scores = tape.linear(
            tape.rowGroups(x, scale.layers[3], count: 9), weight: own[6], bias: own[7])
        return Answer(scores: scores, features: features)
    }

    /// The height of row `bin` of a picture of `count` rows, as a line of the table of bands.
    static func band(of bin: Int, of count: Int) -> Int { bin * bandCount / max(1, count) }
}
