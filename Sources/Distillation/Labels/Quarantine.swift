import Foundation
import Kernels
import Synchronization

/// The utterances that no try could make, with the reason: `quarantine.jsonl` in the dataset.
///
/// A later run leaves them alone until it is told to try them again.
final class Quarantine: Sendable {
    /// A line of the file.
    struct Entry: Codable, Equatable, Sendable {
        var id: String
        var speaker: Int
        var text: String
        var teacher: String
        var kind: TeacherFailure.Kind
        var problem: String
        var attempts: Int
    }

    private static let byteLimit = 1_000_000_000
    let path: String
    private let entries: Mutex<[String: Entry]>

    init(directory: String) throws(DistillationError) {
        path = directory + "/quarantine.jsonl"
        entries = Mutex([:])
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let bytes = try readWholeFile(path, limit: Self.byteLimit)
            var found: [String: Entry] = [:]
            // A kill may have torn the last line: that utterance is simply tried again.
            for line in bytes.split(separator: 10) {
                guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else {
                    continue
                }
                found[entry.id] = entry
            }
            entries.withLock { $0 = found }
            try rewrite()
        } catch {
            throw .fileFailed(path: path, problem: "cannot be read (\(error))")
        }
    }

    func holds(_ id: String) -> Bool { entries.withLock { $0[id] != nil } }

    /// In order of id.
    var all: [Entry] { entries.withLock { $0.values.sorted { $0.id < $1.id } } }

    func add(_ entry: Entry) throws(DistillationError) {
        let failure: String? = entries.withLock { entries in
            entries[entry.id] = entry
            do {
                if !FileManager.default.fileExists(atPath: path) {
                    _ = FileManager.default.createFile(atPath: path, contents: nil)
                }
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.seekToEnd()
                try handle.write(contentsOf: try Self.line(entry))
                try handle.close()
                return nil
            } catch {
                return "\(error)"
            }
        }
        if let failure {
            throw .fileFailed(path: path, problem: "cannot be written (\(failure))")
        }
    }

    /// Forgets all, so that they are tried again.
    func clear() throws(DistillationError) {
        entries.withLock { $0 = [:] }
        do {
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        } catch {
            throw .fileFailed(path: path, problem: "cannot be deleted (\(error))")
        }
    }

    /// Whole lines only, so that the next one does not grow onto a torn one.
    private func rewrite() throws {
        var bytes = Data()
        for entry in all { bytes += try Self.line(entry) }
        try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private static func line(_ entry: Entry) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(entry) + [10]
    }
}
