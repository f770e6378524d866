import Glibc
import Kernels
import Signal
import StudentModel

/// Speaks one sentence piece by piece: the first piece is short, so that it is heard soon.
struct SentenceRenderer {
    private let frames: SpokenFrames
    private var vocoder: VocoderStream
    private let level: OutputLevel
    private var nextFrame = 0
    private var isFinished = false
    private var emittedCount = 0
    private(set) var times = StageTimes()

    /// Runs the student; the vocoder waits for `next`.
    init(
        _ utterance: Utterance, voice: ResolvedVoice, model: any AcousticModel,
        settings: Synthesizer.Settings
    ) {
        let start = ContinuousClock.now
        let spoken = model.speak(
            utterance.tokens, embedding: voice.embedding,
            rate: min(max(utterance.rate * voice.voice.rate * settings.rate, 0.25), 4),
            pitchShift: voice.voice.pitch)
        frames = brightened(withTrimmedSilence(spoken), by: voice.voice.brightness)
        times.student = (ContinuousClock.now - start).seconds
        let silence = SilenceRules(seed: settings.seed)
        vocoder = VocoderStream(
            settings.vocoder, iterations: settings.iterations,
            seed: silence.noiseSeed(content: utterance.content))
        level = OutputLevel(gain: Synthesizer.masterGain * Float(pow(10, voice.voice.gain / 20)))
    }

    /// The length of the whole sentence.
    var sampleCount: Int {
        max(frames.f0.count - 1, 0) * MelConfiguration.standard.hopLength
    }

    /// The next samples; nil at the end. May be empty while the vocoder waits for more frames.
    mutating func next() -> [Float]? {
        guard !isFinished else { return nil }
        let start = ContinuousClock.now
        var samples: [Float]
        if nextFrame < frames.f0.count {
            let length = nextFrame == 0 ? firstChunkFrames : chunkFrames
            let end = min(nextFrame + length, frames.f0.count)
            samples = vocoder.push(
                logMel: frames.logMel.rows(nextFrame..<end), f0: Array(frames.f0[nextFrame..<end]))
            nextFrame = end
        } else {
            samples = vocoder.finish()
            isFinished = true
        }
        fadeEnds(&samples)
        level.apply(to: &samples)
        emittedCount += samples.count
        times.vocoder += (ContinuousClock.now - start).seconds
        return samples
    }

    /// 4 ms in and out, for where the cut through a pause would click.
    private func fadeEnds(_ samples: inout [Float]) {
        let length = 96
        for index in samples.indices {
            let distance = min(emittedCount + index, sampleCount - 1 - emittedCount - index)
            if distance < length { samples[index] *= Float(max(distance, 0)) / Float(length) }
        }
    }
}

private let firstChunkFrames = 48
private let chunkFrames = 96

/// Cuts the student's own pauses at both ends to what `SilenceRules` keeps of them.
private func withTrimmedSilence(_ frames: SpokenFrames) -> SpokenFrames {
    guard frames.durations.count > 2, let first = frames.durations.first,
        let last = frames.durations.last
    else { return frames }
    let start = max(first - SilenceRules.keptLeadingFrames, 0)
    let end = frames.f0.count - max(last - SilenceRules.keptTrailingFrames, 0)
    guard start < end else { return frames }
    var durations = frames.durations
    durations[0] -= start
    durations[durations.count - 1] -= frames.f0.count - end
    return SpokenFrames(
        logMel: frames.logMel.rows(start..<end), f0: Array(frames.f0[start..<end]),
        durations: durations)
}

/// Tilts the spectrum around 1 kHz by `decibels` per octave, within two octaves either way.
private func brightened(_ frames: SpokenFrames, by decibels: Double) -> SpokenFrames {
    guard decibels != 0 else { return frames }
    var frames = frames
    let columns = frames.logMel.columns
    let offsets = (0..<columns).map { bin in
        let octaves = log2(melCentre(bin, of: columns) / 1000)
        return Float(decibels * min(max(octaves, -2), 2) * log(10) / 20)
    }
    for index in frames.logMel.values.indices {
        frames.logMel.values[index] += offsets[index % columns]
    }
    return frames
}

/// Hz of the centre of a mel bin on Slaney's scale: linear to 1 kHz, then 27 steps per factor 6.4.
private func melCentre(_ bin: Int, of count: Int) -> Double {
    func mel(_ hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }
    let configuration = MelConfiguration.standard
    let low = mel(Double(configuration.minimumHz))
    let high = mel(Double(configuration.maximumHz))
    let value = low + (high - low) * Double(bin + 1) / Double(count + 1)
    return value < 15 ? value * 200 / 3 : 1000 * pow(6.4, (value - 15) / 27)
}

extension Matrix<Float> {
    /// A copy of some of the rows.
    fileprivate func rows(_ range: Range<Int>) -> Matrix<Float> {
        Matrix(
            rows: range.count, columns: columns,
            values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
    }
}
