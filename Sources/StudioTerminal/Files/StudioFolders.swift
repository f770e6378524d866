import Foundation

/// Where Parley keeps what is the user's, after the XDG base directory specification.
public struct StudioFolders: Equatable, Sendable {
    /// Settings and themes.
    public var configuration: String
    /// What was not saved, and the log.
    public var state: String
    /// For what was not saved while the disk is full: usually in memory.
    public var runtime: String

    public init(environment: [String: String]) {
        let home = environment["HOME"] ?? "/"
        func folder(_ variable: String, _ fallback: String) -> String {
            // A relative path is to be ignored, says the specification.
            let named = environment[variable] ?? ""
            return (named.hasPrefix("/") ? named : home + "/" + fallback) + "/parley"
        }
        configuration = folder("XDG_CONFIG_HOME", ".config")
        state = folder("XDG_STATE_HOME", ".local/state")
        let named = environment["XDG_RUNTIME_DIR"] ?? ""
        runtime = named.hasPrefix("/") ? named + "/parley" : "/tmp/parley-\(getuid())"
    }

    var settings: String { configuration + "/settings.toml" }
    var recovery: String { state + "/recovery" }
    var spareRecovery: String { runtime + "/recovery" }
    var log: String { state + "/studio.log" }

    /// Makes a folder that only the user can look into.
    static func make(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// A path as the user writes it, from the root: “~” is the home folder, and what begins
    /// elsewhere begins in the working folder. So a recovered text finds its file from anywhere.
    static func expanded(_ path: String) -> String {
        let whole = (path as NSString).expandingTildeInPath
        return whole.hasPrefix("/")
            ? whole : FileManager.default.currentDirectoryPath + "/" + whole
    }
}
