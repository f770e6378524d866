import Testing

@testable import Signal

@Suite struct PCM16Tests {
    @Test("every 16-bit value but the lowest survives the way to Float and back")
    func roundTrip() {
        let all = (-32_767...32_767).map { Int16($0) }
        #expect(pcm16(of: samples(ofPCM16: all)) == all)
    }

    @Test("what is too loud is clipped, not wrapped")
    func clipping() {
        #expect(pcm16(of: [-7, -1, 0, 1, 1.0001]) == [-32_767, -32_767, 0, 32_767, 32_767])
    }
}
