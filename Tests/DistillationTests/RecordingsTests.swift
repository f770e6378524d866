import Delivery
import Foundation
import Phonemes
import Testing

@testable import Distillation

@Suite("Recordings") struct RecordingsTests {
    /// A folder with two words of flite's, as if somebody had recorded them.
    private func folder() throws -> String {
        let directory =
            FileManager.default.temporaryDirectory.path + "/parley-recordings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory + "/words", withIntermediateDirectories: true)
        for (name, text) in [("a", "knee how"), ("b", "sigh jen")] {
            let speech = try FliteTeacher(voice: .slt).speak(text)
            try SoundFile.write(
                speech.samples, sampleRate: speech.sampleRate,
                to: directory + "/words/\(name).wav")
        }
        let manifest = """
            path\thanzi\tpinyin\tseconds
            words/a.wav\t你好\tni3 hao3\t1.0
            words/b.wav\t再见\tzai4 jian4\t1.0
            syllables/c.wav\t-\tma1\t0.5
            """
        try manifest.write(
            toFile: directory + "/manifest.tsv", atomically: true, encoding: .utf8)
        return directory
    }

    @Test("words are read, bare syllables of another speaker are not; sandhi is applied")
    func manifest() throws {
        let directory = try folder()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let recordings = try Recordings(directory: directory)
        #expect(recordings.words.map(\.hanzi) == ["你好", "再见"])
        let accents = try recordings.tokens(of: recordings.words[0]).map(\.accent)
        #expect(accents == [.tone2, .tone2, .tone3, .tone3])
    }

    @Test("speech is found between the silences")
    func speechRange() {
        let tone = (0..<4800).map { Float(sin(Double($0) * 0.2)) * 0.3 }
        let silence = (0..<9600).map { Float(sin(Double($0) * 1.3)) * 0.0005 }
        let range = Recordings.speechRange(of: silence + tone + silence, sampleRate: 24_000)
        #expect(abs(range.lowerBound - 8640) <= 240 && abs(range.upperBound - 15_360) <= 240)
    }

    @Test("joined words keep their order, their times and the boundaries of the phrase")
    func joining() async throws {
        let directory = try folder()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let recordings = try Recordings(directory: directory)
        let alignment = await RecordingsAlignment(
            of: recordings, jobs: 1, progress: { _ in }, problem: { Issue.record($0) })
        #expect(alignment.words.count == 2)
        let joiner = RecordingsJoiner(recordings: recordings, alignment: alignment)
        let sentence = JoinedSentence(
            phrases: [[0, 1], [1]], terminal: .question, seed: 3)
        let (speech, tokens, text) = try joiner.speak(
            sentence, voice: Cast.Voice(teacher: "recordings", shift: 0.9))
        #expect(text == "你好再见，再见？")
        #expect(tokens.count == speech.tokenEnds.count)
        #expect(speech.tokenEnds == speech.tokenEnds.sorted())
        #expect(speech.tokenEnds.last == Double(speech.samples.count) / 24_000)
        let pauses = tokens.indices.filter { tokens[$0].phoneme == PhonemeInventory.pause }
        #expect(pauses.count == 3)
        #expect(tokens[pauses[0]].boundary == .none)
        #expect(tokens[pauses[1]].boundary == .phrase)
        #expect(tokens[pauses[2]].boundary == .question)
        #expect(tokens[pauses[2] - 1].boundary == .question)
        #expect(speech.samples.allSatisfy { abs($0) <= 0.951 })
    }

    @Test("a foreign or damaged alignment file is refused")
    func damagedAlignment() throws {
        let path = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for text in ["{}\n", "{\"format\":\"parley-alignment\",\"version\":1}\n{\"path\":1}\n"] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: DistillationError.self) { try RecordingsAlignment(path: path) }
        }
    }
}
