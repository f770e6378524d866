import Glibc
import Kernels
import Signal
import StudentModel

/// Speaks one sentence piece by piece: the first piece is short, so that it is heard soon.
struct SentenceRenderer {
    private let sentence: PlannedSentence
    /// The frames of the sentence that are rendered: all but most of the pauses at its ends.
    private let kept: Range<Int>
    private let brightness: Double
    private var vocoder: VocoderStream
    private let level: OutputLevel
    private var nextStretch = 0
    private var decodedFrameCount = 0
    /// What is rendered of the stretch under way, and which of its frames comes next.
    private var stretch: SpokenFrames?
    private var nextFrame = 0
    private var isFinished = false
    private var emittedCount = 0
    private(set) var times = StageTimes()

    /// Has the model decide how to say it; the frames and the vocoder wait for `next`.
    init(
        _ utterance: Utterance, voice: ResolvedVoice, model: any AcousticModel,
        settings: Synthesizer.Settings
    ) {
        let start = ContinuousClock.now
        sentence = model.speak(
            utterance.tokens, embedding: voice.embedding,
            rate: min(max(utterance.rate * voice.voice.rate * settings.rate, 0.25), 4),
            pitchShift: voice.voice.pitch)
        kept = keptFrames(of: sentence)
        brightness = voice.voice.brightness
        times.student = (ContinuousClock.now - start).seconds
        let silence = SilenceRules(seed: settings.seed)
        vocoder = VocoderStream(
            settings.vocoder, iterations: settings.iterations,
            seed: silence.noiseSeed(content: utterance.content))
        level = OutputLevel(gain: Synthesizer.masterGain * Float(pow(10, voice.voice.gain / 20)))
    }

    /// The length of the whole sentence.
    var sampleCount: Int {
        max(kept.count - 1, 0) * MelConfiguration.standard.hopLength
    }

    /// The next samples; nil at the end. May be empty while the vocoder waits for more frames.
    mutating func next() -> [Float]? {
        guard !isFinished else { return nil }
        let stretch = decodedStretch()
        let start = ContinuousClock.now
        var samples: [Float]
        if let stretch {
            let length = emittedCount == 0 ? firstChunkFrames : chunkFrames
            let range = nextFrame..<min(nextFrame + length, stretch.f0.count)
            samples = vocoder.push(
                logMel: stretch.logMel.rows(range), f0: Array(stretch.f0[range]))
            nextFrame = range.upperBound
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

    /// The stretch under way, or the next one, which the model makes now; nil at the end.
    private mutating func decodedStretch() -> SpokenFrames? {
        if let stretch, nextFrame < stretch.f0.count { return stretch }
        guard nextStretch < sentence.stretchCount else { return nil }
        let start = ContinuousClock.now
        let made = sentence.frames(ofStretch: nextStretch)
        nextStretch += 1
        let all = decodedFrameCount..<decodedFrameCount + made.f0.count
        let inside = kept.clamped(to: all)
        let range = inside.lowerBound - all.lowerBound..<inside.upperBound - all.lowerBound
        decodedFrameCount = all.upperBound
        var logMel = made.logMel.rows(range)
        brighten(&logMel, by: brightness)
        stretch = SpokenFrames(logMel: logMel, f0: Array(made.f0[range]))
        nextFrame = 0
        times.student += (ContinuousClock.now - start).seconds
        return stretch
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

/// The frames that remain when the student's own pauses at both ends are cut to what
/// `SilenceRules` keeps of them.
private func keptFrames(of sentence: PlannedSentence) -> Range<Int> {
    let count = sentence.frameCount
    guard sentence.durations.count > 2, let first = sentence.durations.first,
        let last = sentence.durations.last
    else { return 0..<count }
    let start = max(first - SilenceRules.keptLeadingFrames, 0)
    let end = count - max(last - SilenceRules.keptTrailingFrames, 0)
    return start < end ? start..<end : 0..<count
}

/// Tilts the spectrum around 1 kHz by `decibels` per octave, within two octaves either way.
private func brighten(_ logMel: inout Matrix<Float>, by decibels: Double) {
    guard decibels != 0 else { return }
    let columns = logMel.columns
    let offsets = (0..<columns).map { bin in
        let octaves = log2(melCentre(bin, of: columns) / 1000)
        return Float(decibels * min(max(octaves, -2), 2) * log(10) / 20)
    }
    for index in logMel.values.indices { logMel.values[index] += offsets[index % columns] }
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
