/// One complete choice of compute kernels; every function of this module takes one as its last
/// argument, by default the fastest that this machine can run.
///
/// The members are for this module only: they work on bare pointers whose shapes have already been
/// checked by the public function that calls them. All of them are re-entrant and deterministic.
public struct KernelSet<Scalar: KernelScalar>: Sendable {
    typealias Input = UnsafePointer<Scalar>
    typealias Output = UnsafeMutablePointer<Scalar>

    /// Runs one matrix product.
    var product: @Sendable (_ task: ProductTask<Scalar>) -> Void
    /// Adds `factor × b` to `a`, element by element.
    var addScaled: @Sendable (_ count: Int, _ b: Input, _ factor: Scalar, _ a: Output) -> Void
    /// Multiplies every element of `a`.
    var scale: @Sendable (_ count: Int, _ factor: Scalar, _ a: Output) -> Void
    /// Sums the rows of `x` into `sums`, which it overwrites.
    var columnSums: @Sendable (_ rows: Int, _ columns: Int, _ x: Input, _ sums: Output) -> Void
    var gelu: @Sendable (_ count: Int, _ x: Input, _ y: Output) -> Void
    var geluBackward:
        @Sendable (_ count: Int, _ gradient: Input, _ x: Input, _ output: Output) -> Void
    var relu: @Sendable (_ count: Int, _ x: Input, _ y: Output) -> Void
    var reluBackward:
        @Sendable (_ count: Int, _ gradient: Input, _ x: Input, _ output: Output) -> Void
    /// Multiplies every row of `values` by `factor` and replaces it by its softmax.
    var softmaxRows:
        @Sendable (_ rows: Int, _ columns: Int, _ factor: Scalar, _ values: Output) -> Void
    /// Turns a gradient by softmax weights into one by the values before `factor`, in place.
    var softmaxRowsBackward:
        @Sendable (
            _ rows: Int, _ columns: Int, _ factor: Scalar, _ weights: Input, _ gradient: Output
        ) -> Void
    var layerNorm: @Sendable (_ task: LayerNormTask<Scalar>) -> Void
    var layerNormBackward: @Sendable (_ task: LayerNormBackwardTask<Scalar>) -> Void
    var depthwise: @Sendable (_ task: DepthwiseTask<Scalar>) -> Void
    var depthwiseBackward: @Sendable (_ task: DepthwiseBackwardTask<Scalar>) -> Void
    var dropout: @Sendable (_ count: Int, _ x: Input, _ mask: DropoutMask, _ y: Output) -> Void
    /// Rounds each row as a layer of eight bits rounds its input.
    var roundRows: @Sendable (_ rows: Int, _ columns: Int, _ x: Input, _ y: Output) -> Void
    /// Rounds each row as a weight of eight bits is rounded.
    var roundWeight: @Sendable (_ rows: Int, _ columns: Int, _ x: Input, _ y: Output) -> Void
}

extension KernelSet {
    /// The plain Swift versions: slow, obvious, and the same for every scalar type. They are the
    /// yardstick of the fast ones and the fallback on processors without AVX2.
    public static var plain: KernelSet {
        KernelSet(
            product: plainProduct, addScaled: plainAddScaled, scale: plainScale,
            columnSums: plainColumnSums, gelu: plainGelu, geluBackward: plainGeluBackward,
            relu: plainRelu, reluBackward: plainReluBackward, softmaxRows: plainSoftmaxRows,
            softmaxRowsBackward: plainSoftmaxRowsBackward, layerNorm: plainLayerNorm,
            layerNormBackward: plainLayerNormBackward, depthwise: plainDepthwise,
            depthwiseBackward: plainDepthwiseBackward, dropout: plainDropout,
            roundRows: plainRoundRows, roundWeight: plainRoundWeight)
    }
}
