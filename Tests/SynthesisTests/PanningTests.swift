import Script
import Signal
import Testing

@testable import Synthesis

@Suite struct PanningTests {
    @Test(
        "constant power at every place, the middle unchanged, a hard side silent on the other",
        arguments: [-1, -0.7, -0.3, -0.01, 0, 0.01, 0.5, 1])
    func law(pan: Double) {
        let panning = Panning(pan)
        let power = panning.left * panning.left + panning.right * panning.right
        #expect(abs(power - 2) < 1e-5)
        let mirrored = Panning(-pan)
        #expect(abs(panning.left - mirrored.right) < 1e-6)
        if pan == 0 { #expect(panning.left == 1 && panning.right == 1) }
        if pan == 1 { #expect(panning.left == 0) }
        if pan == -1 { #expect(panning.right == 0) }
        if pan > 0 { #expect(panning.right > panning.left) }
    }

    @Test("the middle is the mono sound from both sides, sample by sample")
    func middle() {
        let samples: [Float] = [0, 0.25, -0.6, 0.97, -0.97]
        let pairs = Panning(0).placed(samples)
        let values = pcm16(of: samples)
        #expect(pcm16(of: pairs) == values.flatMap { [$0, $0] })
    }

    @Test("no place clips, and louder stays louder", arguments: [-1, -0.5, 0.02, 0.3, 1])
    func ceiling(pan: Double) {
        let samples = (0...970).map { Float($0) / 1000 }
        let pairs = Panning(pan).placed(samples + samples.map { -$0 })
        #expect(pairs.allSatisfy { abs($0) <= OutputLevel.ceiling })
        let panning = Panning(pan)
        let nearer = panning.left > panning.right ? 0 : 1
        let near = samples.indices.map { pairs[2 * $0 + nearer] }
        #expect(zip(near, near.dropFirst()).allSatisfy { $0 < $1 })
        // Quiet speech is placed without any bending.
        #expect(abs(near[300] - 0.3 * max(panning.left, panning.right)) < 1e-4)
        // Both halves of the wave alike.
        #expect(abs(near[900] + pairs[2 * (samples.count + 900) + nearer]) < 1e-6)
    }

    @Test("sound kept as 16-bit PCM is placed as it is when it is made")
    func kept() {
        let samples = (0..<500).map { Float($0 * 7919 % 1000) / 1100 - 0.4 }
        let panning = Panning(0.37)
        let kept = Signal.samples(ofPCM16: pcm16(of: samples))
        #expect(pcm16(of: panning.placed(samples)) == pcm16(of: panning.placed(kept)))
    }

    @Test("a dialogue is stereo where somebody who speaks in it stands beside the middle")
    func channels() throws {
        var cast = Cast(voiceNames: ["luna", "rms"])
        let dialogue = Dialogue(turns: [turn(.a, .text("one")), turn(.b, .text("two"))])
        #expect(cast.channelCount(speaking: dialogue) == 1)
        try cast.apply("C=luna:pan=1")
        #expect(cast.channelCount(speaking: dialogue) == 1)
        try cast.apply("B=luna:pan=-0.2")
        #expect(cast.channelCount(speaking: dialogue) == 2)
        #expect(cast.channelCount(speaking: Dialogue(turns: [dialogue.turns[0]])) == 1)
    }

    @Test("a stereo render is the mono render, every turn at its place", arguments: [1, 3])
    func render(threads: Int) async throws {
        let dialogue = Dialogue(turns: [
            turn(.a, .text("one two")), turn(.b, .text("three four five. six")),
        ])
        var settings = Synthesizer.Settings(iterations: 0)
        settings.threadCount = threads
        let synthesizer = Synthesizer(model: FakeModel(), settings: settings, read: readFakeText)
        var cast = Cast(voiceNames: FakeModel().voiceNames)
        try cast.apply("B=rms:pan=1")
        var (mono, stereo): ([Float], [Float]) = ([], [])
        let report = try await synthesizer.render(dialogue, cast: cast) { mono += $0.samples }
        let placed = try await synthesizer.render(dialogue, cast: cast, channelCount: 2) {
            stereo += $0.samples
        }
        #expect(report.sampleCount == mono.count && placed.sampleCount == mono.count)
        #expect(placed.turns == report.turns && stereo.count == 2 * mono.count)
        let start = Int(placed.turns[1].startSeconds * 24_000)
        let left = mono.indices.map { stereo[2 * $0] }
        let right = mono.indices.map { stereo[2 * $0 + 1] }
        #expect(pcm16(of: Array(left[..<start])) == pcm16(of: Array(mono[..<start])))
        #expect(left[..<start] == right[..<start])
        #expect(left[start...].allSatisfy { $0 == 0 })
        #expect(right[start...].contains { abs($0) > 0.01 })
    }
}
