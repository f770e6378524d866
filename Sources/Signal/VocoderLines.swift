import Kernels

/// Frames that wait for their turn, from `firstFrame` on.
struct FrameQueue: Sendable {
    private(set) var firstFrame = 0
    private var logMel: [Float] = []
    private var f0: [Float] = []
    private var columns = 80

    /// How many frames there have ever been.
    var frameCount: Int { firstFrame + f0.count }

    mutating func append(_ mel: Matrix<Float>, f0 more: [Float]) {
        columns = mel.columns
        logMel += mel.values
        f0 += more
    }

    /// Pitch of a frame that is present, else of the nearest one that is.
    func pitch(of frame: Int) -> Float {
        f0.isEmpty ? 0 : f0[min(max(0, frame - firstFrame), f0.count - 1)]
    }

    /// Up to eight frames from `frame` on.
    func logMel(from frame: Int) -> Matrix<Float> {
        let start = frame - firstFrame
        let rows = max(0, min(8, f0.count - start))
        return Matrix(
            rows: rows, columns: columns,
            values: Array(logMel[start * columns..<(start + rows) * columns]))
    }

    /// For eight frames from `frame` on: 1 if voiced, else 0.
    func voiced(from frame: Int) -> [Float] {
        (frame..<frame + 8).map { $0 < frameCount && pitch(of: $0) > 0 ? 1 : 0 }
    }

    /// Forgets eight frames.
    mutating func dropBlock() {
        let count = min(8, f0.count)
        f0.removeFirst(count)
        logMel.removeFirst(count * columns)
        firstFrame += count
    }
}

/// The pulses around the block in hand.
struct PulseLine: Sendable {
    /// Samples kept before the block.
    static let margin = 32
    /// The samples of the block from index `margin` on.
    private(set) var signal: [Float]
    private let hopLength: Int
    private let length: Int
    private let blockStep: Int
    private let lead: Int
    private var train: PulseTrain
    private var held = 100.0
    private var nextSegment = 0

    init(configuration: MelConfiguration, length: Int) {
        hopLength = configuration.hopLength
        self.length = length
        blockStep = 8 * configuration.hopLength
        lead = configuration.fftSize / 2
        train = PulseTrain(sampleRate: Double(configuration.sampleRate))
        // A segment beyond the block reaches back into it.
        signal = Array(repeating: 0, count: Self.margin + length + hopLength + Self.margin)
    }

    /// Adds all pulses that touch the eight frames from `first` on.
    mutating func advance(toBlockAt first: Int, f0: FrameQueue, lastFrame: Int?) {
        let base = first * hopLength - lead - Self.margin
        if first > 0 {
            signal.removeFirst(blockStep)
            signal += Array(repeating: 0, count: blockStep)
        }
        let last = (base + signal.count - Self.margin) / hopLength
        while nextSegment < min(last, lastFrame ?? .max) {
            let segment = PitchSegment(
                from: f0.pitch(of: nextSegment), to: f0.pitch(of: nextSegment + 1), held: &held)
            train.add(
                fromHz: segment.fromHz, toHz: segment.toHz, firstHalf: segment.firstHalf,
                secondHalf: segment.secondHalf, count: hopLength, to: &signal,
                at: nextSegment * hopLength - base)
            nextSegment += 1
        }
        silence(outside: base, lastFrame: lastFrame)
    }

    /// Removes what pulses at the ends of the sound put beyond it.
    private mutating func silence(outside base: Int, lastFrame: Int?) {
        if base < 0 { for index in 0..<min(-base, signal.count) { signal[index] = 0 } }
        if let lastFrame {
            let end = max(0, lastFrame * hopLength - base)
            for index in min(end, signal.count)..<signal.count { signal[index] = 0 }
        }
    }

    /// The noise at the same places as the pulses.
    func noise(seed: UInt64, blockAt first: Int, lastFrame: Int?) -> [Float] {
        let base = first * hopLength - lead - Self.margin
        let from = max(0, base)
        let upTo = max(from, min(base + signal.count, lastFrame.map { $0 * hopLength } ?? .max))
        return [Float](repeating: 0, count: from - base)
            + whiteNoise(seed: seed, first: from, count: upTo - from)
            + [Float](repeating: 0, count: base + signal.count - upTo)
    }
}

/// The sound as it leaves each stage: what the next stage still reads, what was completed in this
/// step, and what the next frames will add to.
struct StageLine: Sendable {
    var samples: [Float]
    private let settling: OverlapSettling
    var gain: Float { settling.gain }
    private let stageCount: Int
    private let hopLength: Int
    private let overlap: Int
    private let length: Int
    private let completed: Int

    init(stageCount: Int, transform: FrameTransform) {
        self.stageCount = stageCount
        hopLength = transform.hopLength
        settling = OverlapSettling(transform: transform)
        completed = 8 * hopLength
        overlap = transform.fft.size - hopLength
        length = overlap + completed + overlap
        samples = Array(repeating: 0, count: stageCount * length)
    }

    /// Where the block in hand of a stage begins.
    func writeOffset(of stage: Int) -> Int { stage * length + overlap }

    /// Runs a stage on what the one before it completed.
    mutating func refine(
        _ stage: Int, magnitudes: MagnitudeColumns, column: Int, transform: FrameTransform
    ) {
        transform.refineBlock(
            in: &samples, from: (stage - 1) * length, to: writeOffset(of: stage),
            magnitudes: magnitudes, column: column, gain: gain)
    }

    /// Settles the samples of a stage that no later frame touches.
    mutating func complete(_ stage: Int, firstFrame: Int, lastFrame: Int?) {
        for index in 0..<8 {
            settling.settle(
                hop: firstFrame - 2 + index, lastFrame: lastFrame, samples: &samples,
                at: writeOffset(of: stage) + index * hopLength)
        }
    }

    /// What the last stage completed, within the sound.
    func finished(firstFrame: Int, lastFrame: Int?) -> ArraySlice<Float> {
        let from = min(8, max(0, 2 - firstFrame))
        let upTo = min(8, max(from, lastFrame.map { $0 - (firstFrame - 2) } ?? 8))
        let start = writeOffset(of: stageCount - 1)
        return samples[start + from * hopLength..<start + upTo * hopLength]
    }

    /// Moves every stage on by eight frames.
    mutating func shift() {
        shiftRows(&samples, columns: length, by: completed)
    }
}
