import Kernels

/// A tensor to be written, its elements already as they will stand in the file.
public struct SafetensorsTensor: Equatable, Sendable {
    public let name: String
    /// Outermost dimension first.
    public let shape: [Int]
    public let precision: SafetensorsPrecision
    let bytes: [UInt8]

    /// A tensor of floats or of halves, which are rounded to nearest even.
    ///
    /// - Parameter values: in row-major order.
    public init(
        _ name: String, shape: [Int], values: [Float], precision: SafetensorsPrecision = .float32
    ) {
        precondition(
            shape.reduce(1, *) == values.count,
            "SafetensorsTensor: \(name) has \(values.count) values for shape \(shape)")
        precondition(
            precision != .int8, "SafetensorsTensor: bytes need scales, as `quantized` gives them")
        self.name = name
        self.shape = shape
        self.precision = precision
        bytes = precision == .float16 ? halfBytes(of: values) : floatBytes(of: values)
    }

    private init(_ name: String, bytesOf weight: QuantizedWeight) {
        self.name = name
        shape = [weight.outer, weight.inner]
        precision = .int8
        bytes = weight.bytes.map { UInt8(bitPattern: $0) }
    }

    /// A weight of eight bits: its bytes, and beside them the scales of its rows.
    public static func quantized(_ name: String, _ weight: QuantizedWeight) -> [SafetensorsTensor] {
        [
            SafetensorsTensor(name, bytesOf: weight),
            SafetensorsTensor(
                scalesName(of: name), shape: [weight.outer], values: weight.scales),
        ]
    }
}

/// How a tensor's elements are stored; the raw value is the format's name for it.
public enum SafetensorsPrecision: String, Sendable {
    /// Signed bytes, each times the scale of its row: a matrix whose scales are another tensor.
    case int8 = "I8"
    case float16 = "F16"
    case float32 = "F32"

    var byteCount: Int {
        switch self {
        case .int8: 1
        case .float16: 2
        case .float32: 4
        }
    }

    /// The first format version that has it.
    var formatVersion: Int { self == .int8 ? 2 : 1 }
}

/// The tensor with the scales of the rows of a weight of eight bits.
func scalesName(of tensor: String) -> String { tensor + ".scales" }
