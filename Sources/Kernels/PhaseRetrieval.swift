import KernelsC

/// Target amplitudes of consecutive frames, kept bin by bin so that eight frames lie side by side.
public struct MagnitudeColumns: Sendable {
    public let binCount: Int
    /// How many frames there are room for.
    public let capacity: Int
    var values: [Float]

    public init(binCount: Int, capacity: Int) {
        precondition(capacity >= 8, "MagnitudeColumns: room for \(capacity) frames, needs 8")
        self.binCount = binCount
        self.capacity = capacity
        values = Array(repeating: 0, count: binCount * capacity)
    }

    /// Forgets the first eight frames; the last eight become silent.
    public mutating func shift() {
        shiftRows(&values, columns: capacity, by: 8)
    }
}

/// Moves every row of `columns` values to the left by `count`; zeros follow.
public func shiftRows(_ values: inout [Float], columns: Int, by count: Int) {
    precondition(
        count <= columns && values.count % columns == 0,
        "shiftRows: rows of \(columns) by \(count) in \(values.count) values")
    let rows = values.count / columns
    values.withUnsafeMutableBufferPointer { values in
        guard let values = values.baseAddress else { return }
        parley_shift_rows(values, rows, columns, count)
    }
}

/// What excites the voice in a block of eight frames.
public struct BlockSource: Sendable {
    public var pulses: [Float]
    public var noise: [Float]
    /// Where in both the first frame begins.
    public var start: Int
    /// For each of the eight frames 1 if it is voiced, else 0.
    public var voiced: [Float]

    public init(pulses: [Float], noise: [Float], start: Int, voiced: [Float]) {
        self.pulses = pulses
        self.noise = noise
        self.start = start
        self.voiced = voiced
    }
}

/// What stays the same for all blocks: filters and how pulses and noise share a voiced frame.
public struct SourceSettings: Sendable {
    public var filterbank: TriangularFilterbank
    public var pulseGains: [Float]
    public var noiseGains: [Float]
    /// Multiplicative updates per frame.
    public var updateCount: Int

    public init(
        filterbank: TriangularFilterbank, pulseGains: [Float], noiseGains: [Float],
        updateCount: Int
    ) {
        precondition(
            pulseGains.count == filterbank.binCount && noiseGains.count == filterbank.binCount,
            "SourceSettings: gains and filters have different bins")
        self.filterbank = filterbank
        self.pulseGains = pulseGains
        self.noiseGains = noiseGains
        self.updateCount = updateCount
    }
}

extension FrameTransform {
    /// Samples that eight frames span.
    public var blockLength: Int { 7 * hopLength + fft.size }

    /// Shapes eight frames of excitation so that their filter outputs are exp(`logMel`), and adds them,
    /// windowed and times `gain`, to `output`.
    ///
    /// - Parameters:
    ///   - logMel: up to eight rows; frames without a row become silent.
    ///   - magnitudes: gets the amplitudes, from `column` on.
    public func addExcitedBlock(
        _ source: BlockSource, settings: SourceSettings, logMel: Matrix<Float>,
        magnitudes: inout MagnitudeColumns, column: Int, gain: Float, to output: inout [Float],
        at offset: Int
    ) {
        precondition(
            source.voiced.count == 8 && source.start >= 0
                && source.start + blockLength <= min(source.pulses.count, source.noise.count),
            "addExcitedBlock: the excitation is too short")
        addShapedBlock(
            settings: settings, logMel: logMel, magnitudes: &magnitudes, column: column,
            gain: gain, to: &output, at: offset
        ) { frames, spectrum, scratch in
            withBases(source.pulses, source.noise, source.voiced) { pulses, noise, voiced in
                withBases(settings.pulseGains, settings.noiseGains, source.voiced) { p, n, _ in
                    var block = parley_source(
                        pulses: pulses + source.start, noise: noise + source.start,
                        pulse_gains: p, noise_gains: n, voiced: voiced)
                    parley_excite_block(frames, &block, spectrum, scratch)
                }
            }
        }
    }

