import Kernels
import Testing

@testable import Signal

@Suite struct SourceGuidedVocoderTests {
    /// The first frames of a golden clip.
    private func speech(_ voice: String = "slt", frameCount: Int? = nil) throws -> SpokenClip {
        let samples = try golden("speech-\(voice)-samples")
        let count = frameCount ?? 1 + samples.count / 256
        let mel = logMelSpectrogram(samples)
        return SpokenClip(
            samples: samples,
            logMel: Matrix(rows: count, columns: 80, values: Array(mel.values.prefix(count * 80))),
            f0: Array(try golden("speech-\(voice)-f0").prefix(count)))
    }

    @Test("the sound's mel spectrogram is the reference's", arguments: ["slt", "rms"])
    func agreesWithReference(voice: String) throws {
        let clip = try speech(voice)
        var vocoder = SourceGuidedVocoder(iterations: 8)
        let sound = vocoder.push(logMel: clip.logMel, f0: clip.f0) + vocoder.finish()
        #expect(sound.count == (clip.f0.count - 1) * 256)
        let wanted = try goldenMatrix("speech-\(voice)-rebuilt-log-mel", columns: 80)
        let mel = logMelSpectrogram(sound)
        let distance = meanDifference(mel.values, wanted.values)
        #expect(distance < 0.1, "\(distance) nats")
        #expect(meanDifference(mel.values, clip.logMel.values) < 0.15)
    }

    @Test("the samples do not depend on the chunks", arguments: [0, 1, 2, 3, 7, 8, 9, 12, 20, 33])
    func chunks(frameCount: Int) throws {
        let clip = try speech(frameCount: frameCount)
        for iterations in [0, 1, 8] {
            var vocoder = SourceGuidedVocoder(iterations: iterations, seed: 5)
            let whole = vocoder.push(logMel: clip.logMel, f0: clip.f0) + vocoder.finish()
            #expect(whole.count == max(0, frameCount - 1) * 256)
            for size in [1, 3, 8, 11] {
                var pieces: [Float] = []
                for first in stride(from: 0, to: frameCount, by: size) {
                    let chunk = clip.frames(first..<min(frameCount, first + size))
                    pieces += vocoder.push(logMel: chunk.logMel, f0: chunk.f0)
                }
                pieces += vocoder.finish()
                #expect(pieces == whole, "\(iterations) iterations, chunks of \(size)")
            }
        }
    }

    @Test("samples come out long before the end")
    func latency() throws {
        let clip = try speech()
        var vocoder = SourceGuidedVocoder(iterations: 8)
        var framesBefore = 0
        for frame in 0..<clip.f0.count {
            let chunk = clip.frames(frame..<frame + 1)
            framesBefore = frame
            if !vocoder.push(logMel: chunk.logMel, f0: chunk.f0).isEmpty { break }
        }
        #expect(framesBefore <= 8 + 3 * 8 + 2 + 8)
    }

    @Test("AVX2 and plain kernels give the same bits")
    func kernelsAgree() throws {
        let clip = try speech(frameCount: 40)
        var fast = SourceGuidedVocoder(iterations: 4, seed: 1, usesAVX2: true)
        var plain = SourceGuidedVocoder(iterations: 4, seed: 1, usesAVX2: false)
        let sound = fast.push(logMel: clip.logMel, f0: clip.f0) + fast.finish()
        #expect(plain.push(logMel: clip.logMel, f0: clip.f0) + plain.finish() == sound)
    }

    @Test("stages that follow each other do what rounds over the whole sound do")
    func stagesAreRounds() throws {
        let clip = try speech(frameCount: 13)
        var start = SourceGuidedVocoder(iterations: 0)
        var refined = SourceGuidedVocoder(iterations: 3)
        var expected = start.push(logMel: clip.logMel, f0: clip.f0) + start.finish()
        // The target amplitudes are those of the frames that the start was added up from; recover
        // them from a vocoder that has only begun.
        let magnitudes = try targetMagnitudes(of: clip)
        let stft = STFT()
        for _ in 0..<3 {
            var spectrogram = stft.spectrogram(of: expected)
            for index in spectrogram.real.values.indices {
                let (real, imaginary) = (
                    spectrogram.real.values[index], spectrogram.imaginary.values[index]
                )
                let gain =
                    magnitudes.values[index]
                    / (real * real + imaginary * imaginary + 1e-20).squareRoot()
                spectrogram.real.values[index] *= gain
                spectrogram.imaginary.values[index] *= gain
            }
            expected = stft.samples(from: spectrogram)
        }
        let sound = refined.push(logMel: clip.logMel, f0: clip.f0) + refined.finish()
        let error = meanDifference(sound, expected) / rootMeanSquare(expected)
        #expect(error < 1e-3, "\(error)")
    }

