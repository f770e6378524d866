import Kernels
import Phonemes
import StudentModel

/// Times optimiser steps on made-up utterances of equal length, without a dataset.
///
/// - Parameters:
///   - utteranceCount: utterances in the batch.
///   - frameCount: frames of each; 468 are 5 s.
///   - tokenCount: tokens of each.
///   - stepCount: timed steps, after one to warm up.
/// - Returns: wall seconds of each timed step.
public func trainingBenchmark(
    configuration: TrainingConfiguration, utteranceCount: Int = 16, frameCount: Int = 468,
    tokenCount: Int = 66, stepCount: Int = 8
) async -> [Double] {
    keepFreedMemory()
    let layout = StudentLayout(configuration.student)
    let melMean = Array(repeating: Float(-6.2), count: configuration.student.melBinCount)
    let examples = (0..<utteranceCount).map { index in
        TrainingExample(
            madeUpRecord(seed: UInt64(index), frameCount: frameCount, tokenCount: tokenCount),
            configuration: configuration.student, melMean: melMean)
    }
    var state = TrainingState(layout: layout, seed: configuration.seed, melMean: melMean)
    var seconds: [Double] = []
    for _ in 0...stepCount {
        let start = ContinuousClock.now
        _ = await state.step(examples, layout: layout, configuration: configuration)
        seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return Array(seconds.dropFirst())
}

/// An utterance of random tokens over a random mel spectrogram.
private func madeUpRecord(seed: UInt64, frameCount: Int, tokenCount: Int) -> UtteranceRecord {
    var random = SplitMix64(seed: seed)
    let base = frameCount / tokenCount
    var durations = Array(repeating: base, count: tokenCount)
    durations[tokenCount - 1] += frameCount - base * tokenCount
    return UtteranceRecord(
        id: "made-up-\(seed)", speakerIndex: Int(seed % 4), language: .english, text: "",
        tokens: (0..<tokenCount).map { _ in
            PhonemeToken(phoneme: UInt8.random(in: 1...100, using: &random), accent: .stressed)
        },
        durations: durations,
        logMel: Matrix(
            rows: frameCount, columns: 80,
            values: (0..<frameCount * 80).map { _ in -6 + 2 * random.nextNormal() }),
        f0: (0..<frameCount).map { $0 % 5 == 0 ? 0 : 150 })
}
