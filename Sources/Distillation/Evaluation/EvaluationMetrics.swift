import Foundation
import Kernels
import Phonemes
import StudentModel

/// Sums over the frames and tokens of some utterances, from which the table's figures are made.
public struct EvaluationDistances: Equatable, Sendable {
    public private(set) var utteranceCount = 0
    private var frameCount = 0
    private var melSum = 0.0
    private var cepstralSum = 0.0
    private var pitchSum = 0.0
    private var pitchCount = 0
    private var voicingErrors = 0
    /// How lively the student's spectrum is beside the teacher's.
    public private(set) var detail = SpectralDetail()
    private var phonemes = TokenSum()
    private var pauses = TokenSum()

    private struct TokenSum: Equatable, Sendable {
        var frames = 0
        var count = 0
    }

    public init() {}

    /// Mean |difference| of log-mel bins, nats.
    public var melError: Double { melSum / Double(max(1, frameCount)) }
    /// Mean mel-cepstral distortion of a frame, dB.
    public var cepstralDistortion: Double { cepstralSum / Double(max(1, frameCount)) }
    /// Mean |difference| of F0 on frames voiced in both, semitones.
    public var pitchError: Double { pitchSum / Double(max(1, pitchCount)) }
    /// Share of frames voiced in one and not in the other, 0…1.
    public var voicingError: Double { Double(voicingErrors) / Double(max(1, frameCount)) }
    /// Mean |difference| of the phonemes' durations, pauses left out, seconds.
    public var durationError: Double { Self.seconds(phonemes) }
    /// Mean |difference| of the pauses' durations, seconds.
    public var pauseDurationError: Double { Self.seconds(pauses) }

    private static func seconds(_ sum: TokenSum) -> Double {
        Double(sum.frames) / Double(max(1, sum.count)) * 256 / 24_000
    }

    /// Adds an utterance.
    ///
    /// - Parameters:
    ///   - spoken: by the student with the teacher's durations.
    ///   - durations: the student's own, frames of each token.
    mutating func add(teacher: UtteranceRecord, spoken: SpokenFrames, durations: [Int]) {
        precondition(
            spoken.logMel.rows == teacher.logMel.rows && durations.count == teacher.tokens.count,
            "the student speaks with the teacher's durations")
        utteranceCount += 1
        frameCount += teacher.logMel.rows
        for frame in 0..<teacher.logMel.rows {
            let difference = zip(spoken.logMel.row(frame), teacher.logMel.row(frame))
                .map { Double($0 - $1) }
            melSum += difference.reduce(0) { $0 + abs($1) } / Double(difference.count)
            cepstralSum += MelCepstrum.distortion(ofDifference: difference)
            addPitch(spoken.f0[frame], teacher.f0[frame])
        }
        detail.add(
            teacher: teacher.logMel, student: spoken.logMel,
            isSpeech: zip(teacher.tokens, teacher.durations).flatMap {
                Array(repeating: $0.phoneme != PhonemeInventory.pause, count: $1)
            })
        for (index, token) in teacher.tokens.enumerated() {
            let error = abs(durations[index] - teacher.durations[index])
            if token.phoneme == PhonemeInventory.pause {
                pauses.frames += error
                pauses.count += 1
            } else {
                phonemes.frames += error
                phonemes.count += 1
            }
        }
    }

    private mutating func addPitch(_ a: Float, _ b: Float) {
        if (a > 0) != (b > 0) { voicingErrors += 1 }
        guard a > 0, b > 0 else { return }
        pitchSum += abs(12 * log2(Double(a) / Double(b)))
        pitchCount += 1
    }

    static func += (left: inout Self, right: Self) {
        left.utteranceCount += right.utteranceCount
        left.frameCount += right.frameCount
        left.melSum += right.melSum
        left.cepstralSum += right.cepstralSum
        left.pitchSum += right.pitchSum
        left.pitchCount += right.pitchCount
        left.voicingErrors += right.voicingErrors
        left.detail += right.detail
        for part in [\Self.phonemes, \Self.pauses] {
            left[keyPath: part].frames += right[keyPath: part].frames
            left[keyPath: part].count += right[keyPath: part].count
        }
    }
}

/// Cosine series of a log-mel spectrum.
///
/// With c_m = 2/N Σ L_k cos(πm(k + ½)/N), the spectrum is c₀/2 + Σ c_m cos: the one-sided
/// cepstrum for which mel-cepstral distortion is defined.
enum MelCepstrum {
    /// Coefficients that count: c₁…c₁₃; the level, c₀, does not.
    static let order = 13

    private static let tables: [Int: [[Double]]] = [80: table(binCount: 80)]

    private static func table(binCount: Int) -> [[Double]] {
        (1...20).map { m in
            (0..<binCount).map {
                2 / Double(binCount) * cos(.pi * Double(m) * (Double($0) + 0.5) / Double(binCount))
            }
        }
    }

    /// c₁…c_count of a log-mel spectrum; linear in it.
    static func coefficients(_ spectrum: [Double], count: Int = order) -> [Double] {
        let table = tables[spectrum.count] ?? table(binCount: spectrum.count)
        return table.prefix(count).map { row in
            var sum = 0.0
            for index in row.indices { sum += row[index] * spectrum[index] }
            return sum
        }
    }

    /// 10 / ln 10 · √(2 Σ Δc²), dB (Kubichek 1993), of the difference of two log-mel spectra.
    static func distortion(ofDifference difference: [Double]) -> Double {
        let sum = coefficients(difference).reduce(0) { $0 + $1 * $1 }
        return 10 / log(10) * (2 * sum).squareRoot()
    }
}
