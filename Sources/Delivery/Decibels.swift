import Glibc

/// Decibels relative to full scale as a linear amplitude: −6.02 → 0.5.
public func decibelsToAmplitude(_ decibels: Double) -> Double { pow(10, decibels / 20) }

/// A linear amplitude in decibels relative to full scale: 0.5 → −6.02.
public func amplitudeToDecibels(_ amplitude: Double) -> Double { 20 * log10(amplitude) }
