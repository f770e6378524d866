import Foundation

/// Held while a rater rates; the system lets go of it however the process ends.
///
/// The file goes with the lock. Whoever is killed leaves it behind, and the next one takes it over.
final class RaterLock: Sendable {
    private let path: String
    /// −1 where the folder cannot be written to.
    private let descriptor: Int32

    /// - Throws: `RatingDeskError.isRating` if another process holds it.
    init(path: String, rater: String) throws(RatingDeskError) {
        self.path = path
        while true {
            let opened = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            // A folder that cannot be written to will be told of when an answer is stored.
            guard opened >= 0 else {
                descriptor = -1
                return
            }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                close(opened)
                throw .isRating(rater: rater)
            }
            if Self.isStill(opened, at: path) {
                descriptor = opened
                return
            }
            // The one before removed the file after it was opened here: the lock is on no name.
            close(opened)
        }
    }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var (mine, named) = (stat(), stat())
        return fstat(descriptor, &mine) == 0 && stat(path, &named) == 0
            && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
    }

    deinit {
        guard descriptor >= 0 else { return }
        // While it is still locked, so that nobody can have locked the file that goes.
        unlink(path)
        close(descriptor)
    }
}
