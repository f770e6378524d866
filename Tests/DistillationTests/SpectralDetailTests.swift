import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("SpectralDetail")
struct SpectralDetailTests {
    /// Bins that move at different rates, with an amplitude.
    private func mel(_ frames: Int, amplitude: Float, rate: Float = 0.9) -> Matrix<Float> {
        Matrix(
            rows: frames, columns: 4,
            values: (0..<frames * 4).map {
                -5 + amplitude * sin(Float($0 / 4) * rate * Float($0 % 4 + 1))
            })
    }

    private func detail(
        _ teacher: Matrix<Float>, _ student: Matrix<Float>, isSpeech: [Bool]? = nil
    ) -> SpectralDetail {
        var detail = SpectralDetail()
        detail.add(
            teacher: teacher, student: student,
            isSpeech: isSpeech ?? Array(repeating: true, count: teacher.rows))
        return detail
    }

    @Test("the same movement has ratio 1 and distance 0", arguments: [31, 32, 33, 200])
    func same(frames: Int) {
        let same = detail(mel(frames, amplitude: 1), mel(frames, amplitude: 1))
        #expect(abs(same.varianceRatio - 1) < 1e-9)
        #expect(same.modulationDistance == (frames < 32 ? nil : 0))
    }

    /// Movement at all rates, the same every time.
    private func noise(_ frames: Int, amplitude: Float) -> Matrix<Float> {
        var random = SplitMix64(seed: 7)
        return Matrix(
            rows: frames, columns: 4,
            values: (0..<frames * 4).map { _ in -5 + amplitude * random.nextNormal() })
    }

    @Test("movement of half the size has a quarter of the variance and is nearly 6 dB off")
    func half() throws {
        let half = detail(noise(4000, amplitude: 1), noise(4000, amplitude: 0.5))
        #expect(abs(half.varianceRatio - 0.25) < 1e-4)
        let distance = try #require(half.modulationDistance)
        // 10 log10 of (1 + 0.01) / (0.25 + 0.01): a hundredth is added to both.
        #expect(abs(distance - 5.89) < 0.1)
    }

    @Test("a band in which the teacher is still does not outweigh the others")
    func stillBand() throws {
        let teacher = noise(400, amplitude: 1)
        var student = teacher
        var still = teacher
        for frame in 0..<400 {
            still[frame, 3] = -11
            student[frame, 3] = -11 + 0.05 * (teacher[frame, 3] + 5)
        }
        let distance = try #require(detail(still, student).modulationDistance)
        #expect(distance > 0 && distance < 2)
    }

    @Test("smoothing over time takes the fast movement and shows in both figures")
    func smoothed() throws {
        let teacher = noise(400, amplitude: 1)
        var student = teacher
        for frame in 1..<399 {
            for bin in 0..<4 {
                student[frame, bin] =
                    (teacher[frame - 1, bin] + teacher[frame, bin] + teacher[frame + 1, bin]) / 3
            }
        }
        let smoothed = detail(teacher, student)
        #expect(smoothed.varianceRatio < 0.7)
        let distance = try #require(smoothed.modulationDistance)
        #expect(distance > 5)
    }

    @Test("frames of pauses do not count")
    func pauses() {
        let teacher = mel(120, amplitude: 1)
        var student = teacher
        let isSpeech = (0..<120).map { $0 >= 20 && $0 < 100 }
        for frame in 0..<20 { for bin in 0..<4 { student[frame, bin] = 99 } }
        let detail = detail(teacher, student, isSpeech: isSpeech)
        #expect(abs(detail.varianceRatio - 1) < 1e-9)
        #expect(detail.modulationDistance == 0)
    }

    @Test("parts add up to the whole")
    func adds() throws {
        let pairs = [60, 90].map { (mel($0, amplitude: 1), mel($0, amplitude: 0.8, rate: 0.7)) }
        var sum = SpectralDetail()
        var whole = SpectralDetail()
        for (teacher, student) in pairs {
            sum += detail(teacher, student)
            whole.add(
                teacher: teacher, student: student,
                isSpeech: Array(repeating: true, count: teacher.rows))
        }
        #expect(abs(sum.varianceRatio - whole.varianceRatio) < 1e-12)
        let distance = try #require(sum.modulationDistance)
        let wholeDistance = try #require(whole.modulationDistance)
        #expect(abs(distance - wholeDistance) < 1e-9)
    }
}
