import Glibc
import Kernels
import Studio

/// Where the text of a running studio is kept safe: in the first folder that takes it, so that a
/// full disk loses nothing.
final class RecoveryStore: Sendable {
    private let places: [(folder: String, file: RecoveryFile)]

    /// Where a text has been kept.
    enum Place: Equatable {
        case usual
        case spare(folder: String)
    }

    /// Begins a recovery file in each of `folders` that can be written to.
    ///
    /// - Parameter folders: the usual one, then those for when it takes nothing.
    /// - Throws: `DocumentError` where no folder can be written to.
    init(folders: [String]) throws(DocumentError) {
        var places: [(String, RecoveryFile)] = []
        var refusal: DocumentError?
        for folder in folders {
            do {
                let file = try RecoveryFile(folder: folder)
                // In a place that others write to too, a folder may be somebody else's trap.
                if Self.isOwn(folder) { places.append((folder, file)) }
            } catch {
                refusal = refusal ?? error
            }
        }
        if places.isEmpty, let refusal { throw refusal }
        self.places = places
        usual = folders.first ?? ""
    }

    private let usual: String

    /// Writes the text to the first folder that takes it; it is there when this returns.
    ///
    /// - Throws: what the first folder refused with, if all do.
    func save(_ text: String, path: String?) throws(FileError) -> Place {
        var refusal: FileError?
        for (index, place) in places.enumerated() {
            do throws(FileError) {
                try place.file.save(text, path: path)
                for other in places[(index + 1)...] { other.file.discard() }
                return place.folder == usual ? .usual : .spare(folder: place.folder)
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? FileError(operation: "write", path: usual, code: ENOSPC)
    }

    /// Removes this studio's text, or one that was left behind.
    func discard(_ other: String? = nil) {
        for place in places { place.file.discard(other) }
    }

    /// What studios that died have left, the newest first.
    func leftBehind() -> [Recovery] {
        places.flatMap { $0.file.leftBehind() }.sorted { $0.ageInSeconds < $1.ageInSeconds }
    }

    private static func isOwn(_ folder: String) -> Bool {
        var status = stat()
        return lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_uid == getuid() && status.st_mode & 0o022 == 0
    }
}
