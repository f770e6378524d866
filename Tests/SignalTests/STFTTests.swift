import Kernels
import Testing

@testable import Signal

@Suite struct STFTTests {
    @Test("the inverse gives the samples back", arguments: [0, 1, 255, 256, 1000, 2560, 5000])
    func inverse(count: Int) {
        let samples = noise(count)
        let stft = STFT()
        let spectrogram = stft.spectrogram(of: samples)
        #expect(spectrogram.real.rows == 1 + count / 256)
        let back = stft.samples(from: spectrogram, length: count)
        // The last frame's centre lies up to 255 samples before the end.
        let safe = count / 256 * 256
        #expect(largestDifference(Array(back.prefix(safe)), samples) < 2e-6)
    }

    @Test("eight frames at once give what one transform gives", arguments: [0, 3, 8, 11])
    func blocksAgreeWithSingleTransforms(frame: Int) {
        let samples = noise(256 * 11)
        let stft = STFT()
        let spectrogram = stft.spectrogram(of: samples)
        let padded = stft.padded(samples, frameCount: 12)
        let windowed = (0..<1024).map { padded[frame * 256 + $0] * stft.transform.window[$0] }
        let expected = RealFFT(size: 1024).spectrum(of: windowed)
        for bin in 0...512 {
            #expect(abs(spectrogram.real[frame, bin] - expected[2 * bin]) < 2e-5)
            #expect(abs(spectrogram.imaginary[frame, bin] - expected[2 * bin + 1]) < 2e-5)
        }
    }

    @Test("AVX2 and plain kernels give the same bits", arguments: [1, 7, 8, 9, 17])
    func kernelsAgree(frameCount: Int) {
        let window = hannWindow(length: 1024)
        let fast = FrameTransform(size: 1024, hopLength: 256, window: window)
        let plain = FrameTransform(size: 1024, hopLength: 256, window: window, usesAVX2: false)
        let samples = noise(fast.paddedLength(frameCount: frameCount))
        let a = fast.spectra(of: samples, frameCount: frameCount)
        let b = plain.spectra(of: samples, frameCount: frameCount)
        #expect(a.real == b.real && a.imaginary == b.imaginary)
        #expect(
            fast.overlapAdd(real: a.real, imaginary: a.imaginary)
                == plain.overlapAdd(real: a.real, imaginary: a.imaginary))
    }
}
