import Foundation

/// Where themes are found: the user's own, then those that ship.
public struct ThemeLibrary: Sendable {
    /// In the order of preference.
    public let folders: [String]

    /// - Parameters:
    ///   - configuration: Parley's folder in the XDG config folder.
    ///   - program: the running program; its themes lie beside it, in the `share` folder of where
    ///     it is installed, or in the checkout it was built in.
    public init(configuration: String, program: String) {
        var folders = [configuration + "/themes"]
        var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        folders.append(
            folder.deletingLastPathComponent().appendingPathComponent("share/parley/themes").path)
        for _ in 0..<5 {
            folders.append(folder.appendingPathComponent("themes").path)
            folder.deleteLastPathComponent()
        }
        self.init(folders: folders)
    }

    init(folders: [String]) { self.folders = folders }

    /// All names, those that are always there last.
    public var names: [String] {
        var names: Set<String> = [Theme.monochrome.name, Theme.sixteen.name]
        for folder in folders {
            // A folder that is not there has no themes.
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for file in files where file.hasSuffix(".toml") {
                names.insert(String(file.dropLast(5)))
            }
        }
        return names.sorted()
    }

    /// Reads the theme of that name.
    public func theme(named name: String) throws(ThemeError) -> Theme {
        // A name is no path.
        if !name.contains("/") {
            for folder in folders {
                let path = "\(folder)/\(name).toml"
                guard access(path, F_OK) == 0 else { continue }
                return try theme(at: path)
            }
        }
        let builtIn = [Theme.monochrome, Theme.sixteen].first { $0.name == name }
        guard let builtIn else { throw .notFound(name: name, known: names) }
        return builtIn
    }

    /// Reads the theme in a file.
    func theme(at path: String) throws(ThemeError) -> Theme {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        return try ThemeFile.theme(text, path: path)
    }
}
