import Foundation
import Synchronization
import Testing

@testable import parley

@Suite struct RaterLockTests {
    private static let isTaken = Atomic(false)

    @Test("one at a time; the file goes with whoever leaves")
    func oneAtATime() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/study.rater-0"
            do {
                let lock = try RaterLock(path: path, rater: "Ann")
                #expect(throws: RatingDeskError.isRating(rater: "Ann")) {
                    try RaterLock(path: path, rater: "Ann")
                }
                #expect(FileManager.default.fileExists(atPath: path))
                withExtendedLifetime(lock) {}
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("what a killed rater left behind is taken over, and goes")
    func leftBehind() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/study.rater-0"
            try Data().write(to: URL(fileURLWithPath: path))
            do {
                let lock = try RaterLock(path: path, rater: "Ann")
                withExtendedLifetime(lock) {}
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("a hundred who come and go never hold it two at a time")
    func race() async throws {
        let folder = NSTemporaryDirectory() + "parley-lock-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let counts = await withTaskGroup(of: (held: Int, together: Int).self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var (held, together) = (0, 0)
                    for _ in 0..<500 {
                        guard let lock = try? RaterLock(path: folder + "/lock", rater: "Ann")
                        else { continue }
                        held += 1
                        // Set while the lock is held: whoever finds it set is not alone.
                        if Self.isTaken.exchange(true, ordering: .relaxed) { together += 1 }
                        sched_yield()
                        Self.isTaken.store(false, ordering: .relaxed)
                        withExtendedLifetime(lock) {}
                    }
                    return (held, together)
                }
            }
            return await group.reduce(into: (0, 0)) { $0 = ($0.0 + $1.held, $0.1 + $1.together) }
        }
        #expect(counts.0 > 100 && counts.1 == 0, "\(counts)")
    }

    @Test("where nothing can be written, rating is not kept from beginning")
    func unwritable() throws {
        _ = try RaterLock(path: "/proc/no-such-folder/lock", rater: "Ann")
    }
}
