import Glibc

/// A file that appears under its name whole, or not at all.
///
/// Bytes go to a nameless file in the target's folder (`O_TMPFILE`: nothing remains even after
/// `kill -9`), or, where the file system has none, to a hidden temporary file. `commit` brings them
/// to the disk and renames them over the target; without it they vanish with this value.
/// A symbolic link stays and its target is replaced; an existing file's permissions are kept.
public struct AtomicFile: ~Copyable {
    /// The open descriptor, for libraries that write themselves; at the start of an empty file.
    public let descriptor: Int32
    private let path: String
    private let temporaryPath: String
    private var isNamed: Bool

    /// Opens the unseen file that `commit` will move to `path`.
    public init(path: String) throws(FileError) {
        let target = try resolvedTarget(path)
        let folder = folder(of: target)
        let permissions = try permissions(of: target)
        let name = target.split(separator: "/").last.map(String.init) ?? "file"
        let temporaryPath =
            "\(folder)/.\(name.prefix(80)).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let opened = openUnseen(folder, temporaryPath, permissions)
        guard opened.descriptor >= 0 else {
            throw FileError(operation: "create a file in the folder of", path: path, code: errno)
        }
        self.path = target
        self.temporaryPath = temporaryPath
        (descriptor, isNamed) = opened
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: [UInt8]) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { all in
                write(descriptor, all.baseAddress! + offset, all.count - offset)
            }
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else { throw failure("write") }
            offset += written
        }
    }

    /// Makes the file appear under its name. Nothing may be appended afterwards.
    public consuming func commit() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw failure("write") }
        if !isNamed {
            // A rename can replace an existing file; linking cannot. So link first, then rename.
            let link = linkat(
                AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW)
            guard link == 0 else { throw failure("name") }
            isNamed = true
        }
        guard rename(temporaryPath, path) == 0 else { throw failure("replace") }
        isNamed = false
        syncFolder()
    }

    deinit {
        if isNamed { unlink(temporaryPath) }
        close(descriptor)
    }

    private borrowing func failure(_ operation: String) -> FileError {
        FileError(operation: operation, path: path, code: errno)
    }

    // Best effort: the file is whole either way, only its name could be lost in a power cut.
    private borrowing func syncFolder() {
        let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

// Linux's O_TMPFILE, a macro that Swift cannot see.
private let openNameless: Int32 = 0o20_000_000 | O_DIRECTORY

private func openUnseen(
    _ folder: String, _ temporaryPath: String, _ permissions: mode_t
) -> (descriptor: Int32, isNamed: Bool) {
    let nameless = open(folder, openNameless | O_RDWR | O_CLOEXEC, permissions)
    if nameless >= 0 { return (nameless, false) }
    let named = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, permissions)
    return (named, true)
}

private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Where a write to `path` must land: a symbolic link's target, else the path itself.
private func resolvedTarget(_ path: String) throws(FileError) -> String {
    guard !path.isEmpty, !path.hasSuffix("/") else {
        throw FileError(operation: "write", path: path, code: EISDIR)
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}

private func permissions(of path: String) throws(FileError) -> mode_t {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0o666 }
    guard status.st_mode & S_IFMT == S_IFREG else {
        // Renaming over a device or a pipe would destroy it.
        throw FileError(operation: "replace what is not a regular file", path: path, code: EISDIR)
    }
    return status.st_mode & 0o777
}
