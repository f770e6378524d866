import Foundation
import Glibc
import Kernels
import Studio

/// The text of a running studio, kept on disk from moment to moment.
///
/// Each studio has a file of its own in the recovery folder and holds a lock beside it for as long
/// as it lives. A file whose lock is free was left behind by one that died.
final class RecoveryFile: Sendable {
    private let folder: String
    /// Names this studio's file.
    let identifier: String
    private let lock: Int32

    /// Begins a recovery file in `folder`; nothing is written until `save`.
    ///
    /// - Throws: `DocumentError` where the folder cannot be written to.
    init(folder: String) throws(DocumentError) {
        do {
            try StudioFolders.make(folder)
        } catch {
            throw .failed(path: folder, reason: error.localizedDescription)
        }
        self.folder = folder
        let moment = UInt64(Date().timeIntervalSince1970 * 1000)
        identifier = "\(moment)-\(getpid())-\(UInt16.random(in: 0 ... .max))"
        lock = open("\(folder)/\(identifier).lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw .failed(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        unlink("\(folder)/\(identifier).lock")
        close(lock)
    }

    /// Writes the text to the disk; it is there when this returns.
    ///
    /// - Parameter path: where it would be saved.
    func save(_ text: String, path: String?) throws(FileError) {
        // One line for the path, which may hold any character but a line end; then the text.
        let head = (path ?? "").replacing("\n", with: "")
        var file = try AtomicFile(path: name(identifier))
        try file.append(Array((head + "\n").utf8))
        try file.append(Array(text.utf8))
        try file.commit()
        chmod(name(identifier), 0o600)
    }

    /// Removes this studio's text, or one that was left behind.
    func discard(_ other: String? = nil) {
        let identifier = other ?? identifier
        // A name from outside is no path.
        guard !identifier.contains("/") else { return }
        unlink(name(identifier))
        if identifier != self.identifier { unlink("\(folder)/\(identifier).lock") }
    }

    /// What studios that died have left, the newest first.
    func leftBehind() -> [Recovery] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".txt") }
            .map { String($0.dropLast(4)) }
            .filter { $0 != identifier && isAbandoned($0) }
            .compactMap(recovery)
            .sorted { $0.ageInSeconds < $1.ageInSeconds }
    }

    private func name(_ identifier: String) -> String { "\(folder)/\(identifier).txt" }

    private func isAbandoned(_ identifier: String) -> Bool {
        let other = open("\(folder)/\(identifier).lock", O_RDWR | O_CLOEXEC)
        guard other >= 0 else { return true }
        defer { close(other) }
        return flock(other, LOCK_EX | LOCK_NB) == 0
    }

    private func recovery(_ identifier: String) -> Recovery? {
        var status = stat()
        guard stat(name(identifier), &status) == 0,
            let text = try? String(contentsOfFile: name(identifier), encoding: .utf8)
        else { return nil }
        let end = text.firstIndex(of: "\n") ?? text.endIndex
        let path = String(text[..<end])
        let body = end < text.endIndex ? String(text[text.index(after: end)...]) : ""
        // What has been saved after all needs no recovery.
        if !path.isEmpty, let saved = try? DocumentFile.open(path), saved.text == body {
            discard(identifier)
            return nil
        }
        return Recovery(
            path: path.isEmpty ? nil : path, text: body,
            ageInSeconds: max(Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec), 0),
            identifier: identifier)
    }
}
