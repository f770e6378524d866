import Testing

@testable import Delivery

@Suite struct SpeechCheckTests {
    /// Bursts of a tone with pauses between them, like syllables.
    private func bursts(amplitude: Float) -> [Float] {
        sine(300, amplitude: amplitude, seconds: 4).enumerated()
            .map { $0.offset / 4800 % 3 == 2 ? 0 : $0.element }
    }

    @Test("bursts at a podcast's level pass")
    func passing() throws {
        let check = try SpeechCheck(bursts(amplitude: 0.15), sampleRate: 24_000)
        #expect(check.objections(duration: 3...5).isEmpty)
        #expect(check.objections(duration: 6...8).count == 1)
    }

    @Test("what is steady, clipped or too quiet is not speech")
    func failing() throws {
        func objections(_ samples: [Float]) throws -> [String] {
            try SpeechCheck(samples, sampleRate: 24_000).objections(duration: 0...60)
        }
        #expect(try objections(sine(300, amplitude: 0.15, seconds: 4)).count == 1)
        #expect(try !objections(bursts(amplitude: 0.002)).isEmpty)
        #expect(try !objections(bursts(amplitude: 9).map { min(max($0, -1), 1) }).isEmpty)
        #expect(throws: DeliveryError.silence) {
            try objections([Float](repeating: 0, count: 48_000))
        }
    }
}
