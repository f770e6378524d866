import Phonemes
import Testing

@Suite("Flite")
struct FliteTests {
    @Test("text analysis gives phones, stress, words and pauses without sound")
    func analysis() throws {
        let segments = try Flite.analyse("Hello, it costs $25.")
        #expect(
            segments.map(\.name).joined(separator: " ")
                == "pau hh ax l ow pau ih t k aa s t s t w eh n t iy f ay v d aa l er z pau")
        #expect(segments[1].word == "hello")
        #expect(segments[3].stressed && !segments[2].stressed)
        #expect(segments[4].endsWord && segments[4].punctuation == ",")
        #expect(segments.allSatisfy { $0.endSeconds == 0 })
    }

    @Test(
        "synthesis says the phones of the analysis, at rising times", arguments: FliteVoice.allCases
    )
    func synthesis(voice: FliteVoice) throws {
        let spoken = try Flite.synthesise("Good morning.", voice: voice)
        let analysed = try Flite.analyse("Good morning.")
        #expect(spoken.segments.map(\.name) == analysed.map(\.name))
        #expect(spoken.sampleRate == 16_000)
        let ends = spoken.segments.map(\.endSeconds)
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 })
        let seconds = Double(spoken.samples.count) / spoken.sampleRate
        #expect(abs((ends.last ?? 0) - seconds) < 0.02, "\(ends.last ?? 0) and \(seconds)")
        #expect((spoken.samples.map(abs).max() ?? 0) > 0.1)
    }

    @Test("typographic marks are read, foreign characters refused with their place")
    func characters() throws {
        #expect(try Flite.analyse("It’s a café") == Flite.analyse("It's a cafe"))
        #expect(throws: PhonemeError.foreignCharacter("好", text: "a 好", column: 3)) {
            try Flite.analyse("a 好")
        }
        #expect(try Flite.analyse("").allSatisfy { $0.name == "pau" })
    }

    @Test("one token per segment, closed by the punctuation")
    func tokens() throws {
        let text = "Hello, is it you?"
        let segments = try Flite.analyse(text)
        let tokens = englishTokens(from: segments, text: text)
        #expect(tokens.count == segments.count)
        #expect(tokens[0] == PhonemeToken(phoneme: PhonemeInventory.pause))
        #expect(tokens[4].boundary == .phrase && tokens[5].boundary == .phrase)
        #expect(tokens.suffix(2).allSatisfy { $0.boundary == .question })
        #expect(tokens[2].boundary == .syllable)
        #expect(tokens[1].accent == .unstressed && tokens[4].accent == .stressed)
    }
}
