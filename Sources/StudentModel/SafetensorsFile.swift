import Kernels

/// Reads a safetensors file of Parley's: named float tensors, strings, a version and a checksum.
///
/// The layout is the public one of the safetensors format: eight bytes of little-endian header
/// length, a JSON header, then the tensors without gaps. The file stays memory-mapped and a tensor
/// is read when asked for. Opening checks everything about the header before anything is
/// allocated by its word, and verifies the checksum (about 5 GB/s).
public struct SafetensorsFile: Sendable {
    /// The newest format version that this program reads: 2 has tensors of eight bits, 1 has not.
    public static let formatVersion = 2

    public let path: String
    /// The strings that came with the tensors, without the format's own version and checksum.
    public let metadata: [String: String]
    /// In the order of the file.
    public let tensorNames: [String]

    let file: MappedFile
    let dataStart: Int
    let tensors: [String: Tensor]

    struct Tensor: Sendable {
        let shape: [Int]
        let precision: SafetensorsPrecision
        let begin: Int
        let elementCount: Int
    }

    /// Opens and verifies the file at `path`.
    ///
    /// - Parameter acceptsForeign: also read files that other programs wrote, which have neither
    ///   version nor checksum.
    public init(path: String, acceptsForeign: Bool = false) throws(WeightsError) {
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .file(error)
        }
        let header: SafetensorsHeader
        (header, dataStart) = try readHeader(of: file, path: path)
        self.path = path

        let dataByteCount = file.byteCount - dataStart
        (tensors, tensorNames) = try Self.layOut(header, dataByteCount: dataByteCount, path: path)
        var metadata = header.metadata
        let version = metadata.removeValue(forKey: versionKey)
        let checksum = metadata.removeValue(forKey: checksumKey)
        self.metadata = metadata
        if acceptsForeign && version == nil && checksum == nil { return }

        guard let version, let checksum, let number = Int(version), number > 0 else {
            throw .foreign(path: path, reason: "it carries no Parley format version")
        }
        guard number <= Self.formatVersion else {
            throw .newerVersion(path: path, version: number, supported: Self.formatVersion)
        }
        guard
            file.checksum(of: dataStart..<file.byteCount) == UInt64(checksum, radix: 16)
        else { throw .damaged(path: path) }
    }

    /// The dimensions of a tensor, outermost first; nil if there is none of that name.
    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// The elements of a tensor in row-major order, widened to `Float`; bytes times their scales.
    public func floats(named name: String) throws(WeightsError) -> [Float] {
        guard let tensor = tensors[name] else {
            throw .missing(path: path, what: "it has no tensor “\(name)”")
        }
        let offset = dataStart + tensor.begin
        switch tensor.precision {
        case .int8: return try quantizedWeight(named: name).dequantized.values
        case .float16: return file.floatsFromHalves(at: offset, count: tensor.elementCount)
        case .float32: return file.floats(at: offset, count: tensor.elementCount)
        }
    }

    /// A two-dimensional tensor, which must have the given shape where one is given.
    public func matrix(
        named name: String, rows: Int? = nil, columns: Int? = nil
    ) throws(WeightsError) -> Matrix<Float> {
        let values = try floats(named: name)
        let shape = try shape(of: name, rows: rows, columns: columns)
        return Matrix(rows: shape.rows, columns: shape.columns, values: values)
    }

    /// Where the data of a tensor begin in the file.
    func offset(of name: String) -> Int? { tensors[name].map { dataStart + $0.begin } }

    /// The dimensions of a tensor that must have two, and those given.
    func shape(
        of name: String, rows: Int?, columns: Int?
    ) throws(WeightsError) -> (rows: Int, columns: Int) {
        let shape = tensors[name]?.shape ?? []
        guard shape.count == 2, rows ?? shape[0] == shape[0], columns ?? shape[1] == shape[1] else {
            let wanted = "\(rows.map(String.init) ?? "any") × \(columns.map(String.init) ?? "any")"
            throw .missing(path: path, what: "tensor “\(name)” is \(shape), not \(wanted)")
        }
        return (shape[0], shape[1])
    }

    /// Checks that the tensors tile the data exactly, in any order of the header.
    private static func layOut(
        _ header: SafetensorsHeader, dataByteCount: Int, path: String
    ) throws(WeightsError) -> ([String: Tensor], [String]) {
        var tensors: [String: Tensor] = [:]
        let ordered = header.entries.sorted {
            ($0.entry.begin, $0.entry.end) < ($1.entry.begin, $1.entry.end)
        }
        var next = 0
        for (name, entry) in ordered {
            guard let precision = SafetensorsPrecision(rawValue: entry.type) else {
                throw .malformed(path: path, reason: "tensor “\(name)” is of type \(entry.type)")
            }
            guard let count = elementCount(of: entry.shape),
                case (let byteCount, let overflow) = count.multipliedReportingOverflow(
                    by: precision.byteCount), !overflow,
                entry.begin <= entry.end, entry.end - entry.begin == byteCount
            else {
                throw .malformed(
                    path: path, reason: "tensor “\(name)” has a shape that does not fit its bytes")
            }
            guard entry.begin == next else {
                throw .malformed(
                    path: path, reason: "tensor “\(name)” does not follow the one before it")
            }
            next = entry.end
            tensors[name] = Tensor(
                shape: entry.shape, precision: precision, begin: entry.begin, elementCount: count)
        }
        guard next <= dataByteCount else {
            throw .truncated(path: path, byteCount: dataByteCount, neededByteCount: next)
        }
        guard next == dataByteCount else {
            throw .malformed(path: path, reason: "\(dataByteCount - next) bytes after the tensors")
        }
        return (tensors, ordered.map(\.name))
    }
}

let versionKey = "parley.format"
let checksumKey = "parley.checksum"

// Far more than any network of ours needs, far less than would hurt.
private let greatestHeaderByteCount = 16_000_000

private func readHeader(
    of file: MappedFile, path: String
) throws(WeightsError) -> (SafetensorsHeader, dataStart: Int) {
    guard file.byteCount >= 10 else {
        throw .foreign(path: path, reason: "it has only \(file.byteCount) bytes")
    }
    let length = file.unsigned64(at: 0)
    guard length <= UInt64(greatestHeaderByteCount), file.bytes(in: 8..<9) == [UInt8(ascii: "{")]
    else { throw .foreign(path: path, reason: "it does not begin with a safetensors header") }
    let dataStart = 8 + Int(length)
    guard dataStart <= file.byteCount else {
        throw .truncated(path: path, byteCount: file.byteCount, neededByteCount: dataStart)
    }
    do {
        return (try SafetensorsHeader(parsing: file.bytes(in: 8..<dataStart)), dataStart)
    } catch {
        throw .malformed(path: path, reason: "\(error.reason), at byte \(8 + error.offset)")
    }
}

/// The product of the dimensions; nil where it does not fit.
private func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
        if overflow { return nil }
        count = product
    }
    return count
}
