import Kernels

/// What has to happen to overlap-added samples once no more frames will touch them.
struct OverlapSettling: Sendable {
    /// What overlapping windows leave to be divided by, where none is missing.
    let gain: Float
    private let window: [Float]
    private let hopLength: Int

    init(transform: FrameTransform) {
        window = transform.window
        hopLength = transform.hopLength
        let power = stride(from: 0, to: transform.window.count, by: transform.hopLength)
            .reduce(0 as Float) { $0 + transform.window[$1] * transform.window[$1] }
        gain = 1 / power
    }

    /// Settles one hop of samples, which begin at `start`: silence beyond the ends of the sound, and
    /// more gain in its first and last hop, where one window is missing.
    ///
    /// - Parameter lastFrame: the sound's last frame, or nil if it is still far away.
    func settle(hop: Int, lastFrame: Int?, samples: inout [Float], at start: Int) {
        if hop < 0 || hop >= lastFrame ?? .max {
            for place in start..<start + hopLength { samples[place] = 0 }
        } else if hop == 0 || hop + 1 == lastFrame {
            for place in 0..<hopLength {
                let power = windowPower(hop: hop, place: place, lastFrame: lastFrame ?? .max)
                samples[start + place] /= max(1e-6, power * gain)
            }
        }
    }

    /// The squared windows of those frames around a hop that exist; frame t covers hops t − 2 to t + 1.
    private func windowPower(hop: Int, place: Int, lastFrame: Int) -> Float {
        var power: Float = 0
        let half = window.count / hopLength / 2
        for frame in max(0, hop - half + 1)...min(lastFrame, hop + half) {
            let weight = window[(hop - frame + half) * hopLength + place]
            power += weight * weight
        }
        return power
    }
}
