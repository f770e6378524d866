import Foundation
import Studio
import Testing

@testable import StudioTerminal

@Suite struct DocumentFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("a script is saved and read back, whatever is in it")
    func roundTrip() throws {
        try withFolder { folder in
            let path = folder + "/script.txt"
            for text in ["", "[Speaker A] 你好\n", "no end", "é\u{301}👩‍🚀\t\n\n"] {
                let result = try DocumentFile.save(text, to: path, expected: .anything)
                let contents = try DocumentFile.open(path)
                #expect(contents.text == text)
                #expect(result == .saved(contents.stamp))
            }
        }
    }

    @Test("saving keeps the permissions")
    func permissions() throws {
        try withFolder { folder in
            let path = folder + "/script.txt"
            _ = try DocumentFile.save("one", to: path, expected: .absent)
            chmod(path, 0o640)
            _ = try DocumentFile.save("two", to: path, expected: .anything)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o640)
        }
    }

    @Test("a file that someone else has written is not overwritten, a touched one is")
    func changedOnDisk() throws {
        try withFolder { folder in
            let path = folder + "/script.txt"
            guard
                case .saved(let stamp) = try DocumentFile.save("mine", to: path, expected: .absent)
            else { return }
            #expect(try DocumentFile.save("new", to: path, expected: .absent) == .changed)
            try "theirs".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try DocumentFile.hasChanged(path, since: stamp))
            let refused = try DocumentFile.save("mine", to: path, expected: .unchanged(stamp))
            #expect(refused == .changed)
            #expect(try DocumentFile.open(path).text == "theirs")
            try "mine".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try !DocumentFile.hasChanged(path, since: stamp))
            try FileManager.default.removeItem(atPath: path)
            let anew = try DocumentFile.save("again", to: path, expected: .unchanged(stamp))
            #expect(anew != .changed)
        }
    }

    @Test("a new name opens as an empty script that can be saved there")
    func newFile() throws {
        try withFolder { folder in
            let contents = try DocumentFile.open(folder + "/new.txt")
            #expect(contents.text.isEmpty && contents.stamp == DocumentFile.absent)
            let result = try DocumentFile.save(
                "x", to: folder + "/new.txt", expected: .unchanged(contents.stamp))
            #expect(result != .changed)
            let other = try DocumentFile.save(
                "y", to: folder + "/new.txt", expected: .unchanged(contents.stamp))
            #expect(other == .changed)
        }
    }

    @Test("Windows' line ends are read as ours, and written back as they were")
    func carriageReturns() throws {
        try withFolder { folder in
            let path = folder + "/script.txt"
            try Data("\u{FEFF}[Speaker A] one\r\ntwo\r\n".utf8)
                .write(to: URL(fileURLWithPath: path))
            let contents = try DocumentFile.open(path)
            #expect(contents.text == "[Speaker A] one\ntwo\n" && contents.hasCarriageReturns)
            _ = try DocumentFile.save(
                "a\nb\n", to: path, expected: .anything, carriageReturns: true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("a\r\nb\r\n".utf8))
        }
    }

    @Test("what cannot be read or written says so, and nothing is harmed")
    func failures() throws {
        try withFolder { folder in
            #expect(throws: DocumentError.folder(folder)) { try DocumentFile.open(folder) }
            try Data([0xFF, 0xFE, 0x41]).write(to: URL(fileURLWithPath: folder + "/latin"))
            #expect(throws: DocumentError.notUTF8(folder + "/latin")) {
                try DocumentFile.open(folder + "/latin")
            }
            #expect(throws: DocumentError.self) {
                try DocumentFile.save("x", to: folder + "/none/x.txt", expected: .anything)
            }
            #expect(throws: DocumentError.self) {
                try DocumentFile.save("x", to: "/dev/full", expected: .anything)
            }
        }
        let full = DocumentError.notSaved(path: "/a", reason: "", isFull: true)
        #expect("\(full)".contains("NOT saved: the disk is full"))
    }

    @Test("the hash is FNV-1a's")
    func hash() {
        #expect(DocumentFile.hash([]) == 0xcbf2_9ce4_8422_2325)
        #expect(DocumentFile.hash(Array("a".utf8)) == 0xaf63_dc4c_8601_ec8c)
    }
}

@Suite struct RecoveryFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "parley-\(UUID().uuidString)/recovery"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("what a studio that died left is offered, the newest first, until it is discarded")
    func offered() throws {
        try withFolder { folder in
            var dead: [RecoveryFile] = [
                try RecoveryFile(folder: folder), try RecoveryFile(folder: folder),
            ]
            try dead[0].save("[Speaker A] 第一\nsecond", path: "/home/u/a script.txt")
            try dead[1].save("untitled", path: nil)
            let living = try RecoveryFile(folder: folder)
            try living.save("mine", path: nil)
            #expect(living.leftBehind().isEmpty, "their owners live")
            let names = dead.map(\.identifier)
            dead = []
            let left = living.leftBehind()
            #expect(Set(left.map(\.identifier)) == Set(names))
            let named = try #require(left.first { $0.path != nil })
            #expect(named.path == "/home/u/a script.txt")
            #expect(named.text == "[Speaker A] 第一\nsecond" && named.ageInSeconds < 3600)
            #expect(left.contains { $0.path == nil && $0.text == "untitled" })
            for name in names { living.discard(name) }
            #expect(living.leftBehind().isEmpty)
            living.discard("../\(names[0])")
            living.discard()
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.filter { $0.hasSuffix(".txt") }.isEmpty)
        }
    }

    @Test("only the user can read it, and what was saved after all is not offered")
    func savedAfterAll() throws {
        try withFolder { folder in
            let script = NSTemporaryDirectory() + "saved-\(UUID().uuidString).txt"
            defer { try? FileManager.default.removeItem(atPath: script) }
            try "same".write(toFile: script, atomically: true, encoding: .utf8)
            var dead: RecoveryFile? = try RecoveryFile(folder: folder)
            try dead?.save("same", path: script)
            let name = "\(folder)/\(dead?.identifier ?? "").txt"
            let attributes = try FileManager.default.attributesOfItem(atPath: name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            dead = nil
            #expect(try RecoveryFile(folder: folder).leftBehind().isEmpty)
            #expect(access(name, F_OK) != 0)
        }
    }
}

