import Foundation
import Testing

@testable import Signal

/// A sum of harmonics up to 5 kHz whose pitch at every sample is `hz`.
func harmonics(_ hz: [Double], tilt: Double = 1) -> [Float] {
    var phase = 0.0
    return hz.map { hz in
        phase += hz / 24_000
        let count = min(20, Int(5000 / hz))
        return (1...count).reduce(0 as Float) { sum, harmonic in
            sum + Float(0.2 / pow(Double(harmonic), tilt) * sin(2 * .pi * phase * Double(harmonic)))
        }
    }
}

/// How many semitones `f0` is from `wanted` in the frames where both are voiced.
func semitones(_ f0: [Float], _ wanted: [Float]) -> [Float] {
    zip(f0, wanted).compactMap { (a: Float, b: Float) -> Float? in
        a > 0 && b > 0 ? 12 * abs(log2(a / b)) : nil
    }
}

@Suite struct PitchTrackerTests {
    @Test("a glide is followed", arguments: [(70.0, 110.0), (120, 260), (400, 220)])
    func glides(from: Double, to: Double) {
        let hz = (0..<16_000).map { from + (to - from) * Double($0) / 16_000 }
        let f0 = trackF0(harmonics(hz))
        #expect(f0.count == 63)
        for frame in 3..<60 {
            let cents = 1200 * log2(Double(f0[frame]) / hz[frame * 256])
            #expect(abs(cents) < 20, "frame \(frame): \(f0[frame]) Hz, wanted \(hz[frame * 256])")
        }
    }

    @Test("noise and silence have no pitch")
    func unvoiced() {
        let voiced = trackF0(noise(24_000)).filter { $0 > 0 }
        #expect(voiced.count < 5, "\(voiced.count) of 94 frames")
        #expect(trackF0([Float](repeating: 0, count: 5000)).allSatisfy { $0 == 0 })
        #expect(trackF0([]) == [0])
    }

    @Test("voicing begins and ends with the voice")
    func voicing() {
        let silence = [Float](repeating: 0, count: 256 * 20)
        let voice = harmonics([Double](repeating: 150, count: 256 * 30))
        let f0 = trackF0(silence + voice + silence)
        for frame in 0..<f0.count where abs(frame - 20) > 2 && abs(frame - 50) > 2 {
            #expect((f0[frame] > 0) == (20..<50).contains(frame), "frame \(frame)")
        }
    }

    @Test(
        "flite's voices get the pitch that DIO and StoneMask give them", arguments: ["slt", "rms"])
    func speech(voice: String) throws {
        let samples = try golden("speech-\(voice)-samples")
        let wanted = try golden("speech-\(voice)-f0")
        let f0 = trackF0(samples)
        let agreeing = zip(f0, wanted).filter { ($0 > 0) == ($1 > 0) }.count
        #expect(Double(agreeing) > 0.9 * Double(wanted.count), "\(agreeing) of \(wanted.count)")
        let differences = semitones(f0, wanted)
        #expect(Double(differences.filter { $0 > 2 }.count) < 0.02 * Double(differences.count))
        #expect(differences.reduce(0, +) / Float(differences.count) < 0.3)
    }
}
