import Glibc

/// The bytes of a file, a pipe or a device; `-` is standard input.
///
/// - Parameter limit: more bytes than this are refused, so that a wrong name cannot fill memory.
public func readWholeFile(
    _ path: String, limit: Int = 100_000_000
) throws(FileError) -> [UInt8] {
    let isStandardInput = path == "-"
    let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
    defer { if !isStandardInput { close(descriptor) } }

    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &block, block.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
        if count == 0 { return bytes }
        guard bytes.count + count <= limit else {
            throw FileError(operation: "read", path: path, code: EFBIG)
        }
        bytes += block[..<count]
    }
}

/// Writes all of `bytes` to standard output, waiting where a pipe is full.
///
/// - Throws: with `EPIPE` when the reader has gone, if the process ignores `SIGPIPE`.
public func writeToStandardOutput(_ bytes: [UInt8]) throws(FileError) {
    var offset = 0
    while offset < bytes.count {
        let written = bytes.withUnsafeBytes { all in
            write(STDOUT_FILENO, all.baseAddress! + offset, all.count - offset)
        }
        if written < 0 && errno == EINTR { continue }
        guard written >= 0 else {
            throw FileError(operation: "write", path: "standard output", code: errno)
        }
        offset += written
    }
}
