import Foundation
import Phonemes

/// How sentences are phrased: where the pitch goes at their ends, and how long they pause inside.
public struct Phrasing: Codable, Equatable, Sendable {
    /// Movements of the pitch to the ends of sentences, semitones.
    public var statementEnd = Mean()
    public var questionEnd = Mean()
    /// Pauses between a sentence's first phoneme and its last, seconds.
    public var pause = Mean()

    /// A sum with its count, so that utterances add up.
    public struct Mean: Codable, Equatable, Sendable {
        public private(set) var sum = 0.0
        public private(set) var count = 0

        /// Nil of nothing.
        public var value: Double? { count > 0 ? sum / Double(count) : nil }

        mutating func add(_ value: Double) {
            sum += value
            count += 1
        }

        static func += (left: inout Mean, right: Mean) {
            left.sum += right.sum
            left.count += right.count
        }
    }

    /// Voiced frames that are the end of a sentence: 0.13 s.
    static let endFrameCount = 12

    init() {}

    /// Of one sentence.
    ///
    /// The movement is the mean of log F0 over the last voiced frames, less that over all.
    ///
    /// - Parameters:
    ///   - durations: frames of each token.
    ///   - f0: Hz, 0 where unvoiced; one value a frame.
    init(tokens: [PhonemeToken], durations: [Int], f0: [Float]) {
        precondition(
            tokens.count == durations.count && f0.count == durations.reduce(0, +),
            "a duration for each token, a value of F0 for each frame")
        let phonemes = tokens.indices.filter { tokens[$0].phoneme != PhonemeInventory.pause }
        guard let first = phonemes.first, let last = phonemes.last else { return }
        for index in first..<last where tokens[index].phoneme == PhonemeInventory.pause {
            pause.add(Double(durations[index]) * 256 / 24_000)
        }
        let voiced = f0.filter { $0 > 0 }.map { 12 * log2(Double($0)) }
        guard voiced.count >= 2 * Self.endFrameCount else { return }
        func mean(_ values: some Collection<Double>) -> Double {
            values.reduce(0, +) / Double(values.count)
        }
        let movement = mean(voiced.suffix(Self.endFrameCount)) - mean(voiced)
        switch tokens[last].boundary {
        case .statement: statementEnd.add(movement)
        case .question: questionEnd.add(movement)
        default: break
        }
    }

    static func += (left: inout Phrasing, right: Phrasing) {
        left.statementEnd += right.statementEnd
        left.questionEnd += right.questionEnd
        left.pause += right.pause
    }
}
