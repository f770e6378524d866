import Kernels

/// Writes safetensors files that `SafetensorsFile` reads.
public enum SafetensorsWriter {
    /// Writes `tensors` in their order, whole or not at all.
    ///
    /// - Parameters:
    ///   - tensors: each with its dimensions, outermost first, and row-major elements.
    ///   - precision: how the elements are stored; halves are rounded to nearest even.
    ///   - metadata: strings to keep beside the tensors, such as a configuration.
    /// - Throws: `.file` if the disk refuses.
    public static func write(
        tensors: [(name: String, shape: [Int], values: [Float])],
        precision: SafetensorsPrecision = .float32,
        metadata: [String: String] = [:],
        to path: String
    ) throws(WeightsError) {
        var header = SafetensorsHeader()
        header.metadata = metadata
        var data: [UInt8] = []
        data.reserveCapacity(tensors.reduce(0) { $0 + $1.values.count * precision.byteCount })
        for (name, shape, values) in tensors {
            precondition(
                shape.reduce(1, *) == values.count,
                "SafetensorsWriter: \(name) has \(values.count) values for shape \(shape)")
            let bytes = precision == .float16 ? halfBytes(of: values) : floatBytes(of: values)
            header.entries.append(
                (
                    name,
                    .init(
                        type: precision.rawValue, shape: shape, begin: data.count,
                        end: data.count + bytes.count)
                ))
            data += bytes
        }
        header.metadata[versionKey] = String(SafetensorsFile.formatVersion)
        header.metadata[checksumKey] = String(checksum(data), radix: 16)
        do {
            var file = try AtomicFile(path: path)
            try file.append(paddedHeader(header))
            try file.append(data)
            try file.commit()
        } catch {
            throw .file(error)
        }
    }

    /// The header with its length before it, padded with spaces so that tensors start aligned.
    private static func paddedHeader(_ header: SafetensorsHeader) -> [UInt8] {
        var json = header.json
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        let length = UInt64(json.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + json
    }
}
