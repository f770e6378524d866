import Testing

@testable import Kernels

@Suite("Byte rounding")
struct ByteRoundingTests {
    @Test(
        "the fast kernels give what the plain ones give, to the last bit",
        arguments: [1, 7, 8, 9, 64, 65])
    func equality(columns: Int) {
        var x: Matrix<Float> = noise(5, columns, seed: 1)
        // A row of zeros and a constant one.
        for column in 0..<columns {
            x[1, column] = 0
            x[2, column] = -3
        }
        #expect(roundedRows(x) == roundedRows(x, using: .plain))
        #expect(roundedWeight(x) == roundedWeight(x, using: .plain))
        #expect(roundedRows(x).row(2) == x.row(2))
        #expect(roundedWeight(x).row(1) == x.row(1))
    }

    @Test("a rounded weight is what the bytes of a quantized one stand for")
    func weight() {
        let weight: Matrix<Float> = noise(17, 50, seed: 2)
        #expect(roundedWeight(weight) == QuantizedWeight(quantizing: weight).dequantized)
    }

    @Test("a layer of rounded weights and rows is the layer that computes in bytes")
    func layer() {
        let x: Matrix<Float> = noise(12, 300, seed: 3)
        let weight: Matrix<Float> = noise(40, 300, seed: 4)
        let bias: [Float] = noise(40, seed: 5)
        let imitated = linear(roundedRows(x), weight: roundedWeight(weight), bias: bias)
        let actual = linear(x, quantized: QuantizedWeight(quantizing: weight), bias: bias)
        #expect(relativeError(imitated.values, actual.values) < 1e-5)
    }

    @Test("values move by half a step at most, in Double too")
    func steps() {
        let x: Matrix<Double> = noise(6, 40, seed: 6)
        let (rows, weight) = (roundedRows(x), roundedWeight(x))
        for row in 0..<x.rows {
            let values = x.row(row)
            let spread = (values.max() ?? 0) - (values.min() ?? 0)
            let greatest = values.map(abs).max() ?? 0
            for column in 0..<x.columns {
                #expect(abs(rows[row, column] - x[row, column]) <= spread / 254 * 1.000001)
                #expect(abs(weight[row, column] - x[row, column]) <= greatest / 254 * 1.000001)
            }
            #expect(Set(rows.row(row)).count > 10)
        }
    }
}
