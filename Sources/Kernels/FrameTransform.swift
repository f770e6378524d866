import KernelsC

/// The transform of windowed, overlapping frames, eight of them at a time.
///
/// Frame t begins at sample `t × hopLength` of what it is given: padding is the caller's affair.
public struct FrameTransform: Sendable {
    public let fft: RealFFT
    public let hopLength: Int
    public let window: [Float]
    public let usesAVX2: Bool

    /// - Parameters:
    ///   - size: samples per frame: a power of two, at least 8.
    ///   - window: `size` weights.
    ///   - usesAVX2: whether to use AVX2 where the machine has it; the results are the same bits.
    public init(size: Int, hopLength: Int, window: [Float], usesAVX2: Bool = true) {
        precondition(size >= 8, "FrameTransform: frames of \(size) samples, needs at least 8")
        precondition(hopLength > 0, "FrameTransform: hop length \(hopLength) is not positive")
        precondition(
            window.count == size, "FrameTransform: \(window.count) weights, needs \(size)")
        fft = RealFFT(size: size)
        self.hopLength = hopLength
        self.window = window
        self.usesAVX2 = usesAVX2 && parley_has_avx2()
    }

    /// How many samples `frameCount` frames need, rounded up to whole blocks of eight.
    public func paddedLength(frameCount: Int) -> Int {
        frameCount == 0 ? 0 : ((frameCount + 7) / 8 * 8 - 1) * hopLength + fft.size
    }

    /// The spectra of the first `frameCount` frames, each part of shape [frameCount, bins].
    ///
    /// - Parameter samples: `paddedLength(frameCount:)` of them.
    public func spectra(
        of samples: [Float], frameCount: Int
    ) -> (real: Matrix<Float>, imaginary: Matrix<Float>) {
        checkLength(samples.count, frameCount: frameCount)
        let bins = fft.binCount
        var imaginary = [Float](repeating: 0, count: frameCount * bins)
        let real = Matrix<Float>(uninitializedRows: frameCount, columns: bins) { real in
            withBlocks(of: frameCount) { frames, scratch, first, count in
                imaginary.withUnsafeMutableBufferPointer { imaginary in
                    guard let imaginary = imaginary.baseAddress else { return }
                    withBases(samples) { samples in
                        parley_block_spectra(
                            frames, samples + first * hopLength, count, real + first * bins,
                            imaginary + first * bins, scratch)
                    }
                }
            }
        }
        return (real, Matrix(rows: frameCount, columns: bins, values: imaginary))
    }

    /// The windowed frames with these spectra, added up: `paddedLength(frameCount:)` samples.
    public func overlapAdd(real: Matrix<Float>, imaginary: Matrix<Float>) -> [Float] {
        let bins = fft.binCount
        precondition(
            real.columns == bins && imaginary.columns == bins && imaginary.rows == real.rows,
            "FrameTransform: parts are \(real.shape) and \(imaginary.shape), need \(bins) columns")
        var samples = [Float](repeating: 0, count: paddedLength(frameCount: real.rows))
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            withBlocks(of: real.rows) { frames, scratch, first, count in
                withBases(real.values, imaginary.values, window) { real, imaginary, _ in
                    parley_add_block(
                        frames, real + first * bins, imaginary + first * bins, count,
                        samples + first * hopLength, scratch)
                }
            }
        }
        return samples
    }

    /// The logarithms of the filterbank's outputs for the first `frameCount` frames' amplitudes,
    /// shape [frameCount, filters].
    public func logFilterOutputs(
        of samples: [Float], frameCount: Int, filterbank: TriangularFilterbank, floor: Float
    ) -> Matrix<Float> {
        checkLength(samples.count, frameCount: frameCount)
        precondition(
            filterbank.binCount == fft.binCount,
            "FrameTransform: filters over \(filterbank.binCount) bins, needs \(fft.binCount)")
        let filters = filterbank.filterCount
        return Matrix(uninitializedRows: frameCount, columns: filters) { rows in
            filterbank.withKernelView { bank in
                withBlocks(of: frameCount) { frames, scratch, first, count in
                    withBases(samples) { samples in
                        parley_block_log_mel(
                            frames, bank, samples + first * hopLength, count, floor,
                            rows + first * filters, scratch)
                    }
                }
            }
        }
    }

    private func checkLength(_ sampleCount: Int, frameCount: Int) {
        precondition(
            sampleCount >= paddedLength(frameCount: frameCount),
            "FrameTransform: \(sampleCount) samples are too few for \(frameCount) frames")
    }
}

extension FrameTransform {
    /// Calls `body` for every block of up to eight frames with its first frame and their count.
    func withBlocks(
        of frameCount: Int,
        _ body: (
            _ frames: UnsafePointer<parley_frames>, _ scratch: UnsafeMutablePointer<Float>,
            _ first: Int, _ count: Int
        ) -> Void
    ) {
        withKernelView { frames, scratch in
            for first in stride(from: 0, to: frameCount, by: 8) {
                body(frames, scratch, first, min(8, frameCount - first))
            }
        }
    }

    /// Calls `body` once with what the C functions need.
    func withKernelView(
        _ body: (UnsafePointer<parley_frames>, UnsafeMutablePointer<Float>) -> Void
    ) {
        withScratch(of: Float.self, count: parley_block_scratch(fft.size)) { scratch in
            withBases(window, fft.twiddles, window) { window, twiddles, _ in
                var frames = parley_frames(
                    size: fft.size, hop: hopLength, window: window, twiddles: twiddles,
                    avx2: usesAVX2)
                body(&frames, scratch)
            }
        }
    }
}
