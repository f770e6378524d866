import Glibc
import Kernels
import Studio

/// A script on disk: reading it, saving it whole or not at all, and noticing who else wrote it.
struct DocumentFile {
    /// What is at a path.
    struct Contents: Equatable {
        var text: String
        var stamp: FileStamp
        /// Whether lines end as on Windows; saving keeps that.
        var hasCarriageReturns: Bool
    }

    /// The outcome of a save that was not refused by the system.
    enum SaveResult: Equatable {
        case saved(FileStamp)
        /// Something else is there than expected; nothing was written.
        case changed
    }

    /// The stamp of a file that does not exist yet.
    static let absent = FileStamp(modified: 0, byteCount: 0, hash: 0)

    /// Reads a script; a file that does not exist is an empty one.
    ///
    /// - Throws: `DocumentError`.
    static func open(_ path: String) throws(DocumentError) -> Contents {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw .failed(path: path, reason: reason(errno)) }
            return Contents(text: "", stamp: absent, hasCarriageReturns: false)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder(path) }
        let bytes = try read(path)
        guard var text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path) }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        let hasCarriageReturns = text.unicodeScalars.contains("\r")
        if hasCarriageReturns { text = withUnixLines(text) }
        return Contents(
            text: text, stamp: stamp(of: bytes, status, path),
            hasCarriageReturns: hasCarriageReturns)
    }

    /// Writes a script, if what is on disk is what was expected.
    ///
    /// The file is replaced whole; its permissions stay. A file that has gone since is made anew.
    ///
    /// - Throws: `DocumentError`; then what was on disk is still there.
    static func save(
        _ text: String, to path: String, expected: ExpectedFile, carriageReturns: Bool = false
    ) throws(DocumentError) -> SaveResult {
        switch expected {
        case .anything: break
        case .absent: if access(path, F_OK) == 0 { return .changed }
        case .unchanged(let stamp): if try hasChanged(path, since: stamp) { return .changed }
        }
        let bytes = Array(
            (carriageReturns ? text.replacing("\n", with: "\r\n") : text).utf8)
        do throws(FileError) {
            var file = try AtomicFile(path: path)
            try file.append(bytes)
            try file.commit()
        } catch {
            throw .notSaved(path: path, reason: reason(error.code), isFull: error.code == ENOSPC)
        }
        var status = stat()
        stat(path, &status)
        return .saved(stamp(of: bytes, status, path))
    }

    /// Whether the file is another than when it was stamped.
    static func hasChanged(_ path: String, since stamp: FileStamp) throws(DocumentError) -> Bool {
        var status = stat()
        // What has gone cannot be overwritten.
        guard stat(path, &status) == 0 else { return false }
        if modified(status) == stamp.modified, Int(status.st_size) == stamp.byteCount {
            return false
        }
        // Touched, or copied back: the same text is no change.
        return hash(try read(path)) != stamp.hash
    }

    private static func read(_ path: String) throws(DocumentError) -> [UInt8] {
        do throws(FileError) {
            return try readWholeFile(path)
        } catch {
            throw .failed(path: path, reason: reason(error.code))
        }
    }

    private static func stamp(of bytes: [UInt8], _ status: stat, _ path: String) -> FileStamp {
        FileStamp(
            modified: modified(status), byteCount: Int(status.st_size), hash: hash(bytes),
            isWritable: access(path, W_OK) == 0)
    }

    private static func modified(_ status: stat) -> Double {
        Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    }

    /// FNV-1a, 64 bits.
    static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func withUnixLines(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || previous != "\r" {
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// Why a script could not be read or written.
public enum DocumentError: Error, Equatable, CustomStringConvertible {
    case failed(path: String, reason: String)
    case folder(String)
    case notUTF8(String)
    case notSaved(path: String, reason: String, isFull: Bool)

    public var description: String {
        switch self {
        case .failed(let path, let reason):
            "\(path): cannot be read: \(reason). Check the name and the permissions."
        case .folder(let path): "\(path): a folder. Choose a file in it."
        case .notUTF8(let path):
            "\(path): no text in UTF-8. Convert it, for instance with "
                + "“iconv -f GB18030 -t UTF-8 OLD -o NEW”."
        case .notSaved(let path, _, true):
            "\(path): NOT saved: the disk is full. Make room and save again, or save elsewhere "
                + "with “:write PATH”."
        case .notSaved(let path, let reason, false):
            "\(path): NOT saved: \(reason). Save elsewhere with “:write PATH”."
        }
    }
}
