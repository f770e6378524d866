import Foundation
import Kernels
import Phonemes
import StudentModel
import Testing

@testable import Distillation

@Suite("VoiceTimbre") struct VoiceTimbreTests {
    /// Speech of changing loudness whose bin 70 and up follow bin 20; English is brighter by 1 nat at
    /// bins 10 to 30 and has nothing from bin 60 on.
    private func record(_ language: Language, _ random: inout SplitMix64) -> UtteranceRecord {
        let frames = 60
        var mel = Matrix<Float>(rows: frames, columns: 80)
        for frame in 0..<frames {
            let vowel = Float(random.unit())
            let loudness = Float(2 * random.unit())
            for bin in 0..<80 {
                var value = -4 + loudness + 0.1 * random.nextNormal()
                if bin == 20 || bin >= 70 { value += 2 * vowel }
                if language == .english, (10...30).contains(bin) { value += 1 }
                if language == .english, bin >= 60 { value = -11 }
                mel[frame, bin] = value
            }
        }
        let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
        return UtteranceRecord(
            id: "\(language.rawValue)-\(random.next())", speakerIndex: 0, language: language,
            text: "x", tokens: [pause, pause], durations: [30, 30], logMel: mel,
            f0: Array(repeating: 120, count: frames))
    }

    private func dataset(
        languages: [Language] = Language.allCases, speakers: [String] = ["Mei"]
    ) throws -> (Dataset, folder: String) {
        let folder = NSTemporaryDirectory() + "parley-timbre-\(UUID().uuidString)"
        let writer = try DatasetWriter(
            directory: folder,
            header: DatasetHeader(speakers: speakers, split: "train", plan: "p", shardCount: 1))
        var random = SplitMix64(seed: 5)
        try writer.writeShard(
            0,
            records: (0..<12).map { record(languages[$0 % languages.count], &random) })
        return (try Dataset(directory: folder), folder)
    }

    private func learnt(_ dataset: Dataset) throws -> VoiceTimbre {
        var options = VoiceTimbre.LearningOptions()
        options.upperBand.stepCount = 300
        options.upperBand.framesPerStep = 60
        options.upperBand.learningRate = 5e-3
        return try VoiceTimbre(of: dataset, options: options, progress: { _ in })
    }

    private func mean(
        of dataset: Dataset, _ language: Language, bins: Range<Int>
    ) throws -> Float {
        let values = try (0..<dataset.count).map { try dataset.record($0) }
            .filter { $0.language == language }
            .flatMap { record in
                (0..<record.logMel.rows).flatMap { Array(record.logMel.row($0))[bins] }
            }
        return values.reduce(0, +) / Float(values.count)
    }

    @Test("both languages get one mean spectrum, and English the band it lacked")
    func oneTimbre() throws {
        let (raw, folder) = try dataset()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let timbre = try learnt(raw)
        #expect(timbre.voices[0].upperBand?.firstBin == 59)
        try timbre.apply(to: raw, writing: folder + "/applied")
        let applied = try Dataset(directory: folder + "/applied")
        #expect(applied.count == raw.count)
        let differences = try [2..<8, 14..<19, 22..<27, 40..<55, 62..<68, 72..<80].map { bins in
            try mean(of: applied, .english, bins: bins)
                - mean(of: applied, .mandarin, bins: bins)
        }
        // A difference in all bins is one of loudness, which each language keeps.
        let spread = (differences.max() ?? 9) - (differences.min() ?? 0)
        #expect(spread < 0.3, "\(differences)")
    }

    @Test("the predicted band follows the sound below it; pitch and times stay")
    func band() throws {
        let (raw, folder) = try dataset()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let timbre = try learnt(raw)
        var (heard, predicted): ([Float], [Float]) = ([], [])
        for index in 0..<raw.count where raw.summary(of: index).language == .english {
            let before = try raw.record(index)
            let after = timbre.applied(to: before)
            for frame in 0..<after.logMel.rows {
                heard.append(before.logMel[frame, 20])
                predicted.append(after.logMel[frame, 75])
            }
            #expect(after.f0 == before.f0 && after.durations == before.durations)
        }
        #expect(correlation(heard, predicted) > 0.9)
    }

    private func correlation(_ x: [Float], _ y: [Float]) -> Float {
        func centred(_ values: [Float]) -> [Float] {
            let mean = values.reduce(0, +) / Float(values.count)
            return values.map { $0 - mean }
        }
        func product(_ a: [Float], _ b: [Float]) -> Float {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (a, b) = (centred(x), centred(y))
        return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }

    @Test("a timbre is the same after writing and reading, and for the same data")
    func file() throws {
        let (raw, folder) = try dataset()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let timbre = try learnt(raw)
        #expect(try learnt(raw) == timbre)
        try timbre.save(to: folder + "/timbre.safetensors")
        #expect(try VoiceTimbre(path: folder + "/timbre.safetensors") == timbre)
    }

    @Test("other speakers, a missing language and a foreign file are refused")
    func refused() throws {
        let (raw, folder) = try dataset()
        let (english, second) = try dataset(languages: [.english])
        let (other, third) = try dataset(speakers: ["Ana"])
        defer {
            for path in [folder, second, third] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        #expect(throws: DistillationError.self) { try learnt(english) }
        let timbre = try learnt(raw)
        #expect(throws: DistillationError.self) {
            try timbre.apply(to: other, writing: third + "/applied")
        }
        let path = folder + "/foreign.safetensors"
        try SafetensorsWriter.write(tensors: [("x", [1], [0])], to: path)
        #expect(throws: WeightsError.self) { try VoiceTimbre(path: path) }
    }
}

@Suite("UpperBand") struct UpperBandTests {
    @Test("only the bins above the first are replaced, never below the floor")
    func bins() {
        let shapes = UpperBand.shapes(firstBin: 64)
        let band = UpperBand(
            firstBin: 64,
            parameters: shapes.map { shape in
                Matrix(
                    rows: shape.rows, columns: shape.columns,
                    values: Array(repeating: -0.1, count: shape.rows * shape.columns))
            })
        let logMel = Matrix<Float>(rows: 3, columns: 80, values: Array(repeating: 2, count: 240))
        let extended = band.extended(logMel)
        for frame in 0..<3 {
            #expect(extended.row(frame).prefix(64).allSatisfy { $0 == 2 })
            #expect(
                extended.row(frame).dropFirst(64).allSatisfy { $0 != 2 && $0 >= VoiceTimbre.floor })
        }
    }
}
