import Glibc
import KernelsC

/// A failed file operation: which, on what, and the system's reason.
public struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was tried, as a verb: "open", "write".
    public let operation: String
    public let path: String
    /// The system's `errno`.
    public let code: Int32

    public init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    public var description: String { "\(path): cannot \(operation): \(reason). \(remedy)" }

    /// The system's words for `code`.
    public var reason: String { String(cString: strerror(code)) }

    private var remedy: String {
        switch code {
        case ENOENT: "Check the name and that the folder exists."
        case EACCES, EPERM, EROFS: "Choose a place you may use, or change its permissions."
        case ENOSPC, EDQUOT: "Free some space there, or choose another disk."
        case EISDIR, ENOTDIR: "Give the name of a file."
        case EFBIG: "Give a smaller file."
        case EPIPE: "The program that reads it ended early; look there."
        default: "Check the path and the disk."
        }
    }
}

/// A read-only memory-mapped file, read by copying ranges out of it: no pointer leaves this module.
///
/// Little-endian machines only, like everything Parley stores. Every range is checked by
/// precondition; callers validate untrusted offsets first. The pages are shared with the system's
/// cache; a file that is shortened while it is mapped kills the process, so replace, don't rewrite.
public final class MappedFile: Sendable {
    public let byteCount: Int
    nonisolated(unsafe) private let base: UnsafeRawPointer?

    /// Maps a regular file; an empty one is fine.
    public init(path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileError(operation: "open", path: path, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileError(operation: "read", path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(operation: "map", path: path, code: EISDIR)
        }
        byteCount = Int(status.st_size)
        guard byteCount > 0 else {
            base = nil
            return
        }
        guard let address = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0),
            address != MAP_FAILED
        else { throw FileError(operation: "map", path: path, code: errno) }
        base = UnsafeRawPointer(address)
    }

    deinit {
        if let base { munmap(UnsafeMutableRawPointer(mutating: base), byteCount) }
    }

    /// A copy of the bytes in `range`.
    public func bytes(in range: Range<Int>) -> [UInt8] {
        let start = pointer(to: range)
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            if !range.isEmpty { memcpy(buffer.baseAddress!, start!, range.count) }
            count = range.count
        }
    }

    /// `count` floats (binary32) stored from byte `offset`, which needs no alignment.
    public func floats(at offset: Int, count: Int) -> [Float] {
        let start = pointer(to: offset..<offset + 4 * count)
        return [Float](unsafeUninitializedCapacity: count) { buffer, written in
            if count > 0 { memcpy(buffer.baseAddress!, start!, 4 * count) }
            written = count
        }
    }

    /// `count` halves (binary16) stored from byte `offset`, as floats. About 1 ns each or less.
    public func floatsFromHalves(at offset: Int, count: Int) -> [Float] {
        let start = pointer(to: offset..<offset + 2 * count)
        return [Float](unsafeUninitializedCapacity: count) { buffer, written in
            if count > 0 { parley_floats_from_halves(start!, buffer.baseAddress!, count) }
            written = count
        }
    }

    /// Whether none of `count` halves stored from byte `offset` is infinite or not a number.
    public func areHalvesFinite(at offset: Int, count: Int) -> Bool {
        guard let start = pointer(to: offset..<offset + 2 * count) else { return true }
        return parley_are_halves_finite(start, count) != 0
    }

    /// The little-endian 64-bit integer at byte `offset`.
    public func unsigned64(at offset: Int) -> UInt64 {
        bytes(in: offset..<offset + 8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The damage-finding checksum of `KernelsC/bytes.c` over `range`; several GB/s.
    public func checksum(of range: Range<Int>) -> UInt64 {
        guard !range.isEmpty, let start = pointer(to: range) else { return Kernels.checksum([]) }
        return parley_checksum(start, range.count)
    }

    /// Valid while this object lives; nil in an empty file.
    func pointer(to range: Range<Int>) -> UnsafeRawPointer? {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= byteCount,
            "MappedFile: \(range) lies outside \(byteCount) bytes")
        return base.map { $0 + range.lowerBound }
    }
}

/// Whether no value is infinite or not a number.
public func areFinite(_ values: [Float]) -> Bool {
    parley_are_finite(values, values.count) != 0
}

/// The checksum of `MappedFile.checksum(of:)` over bytes in memory.
public func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes {
        parley_checksum($0.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!, $0.count)
    }
}

/// `values` as little-endian binary16, rounded to nearest even.
public func halfBytes(of values: [Float]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 2 * values.count) { buffer, count in
        if let start = buffer.baseAddress {
            parley_halves_from_floats(values, start, values.count)
        }
        count = 2 * values.count
    }
}

/// `values` as little-endian binary32.
public func floatBytes(of values: [Float]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
}