    @Test("harmonics stand out as in the recording, and less so without the source")
    func harmonicity() throws {
        for voice in ["slt", "rms"] {
            let rows = copySynthesisReport(samples: try speech(voice).samples)
            #expect(rows.map(\.condition).first == "recording")
            for row in rows where row.condition == "source-guided 8" {
                #expect(abs(row.harmonicToNoiseChange) < 1.2, "\(voice): \(row)")
            }
            for row in rows where row.condition.hasPrefix("griffin-lim") {
                #expect(row.harmonicToNoiseChange < -1, "\(voice): \(row)")
            }
        }
    }

    @Test("silence stays silent, and the next sound does not hear the last")
    func silence() throws {
        var vocoder = SourceGuidedVocoder()
        let clip = try speech(frameCount: 20)
        let first = vocoder.push(logMel: clip.logMel, f0: clip.f0) + vocoder.finish()
        let floor = Matrix<Float>(
            rows: 20, columns: 80, values: Array(repeating: -11.512925, count: 1600))
        let quiet =
            vocoder.push(logMel: floor, f0: Array(repeating: 0, count: 20)) + vocoder.finish()
        #expect(rootMeanSquare(quiet) < 1e-4)
        #expect(vocoder.push(logMel: clip.logMel, f0: clip.f0) + vocoder.finish() == first)
    }

    /// Pulses at the pitch `f0` (Hz, one value per frame, 0 = none).
    private func pulses(f0: [Float]) -> [Float] {
        let hopLength = MelConfiguration.standard.hopLength
        let count = max(0, f0.count - 1) * hopLength
        let margin = PulseTrain.reach
        var signal = [Float](repeating: 0, count: count + 2 * margin)
        var train = PulseTrain(sampleRate: Double(MelConfiguration.standard.sampleRate))
        var held = 100.0
        for frame in 0..<max(0, f0.count - 1) {
            let segment = PitchSegment(from: f0[frame], to: f0[frame + 1], held: &held)
            train.add(
                fromHz: segment.fromHz, toHz: segment.toHz, firstHalf: segment.firstHalf,
                secondHalf: segment.secondHalf, count: hopLength, to: &signal,
                at: margin + frame * hopLength)
        }
        return Array(signal[margin..<margin + count])
    }

    private func targetMagnitudes(of clip: SpokenClip) throws -> Matrix<Float> {
        let configuration = MelConfiguration.standard
        let count = clip.f0.count
        let stft = STFT()
        let length = (count - 1) * 256
        let p = stft.spectrogram(of: pulses(f0: clip.f0))
        let z = stft.spectrogram(of: whiteNoise(seed: 0, first: 0, count: length))
        let settings = SourceSettings(guidedBy: configuration)
        let weights = MelFilterbank.standard.weights
        let bins = (0..<80).map { filter in (0..<513).filter { weights[filter, $0] > 0 } }
        var result = Matrix<Float>(rows: count, columns: 513)
        for frame in 0..<count {
            var amplitudes = (0..<513).map { bin -> Float in
                let voiced = clip.f0[frame] > 0
                let a = voiced ? settings.pulseGains[bin] : 0
                let b = voiced ? settings.noiseGains[bin] : 1
                let real = a * p.real[frame, bin] + b * z.real[frame, bin]
                let imaginary = a * p.imaginary[frame, bin] + b * z.imaginary[frame, bin]
                return (real * real + imaginary * imaginary).squareRoot() + 1e-3
            }
            for _ in 0..<12 {
                update(
                    &amplitudes, towards: clip.logMel.row(frame), weights: weights, bins: bins)
            }
            for bin in 0..<513 { result[frame, bin] = amplitudes[bin] }
        }
        return result
    }

    private func update(
        _ amplitudes: inout [Float], towards logMel: ArraySlice<Float>, weights: Matrix<Float>,
        bins binsOfFilter: [[Int]]
    ) {
        var pull = [Float](repeating: 0, count: 513)
        var norm = [Float](repeating: 1e-6, count: 513)
        for (filter, wanted) in logMel.enumerated() {
            let bins = binsOfFilter[filter]
            let output = bins.reduce(0 as Float) { $0 + weights[filter, $1] * amplitudes[$1] }
            let ratio = Float.exponential(wanted) / max(output, 1e-9)
            for bin in bins {
                pull[bin] += weights[filter, bin] * ratio
                norm[bin] += weights[filter, bin]
            }
        }
        for bin in 0..<513 { amplitudes[bin] *= pull[bin] / norm[bin] }
    }
}

/// A recording and its features.
private struct SpokenClip {
    var samples: [Float]
    var logMel: Matrix<Float>
    var f0: [Float]

    func frames(_ range: Range<Int>) -> (logMel: Matrix<Float>, f0: [Float]) {
        (
            Matrix(
                rows: range.count, columns: 80,
                values: Array(logMel.values[range.lowerBound * 80..<range.upperBound * 80])),
            Array(f0[range])
        )
    }
}
