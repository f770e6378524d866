import Foundation
import Playback
import Script
import Studio
import Synchronization
import Synthesis
import Testing

@testable import StudioTerminal

@Suite struct FrameScheduleTests {
    @Test("nothing planned means a long sleep")
    func rest() {
        var schedule = FrameSchedule()
        schedule.didDraw(at: 10)
        #expect(schedule.pause(at: 10, every: nil) == 3600)
        #expect(!schedule.shouldDraw(at: 4000))
        let isDue = schedule.takeTick(at: 4000, every: nil)
        #expect(!isDue)
    }

    @Test("a key is drawn at once, everything else at most 25 times a second")
    func frames() {
        var schedule = FrameSchedule()
        schedule.didDraw(at: 10)
        schedule.change(urgently: false)
        #expect(!schedule.shouldDraw(at: 10.01) && schedule.shouldDraw(at: 10.05))
        #expect(abs(schedule.pause(at: 10.01, every: nil) - 0.03) < 1e-6)
        schedule.change(urgently: true)
        #expect(schedule.shouldDraw(at: 10.01) && schedule.pause(at: 10.01, every: nil) == 0)
    }

    @Test("what was asked for comes once, frames again and again")
    func ticks() {
        var schedule = FrameSchedule()
        schedule.didDraw(at: 0)
        schedule.wake(at: 5)
        #expect(schedule.pause(at: 1, every: nil) == 4)
        var due = [4.0, 5, 6].map { schedule.takeTick(at: $0, every: nil) }
        #expect(due == [false, true, false])
        due = [6.0, 6.1, 6.26].map { schedule.takeTick(at: $0, every: 0.25) }
        #expect(due == [true, false, true])
    }
}

@Suite struct FileWorkerTests {
    private func worker(_ folder: String) -> (FileWorker, Mailbox) {
        let mailbox = Mailbox(waking: Waker())
        let folders = StudioFolders(
            environment: ["XDG_CONFIG_HOME": folder + "/c", "XDG_STATE_HOME": folder + "/s"])
        return (FileWorker(mailbox: mailbox, folders: folders, program: "/nowhere/p"), mailbox)
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("files are opened, saved and watched, each with an answer")
    func files() throws {
        try withFolder { folder in
            let (worker, mailbox) = worker(folder)
            let path = folder + "/a.txt"
            worker.open(path)
            worker.save("text", to: path, expected: .unchanged(DocumentFile.absent))
            worker.finish(keepRecovery: false)
            let answers = mailbox.take()
            guard answers.count == 2,
                case .fileOpened(path, "[Speaker A] ", DocumentFile.absent) = answers[0],
                case .fileSaved(path, _) = answers[1]
            else {
                Issue.record("\(answers)")
                return
            }
            worker.look()
            try "other".write(toFile: path, atomically: true, encoding: .utf8)
            worker.look()
            worker.look()
            worker.save("mine", to: path, expected: .absent)
            worker.open(folder)
            worker.openSample()
            worker.finish(keepRecovery: false)
            let later = mailbox.take()
            #expect(
                later.prefix(2) == [.fileChangedOnDisk(path: path), .fileChangedOnDisk(path: path)])
            #expect(later.count == 4)
        }
    }

    @Test("the latest text is kept, offered to the next studio, and gone when it was saved")
    func recovery() throws {
        try withFolder { folder in
            var first: FileWorker? = worker(folder).0
            first?.beginRecovery()
            for version in 0..<50 {
                first?.saveRecovery("v\(version)", path: nil, version: version)
            }
            first?.finish(keepRecovery: true)
            first = nil
            let (second, mailbox) = worker(folder)
            second.beginRecovery()
            second.finish(keepRecovery: false)
            guard case .recoveryFound(let found)? = mailbox.take().first else {
                Issue.record("nothing was offered")
                return
            }
            #expect(found.text == "v49" && found.path == nil)
            let (third, letters) = worker(folder)
            third.beginRecovery()
            third.discardRecovery(found.identifier)
            third.finish(keepRecovery: false)
            let (fourth, none) = worker(folder)
            fourth.beginRecovery()
            fourth.finish(keepRecovery: false)
            #expect(letters.take().count == 1 && none.take().isEmpty)
        }
    }

