import Script
import Signal

#if canImport(Glibc)
    import Glibc
#endif

/// Where a mono voice stands between two loudspeakers.
///
/// Constant power: with θ = (1 + pan) · π / 4 the left loudspeaker gets √2 · cos θ and the right one
/// √2 · sin θ. So the middle is the mono sound from both sides, unchanged, and a voice measures and
/// seems equally loud wherever it stands. The nearer side, at most 3 dB above the mono sound, is
/// bent below the ceiling of a render as loud passages are.
public struct Panning: Equatable, Sendable {
    /// Linear, 0…√2.
    public let left: Float
    /// Linear, 0…√2.
    public let right: Float

    /// - Parameter pan: −1 left, 0 the middle, 1 right.
    public init(_ pan: Double) {
        guard pan != 0 else {
            (left, right) = (1, 1)
            return
        }
        let angle = (1 + min(max(pan, -1), 1)) * Double.pi / 4
        // The far side of a hard pan is silent, not almost.
        left = pan >= 1 ? 0 : Float(cos(angle) * 2.0.squareRoot())
        right = pan <= -1 ? 0 : Float(sin(angle) * 2.0.squareRoot())
    }

    /// `samples` (mono, −1…1) as pairs of left and right.
    ///
    /// They are brought to 16 bit first, so that sound kept as PCM is placed as it is when it is made.
    public func placed(_ samples: [Float]) -> [Float] {
        var pairs: [Float] = []
        pairs.reserveCapacity(2 * samples.count)
        for value in Signal.samples(ofPCM16: pcm16(of: samples)) {
            pairs.append(Self.bent(value, gain: left))
            pairs.append(Self.bent(value, gain: right))
        }
        return pairs
    }

    /// `sample` × gain, below the ceiling: beyond a knee as in `OutputLevel`, which moves down from
    /// the ceiling as the gain grows, so that a gain of 1 changes nothing.
    private static func bent(_ sample: Float, gain: Float) -> Float {
        let ceiling = OutputLevel.ceiling
        let value = sample * gain
        guard gain > 1 else { return value }
        let depth = min((gain - 1) / (Float(2).squareRoot() - 1), 1)
        let room = (ceiling - OutputLevel.knee) * depth
        let excess = (abs(value) - (ceiling - room)) / room
        guard excess > 0 else { return value }
        let bent = ceiling - room + room * excess / (1 + excess)
        return value < 0 ? -bent : bent
    }
}

extension Cast {
    /// The channels that `dialogue` needs: 2 where somebody who speaks in it stands beside the
    /// middle, else 1.
    public func channelCount(speaking dialogue: Dialogue) -> Int {
        let panned = voices.map { $0.pan != 0 }
        return dialogue.turns.contains { panned[$0.speaker.index] } ? 2 : 1
    }
}
