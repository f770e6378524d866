import KernelsC

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One step of AdamW over a flat array of parameters.
///
/// - Parameters:
///   - gradients: of the loss; multiplied by `gradientScale` (clipping, averaging) as they are read.
///   - firstMoment: running mean of the gradients; starts at zeros.
///   - secondMoment: running mean of their squares; starts at zeros.
///   - weightDecay: per unit of learning rate, applied to the parameters themselves.
///   - step: 1 for the first step; decides the correction for the moments' start at zero.
///   - usingFastKernels: false for the plain version everywhere.
/// - Source: Loshchilov & Hutter 2019.
public func adamWStep(
    parameters: inout [Float], gradients: [Float], firstMoment: inout [Float],
    secondMoment: inout [Float], gradientScale: Float = 1, learningRate: Float,
    beta1: Float = 0.9, beta2: Float = 0.98, epsilon: Float = 1e-9, weightDecay: Float = 0,
    step: Int, usingFastKernels: Bool = true
) {
    let count = parameters.count
    precondition(
        gradients.count == count && firstMoment.count == count && secondMoment.count == count,
        "adamWStep: \(count) parameters, but gradients or moments of another number")
    precondition(step >= 1, "adamWStep: the first step is 1, not \(step)")
    let correction1 = 1 / (1 - pow(Double(beta1), Double(step)))
    let correction2 = 1 / (1 - pow(Double(beta2), Double(step)))
    let step = AdamWStep(
        gradientScale: gradientScale, rate: learningRate * Float(correction1), beta1: beta1,
        beta2: beta2, correction2: Float(correction2), epsilon: epsilon,
        keep: 1 - learningRate * weightDecay)
    withMutableBases(&firstMoment, &secondMoment) { first, second in
        parameters.withUnsafeMutableBufferPointer { parameters in
            gradients.withUnsafeBufferPointer { gradients in
                guard let parameters = parameters.baseAddress,
                    let gradients = gradients.baseAddress
                else { return }
                if usingFastKernels && hasFastKernels {
                    step.applyFast(count, parameters, gradients, first, second)
                } else {
                    step.apply(count, parameters, gradients, first, second)
                }
            }
        }
    }
}

/// `average = decay × average + (1 − decay) × values`, element by element.
public func exponentialMovingAverage(
    _ average: inout [Float], towards values: [Float], decay: Float, usingFastKernels: Bool = true
) {
    precondition(
        average.count == values.count,
        "exponentialMovingAverage: \(values.count) values for an average of \(average.count)")
    average.withUnsafeMutableBufferPointer { average in
        values.withUnsafeBufferPointer { values in
            guard let target = average.baseAddress, let source = values.baseAddress else { return }
            #if arch(x86_64)
                if usingFastKernels && hasFastKernels {
                    return parley_move_towards(average.count, 1 - decay, source, target)
                }
            #endif
            for i in 0..<average.count { target[i] += (1 - decay) * (source[i] - target[i]) }
        }
    }
}

/// The sum of the squares of all values, in an order that depends on nothing but their number.
public func sumOfSquares(_ values: [Float], usingFastKernels: Bool = true) -> Double {
    values.withUnsafeBufferPointer { values in
        #if arch(x86_64)
            if usingFastKernels && hasFastKernels, let base = values.baseAddress {
                return parley_sum_of_squares(values.count, base)
            }
        #endif
        var sum = 0.0
        for value in values { sum += Double(value) * Double(value) }
        return sum
    }
}

/// The constants of one AdamW step.
struct AdamWStep {
    var gradientScale: Float
    /// The learning rate times the first moment's correction.
    var rate: Float
    var beta1: Float
    var beta2: Float
    var correction2: Float
    var epsilon: Float
    /// What weight decay leaves of a parameter.
    var keep: Float

    func apply(
        _ count: Int, _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
        _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>
    ) {
        for i in 0..<count {
            let gradient = gradients[i] * gradientScale
            first[i] = beta1 * first[i] + (1 - beta1) * gradient
            second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient
            let deviation = (second[i] * correction2).squareRoot() + epsilon
            parameters[i] = parameters[i] * keep - rate * first[i] / deviation
        }
    }

    func applyFast(
        _ count: Int, _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
        _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>
    ) {
        #if arch(x86_64)
            var step = parley_adamw(
                gradient_scale: gradientScale, rate: rate, beta1: beta1, beta2: beta2,
                correction2: correction2, epsilon: epsilon, keep: keep)
            parley_adamw_step(&step, count, parameters, gradients, first, second)
        #else
            apply(count, parameters, gradients, first, second)
        #endif
    }
}
