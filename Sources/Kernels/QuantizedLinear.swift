import KernelsC

/// `y = residual + activation(x · weightᵀ + bias)`, the rows of `x` rounded to bytes.
///
/// A row depends only on the same row of `x`, so a stream may be cut anywhere.
///
/// - Parameters:
///   - x: shape [rows, inner].
///   - bias: `outer` values.
///   - residual: shape [rows, outer].
/// - Returns: shape [rows, outer].
public func linear(
    _ x: Matrix<Float>, quantized weight: QuantizedWeight, bias: [Float]? = nil,
    activation: LinearActivation = .none, residual: Matrix<Float>? = nil
) -> Matrix<Float> {
    linear(
        x, quantized: weight, bias: bias, activation: activation, residual: residual,
        usingFastKernels: hasFastKernels)
}

/// The same by the fast or by the plain kernel, whose products agree to the last bit.
func linear(
    _ x: Matrix<Float>, quantized weight: QuantizedWeight, bias: [Float]?,
    activation: LinearActivation = .none, residual: Matrix<Float>? = nil, usingFastKernels: Bool
) -> Matrix<Float> {
    checkShapes(x, outer: weight.outer, inner: weight.inner, bias, residual)
    #if arch(x86_64)
        if usingFastKernels { return fastLinear(x, weight, bias, activation, residual) }
    #endif
    var y = plainLinear(x, weight, bias)
    if activation == .gelu { y = gelu(y, using: .plain) }
    if let residual { add(residual, to: &y) }
    return y
}

#if arch(x86_64)
    private func fastLinear(
        _ x: Matrix<Float>, _ weight: QuantizedWeight, _ bias: [Float]?,
        _ activation: LinearActivation, _ residual: Matrix<Float>?
    ) -> Matrix<Float> {
        let scratchLength = parley_int8_scratch(x.rows, x.columns)
        return withUnsafeTemporaryAllocation(
            byteCount: scratchLength + x.rows * MemoryLayout<parley_byte_range>.stride,
            alignment: 64
        ) { memory in
            let scratch = memory.baseAddress?.assumingMemoryBound(to: Int8.self)
            // The scratch is a multiple of 32 bytes, so the ranges after it are aligned.
            let ranges = memory.baseAddress.map {
                ($0 + scratchLength).assumingMemoryBound(to: parley_byte_range.self)
            }
            return Matrix(uninitializedRows: x.rows, columns: weight.outer) { y in
                withLayer(x, weight, bias, activation, residual, y) { layer in
                    parley_run_linear_int8(layer, scratch, ranges)
                }
            }
        }
    }

    /// Calls `body` with the layer's description in C.
    private func withLayer(
        _ x: Matrix<Float>, _ weight: QuantizedWeight, _ bias: [Float]?,
        _ activation: LinearActivation, _ residual: Matrix<Float>?,
        _ y: UnsafeMutablePointer<Float>,
        _ body: (UnsafePointer<parley_linear_int8>) -> Void
    ) {
        withOptionalBase(x.values) { input in
            withOptionalBase(bias) { bias in
                withOptionalBase(residual?.values) { residual in
                    withOptionalBase(weight.scales) { scales in
                        withOptionalBase(weight.sums) { sums in
                            weight.withBytes { bytes in
                                var layer = parley_linear_int8(
                                    rows: x.rows, inner: x.columns, outer: weight.outer, x: input,
                                    weight: bytes, scales: scales, sums: sums, bias: bias,
                                    residual: residual, gelu: activation == .gelu, y: y)
                                body(&layer)
                            }
                        }
                    }
                }
            }
        }
    }
#endif

private func plainLinear(
    _ x: Matrix<Float>, _ weight: QuantizedWeight, _ bias: [Float]?
) -> Matrix<Float> {
    let bytes = weight.bytes
    let inner = weight.inner
    var y = Matrix<Float>(rows: x.rows, columns: weight.outer)
    for row in 0..<x.rows {
        let input = QuantizedRow(x.row(row))
        for column in 0..<weight.outer {
            var product: Int32 = 0
            for (place, byte) in input.bytes.enumerated() {
                product += Int32(byte) * Int32(bytes[column * inner + place])
            }
            let whole = input.step * Float(product) + input.least * weight.sums[column]
            y[row, column] = weight.scales[column] * whole + (bias?[column] ?? 0)
        }
    }
    return y
}
