import Testing

@testable import Synthesis

@Suite struct CastTests {
    @Test(
        "a voice's recipe is read and printed back",
        arguments: [
            "luna", "0.6*rms+0.4*awb", "luna:pitch=2.0:rate=1.1", "rms:brightness=-1.5:gain=-3.0",
            "awb:gain=1.0:pan=-0.5",
        ])
    func roundTrip(text: String) throws {
        #expect(try Voice(parsing: text).description == text)
    }

    @Test(
        "malformed recipes are refused with advice",
        arguments: [
            "", "+", "2*", "*luna", "-1*luna", "0*luna", "a*b*c", "luna:pitch", "luna:pitch=x",
            "luna:pitch=99", "luna:colour=1", "luna:rate=0", "nan*luna", "inf*luna",
            "luna:gain=nan", "luna:pan=1.5",
        ])
    func malformed(text: String) {
        #expect(throws: SynthesisError.self) { try Voice(parsing: text) }
    }

    @Test("an assignment changes only the speakers it names")
    func applying() throws {
        var cast = Cast(voiceNames: ["luna", "rms"])
        try cast.apply("b = 0.5*luna+0.5*rms , D=luna:gain=2")
        #expect(
            cast.voices.map(\.description) == ["luna", "0.5*luna+0.5*rms", "luna", "luna:gain=2.0"])
        #expect(throws: SynthesisError.unknownSpeaker("E")) { try cast.apply("E=luna") }
        #expect(throws: SynthesisError.self) { try cast.apply("A") }
    }

    @Test("a blend is the weighted mean of embeddings")
    func blending() throws {
        var cast = Cast(voiceNames: ["luna"])
        try cast.apply("A=3*luna+1*awb")
        #expect(try cast.resolved(by: FakeModel())[0].embedding == [137.5, 0.75])
        try cast.apply("A=nobody")
        #expect(throws: SynthesisError.unknownVoice("nobody", known: FakeModel().voiceNames)) {
            try cast.resolved(by: FakeModel())
        }
    }

    @Test("the limiter bends without clipping and leaves quiet sound alone")
    func limiter() {
        var samples: [Float] = [0, 0.5, -0.5, 0.7, 1, 2, 100, -100]
        OutputLevel(gain: 1).apply(to: &samples)
        #expect(Array(samples[..<4]) == [0, 0.5, -0.5, 0.7])
        #expect(samples[4] > 0.7 && samples[5] > samples[4] && samples[6] < 0.97)
        #expect(samples[7] == -samples[6])
    }
}
