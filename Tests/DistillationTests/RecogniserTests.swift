import Foundation
import Kernels
import Phonemes
import StudentModel
import Testing

@testable import Distillation

@Suite("Recogniser") struct RecogniserTests {
    private func phoneme(_ name: String) -> UInt8 {
        PhonemeInventory.index(of: "zh." + name) ?? 0
    }

    private func syllable(_ initial: String?, _ final: String) -> RecogniserSyllable {
        RecogniserSyllable(initial: initial.map(phoneme), final: phoneme(final))
    }

    /// Scores that favour one class a row by 5 nats.
    private func scores(_ classes: [Int]) -> Matrix<Float> {
        var scores = Matrix<Float>(rows: classes.count, columns: RecogniserUnits.count)
        for index in scores.values.indices { scores.values[index] = -5 }
        for (row, unit) in classes.enumerated() { scores[row, unit] = 0 }
        return scores
    }

    @Test("tokens and syllables agree, also with erhua")
    func syllablesOfTokens() throws {
        let tokens = try mandarinTokens(pinyin: [["wan2", "er2"], ["hao3"]], hanzi: ["玩儿", "好"])
        let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
        let syllables = RecogniserUnits.syllables(of: [pause] + tokens + [pause])
        #expect(syllables?.map(\.syllable.description) == ["uan-rr", "h-ao"])
        #expect(syllables?.map(\.tone) == [2, 3])
        #expect(RecogniserUnits.syllables(of: [PhonemeToken(phoneme: 1, accent: .stressed)]) == nil)
    }

    @Test("the decoder hears a syllable twice when its final begins twice")
    func repeatedSyllable() {
        let ye = syllable(nil, "ie")
        let decoder = RecogniserDecoder(
            syllables: [ye, syllable("m", "a")], insertionPenalty: 1)
        let units = RecogniserUnits.classes(of: ye)
        let path = [0, units[0], units[1], units[1], units[0], units[1], 0]
        let segments = decoder.segments(in: scores(path))
        #expect(segments.map(\.syllable) == [0, 0])
        #expect(segments.map(\.toneRows) == [[1, 2, 3], [4, 5]])
        #expect(decoder.segments(in: scores([0, 0, 0])).isEmpty)
        #expect(decoder.segments(in: scores([])).isEmpty)
    }

    @Test("a forced path ends each state where its rows end; silences may be missing")
    func forcedPath() {
        let chain = [0] + RecogniserUnits.classes(of: syllable("m", "a")) + [0]
        let rows = [0, 0] + chain[1...3].flatMap { [$0, $0] } + [0]
        #expect(RecogniserDecoder.forcedEnds(of: chain, in: scores(rows)) == [2, 4, 6, 8, 9])
        let bare = Array(rows[2..<8])
        #expect(RecogniserDecoder.forcedEnds(of: chain, in: scores(bare)) == [0, 2, 4, 6, 6])
        #expect(RecogniserDecoder.forcedEnds(of: chain, in: scores([0, 0])) == nil)
    }

    @Test(
        "edit distance counts substitutions, insertions and deletions",
        arguments: [
            ("", "", 0), ("abc", "abc", 0), ("abc", "adc", 1), ("", "ab", 2),
            ("kitten", "sitting", 3),
        ])
    func distance(a: String, b: String, expected: Int) {
        #expect(editDistance(Array(a), Array(b)) == expected)
        #expect(editDistance(Array(b), Array(a)) == expected)
    }

    /// A word whose phonemes are bands of the spectrum and whose tone is the course of F0.
    private func word(_ initial: String, _ final: String, tone: Int, id: Int) -> UtteranceRecord {
        let accent = PhonemeToken.Accent(rawValue: UInt8(tone)) ?? .tone5
        let durations = [8, 6 + id % 4, 16 + id % 5, 8]
        var mel: [Float] = []
        var f0: [Float] = []
        let bands = [nil, Int(phoneme(initial)) % 9, 10 + Int(phoneme(final)) % 60, nil]
        for (band, duration) in zip(bands, durations) {
            for frame in 0..<duration {
                mel += (0..<80).map { bin in
                    band.map { abs(bin - $0) < 6 ? -2 : -7 } ?? -10
                }
                let course = Float(frame) / Float(duration) - 0.5
                let slope: Float = tone == 1 ? 0 : tone == 2 ? 0.4 : -0.5
                f0.append(band == nil ? 0 : 200 * expf(slope * course))
            }
        }
        let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
        return UtteranceRecord(
            id: "\(id)", speakerIndex: 0, language: .mandarin, text: "",
            tokens: [
                pause, PhonemeToken(phoneme: phoneme(initial), accent: accent),
                PhonemeToken(phoneme: phoneme(final), accent: accent, boundary: .word), pause,
            ],
            durations: durations,
            logMel: Matrix(rows: f0.count, columns: 80, values: mel), f0: f0)
    }

    @Test("it learns clear syllables and tones, and its file keeps what it learnt")
    func learns() throws {
        let words = (0..<48).map { index in
            RecogniserWord(
                record: word(
                    index % 2 == 0 ? "b" : "s", ["a", "ian", "uo"][index % 3],
                    tone: [1, 2, 4][index / 3 % 3], id: index), referenceF0: 200)
        }
        var options = RecogniserTrainer.Options()
        options.stepCount = 120
        options.rowsPerStep = 300
        var trainer = RecogniserTrainer(words: words, options: options)
        var losses: [Float] = []
        let recogniser = trainer.run { _, unitLoss, _ in losses.append(unitLoss) }
        #expect((losses.last ?? 9) < (losses.first ?? 0) / 3)
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try recogniser.save(to: path)
        let loaded = try SyllableRecogniser(path: path)
        var score = RecogniserScore()
        for word in words {
            let heard = loaded.syllables(
                logMel: word.record.logMel, f0: word.record.f0, referenceF0: 200)
            #expect(
                heard
                    == recogniser.syllables(
                        logMel: word.record.logMel, f0: word.record.f0, referenceF0: 200))
            score.add(
                heard: heard, expected: RecogniserUnits.syllables(of: word.record.tokens) ?? [])
        }
        #expect(score.syllableAccuracy > 0.9, "seed \(options.seed)")
        #expect(score.toneAccuracy > 0.9, "seed \(options.seed)")
    }
}
