import Synthesis

/// A place in the sound that is played: where the next sample comes from.
struct PlayCursor: Sendable {
    /// The index of the turn; nil for a voice being tried out beside the script.
    var turn: Int?
    /// The turn itself, so that one which is changed while it sounds sounds to its end.
    var slot: PlayerScript.Slot
    /// Samples into the turn's sound.
    var offset = 0
    /// Samples of silence still to come before the turn; nil until it is known.
    var silenceLeft: Int?
    /// The silences so far.
    var spacing: TurnSpacing
    /// Whether `spacing` knows of this turn already.
    var isSpaced = false

    /// This place `count` samples later, within the silence or the turn it stands in.
    func advanced(by count: Int) -> PlayCursor {
        var cursor = self
        if let silenceLeft, silenceLeft > 0 {
            cursor.silenceLeft = max(silenceLeft - count, 0)
        } else {
            cursor.offset += count
        }
        return cursor
    }
}

/// What has been given to the output, as far as it may not have been heard yet.
struct HeardLog: Sendable {
    struct Block: Sendable {
        var cursor: PlayCursor
        /// Mono.
        var samples: [Float]
    }

    /// The block that sounds now comes first.
    private(set) var blocks: [Block] = []
    private var sampleCount = 0

    mutating func add(_ samples: [Float], at cursor: PlayCursor) {
        blocks.append(Block(cursor: cursor, samples: samples))
        sampleCount += samples.count
    }

    /// Forgets what has been heard for certain when `delay` samples are still to be heard.
    mutating func advance(delay: Int) {
        while blocks.count > 1, sampleCount - blocks[0].samples.count >= delay {
            sampleCount -= blocks.removeFirst().samples.count
        }
    }

    /// The place of the sample that sounds when `delay` samples are still to be heard; nil if
    /// nothing has been given.
    mutating func cursor(delay: Int) -> PlayCursor? {
        advance(delay: delay)
        guard let first = blocks.first else { return nil }
        return first.cursor.advanced(by: min(max(sampleCount - delay, 0), first.samples.count))
    }

    /// Changes the places, as when turns have moved.
    mutating func changeCursors(_ change: (inout PlayCursor) -> Void) {
        for index in blocks.indices { change(&blocks[index].cursor) }
    }

    mutating func clear() {
        blocks = []
        sampleCount = 0
    }
}