    @Test("a cast is exported and imported, and what is no cast is refused")
    func casts() throws {
        try withFolder { folder in
            var cast = Cast(voiceNames: ["luna", "ian"])
            try cast.apply("A=0.6*luna+0.4*ian:pitch=2,D=ian:rate=1.1:pan=-0.5")
            let path = folder + "/cast.json"
            try CastFile.write(cast, to: path)
            let read = try CastFile.read(path)
            #expect(
                read
                    == Dictionary(
                        uniqueKeysWithValues: Speaker.allCases.map { ($0, cast.voices[$0.index]) }))
            for (text, problem) in [
                ("{}", CastFileError.notACast(path)),
                ("{\"format\":\"parley-cast\",\"version\":2,\"speakers\":{}}", .newer(path)),
                (
                    "{\"format\":\"parley-cast\",\"version\":1,\"speakers\":{\"Z\":\"x\"}}",
                    .unknownSpeaker(path, "Z")
                ),
            ] {
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                #expect(throws: problem) { try CastFile.read(path) }
            }
        }
    }

    @Test("folders are listed before files, by name, without what is hidden")
    func listing() throws {
        try withFolder { folder in
            for name in ["b.txt", "a10.txt", "a9.txt", ".hidden"] {
                try "x".write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/z", withIntermediateDirectories: true)
            let entries = try FolderListing.entries(folder)
            #expect(entries.map(\.name) == ["z", "a9.txt", "a10.txt", "b.txt"])
            #expect(entries[0].isFolder && entries[1].byteCount == 1)
        }
    }

    @Test("the sample is found beside the program or in the checkout")
    func sample() throws {
        try withFolder { folder in
            #expect(SampleScript.path(program: folder + "/x/parley") == nil)
            try FileManager.default.createDirectory(
                atPath: folder + "/samples", withIntermediateDirectories: true)
            try "x".write(
                toFile: folder + "/samples/first-words.txt", atomically: true, encoding: .utf8)
            #expect(
                SampleScript.path(program: folder + "/.build/debug/parley")?
                    .hasSuffix("/samples/first-words.txt") == true)
        }
    }
}

@Suite struct SoundBridgeTests {
    @Test("what the player tells reaches the studio, but for what it has no use for")
    func reports() {
        #expect(PlayerReport(.playing) == nil)
        #expect(PlayerReport(.paused) == .paused)
        #expect(
            PlayerReport(.turnState(index: 3, .ready(seconds: 2)))
                == .turnState(index: 3, .ready(seconds: 2)))
        #expect(PlayerReport(.problem("x")) == .problem("x"))
    }

    @Test("orders and outputs keep their meaning")
    func orders() {
        #expect(SoundOutput(.command("aplay")) == .command("aplay"))
        #expect(SoundOutput(.silent) == .silent && SoundOutput(.device("x")) == .device("x"))
        guard case .play(.only(turn: 4)) = Player.Order(.play(.only(turn: 4))) else {
            Issue.record("not the turn")
            return
        }
    }

    @Test("a model that cannot be loaded is told of, and a render asked for too early too")
    func noEngine() async throws {
        let mailbox = Mailbox(waking: Waker())
        let bridge = SoundBridge(
            mailbox: mailbox,
            services: StudioServices(
                loadEngine: { throw SynthesisError.noWeights(path: "/none") },
                openStream: { _, _ in throw SynthesisError.noWeights(path: "/none") }))
        bridge.render(Dialogue(), Cast(voiceNames: ["a"]), to: "/nonexistent/x.wav")
        guard case .renderFailed? = mailbox.take().first else {
            Issue.record("nothing was told")
            return
        }
        bridge.start()
        bridge.startStream(port: 1, host: "")
        var told: [Message] = []
        for _ in 0..<600 where told.count < 2 {
            told += mailbox.take()
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(told.count == 2)
        bridge.finish()
    }
}

@Suite struct ResourceMeterTests {
    @Test("memory and computing are those of this process")
    func measure() {
        var meter = ResourceMeter()
        let use = meter.measure()
        #expect(use.resident > 1_000_000 && use.peak >= use.resident && use.cpu >= 0)
    }
}
