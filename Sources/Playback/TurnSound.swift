import Signal
import Synthesis

/// The sound of one turn as far as it has been rendered, as 16-bit PCM in blocks of a second, so
/// that what has been heard of a very long turn can be let go.
struct TurnSound: Sendable {
    static let blockLength = Synthesizer.sampleRate

    private var blocks: [[Int16]] = []
    private(set) var sampleCount = 0
    private(set) var byteCount = 0
    /// Peaks of stretches of a 20th of a second.
    private(set) var peaks: [Float] = []
    var report = TurnReport()
    /// Whether it has been rendered to its end.
    var isComplete = false
    /// Whether blocks at its front are missing.
    private(set) var droppedBlockCount = 0

    /// Adds samples that begin at `offset`; what is there already is left as it is.
    mutating func append(_ samples: [Float], at offset: Int) {
        guard offset + samples.count > sampleCount, offset <= sampleCount else { return }
        let fresh = pcm16(of: Array(samples[(sampleCount - offset)...]))
        for value in fresh {
            if sampleCount % Self.blockLength == 0 {
                blocks.append([])
                blocks[blocks.count - 1].reserveCapacity(Self.blockLength)
                byteCount += 2 * Self.blockLength
            }
            blocks[blocks.count - 1].append(value)
            if sampleCount % Self.peakLength == 0 { peaks.append(0) }
            peaks[peaks.count - 1] = max(peaks[peaks.count - 1], abs(Float(value)) / 32_767)
            sampleCount += 1
        }
    }

    /// Up to `count` samples from `offset` on; nil if they have been dropped, empty if they are not
    /// there yet.
    func samples(from offset: Int, count: Int) -> [Float]? {
        guard offset < sampleCount else { return [] }
        let index = offset / Self.blockLength
        guard index >= droppedBlockCount else { return nil }
        let block = blocks[index]
        let start = offset % Self.blockLength
        return Signal.samples(ofPCM16: block[start..<min(start + count, block.count)])
    }

    /// All samples; nil if some have been dropped.
    var allSamples: [Float]? {
        droppedBlockCount > 0 ? nil : Signal.samples(ofPCM16: blocks.joined())
    }

    /// Lets go of whole blocks before `offset`.
    mutating func drop(before offset: Int) {
        while (droppedBlockCount + 1) * Self.blockLength <= offset, droppedBlockCount < blocks.count
        {
            blocks[droppedBlockCount] = []
            droppedBlockCount += 1
            byteCount -= 2 * Self.blockLength
        }
    }

    private static let peakLength = Synthesizer.sampleRate / 20
}
