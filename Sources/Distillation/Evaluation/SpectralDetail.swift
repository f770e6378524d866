import Foundation
import Kernels

/// How much of the teacher's movement over time is left in the student's mel spectrogram.
///
/// Both speak with the same durations; only frames of phonemes count, for silence moves in ways
/// that nobody hears. Sums, so that utterances and voices add up.
public struct SpectralDetail: Equatable, Sendable {
    /// Frames of a window of the modulation spectrum: 0.34 s.
    static let windowLength = 32
    /// The power in a window of white movement with a deviation of 0.1 nats. It is added to both
    /// sides, for bands in which a teacher has nothing at all would else outweigh all others.
    private static let inaudiblePower = 0.01 * hann.reduce(0) { $0 + $1 * $1 }

    private var teacherVariance = 0.0
    private var studentVariance = 0.0
    private var teacherPower: [Double] = []
    private var studentPower: [Double] = []
    private var windowCount = 0

    public init() {}

    /// Over-smoothing: Σ over bins of the variance over time, the student's by the teacher's. 1 is
    /// as lively as the teacher; below, smoother.
    public var varianceRatio: Double { studentVariance / max(teacherVariance, 1e-12) }

    /// Root mean square of the difference of the modulation spectra, dB: over mel bins and
    /// modulation frequencies from 2.9 to 46.9 Hz (Takamichi et al. 2014). Nil if nothing was long
    /// enough.
    public var modulationDistance: Double? {
        guard windowCount > 0 else { return nil }
        let floor = Self.inaudiblePower * Double(windowCount)
        let squares = zip(teacherPower, studentPower).map { teacher, student in
            let difference = 10 * log10((student + floor) / (teacher + floor))
            return difference * difference
        }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    /// Adds an utterance.
    ///
    /// - Parameters:
    ///   - teacher: log-mel in nats, [frames, bins]; likewise `student`.
    ///   - isSpeech: for each frame whether it belongs to a phoneme.
    mutating func add(teacher: Matrix<Float>, student: Matrix<Float>, isSpeech: [Bool]) {
        precondition(
            teacher.rows == student.rows && teacher.rows == isSpeech.count
                && teacher.columns == student.columns, "the same frames of both")
        let frames = isSpeech.indices.filter { isSpeech[$0] }
        guard !frames.isEmpty else { return }
        for bin in 0..<teacher.columns {
            teacherVariance += Self.variance(frames.map { Double(teacher[$0, bin]) })
            studentVariance += Self.variance(frames.map { Double(student[$0, bin]) })
        }
        for start in Self.windows(isSpeech) {
            Self.addPower(of: teacher, from: start, to: &teacherPower)
            Self.addPower(of: student, from: start, to: &studentPower)
            windowCount += 1
        }
    }

    static func += (left: inout Self, right: Self) {
        left.teacherVariance += right.teacherVariance
        left.studentVariance += right.studentVariance
        left.windowCount += right.windowCount
        for part in [\Self.teacherPower, \Self.studentPower] {
            if left[keyPath: part].isEmpty {
                left[keyPath: part] = right[keyPath: part]
            } else {
                for index in right[keyPath: part].indices {
                    left[keyPath: part][index] += right[keyPath: part][index]
                }
            }
        }
    }

    /// Σ of squares about the mean: weighted by length, so that short words don't outweigh
    /// sentences.
    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// Where windows begin that lie wholly in speech, half overlapping.
    private static func windows(_ isSpeech: [Bool]) -> [Int] {
        var starts: [Int] = []
        var runStart = 0
        for index in 0...isSpeech.count where index == isSpeech.count || !isSpeech[index] {
            if index - runStart >= windowLength {
                starts += stride(
                    from: runStart, through: index - windowLength, by: windowLength / 2)
            }
            runStart = index + 1
        }
        return starts
    }

    /// Adds |DFT|² of each bin's Hann-windowed movement about its mean, frequencies
    /// 1…windowLength/2.
    private static func addPower(
        of mel: Matrix<Float>, from start: Int, to power: inout [Double]
    ) {
        let frequencies = windowLength / 2
        if power.isEmpty { power = Array(repeating: 0, count: mel.columns * frequencies) }
        for bin in 0..<mel.columns {
            var values = (0..<windowLength).map { Double(mel[start + $0, bin]) }
            let mean = values.reduce(0, +) / Double(windowLength)
            for index in values.indices { values[index] = (values[index] - mean) * hann[index] }
            for frequency in 1...frequencies {
                var (real, imaginary) = (0.0, 0.0)
                for index in values.indices {
                    let turn = index * frequency % windowLength
                    real += values[index] * cosines[turn]
                    imaginary +=
                        values[index] * cosines[(turn + 3 * windowLength / 4) % windowLength]
                }
                power[bin * frequencies + frequency - 1] += real * real + imaginary * imaginary
            }
        }
    }

    private static let hann = (0..<windowLength).map {
        0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(windowLength))
    }
    private static let cosines = (0..<windowLength).map {
        cos(2 * .pi * Double($0) / Double(windowLength))
    }
}