    /// The same from amplitude 1 and random phases, which depend on `seed` and `block` only.
    public func addRandomBlock(
        _ block: Int, seed: UInt64, settings: SourceSettings, logMel: Matrix<Float>,
        magnitudes: inout MagnitudeColumns, column: Int, gain: Float, to output: inout [Float],
        at offset: Int
    ) {
        addShapedBlock(
            settings: settings, logMel: logMel, magnitudes: &magnitudes, column: column,
            gain: gain, to: &output, at: offset
        ) { _, spectrum, _ in
            parley_random_block(seed, UInt64(block), fft.binCount, spectrum)
        }
    }

    private func addShapedBlock(
        settings: SourceSettings, logMel: Matrix<Float>, magnitudes: inout MagnitudeColumns,
        column: Int, gain: Float, to output: inout [Float], at offset: Int,
        excite: (
            UnsafePointer<parley_frames>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
        ) -> Void
    ) {
        let bank = settings.filterbank
        precondition(
            logMel.rows <= 8 && logMel.columns == bank.filterCount && bank.binCount == fft.binCount
                && bank.filterCount <= fft.size / 8,
            "addShapedBlock: \(logMel.shape) frames for \(bank.filterCount) filters")
        checkBlock(column: column, of: magnitudes, offset: offset, length: output.count)
        let stride = magnitudes.capacity
        withKernelView { frames, scratch in
            withScratch(of: Float.self, count: 16 * fft.binCount) { spectrum in
                excite(frames, spectrum, scratch)
                withMutableBases(&magnitudes.values, &output) { magnitudes, output in
                    bank.withKernelView { bank in
                        logMel.values.withUnsafeBufferPointer { rows in
                            parley_match_block(
                                usesAVX2, bank, settings.updateCount, rows.baseAddress,
                                logMel.rows, spectrum, magnitudes + column, stride, scratch)
                        }
                    }
                    parley_add_spectrum_block(
                        frames, spectrum, gain / Float(fft.size), output + offset, scratch)
                }
            }
        }
    }

    /// Gives eight frames of `samples` the amplitudes `magnitudes` and adds them, windowed and times
    /// `gain`, to the same array (Griffin & Lim 1984).
    ///
    /// - Parameters:
    ///   - start: where the first frame is read.
    ///   - offset: where it is added; the two stretches must not overlap.
    public func refineBlock(
        in samples: inout [Float], from start: Int, to offset: Int,
        magnitudes: MagnitudeColumns, column: Int, gain: Float
    ) {
        checkBlock(column: column, of: magnitudes, offset: offset, length: samples.count)
        precondition(
            start >= 0 && abs(start - offset) >= blockLength
                && start + blockLength <= samples.count,
            "refineBlock: frames at \(start) and \(offset) overlap or leave the samples")
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            withKernelView { frames, scratch in
                withBases(magnitudes.values) { values in
                    parley_refine_block(
                        frames, samples + start, values + column, magnitudes.capacity,
                        gain / Float(fft.size), samples + offset, scratch)
                }
            }
        }
    }

    /// The same from one array to another, with phases moved on by `momentum` (Perraudin et al. 2013).
    ///
    /// - Parameter previous: the last round's spectra of this block, 16 × bins values from
    ///   `previousOffset` on; gets this round's.
    public func addAcceleratedBlock(
        of samples: [Float], from start: Int, magnitudes: MagnitudeColumns, column: Int,
        momentum: Float, previous: inout [Float], previousOffset: Int, gain: Float,
        to output: inout [Float]
    ) {
        checkBlock(column: column, of: magnitudes, offset: start, length: output.count)
        precondition(
            start + blockLength <= samples.count
                && previousOffset + 16 * fft.binCount <= previous.count,
            "addAcceleratedBlock: frames at \(start) leave the samples")
        withMutableBases(&previous, &output) { previous, output in
            withKernelView { frames, scratch in
                withBases(magnitudes.values, samples, samples) { values, samples, _ in
                    parley_accelerated_block(
                        frames, samples + start, values + column, magnitudes.capacity, momentum,
                        previous + previousOffset, gain / Float(fft.size), output + start,
                        scratch)
                }
            }
        }
    }

    private func checkBlock(
        column: Int, of magnitudes: MagnitudeColumns, offset: Int, length: Int
    ) {
        precondition(
            magnitudes.binCount == fft.binCount && column >= 0
                && column + 8 <= magnitudes.capacity,
            "FrameTransform: no eight frames at column \(column)")
        precondition(
            offset >= 0 && offset + blockLength <= length,
            "FrameTransform: the block at \(offset) leaves the \(length) samples")
    }
}
