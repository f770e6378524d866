import Kernels

/// Writes safetensors files that `SafetensorsFile` reads.
public enum SafetensorsWriter {
    /// Writes `tensors` in their order, whole or not at all.
    ///
    /// - Parameters:
    ///   - tensors: each with its dimensions, outermost first, and row-major elements.
    ///   - precision: float16 or float32; halves are rounded to nearest even.
    ///   - metadata: strings to keep beside the tensors, such as a configuration.
    /// - Throws: `.file` if the disk refuses.
    public static func write(
        tensors: [(name: String, shape: [Int], values: [Float])],
        precision: SafetensorsPrecision = .float32,
        metadata: [String: String] = [:],
        to path: String
    ) throws(WeightsError) {
        try write(
            tensors.map {
                SafetensorsTensor($0.name, shape: $0.shape, values: $0.values, precision: precision)
            }, metadata: metadata, to: path)
    }

    /// Writes `tensors`, each in a form of its own, in their order, whole or not at all.
    ///
    /// The file carries the lowest format version that has all the forms in it, so that older
    /// programs go on reading what they can.
    ///
    /// - Throws: `.file` if the disk refuses.
    public static func write(
        _ tensors: [SafetensorsTensor], metadata: [String: String] = [:], to path: String
    ) throws(WeightsError) {
        var header = SafetensorsHeader()
        header.metadata = metadata
        var data: [UInt8] = []
        data.reserveCapacity(tensors.reduce(0) { $0 + $1.bytes.count })
        for tensor in tensors {
            header.entries.append(
                (
                    tensor.name,
                    .init(
                        type: tensor.precision.rawValue, shape: tensor.shape, begin: data.count,
                        end: data.count + tensor.bytes.count)
                ))
            data += tensor.bytes
        }
        let version = tensors.map(\.precision.formatVersion).max() ?? 1
        header.metadata[versionKey] = String(version)
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
