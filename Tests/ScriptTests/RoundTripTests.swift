import Script
import Testing

/// Parse ∘ print is the identity, and print ∘ parse settles after one step.
@Suite struct RoundTripTests {
    @Test("a random dialogue reads back from its print", arguments: 0..<8)
    func dialogues(batch: Int) throws {
        for index in 0..<50 {
            let seed = UInt64(batch * 50 + index)
            var random = SplitMix64(state: seed)
            let dialogue = randomDialogue(&random)
            let printed = dialogue.description
            let again = try? Dialogue(parsing: printed)
            #expect(again == dialogue, "seed \(seed): \(printed)")
            #expect(again?.description == printed, "seed \(seed)")
        }
    }

    @Test("whatever a random text holds, what is kept of it reads back", arguments: 0..<8)
    func texts(batch: Int) {
        for index in 0..<50 {
            let seed = UInt64(1000 + batch * 50 + index)
            var random = SplitMix64(state: seed)
            let text = randomWords(&random, count: 40).joined()
            let kept = ScriptReading(Array(text.utf8)).dialogue
            guard !kept.turns.isEmpty else { continue }
            #expect((try? Dialogue(parsing: kept.description)) == kept, "seed \(seed): \(text)")
        }
    }

    @Test("random bytes are read without a crash", arguments: 0..<4)
    func bytes(batch: Int) {
        for index in 0..<30 {
            var random = SplitMix64(state: UInt64(5000 + batch * 30 + index))
            let alphabet = Array("[Speaker A]:：【】［］<Person1>{}\"\\,\n\r\u{0}".utf8)
            let bytes = (0..<200).map { _ in
                Bool.random(using: &random)
                    ? alphabet.randomElement(using: &random) ?? 0
                    : UInt8.random(in: 0...255, using: &random)
            }
            let reading = ScriptReading(bytes, isReadable: { $0.isLetter })
            #expect(reading.problems.allSatisfy { $0.line > 0 && $0.column > 0 })
        }
    }
}

private func randomDialogue(_ random: inout SplitMix64) -> Dialogue {
    let turns = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        var pieces = (0..<Int.random(in: 0...6, using: &random)).map { _ in randomPiece(&random) }
        pieces.append(.text("x"))
        let speaker = Speaker.allCases.randomElement(using: &random) ?? .a
        return Turn(speaker: speaker, pieces: pieces)
    }
    return Dialogue(turns: turns)
}

private func randomPiece(_ random: inout SplitMix64) -> Piece {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return .pause(seconds: Double.random(in: 0...60, using: &random))
    case 1: return .rate(Double.random(in: 0.25...4, using: &random))
    case 2:
        let word = ["重庆", "a[b", "Ａ", "x\\y", "C#", "say"].randomElement(using: &random) ?? "a"
        return .pronunciation(word: word, phonemes: "chong2 \\ ]qing4")
    default:
        let count = Int.random(in: 0...8, using: &random)
        return .text(randomWords(&random, count: count).joined())
    }
}

private func randomWords(_ random: inout SplitMix64, count: Int) -> [String] {
    let words = [
        "hello", " ", "  ", "\n", "\r\n", "\t", "你好", "，", "。", "[", "]", "【", "】", "［", "\\",
        "#", "<Person1>", "</Person2>", "<", ">", "Speaker B:", "A：", ":", "：", "[Speaker C]",
        "[S1]", "[1]", "[pause 1s]", "[rate", "1.2]", "[say 行长 hang2 zhang3]", "\u{FEFF}",
        "\u{200B}", "\u{200D}", "👩‍👧", "❤️", "e\u{301}", "\u{301}", "\u{0}", "\u{3000}", "\u{A0}",
        "𠀀", "{\"speaker\"", "\"", "\u{85}", "\u{2028}", "Ｓ", "é", "[laugh]", "\n# note\n",
    ]
    return (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
}

/// A seeded source of random numbers (Steele, Lea & Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
