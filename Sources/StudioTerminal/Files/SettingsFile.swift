import Foundation
import Kernels
import Studio
import TOMLKit

/// The studio's settings as a file: TOML, written by the studio and open to the user's editor.
struct SettingsFile {
    let path: String

    /// What is in the file; the settings of a first start where there is none.
    ///
    /// - Throws: `SettingsError` for a file that cannot be understood.
    func load() throws(SettingsError) -> StudioSettings {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            return StudioSettings()
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw SettingsError(
                path: path, line: error.source.begin.line,
                reason: String(error.description.prefix { $0 != "\n" }))
        } catch {
            throw SettingsError(path: path, line: 1, reason: "\(error)")
        }
        return Self.settings(from: table)
    }

    /// Replaces the file.
    func save(_ settings: StudioSettings) throws {
        try StudioFolders.make((path as NSString).deletingLastPathComponent)
        var file = try AtomicFile(path: path)
        try file.append(Array(Self.text(of: settings).utf8))
        try file.commit()
    }

    // What is missing, or of another kind than expected, is as on the first start.
    private static func settings(from table: TOMLTable) -> StudioSettings {
        var settings = StudioSettings()
        settings.theme = table["theme"]?.string ?? settings.theme
        if let width = table["ambiguous-width"]?.int, (1...2).contains(width) {
            settings.ambiguousWidth = width
        }
        settings.follows = table["follow"]?.bool ?? settings.follows
        settings.wraps = table["wrap"]?.bool ?? settings.wraps
        if let split = table["split"]?.double, (0.3...0.8).contains(split) {
            settings.split = split
        }
        settings.hasSeenWelcome = table["welcome-seen"]?.bool ?? settings.hasSeenWelcome
        settings.output = table["output"]?.string.flatMap(output)
        if let cast = table["cast"]?.array { settings.cast = cast.compactMap { $0.string } }
        if let voices = table["voices"]?.table {
            settings.savedVoices = voices.keys.sorted().compactMap { name in
                voices[name]?.string.map { SavedVoice(name: name, recipe: $0) }
            }
        }
        return settings
    }

    private static func output(_ text: String) -> OutputChoice? {
        if text == "silent" { return .silent }
        guard let space = text.firstIndex(of: " ") else { return nil }
        let rest = String(text[text.index(after: space)...])
        switch text[..<space] {
        case "device": return .device(rest)
        case "command": return .command(rest)
        default: return nil
        }
    }

    static func text(of settings: StudioSettings) -> String {
        var lines = [
            "# Written by the studio; what you change here is read at its next start.",
            "theme = \(quoted(settings.theme))",
            "ambiguous-width = \(settings.ambiguousWidth)",
            "follow = \(settings.follows)",
            "wrap = \(settings.wraps)",
            "split = \(settings.split)",
            "welcome-seen = \(settings.hasSeenWelcome)",
        ]
        if let output = settings.output { lines.append("output = \(quoted(output.description))") }
        if !settings.cast.isEmpty {
            lines.append("cast = [\(settings.cast.map(quoted).joined(separator: ", "))]")
        }
        if !settings.savedVoices.isEmpty {
            lines += ["", "[voices]"]
            lines += settings.savedVoices.map { "\(quoted($0.name)) = \(quoted($0.recipe))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A TOML basic string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\0"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A settings file that cannot be understood.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
    public var path: String
    public var line: Int
    public var reason: String

    public var description: String {
        "\(path):\(line): \(reason). Mend the line or remove the file; until then nothing is "
            + "remembered."
    }
}
