/// What a student's weights are stored in and computed with.
public enum StudentPrecision: String, CaseIterable, Codable, Sendable {
    /// The matrices of the decoder's blocks in bytes with a scale a row, the inputs of their layers
    /// rounded to bytes row by row; the rest in halves.
    case int8
    /// Halves, widened when they are needed; sums in floats.
    case float16
    case float32
}

extension StudentLayout {
    /// How each parameter is stored at `precision`, in the layout's order.
    func storage(at precision: StudentPrecision) -> [SafetensorsPrecision] {
        switch precision {
        case .float32: return Array(repeating: .float32, count: parameters.count)
        case .float16: return Array(repeating: .float16, count: parameters.count)
        case .int8:
            let quantized = quantizedWeights
            return parameters.indices.map { quantized.contains($0) ? .int8 : .float16 }
        }
    }
}
