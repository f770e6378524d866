import Foundation
import Kernels
import Phonemes
import StudentModel

@testable import Distillation

/// A network and a data set small enough for gradients by differences.
enum TinyTraining {
    static func student(width: Int = 8, heads: Int = 2, layers: Int = 1) -> StudentConfiguration {
        var student = StudentConfiguration()
        student.modelWidth = width
        student.headCount = heads
        student.encoderLayerCount = layers
        student.decoderLayerCount = layers
        student.feedForwardWidth = width
        student.convolutionWidth = 3
        return student
    }

    static func configuration(_ stage: TrainingStage, steps: Int = 1) -> StageConfiguration {
        var configuration = StageConfiguration()
        configuration.stage = stage
        configuration.training.student = student()
        configuration.training.framesPerBatch = 80
        configuration.training.stepCount = steps
        configuration.training.warmUpStepCount = 3
        configuration.training.dropoutRate = 0
        configuration.adversarial.discriminator.channelCount = 3
        configuration.adversarial.discriminator.scaleCount = 2
        configuration.speakers.classifierWidth = 6
        configuration.speakers.classifierStepCount = 4
        return configuration
    }

    static func record(_ index: Int) -> UtteranceRecord {
        let frames = 20 + index % 7
        var values: [Float] = []
        for frame in 0..<frames {
            for bin in 0..<80 {
                values.append(-6 + sin(Float(frame * (index % 3 + 1) + bin) / 9))
            }
        }
        return UtteranceRecord(
            id: "u\(index)", speakerIndex: index % 4, language: .english, text: "text",
            tokens: (0..<5).map {
                PhonemeToken(
                    phoneme: $0 % 4 == 0 ? 0 : UInt8((index + 3 * $0) % 100), accent: .stressed)
            },
            durations: [4, 4, 4, 4, frames - 16],
            logMel: Matrix(rows: frames, columns: 80, values: values),
            f0: (0..<frames).map { $0 % 4 == 0 ? 0 : 140 + Float($0) })
    }

    static func examples(_ count: Int, _ student: StudentConfiguration) -> [TrainingExample] {
        (0..<count).map {
            TrainingExample(
                record($0), configuration: student, melMean: Array(repeating: -6, count: 80))
        }
    }

    static func weights(_ student: StudentConfiguration, seed: UInt64) -> StudentWeights {
        let layout = StudentLayout(student)
        var parameters = layout.initialParameters(seed: seed)
        parameters[layout.melMean].values = Array(repeating: -6, count: 80)
        return StudentWeights(layout: layout, parameters: parameters)
    }

    static func dataset(at directory: String, count: Int) throws -> Dataset {
        let header = DatasetHeader(
            speakers: ["A", "B", "C", "D"], split: "train", plan: "test", shardCount: 1)
        try DatasetWriter(directory: directory, header: header).writeShard(
            0, records: (0..<count).map(record))
        return try Dataset(directory: directory)
    }
}
