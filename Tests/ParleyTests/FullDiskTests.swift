import Foundation
import Testing

/// A disk that is really full: a tiny file system in memory, where this may be mounted.
@Suite(.serialized, .enabled(if: TmuxStudio.isInstalled && TinyDisk.isAllowed))
struct FullDiskTests {
    @Test("what is typed on a full disk is told to be unsaved, kept elsewhere, and comes back")
    func full() throws {
        try withTemporaryFolder { folder in
            let disk = try TinyDisk(at: folder + "/disk")
            defer { disk.unmount() }
            let path = disk.path + "/talk.txt"
            let text = "[Speaker A] Good morning.\n"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let variables = ["XDG_STATE_HOME": disk.path + "/state"]
            let studio = try TmuxStudio(["studio", path], environment: variables)
            try studio.wait(for: "LISTEN")
            disk.fill()
            try studio.press("i")
            try studio.wait(for: "WRITE")
            try studio.type("not lost ")
            try studio.wait("it is told where the text is safe") {
                $0.contains("disk is full") && $0.contains("kept safe in")
            }
            try studio.press("C-s")
            // A long path breaks the sentence anywhere behind this.
            try studio.wait(for: "NOT saved")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
            try studio.signal(SIGKILL)
            try studio.waitForEnd()
            let next = try TmuxStudio(["studio", path], home: studio, environment: variables)
            try next.wait(for: "Recovered text")
            try next.press("r")
            try next.wait(for: "not lost [Speaker A] Good morning.")
            disk.empty()
            try next.press("C-s")
            try next.wait(forFile: path) {
                String(decoding: $0, as: UTF8.self) == "not lost " + text
            }
        }
    }
}

/// A file system of 64 kB.
private struct TinyDisk {
    let path: String

    /// Whether this process may mount one.
    static let isAllowed: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = NSTemporaryDirectory() + "parley-mount-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let disk = try? TinyDisk(at: folder) else { return false }
        disk.unmount()
        return true
    }()

    init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else {
            throw TmuxFailure(command: "mount", message: String(cString: strerror(errno)))
        }
    }

    func unmount() { umount2(path, Int32(MNT_DETACH)) }

    /// Writes until nothing more fits.
    func fill() {
        let file = open(path + "/filler", O_CREAT | O_WRONLY, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 512)
        while write(file, block, block.count) > 0 {}
    }

    func empty() { unlink(path + "/filler") }
}
