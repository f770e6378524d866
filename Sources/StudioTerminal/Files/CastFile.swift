import Foundation
import Kernels
import Script
import Synthesis

/// A cast as a file to share: JSON with the recipe of every speaker's voice.
///
/// ```json
/// {"format": "parley-cast", "version": 1, "speakers": {"A": "luna:pitch=2", "B": "ian"}}
/// ```
public struct CastFile: Codable {
    private var format = "parley-cast"
    private var version = 1
    private var speakers: [String: String]

    private init(_ cast: Cast) {
        speakers = Dictionary(
            uniqueKeysWithValues: Speaker.allCases.map {
                ($0.name, cast.voices[$0.index].description)
            })
    }

    /// Writes a cast, atomically.
    public static func write(_ cast: Cast, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var file = try AtomicFile(path: path)
        try file.append(Array(try encoder.encode(CastFile(cast))) + [10])
        try file.commit()
    }

    /// Reads a cast; only the speakers in it.
    ///
    /// - Throws: `CastFileError`, `FileError`, or `SynthesisError` for a recipe that is none.
    public static func read(_ path: String) throws -> [Speaker: Voice] {
        let bytes = try readWholeFile(path, limit: 1_000_000)
        guard let file = try? JSONDecoder().decode(CastFile.self, from: Data(bytes)),
            file.format == "parley-cast"
        else { throw CastFileError.notACast(path) }
        guard file.version == 1 else { throw CastFileError.newer(path) }
        var voices: [Speaker: Voice] = [:]
        for (name, recipe) in file.speakers {
            guard let speaker = Speaker(name: name) else {
                throw CastFileError.unknownSpeaker(path, name)
            }
            voices[speaker] = try Voice(parsing: recipe)
        }
        return voices
    }
}

/// What is wrong with a cast file.
public enum CastFileError: Error, Equatable, CustomStringConvertible {
    case notACast(String)
    case newer(String)
    case unknownSpeaker(String, String)

    public var description: String {
        switch self {
        case .notACast(let path):
            "\(path): not a cast. Choose a file that “:cast-export” wrote."
        case .newer(let path):
            "\(path): written by a newer Parley. Update Parley, or write the cast anew."
        case .unknownSpeaker(let path, let name):
            "\(path): “\(name)” is no speaker. Use A, B, C or D."
        }
    }
}