@Suite struct SettingsFileTests {
    private func file(_ text: String? = nil) throws -> SettingsFile {
        let file = SettingsFile(
            path: NSTemporaryDirectory() + "parley-\(UUID().uuidString)/parley/settings.toml")
        guard let text else { return file }
        try StudioFolders.make((file.path as NSString).deletingLastPathComponent)
        try text.write(toFile: file.path, atomically: true, encoding: .utf8)
        return file
    }

    @Test("settings come back as they were, with any character in their names")
    func roundTrip() throws {
        var settings = StudioSettings()
        settings.theme = "paper"
        settings.ambiguousWidth = 2
        settings.follows = false
        settings.split = 0.5
        settings.hasSeenWelcome = true
        settings.output = .command("ssh host \"aplay -\" \\ \t 声")
        settings.cast = ["luna:pitch=2.0", "0.6*rms+0.4*awb"]
        settings.savedVoices = [SavedVoice(name: "my “own” voice.", recipe: "luna:rate=1.1")]
        let file = try file()
        #expect(try file.load() == StudioSettings())
        try file.save(settings)
        #expect(try file.load() == settings)
        for output in [OutputChoice.silent, .device("plughw:0,0")] {
            settings.output = output
            try file.save(settings)
            #expect(try file.load() == settings)
        }
    }

    @Test("what is missing or makes no sense is as at first; what is no TOML is told of by line")
    func broken() throws {
        let odd = try file("ambiguous-width = 7\nsplit = 99.0\ntheme = 3\noutput = \"moon\"")
        #expect(try odd.load() == StudioSettings())
        #expect(throws: SettingsError.self) { try file("theme = \"x\"\nfollow = ").load() }
        do {
            _ = try file("theme = \"x\"\nfollow = ").load()
        } catch let error as SettingsError {
            #expect(error.line == 2 && "\(error)".contains("settings.toml:2: "))
        }
    }

    @Test("the folders are those of the XDG specification")
    func folders() {
        let plain = StudioFolders(environment: ["HOME": "/home/u"])
        #expect(plain.configuration == "/home/u/.config/parley")
        #expect(plain.recovery == "/home/u/.local/state/parley/recovery")
        let own = StudioFolders(
            environment: ["HOME": "/home/u", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "relative"])
        #expect(own.settings == "/c/parley/settings.toml")
        #expect(StudioFolders.expanded("/a/b") == "/a/b")
        #expect(
            StudioFolders.expanded("a").hasSuffix("/a") && StudioFolders.expanded("~/a") != "~/a")
        #expect(own.log == "/home/u/.local/state/parley/studio.log")
    }
}

@Suite struct RecoveryStoreTests {
    private func withFolders(_ body: (_ usual: String, _ spare: String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "parley-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/usual", folder + "/spare")
    }

    @Test("what the usual folder does not take goes to the spare one, and comes back from there")
    func spare() throws {
        try withFolders { usual, spare in
            var store: RecoveryStore? = try RecoveryStore(folders: [usual, spare])
            #expect(try store?.save("one", path: nil) == .usual)
            // Gone while it runs, as a full or broken disk is.
            try FileManager.default.removeItem(atPath: usual)
            #expect(try store?.save("one two", path: nil) == .spare(folder: spare))
            store = nil
            let next = try RecoveryStore(folders: [usual, spare])
            #expect(next.leftBehind().map(\.text) == ["one two"])
            next.discard(next.leftBehind().first?.identifier)
            #expect(next.leftBehind().isEmpty)
        }
    }

    @Test("once the usual folder takes it again, nothing stays in the spare one")
    func back() throws {
        try withFolders { usual, spare in
            let store = try RecoveryStore(folders: [usual, spare])
            try FileManager.default.moveItem(atPath: usual, toPath: usual + "-away")
            #expect(try store.save("a", path: nil) == .spare(folder: spare))
            try FileManager.default.moveItem(atPath: usual + "-away", toPath: usual)
            #expect(try store.save("b", path: nil) == .usual)
            let left = try FileManager.default.contentsOfDirectory(atPath: spare)
            #expect(!left.contains { $0.hasSuffix(".txt") })
        }
    }

    @Test("a folder that others may write to is not trusted")
    func trap() throws {
        try withFolders { usual, spare in
            try FileManager.default.createDirectory(
                atPath: spare, withIntermediateDirectories: true)
            chmod(spare, 0o777)
            let store = try RecoveryStore(folders: [usual, spare])
            try FileManager.default.removeItem(atPath: usual)
            #expect(throws: (any Error).self) { try store.save("secret", path: nil) }
        }
    }
}
