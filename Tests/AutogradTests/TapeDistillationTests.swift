import Kernels
import Testing

@testable import Autograd

@Suite("Tape, operations of distillation")
struct TapeDistillationTests {
    static let segments = [0..<3, 3..<4, 4..<9]

    static let cases: [TapeTests.Case] = [
        (
            "attention weights", [testMatrix(9, 12)],
            { $0.attentionWithWeights($1[0], segments: segments, headCount: 2).weights }
        ),
        (
            "attention output beside its weights", [testMatrix(9, 12)],
            { tape, x in
                let both = tape.attentionWithWeights(x[0], segments: segments, headCount: 2)
                let weights = tape.headMean(both.weights, segments: segments, headCount: 2)
                let count = tape.value(of: weights).columns
                let loss = tape.squaredError(
                    weights, target: testMatrix(1, count),
                    weights: testMatrix(1, count, phase: 0.4))
                let other = tape.squaredError(
                    both.output, target: testMatrix(9, 4), weights: testMatrix(9, 4, phase: 0.1))
                return tape.sum(loss, other)
            }
        ),
        (
            "head mean", [testMatrix(1, 3 * (9 + 1 + 25))],
            { $0.headMean($1[0], segments: segments, headCount: 3) }
        ),
        (
            "elements with repeats and gaps", [testMatrix(4, 3)],
            { $0.elements($1[0], [0, -1, 5, 5, 11, 2, -1, 3], columns: 4) }
        ),
        (
            "row groups with gaps", [testMatrix(4, 3)],
            { $0.rowGroups($1[0], [0, -1, 2, 2, 3, -1], count: 2) }
        ),
        ("leaky relu", [testMatrix(4, 5, phase: 0.11)], { $0.leakyRelu($1[0]) }),
        ("segment means", [testMatrix(9, 2)], { $0.segmentMeans($1[0], segments: segments) }),
        (
            "softmax divergence", [testMatrix(4, 7)],
            {
                $0.softmaxDivergence(
                    $1[0], target: testMatrix(4, 7, phase: 0.6), groups: [0..<3, 4..<7],
                    weights: testMatrix(4, 2, phase: 0.2), temperature: 2, unit: 2.3)
            }
        ),
        ("hinge, real", [testMatrix(4, 3, phase: 0.13)], { $0.hinge($1[0], sign: 1, weight: 0.3) }),
        (
            "hinge, made", [testMatrix(4, 3, phase: 0.13)],
            { $0.hinge($1[0], sign: -1, weight: 0.3) }
        ),
        (
            // Negative weights are rows that do not count.
            "deviation shortfall", [testMatrix(9, 2)],
            {
                $0.deviationShortfall(
                    $1[0], target: testMatrix(9, 2, phase: 0.6), share: 4, segments: segments,
                    weights: testMatrix(9, 2, phase: 0.2))
            }
        ),
        ("total", [testMatrix(4, 3)], { $0.total($1[0], weight: -0.7) }),
    ]

    @Test("every operation's gradient matches central differences", arguments: cases.indices)
    func gradients(index: Int) {
        let (name, inputs, operation) = Self.cases[index]
        #expect(gradientError(of: inputs, operation) < 1e-7, "\(name)")
    }

    @Test("varying half as much costs what is missing squared, whatever the level")
    func deviationShortfall() {
        let x = Matrix<Double>(rows: 4, columns: 1, values: [6, 5, 6, 100])
        let target = Matrix<Double>(rows: 4, columns: 1, values: [7, 3, 7, 0])
        func loss(share: Double) -> Double {
            let tape = Tape<Double>()
            let loss = tape.deviationShortfall(
                tape.parameter(x), target: target, share: share, segments: [0..<4],
                weights: Matrix(rows: 4, columns: 1, values: [0.5, 1, 0.5, 0]))
            return tape.value(of: loss).values[0]
        }
        // The rows that count have σ = √2/3 here and √32/3 in the target: four times as much.
        #expect(abs(loss(share: 1) - 2 * 18.0 / 9) < 1e-6)
        #expect(abs(loss(share: 0.25) - 2 * 2.0 / 9) < 1e-6)
        #expect(loss(share: 0.06) == 0, "it varies enough")
    }

    @Test("the check catches a gradient that forgets the temperature")
    func plantedFault() {
        let target = testMatrix(2, 5, phase: 0.6)
        let weights = Matrix<Double>(rows: 2, columns: 1, values: [1, 1])
        let error = gradientError(of: [testMatrix(2, 5)]) { tape, x in
            let loss = tape.softmaxDivergence(
                x[0], target: target, groups: [0..<5], weights: weights, temperature: 2)
            // The right value; the gradient is divided by the temperature once more.
            return tape.record(tape.value(of: loss), inputs: [loss]) { gradient, tape in
                var wrong = gradient
                scale(&wrong, by: 0.5)
                tape.accumulate(wrong, into: loss)
            }
        }
        #expect(error > 0.1)
    }

    @Test("a student that predicts the teacher's values diverges by nothing, at any level")
    func noDivergence() {
        let tape = DoubleTape()
        let target = testMatrix(3, 6)
        var louder = target
        for index in louder.values.indices { louder.values[index] += 4 }
        let loss = tape.softmaxDivergence(
            tape.constant(louder), target: target, groups: [0..<6],
            weights: Matrix(rows: 3, columns: 1, values: [1, 1, 1]), temperature: 2)
        #expect(abs(tape.value(of: loss).values[0]) < 1e-12)
    }

    @Test("scores far on the wrong side give finite losses and gradients")
    func extremeScores() {
        let tape = Tape<Float>()
        let scores = tape.parameter(Matrix(rows: 1, columns: 2, values: [1e6, -1e6]))
        let losses = [
            tape.hinge(scores, sign: 1, weight: 1),
            tape.softmaxDivergence(
                scores, target: Matrix(rows: 1, columns: 2, values: [-1e6, 1e6]),
                groups: [0..<2], weights: Matrix(rows: 1, columns: 1, values: [1]),
                temperature: 2),
        ]
        tape.backward(from: losses.map { ($0, 1) })
        #expect(losses.allSatisfy { tape.value(of: $0).values[0].isFinite })
        #expect(tape.gradient(of: scores).values.allSatisfy { $0.isFinite })
    }
}
