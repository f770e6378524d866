/// The last step before the listener: a fixed gain, then a limiter that never clips.
///
/// Both look at one sample at a time, so the result does not depend on how the stream is cut.
struct OutputLevel: Sendable {
    /// Linear.
    let gain: Float

    /// Where the limiter begins to bend, and what it never passes.
    static let knee: Float = 0.7
    static let ceiling: Float = 0.97

    /// `samples` × gain; beyond the knee, x becomes k + r·u/(1 + u) with u = (x − k)/r and
    /// r = ceiling − k, which continues the straight part with the same slope.
    func apply(to samples: inout [Float]) {
        let room = Self.ceiling - Self.knee
        for index in samples.indices {
            let sample = samples[index] * gain
            let excess = (abs(sample) - Self.knee) / room
            if excess <= 0 {
                samples[index] = sample
            } else {
                let bent = Self.knee + room * excess / (1 + excess)
                samples[index] = sample < 0 ? -bent : bent
            }
        }
    }
}
