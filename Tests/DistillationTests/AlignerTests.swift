import Foundation
import Kernels
import Phonemes
import StudentModel
import Testing

@testable import Distillation

@Suite("Aligner") struct AlignerTests {
    /// Utterances of three made-up sounds, each a fixed point in cepstral space plus noise.
    private func utterances(count: Int) -> [(utterance: Aligner.Utterance, ends: [Int])] {
        var random = SplitMix64(seed: 5)
        let points = (0..<4).map { _ in
            (0..<AlignFeatures.columns).map { _ in 3 * random.nextNormal() }
        }
        return (0..<count).map { index in
            let sounds = (0..<6).map { _ in 1 + Int(random.next() % 3) }
            let order = [0] + sounds + [0]
            var rows: [Float] = []
            var ends: [Int] = []
            for sound in order {
                for _ in 0..<6 + Int(random.next() % 10) {
                    rows += points[sound].map { $0 + random.nextNormal() }
                }
                ends.append(rows.count / AlignFeatures.columns)
            }
            let features = Matrix(
                rows: rows.count / AlignFeatures.columns, columns: AlignFeatures.columns,
                values: rows)
            return (
                Aligner.Utterance(
                    id: "\(index)", features: features,
                    phonemes: order.map { $0 == 0 ? PhonemeInventory.pause : UInt8(10 + $0) }), ends
            )
        }
    }

    @Test("boundaries between clear sounds are found from a flat start")
    func findsBoundaries() async throws {
        let data = utterances(count: 80)
        var aligner = Aligner()
        await aligner.train(on: data.map(\.utterance), rounds: 8, jobs: 2)
        var close = 0
        var total = 0
        for (utterance, ends) in data {
            let found = try #require(aligner.ends(of: utterance))
            #expect(found.last == utterance.features.rows)
            // Two equal sounds in a row have no boundary to find.
            for index in ends.indices.dropLast()
            where utterance.phonemes[index] != utterance.phonemes[index + 1] {
                total += 1
                if abs(found[index] - ends[index]) <= 1 { close += 1 }
            }
        }
        #expect(Double(close) > 0.97 * Double(total))
    }

    @Test("the number of jobs does not change what is learnt")
    func jobs() async {
        let data = utterances(count: 20).map(\.utterance)
        var (one, two) = (Aligner(), Aligner())
        await one.train(on: data, rounds: 2, jobs: 1)
        await two.train(on: data, rounds: 2, jobs: 2)
        #expect(one.model.weights == two.model.weights)
    }

    @Test("an utterance with fewer frames than states has no alignment")
    func tooShort() {
        let utterance = Aligner.Utterance(
            id: "x", features: Matrix(rows: 4, columns: AlignFeatures.columns),
            phonemes: [0, 11, 12, 0])
        #expect(Aligner().ends(of: utterance) == nil)
    }

    @Test("cepstra do not depend on the level of the recording")
    func levelFree() {
        let quiet = Matrix<Float>(
            rows: 12, columns: 80, values: (0..<960).map { sin(Float($0) * 0.7) - 5 })
        var loud = quiet
        for index in loud.values.indices { loud.values[index] += 2 }
        let (a, b) = (AlignFeatures.features(of: quiet), AlignFeatures.features(of: loud))
        #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(AlignFeatures.features(of: quiet, upsampling: 2).rows == 24)
    }

    @Test("voicing is the last column, and 0 where nothing is known of it")
    func voicing() {
        let mel = Matrix<Float>(rows: 4, columns: 80)
        let last = { (features: Matrix<Float>) in
            (0..<features.rows).map { features[$0, AlignFeatures.columns - 1] }
        }
        let f0: [Float] = [0, 120, 130, 0]
        #expect(last(AlignFeatures.features(of: mel, f0: f0)) == [0, 1, 1, 0])
        #expect(
            last(AlignFeatures.features(of: mel, f0: f0, upsampling: 2))
                == [0, 0.5, 1, 1, 1, 0.5, 0, 0])
        #expect(last(AlignFeatures.features(of: mel)) == [0, 0, 0, 0])
    }
}
