import Foundation
import Testing

@testable import Phonemes

private let goldens = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens")

private func lines(_ name: String) throws -> [String] {
    try String(contentsOf: goldens.appending(path: name), encoding: .utf8)
        .split(separator: "\n").map(String.init)
}

/// 300 and more Mandarin sentences against pypinyin, 200 English ones against flite.
@Suite("Readings against others")
struct ReadingGoldensTests {
    @Test("at least 98 % of the Mandarin syllables are pypinyin's, before sandhi")
    func mandarin() throws {
        let sentences = try lines("mandarin-sentences.txt")
        #expect(sentences.count >= 300)
        let front = FrontEnd()
        let spoken = try sentences.map { try front.sentences(in: $0).flatMap(\.mandarinPhrases) }
        // One line a sentence, its phrases apart by spaces.
        let expanded = spoken.map { phrases in
            phrases.map { $0.map(\.hanzi).joined() }.joined(separator: " ")
        }
        if ProcessInfo.processInfo.environment["PARLEY_RECORD"] == "1" {
            try (expanded.joined(separator: "\n") + "\n").write(
                to: goldens.appending(path: "mandarin-expanded.txt"), atomically: true,
                encoding: .utf8)
            Issue.record("recorded mandarin-expanded.txt; now run pypinyin_readings.py")
            return
        }
        let expected = try lines("mandarin-pypinyin.txt")
        #expect(expanded == (try lines("mandarin-expanded.txt")))
        var total = 0
        var differences: [String] = []
        for (phrases, line) in zip(spoken, expected) {
            let ours = phrases.joined().flatMap(\.pinyin)
            let hanzi = phrases.joined().map(\.hanzi).joined()
            let theirs = line.split(separator: " ").map(String.init)
            #expect(ours.count == theirs.count, "\(hanzi)")
            total += ours.count
            for (index, pair) in zip(ours, theirs).enumerated() where pair.0 != pair.1 {
                let character = hanzi[hanzi.index(hanzi.startIndex, offsetBy: index)]
                differences.append("\(character) \(pair.0) \(pair.1) \(hanzi)")
            }
        }
        let equal = Double(total - differences.count) / Double(total)
        if ProcessInfo.processInfo.environment["PARLEY_DIFFERENCES"] == "1" {
            print(differences.joined(separator: "\n"))
            print("\(total) syllables, \(differences.count) differ, equal \(equal)")
        }
        #expect(equal >= 0.98, "\(differences.joined(separator: "\n"))")
    }

    @Test("English sentences have exactly flite's phones")
    func english() throws {
        let sentences = try lines("english-sentences.txt")
        #expect(sentences.count >= 200)
        let front = FrontEnd()
        for sentence in sentences {
            let spoken = try front.sentences(in: sentence)
            let phones = spoken.flatMap(\.tokens).map { token in
                String(
                    PhonemeInventory.symbols[Int(token.phoneme)].trimmingPrefix("en."))
            }
            #expect(spoken.count == 1, "\(sentence)")
            #expect(phones == (try Flite.analyse(sentence).map(\.name)), "\(sentence)")
        }
    }
}
