import Testing

@testable import Signal

@Suite struct TimeStretchTests {
    @Test("the length is divided by the tempo", arguments: [0.5, 0.8, 1.0, 1.25, 2.0])
    func length(tempo: Double) {
        for count in [0, 1, 300, 12_000] {
            let stretched = timeStretch(noise(count), tempo: tempo, sampleRate: 24_000)
            #expect(stretched.count == Int((Double(count) / tempo).rounded()))
        }
    }

    @Test("pitch and level stay", arguments: [0.7, 0.9, 1.25, 1.6])
    func pitch(tempo: Double) {
        let voice = harmonics([Double](repeating: 140, count: 12_000))
        let stretched = timeStretch(voice, tempo: tempo, sampleRate: 24_000)
        let f0 = trackF0(stretched)
        for hz in f0[5..<f0.count - 5] { #expect(abs(hz - 140) < 1.5) }
        let inner = stretched[1000..<stretched.count - 1000]
        #expect(abs(rootMeanSquare(inner) / rootMeanSquare(voice) - 1) < 0.05)
    }

    @Test("at tempo 1 nothing changes")
    func identity() {
        let samples = noise(1000)
        #expect(timeStretch(samples, tempo: 1, sampleRate: 24_000) == samples)
    }
}
