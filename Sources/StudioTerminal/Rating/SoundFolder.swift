import Delivery
import Foundation
import Listening

/// A folder of sound files, each named as its item.
struct SoundFolder {
    private let path: String
    /// File names by their names without extension.
    private let files: [String: String]

    /// - Throws: `SessionError.unreadable`.
    init(_ path: String) throws(SessionError) {
        self.path = path
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        var files: [String: String] = [:]
        for entry in entries.sorted() where !entry.hasPrefix(".") {
            let name = (entry as NSString).deletingPathExtension
            let isSound = (try? SoundFormat(path: entry)) != nil
            if isSound, files[name] == nil { files[name] = entry }
        }
        self.files = files
    }

    /// Its items, in order.
    var names: [String] { files.keys.sorted() }

    /// Reads an item; `clip` is what messages call it.
    func sound(
        _ name: String, clip: String
    ) throws(SessionError) -> (samples: [Float], sampleRate: Double) {
        guard let file = files[name] else {
            throw .clip(
                name: clip,
                reason:
                    "\(path) has no \(name).wav (or .flac, .opus, .ogg, .mp3). Add it, or leave "
                    + "the item out.")
        }
        return try Self.read(path + "/" + file, clip: clip)
    }

    /// Reads a sound file.
    static func read(
        _ path: String, clip: String
    ) throws(SessionError) -> (samples: [Float], sampleRate: Double) {
        do {
            return try SoundFile.read(path)
        } catch {
            throw .clip(name: clip, reason: "\(error)")
        }
    }
}

extension SessionSystem {
    /// Each folder in `path` as a system of its own, its role by its name where that is one.
    ///
    /// - Throws: `SessionError.unreadable`, also where there is no folder in it.
    public static func folders(in path: String) throws(SessionError) -> [SessionSystem] {
        let manager = FileManager.default
        let entries: [String]
        do {
            entries = try manager.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        let folders = entries.sorted().filter { name in
            var isFolder: ObjCBool = false
            return !name.hasPrefix(".")
                && manager.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
                && isFolder.boolValue
        }
        guard !folders.isEmpty else {
            throw .unreadable(path: path, reason: "it has no folders, one for each system")
        }
        return folders.map { name in
            SessionSystem(
                name: name, role: System.Role(rawValue: name) ?? .other,
                source: .folder(path + "/" + name))
        }
    }
}
