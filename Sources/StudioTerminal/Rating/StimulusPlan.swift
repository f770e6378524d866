import Delivery

extension StimulusPlayer {
    /// Decibels, at most 0, as a factor.
    static func linear(_ decibels: Double) -> Float {
        Float(decibelsToAmplitude(min(decibels, 0)))
    }
}

/// What is still to be given to the output, block by block.
struct StimulusPlan: Sendable {
    /// A stretch of one sound, or of silence.
    struct Block: Sendable {
        /// nil for the gap between two sounds.
        var sound: Int?
        /// Where in the sound it begins.
        var offset: Int
        var samples: [Float]
    }

    private var sounds: [[Float]] = []
    /// Sounds still to come; nil stands for the gap.
    private var parts: [Int?] = []
    private var offset = 0
    private(set) var isLoop = false

    /// Nothing.
    init() {}

    /// Each of `indices` in turn with a gap between them.
    init(sequence indices: [Int], sounds: [[Float]]) {
        self.sounds = sounds
        for index in indices where sounds.indices.contains(index) {
            if !parts.isEmpty { parts.append(nil) }
            parts.append(index)
        }
    }

    /// One sound for ever, first from the sample `start`.
    init(loop index: Int, from start: Int, sounds: [[Float]]) {
        guard sounds.indices.contains(index), !sounds[index].isEmpty else { return }
        self.sounds = sounds
        parts = [index]
        offset = start % sounds[index].count
        isLoop = true
    }

    /// At most `length` samples, never across the end of a part; nil at the end.
    mutating func next(length: Int) -> Block? {
        while let part = parts.first {
            let total =
                part.map { sounds[$0].count }
                ?? Int(StimulusPlayer.gapSeconds * StimulusPreparation.sampleRate)
            if offset < total {
                let range = offset..<min(offset + length, total)
                offset = range.upperBound
                let samples =
                    part.map { Array(sounds[$0][range]) }
                    ?? Array(repeating: 0, count: range.count)
                return Block(sound: part, offset: range.lowerBound, samples: samples)
            }
            offset = 0
            if !isLoop { parts.removeFirst() }
        }
        return nil
    }
}

/// What has been given to the output, as far as it has not been heard for certain.
struct HeardStimuli: Sendable {
    /// A part of a sound, or of silence, that has been heard.
    struct Stretch: Equatable, Sendable {
        var sound: Int?
        /// Samples.
        var count: Int
        /// The sample of the sound behind the last one heard.
        var end: Int
    }

    private var waiting: [Stretch] = []
    private var sampleCount = 0
    private var last: Stretch?

    mutating func add(_ block: StimulusPlan.Block) {
        let count = block.samples.count
        waiting.append(Stretch(sound: block.sound, count: count, end: block.offset + count))
        sampleCount += count
    }

    /// What has been heard since the last time, when `unheard` samples are still to be heard; parts
    /// of a block count when all of it has been heard.
    mutating func advance(unheard: Int) -> [Stretch] {
        var heard: [Stretch] = []
        while let first = waiting.first, sampleCount - first.count >= unheard {
            sampleCount -= first.count
            heard.append(first)
            last = first
            waiting.removeFirst()
        }
        return heard
    }

    /// The sample of its sound that is heard next when `unheard` samples are still to be heard.
    func place(unheard: Int) -> Int {
        var rest = sampleCount
        for block in waiting {
            if rest - block.count < unheard {
                return block.end - block.count + max(rest - unheard, 0)
            }
            rest -= block.count
        }
        return waiting.last?.end ?? last?.end ?? 0
    }
}
