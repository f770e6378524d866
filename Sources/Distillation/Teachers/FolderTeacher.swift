import Foundation
import Kernels

/// A folder of recordings with LJSpeech's manifest, taken as a teacher that can say only these.
///
/// `metadata.csv` has a line a recording, `ID|text|normalised text|speaker`; the last two columns
/// may be left out. The sound is `wavs/ID.wav` or `ID.wav` (also `.flac`, `.mp3`, `.ogg`, `.opus`).
public struct FolderTeacher: Teacher {
    /// One recording.
    public struct Entry: Equatable, Sendable {
        public var id: String
        /// The normalised text where there is one.
        public var text: String
        /// Empty where the manifest names none.
        public var speaker: String
    }

    private static let byteLimit = 256_000_000
    private static let extensions = ["wav", "flac", "mp3", "ogg", "opus"]
    public let directory: String
    /// In the order of the manifest.
    public let entries: [Entry]
    private let ids: Set<String>

    /// Reads the manifest.
    ///
    /// - Throws: `.badConfiguration` for a line that is none, an id twice, or more than 4 speakers.
    public init(directory: String) throws(DistillationError) {
        self.directory = directory
        let path = directory + "/metadata.csv"
        let bytes: [UInt8]
        do {
            bytes = try readWholeFile(path, limit: Self.byteLimit)
        } catch {
            throw .fileFailed(path: path, problem: "cannot be read (\(error.reason))")
        }
        var entries: [Entry] = []
        var ids: Set<String> = []
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            let entry: Entry
            do {
                entry = try Self.entry(line)
            } catch {
                throw .badConfiguration(path: path, line: number + 1, problem: error.problem)
            }
            guard ids.insert(entry.id).inserted else {
                throw .badConfiguration(
                    path: path, line: number + 1, problem: "“\(entry.id)” appears twice")
            }
            entries.append(entry)
        }
        self.entries = entries
        self.ids = ids
        guard (1...4).contains(speakers.count) else {
            throw .badConfiguration(
                path: path, line: nil, problem: "has \(speakers.count) speakers, needs 1 to 4")
        }
    }

    public var name: String { "folder \(directory.split(separator: "/").last ?? "")" }

    /// In the order in which they first appear.
    public var speakers: [String] {
        var seen: [String] = []
        for entry in entries where !seen.contains(entry.speaker) { seen.append(entry.speaker) }
        return seen
    }

    /// The recording named by the request's id.
    public func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
        guard ids.contains(request.id) else {
            throw TeacherFailure(.unusableText, "there is no recording “\(request.id)”")
        }
        for place in ["wavs/", ""] {
            for ending in Self.extensions {
                let path = "\(directory)/\(place)\(request.id).\(ending)"
                if FileManager.default.fileExists(atPath: path) {
                    return try ReceivedSound.read(path)
                }
            }
        }
        throw TeacherFailure(.unusableText, "wavs/\(request.id).wav is missing")
    }

    private static func entry(_ line: Substring) throws(TeacherFailure) -> Entry {
        let columns = line.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard (2...4).contains(columns.count) else {
            throw TeacherFailure(
                .unusableText, "has \(columns.count) columns, needs ID|text|normalised text|speaker"
            )
        }
        let id = columns[0]
        guard !id.isEmpty, !id.hasPrefix("/"), !id.split(separator: "/").contains("..") else {
            throw TeacherFailure(.unusableText, "has an id “\(id)” that leads out of the folder")
        }
        let normalised = columns.count > 2 ? columns[2] : ""
        return Entry(
            id: id, text: normalised.isEmpty ? columns[1] : normalised,
            speaker: columns.count > 3 ? columns[3] : "")
    }
}
