import Autograd
import Foundation
import Kernels
import StudentModel

/// What a teacher whose inside is known gives for a shard of utterances, in the student's units.
struct TeacherInside<Scalar: KernelScalar> {
    /// [steps, framesPerStep × frameWidth].
    var output: Matrix<Scalar>
    /// ln duration and mean log F0 of the tokens, [tokens, 2]; nil where only sound is known.
    var prosody: Matrix<Scalar>?
    /// For each block of the student's encoder, then of its decoder, the matched block's softmax
    /// weights: per utterance, per head, length × length. Nil where nothing is matched.
    var attention: [[Scalar]?]
    var headCount: Int
    /// Likewise the matched blocks' outputs, each row of mean 0 and deviation 1.
    var hidden: [Matrix<Scalar>?]
}

/// A teacher whose inside is known: a network of the student's kind, usually a larger one, that
/// runs beside it.
struct InsideTeacher: Sendable {
    let weights: StudentWeights
    private let student: StudentConfiguration
    private let productPrecision: ProductPrecision

    /// - Throws: `TrainingError.badConfiguration` if it does not take the student's input and give
    ///   its frames.
    init(
        weights: StudentWeights, student: StudentConfiguration,
        productPrecision: ProductPrecision = .float32
    ) throws(TrainingError) {
        let own = weights.layout.configuration
        guard own.phonemeCount == student.phonemeCount, own.accentCount == student.accentCount,
            own.boundaryCount == student.boundaryCount, own.melBinCount == student.melBinCount,
            own.framesPerStep == student.framesPerStep, own.speakerNames == student.speakerNames
        else {
            throw .badConfiguration(
                "the teacher has other phonemes, speakers or frames than the student")
        }
        guard own.encoderLayerCount >= 1 || student.encoderLayerCount == 0,
            own.decoderLayerCount >= 1 || student.decoderLayerCount == 0
        else { throw .badConfiguration("the teacher has no layers to match the student's") }
        self.weights = weights
        self.student = student
        self.productPrecision = productPrecision
    }

    /// Width of the teacher's hidden states.
    var width: Int { weights.layout.configuration.modelWidth }

    /// For each block of the student, encoder then decoder, which of the teacher's it is matched
    /// with: evenly spaced, last to last.
    var matchedBlocks: [Int] {
        let own = weights.layout.configuration
        return Self.matched(student.encoderLayerCount, own.encoderLayerCount)
            + Self.matched(student.decoderLayerCount, own.decoderLayerCount).map {
                own.encoderLayerCount + $0
            }
    }

    static func matched(_ studentCount: Int, _ teacherCount: Int) -> [Int] {
        (0..<studentCount).map { (($0 + 1) * teacherCount + studentCount - 1) / studentCount - 1 }
    }

    /// Runs the teacher with the durations and the pitch that the examples have.
    ///
    /// - Parameter melMean: the student's mean log-mel spectrum, nats.
    func inside<Scalar: KernelScalar>(
        _ examples: [TrainingExample], melMean: [Float]
    ) -> TeacherInside<Scalar> {
        let layout = weights.layout
        let operations = TapeOperations<Scalar>(
            parameters: weights.parameters.map { converted($0) }, layout: layout, trained: [],
            isTapped: true, productPrecision: productPrecision)
        let forward = StudentForward(
            examples, operations: operations, layout: layout,
            normalisation: LossNormalisation(examples))
        let tape = operations.tape
        let blocks = matchedBlocks
        return TeacherInside(
            output: inStudentUnits(tape.value(of: forward.output), melMean: melMean),
            prosody: inStudentUnits(prosody: tape.value(of: forward.prosody)),
            attention: blocks.map { tape.value(of: operations.taps.attention[$0]).values },
            headCount: layout.configuration.headCount,
            hidden: blocks.map { normalisedRows(tape.value(of: operations.taps.hidden[$0])) })
    }

    private func inStudentUnits<Scalar: KernelScalar>(
        _ output: Matrix<Scalar>, melMean: [Float]
    ) -> Matrix<Scalar> {
        let own = weights.layout.configuration
        let ownMean = weights.parameters[weights.layout.melMean].values
        var result = output
        for index in result.values.indices {
            let column = index % student.frameWidth
            if column < student.melBinCount {
                let nats =
                    result.values[index] * Scalar(own.melDeviation) + Scalar(ownMean[column])
                result.values[index] =
                    (nats - Scalar(melMean[column])) / Scalar(student.melDeviation)
            } else if column == student.melBinCount {
                result.values[index] = inStudentUnits(pitch: result.values[index])
            }
        }
        return result
    }

    private func inStudentUnits<Scalar: KernelScalar>(
        prosody: Matrix<Scalar>
    ) -> Matrix<Scalar> {
        var result = prosody
        for row in 0..<result.rows { result[row, 1] = inStudentUnits(pitch: result[row, 1]) }
        return result
    }

    private func inStudentUnits<Scalar: KernelScalar>(pitch: Scalar) -> Scalar {
        let own = weights.layout.configuration
        let nats =
            pitch * Scalar(own.f0Deviation) + Scalar(log(own.f0Centre / student.f0Centre))
        return nats / Scalar(student.f0Deviation)
    }
}

/// Every row with mean 0 and deviation 1: hidden states grow with depth, which no loss should see.
func normalisedRows<Scalar: KernelScalar>(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    layerNorm(
        x, gain: Array(repeating: 1, count: x.columns),
        bias: Array(repeating: 0, count: x.columns), epsilon: 1e-5
    ).output
}
