/// What the kernels compute in: `Float` runs the fast C kernels, `Double` the plain ones, so that
/// gradients can be checked against central differences at full precision.
public protocol KernelScalar: BinaryFloatingPoint, Sendable {}

extension Float: KernelScalar {}
extension Double: KernelScalar {}
