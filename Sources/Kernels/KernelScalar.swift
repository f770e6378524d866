#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the kernels compute in: `Float` runs the fast C kernels, `Double` the plain ones, so that
/// gradients can be checked against central differences at full precision.
public protocol KernelScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    /// The kernels that calls use unless they name others: the fastest this machine can run.
    static var kernels: KernelSet<Self> { get }

    /// `kernels` with products of factors rounded to bfloat16.
    static var bfloat16Kernels: KernelSet<Self> { get }

    /// e to the power of `x`.
    static func exponential(_ x: Self) -> Self

    /// The natural logarithm of `x`.
    static func logarithm(_ x: Self) -> Self
}

extension Double: KernelScalar {
    public static let kernels = KernelSet<Double>.plain

    public static func exponential(_ x: Double) -> Double { exp(x) }

    public static func logarithm(_ x: Double) -> Double { log(x) }
}
