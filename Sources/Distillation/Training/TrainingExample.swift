import Foundation
import Kernels
import Phonemes
import StudentModel

/// One utterance in the network's units, ready to be put into a batch.
struct TrainingExample: Sendable {
    let id: String
    let speakerIndex: Int
    let tokens: [StudentToken]
    let durations: [Int]
    /// Mean log F0 of each token in network units, unvoiced tokens interpolated.
    let pitch: [Float]
    /// Targets, [steps, framesPerStep × frameWidth]: normalised mel, normalised log F0, voicing.
    let frames: Matrix<Float>
    /// Frames that are real; a last odd frame's partner is padding.
    let frameCount: Int
    /// Voiced frames of each token.
    let voicedFrameCounts: [Int]

    init(
        _ record: UtteranceRecord, configuration: StudentConfiguration, melMean: [Float]
    ) {
        id = record.id
        speakerIndex = record.speakerIndex
        tokens = record.tokens.map {
            StudentToken(
                phoneme: Int($0.phoneme), accent: Int($0.accent.rawValue),
                boundary: Int($0.boundary.rawValue))
        }
        durations = record.durations
        frameCount = record.logMel.rows
        var start = 0
        voicedFrameCounts = record.durations.map { duration in
            defer { start += duration }
            return record.f0[start..<start + duration].count { $0 > 0 }
        }
        let logF0 = record.f0.map {
            $0 > 0 ? (log($0 / configuration.f0Centre)) / configuration.f0Deviation : nil
        }
        pitch = Self.phonemePitch(logF0, durations: record.durations)
        frames = Self.targets(
            record.logMel, logF0, configuration: configuration, melMean: melMean)
    }

    var voicedFrameCount: Int { voicedFrameCounts.reduce(0, +) }

    /// For each frame whether it belongs to a phoneme rather than to a pause.
    var isSpeech: [Bool] {
        zip(tokens, durations).flatMap {
            Array(repeating: $0.phoneme != Int(PhonemeInventory.pause), count: $1)
        }
    }

    /// Mean over each token's voiced frames; tokens without any take the line between neighbours.
    static func phonemePitch(_ logF0: [Float?], durations: [Int]) -> [Float] {
        var known: [(index: Int, value: Float)] = []
        var start = 0
        for (index, duration) in durations.enumerated() {
            let voiced = logF0[start..<start + duration].compactMap { $0 }
            start += duration
            if !voiced.isEmpty {
                known.append((index, voiced.reduce(0, +) / Float(voiced.count)))
            }
        }
        guard let first = known.first, let last = known.last else {
            return Array(repeating: 0, count: durations.count)
        }
        var result = Array(repeating: last.value, count: durations.count)
        for index in 0..<first.index { result[index] = first.value }
        for (left, right) in zip(known, known.dropFirst()) {
            for index in left.index..<right.index {
                let share = Float(index - left.index) / Float(right.index - left.index)
                result[index] = left.value + share * (right.value - left.value)
            }
        }
        return result
    }

    /// Frames as the decoder ought to give them; the last one twice where a step is not full.
    ///
    /// - Parameters:
    ///   - logMel: nats, [frames, melBinCount].
    ///   - logF0: in network units, nil where unvoiced.
    static func targets(
        _ logMel: Matrix<Float>, _ logF0: [Float?], configuration: StudentConfiguration,
        melMean: [Float]
    ) -> Matrix<Float> {
        let perStep = configuration.framesPerStep
        let steps = (logMel.rows + perStep - 1) / perStep
        var values: [Float] = []
        values.reserveCapacity(steps * perStep * configuration.frameWidth)
        for frame in 0..<steps * perStep {
            let source = min(frame, logMel.rows - 1)
            for (bin, level) in logMel.row(source).enumerated() {
                values.append((level - melMean[bin]) / configuration.melDeviation)
            }
            let pitch = logF0[source]
            values.append(pitch ?? 0)
            values.append(pitch == nil ? 0 : 1)
        }
        return Matrix(rows: steps, columns: perStep * configuration.frameWidth, values: values)
    }
}
