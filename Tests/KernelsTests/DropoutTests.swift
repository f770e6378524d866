import Testing

@testable import Kernels

@Suite("Dropout")
struct DropoutTests {
    private let ones = Matrix<Float>(
        rows: 100, columns: 100, values: Array(repeating: 1, count: 10_000))

    @Test("drops its rate and scales the rest", arguments: [0.05, 0.1, 0.5, 0.9] as [Float])
    func rate(rate: Float) {
        let values = dropout(ones, rate: rate, seed: 7).values
        let dropped = values.count { $0 == 0 }
        // Five standard deviations of a binomial of 10,000.
        let deviation = (Double(rate * (1 - rate)) * 10_000).squareRoot()
        #expect(abs(Double(dropped) - 10_000 * Double(rate)) < 5 * deviation)
        #expect(values.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - rate)) < 1e-4 })
    }

    @Test("repeats for a seed, differs between neighbouring seeds and rows")
    func seeds() {
        let first = dropout(ones, rate: 0.5, seed: 1)
        #expect(first == dropout(ones, rate: 0.5, seed: 1))
        let second = dropout(ones, rate: 0.5, seed: 2)
        let same = zip(first.values, second.values).count { $0 == $1 }
        #expect(abs(same - 5000) < 250)
        let sameAsNextRow = zip(first.values, first.values.dropFirst(100)).count { $0 == $1 }
        #expect(abs(sameAsNextRow - 4950) < 250)
    }

    @Test("is the same for Float and Double, and the identity at rate 0")
    func scalars() {
        let x: Matrix<Double> = noise(9, 7, seed: 3)
        let single = Matrix(rows: 9, columns: 7, values: x.values.map { Float($0) })
        let kept = dropout(x, rate: 0.25, seed: 5).values.map { $0 != 0 }
        #expect(dropout(single, rate: 0.25, seed: 5).values.map { $0 != 0 } == kept)
        #expect(dropout(x, rate: 0, seed: 5) == x)
    }
}
