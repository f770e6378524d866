import Dispatch
import Foundation
import Glibc
import Kernels
import Synchronization

/// A second, plain record beside the database: one line for the study, each rater and each rating,
/// written and brought to the disk before a rating counts as stored. If the database is damaged,
/// everything can be rebuilt from here.
///
/// A line is the first eight digits of a SHA-256, a space, and JSON. A line cut off by a power cut
/// fails its checksum and is passed over; since every line is preceded by a line feed of its own,
/// it cannot spoil the next one.
struct StudyJournal: Sendable {
    /// What a line holds.
    enum Entry: Codable, Equatable, Sendable {
        case study(Study)
        case rater(Rater, trials: [Trial])
        case rating(Rating)
    }

    let path: String

    init(studyPath: String) { path = studyPath + ".journal" }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Adds lines at the end; when this returns they are on the disk.
    func append(_ entries: [Entry]) throws(ListeningError) {
        try write(entries).wait()
    }

    /// Adds lines at the end and begins to bring them to the disk, which goes on while the caller
    /// commits: two files cost hardly more time than one when the disk hears of both at once.
    func write(_ entries: [Entry]) throws(ListeningError) -> JournalSync {
        let bytes = try Self.lines(entries)
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure("open") }
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest, rest.count)
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else {
                let error = failure("write")
                close(descriptor)
                throw error
            }
            rest.removeFirst(written)
        }
        return JournalSync(descriptor: descriptor, path: path)
    }

    /// Replaces the whole journal, or leaves the old one.
    func rewrite(_ entries: [Entry]) throws(ListeningError) {
        let bytes = try Self.lines(entries)
        do {
            var file = try AtomicFile(path: path)
            try file.append(bytes)
            try file.commit()
        } catch { throw .file(error) }
    }

    /// All lines that are whole, and how many are not.
    func read() throws(ListeningError) -> (entries: [Entry], damagedLineCount: Int) {
        let bytes: [UInt8]
        do { bytes = try readWholeFile(path, limit: 1_000_000_000) } catch { throw .file(error) }
        var entries: [Entry] = []
        var damaged = 0
        for line in bytes.split(separator: 0x0A) {
            if let entry = Self.entry(line) { entries.append(entry) } else { damaged += 1 }
        }
        return (entries, damaged)
    }

    private static func lines(_ entries: [Entry]) throws(ListeningError) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            let json = try Array(StudyJSON.encode(entry).utf8)
            bytes += [0x0A] + checksum(json) + [0x20] + json + [0x0A]
        }
        return bytes
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
        guard line.count > 9 else { return nil }
        let json = Array(line.dropFirst(9))
        guard line.prefix(8).elementsEqual(checksum(json)) else { return nil }
        return try? StudyJSON.decode(Entry.self, from: Data(json), of: "journal")
    }

    private static func checksum(_ json: [UInt8]) -> [UInt8] {
        Array(SHA256.hexadecimal(of: json).utf8.prefix(8))
    }

    private func failure(_ operation: String) -> ListeningError {
        .file(FileError(operation: operation, path: path, code: errno))
    }
}

/// Lines on their way to the disk. Owns its descriptor.
final class JournalSync: Sendable {
    private let path: String
    private let code = Mutex<Int32>(0)
    private let finished = DispatchSemaphore(value: 0)

    fileprivate init(descriptor: Int32, path: String) {
        self.path = path
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            if fdatasync(descriptor) != 0 { code.withLock { $0 = errno } }
            close(descriptor)
            finished.signal()
        }
    }

    /// Returns when the lines are on the disk; to be called once.
    func wait() throws(ListeningError) {
        finished.wait()
        let code = code.withLock { $0 }
        guard code == 0 else {
            throw .file(FileError(operation: "write", path: path, code: code))
        }
    }
}
