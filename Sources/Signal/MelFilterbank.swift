import Foundation
import Kernels

/// Triangular filters, evenly spaced on Slaney's mel scale and of equal area.
///
/// Follows `librosa.filters.mel` with its defaults (`htk=False`, `norm="slaney"`), which follows
/// Slaney's Auditory Toolbox (1998).
public struct MelFilterbank: Sendable {
    /// The weight of every bin in every filter, shape [melBinCount, fftSize / 2 + 1].
    public let weights: Matrix<Float>
    /// The same filters in the form that the kernels use.
    public let filterbank: TriangularFilterbank

    public init(_ configuration: MelConfiguration = .standard) {
        let bins = configuration.fftSize / 2 + 1
        let count = configuration.melBinCount
        let low = Self.mel(fromHz: configuration.minimumHz)
        let high = Self.mel(fromHz: configuration.maximumHz)
        let edges = (0...count + 1).map { index in
            Self.hz(fromMel: low + (high - low) * Double(index) / Double(count + 1))
        }
        let binHz = Double(configuration.sampleRate) / Double(configuration.fftSize)
        let filters = (0..<count).map { index in
            (0..<bins).map { bin in
                Self.triangle(
                    at: Double(bin) * binHz, from: edges[index], peak: edges[index + 1],
                    upTo: edges[index + 2])
            }
        }
        weights = Matrix(rows: count, columns: bins, values: filters.flatMap { $0 })
        filterbank = TriangularFilterbank(filters: filters)
    }

    /// The filters of `MelConfiguration.standard`.
    public static let standard = MelFilterbank()

    /// A triangle of area 1 (in Hz).
    private static func triangle(
        at hz: Double, from low: Double, peak: Double, upTo high: Double
    ) -> Float {
        let height = min((hz - low) / (peak - low), (high - hz) / (high - peak))
        return Float(max(0, height) * 2 / (high - low))
    }

    /// Slaney's mel scale: linear to 1 kHz (15 mel), then 27 steps of equal ratio to 6.4 kHz.
    static func mel(fromHz hz: Double) -> Double {
        hz < 1000 ? hz * 3 / 200 : 15 + log(hz / 1000) / log(6.4) * 27
    }

    static func hz(fromMel mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) / 27 * log(6.4))
    }
}
