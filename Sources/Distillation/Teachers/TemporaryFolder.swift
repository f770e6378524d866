import Foundation

/// A folder that only this user may enter, and that goes when nobody holds it any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws(TeacherFailure) {
        path = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw TeacherFailure(.crashed, "cannot make the folder \(path) (\(error))")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
