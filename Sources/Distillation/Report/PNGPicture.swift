import Foundation
import Kernels

/// A picture of values as a PNG file: 256 colours from dark to light, written without compression,
/// which saves a library and costs little at a report's sizes.
struct PNGPicture: Equatable, Sendable {
    let width: Int
    let height: Int
    /// Indices into the colours, row by row from the top.
    let pixels: [UInt8]

    /// Values as columns over time, the first column of the matrix at the bottom: a spectrogram.
    ///
    /// - Parameters:
    ///   - frames: [frames, bins].
    ///   - range: what is darkest and lightest; values outside are cut.
    init(spectrogram frames: Matrix<Float>, range: ClosedRange<Float>) {
        width = frames.rows
        height = frames.columns
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        for bin in (0..<frames.columns).reversed() {
            for frame in 0..<frames.rows {
                pixels.append(Self.level(frames[frame, bin], range))
            }
        }
        self.pixels = pixels
    }

    /// Values as they stand in the matrix.
    init(matrix: Matrix<Float>, range: ClosedRange<Float>) {
        width = matrix.columns
        height = matrix.rows
        pixels = matrix.values.map { Self.level($0, range) }
    }

    private static func level(_ value: Float, _ range: ClosedRange<Float>) -> UInt8 {
        let span = max(range.upperBound - range.lowerBound, 1e-9)
        let place = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / span
        return place.isFinite ? UInt8((place * 255).rounded()) : 0
    }

    /// The file.
    var bytes: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file += Self.chunk(
            "IHDR", Self.bigEndian(width) + Self.bigEndian(height) + [8, 3, 0, 0, 0])
        file += Self.chunk("PLTE", (0..<256).flatMap { Self.colour(Double($0) / 255) })
        var rows: [UInt8] = []
        rows.reserveCapacity((width + 1) * height)
        for row in 0..<height {
            // 0: the row is not filtered.
            rows.append(0)
            rows += pixels[row * width..<(row + 1) * width]
        }
        return file + Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
    }

    /// For the inside of an HTML file.
    var dataAddress: String {
        "data:image/png;base64," + Data(bytes).base64EncodedString()
    }

    /// Black over violet and orange to pale yellow, each step lighter than the one before.
    private static func colour(_ place: Double) -> [UInt8] {
        let stops: [[Double]] = [
            [4, 4, 16], [66, 16, 104], [150, 40, 108], [222, 84, 64], [250, 160, 40],
            [252, 254, 190],
        ]
        let position = place * Double(stops.count - 1)
        let index = min(Int(position), stops.count - 2)
        let share = position - Double(index)
        return zip(stops[index], stops[index + 1]).map {
            UInt8(($0 + share * ($1 - $0)).rounded())
        }
    }
}

/// The container (RFC 2083) and the stored blocks inside it (RFC 1950, 1951).
extension PNGPicture {
    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + body
        return bigEndian(body.count) + content + bigEndian(Int(crc(content)))
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65_535, bytes.count)
            let count = end - start
            result.append(end == bytes.count ? 1 : 0)
            result += [count, ~count].flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
            }
            result += bytes[start..<end]
            start = end
        } while start < bytes.count
        return result + bigEndian(Int(adler(bytes)))
    }

    private static func adler(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crcTable[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
    }

    private static let crcTable: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }
}
