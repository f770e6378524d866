import Delivery
import Foundation
import Listening
import Testing

@testable import StudioTerminal

@Suite struct SessionFileTests {
    private let whole = """
        title = "Two students"
        method = "acr"
        language = "zh"
        raters = 6
        block-length = 20
        break-minutes = 4
        replays = 2
        repeats = 5
        seed = 11
        loudness = -24
        seconds = 10
        traps = 2
        pairs = [["teacher", "student"]]

        [[ask]]
        id = "natural"
        text = "自然吗？"
        labels = ["优", "良", "中", "差", "劣"]

        [[system]]
        name = "teacher"
        role = "teacher"
        flite = "slt"

        [[system]]
        name = "student"
        role = "student"
        voices = "A=luna"
        weights = "other.safetensors"

        [[system]]
        name = "recorded"
        folder = "clips/recorded"

        [[item]]
        name = "one"
        text = "One."
        condition = "en"
        speaker = "B"

        [[training]]
        name = "zero"
        text = "Zero."

        [[trap]]
        file = "press.wav"
        answer = 3
        """

    @Test("every key of a session file is understood")
    func reading() throws {
        let session = try SessionFile.session(whole, path: "/home/me/s.toml")
        var wanted = Session(title: "Two students", method: .acr, language: .chinese)
        wanted.raterCount = 6
        wanted.blockLength = 20
        wanted.breakMinutes = 4
        wanted.replayLimit = 2
        wanted.repeatCount = 5
        wanted.seed = 11
        wanted.loudness = -24
        wanted.secondsAtMost = 10
        wanted.spokenTrapCount = 2
        wanted.pairs = [SystemPair(baseline: "teacher", other: "student")]
        func both(_ text: String) -> BilingualText { BilingualText(english: text, chinese: text) }
        wanted.questions = [
            Question(
                id: "natural", text: both("自然吗？"), labels: ["优", "良", "中", "差", "劣"].map(both))
        ]
        wanted.systems = [
            SessionSystem(name: "teacher", role: .teacher, source: .flite("slt")),
            SessionSystem(
                name: "student", role: .student,
                source: .voices(cast: "A=luna", weights: "/home/me/other.safetensors")),
            SessionSystem(name: "recorded", source: .folder("/home/me/clips/recorded")),
        ]
        wanted.items = [SessionItem(name: "one", text: "One.", condition: "en", speaker: "B")]
        wanted.training = [SessionItem(name: "zero", text: "Zero.")]
        wanted.traps = [SessionTrap(source: .file("/home/me/press.wav"), answer: 3)]
        #expect(session == wanted)
        #expect(session.items[0].script == "[Speaker B] One.")
    }

    private struct Bad: Sendable, CustomTestStringConvertible {
        var text: String
        var line: Int
        var says: String

        var testDescription: String { says }
    }

    private static let systems = """

        [[system]]
        name = "a"
        folder = "a"
        [[system]]
        name = "b"
        folder = "b"
        """

    private static let bad: [Bad] = [
        Bad(text: "method = \"mos\"" + systems, line: 1, says: "should be one of acr, dcr"),
        Bad(text: "title = 3\nmethod = \"acr\"" + systems, line: 1, says: "text in quotes"),
        Bad(
            text: "method = \"acr\"\nraters = 0" + systems, line: 2, says: "whole number from 1"),
        Bad(text: "method = \"acr\"\nblocks = 4" + systems, line: 2, says: "nothing is called"),
        Bad(text: "method = \"acr\"\nraters = = 3", line: 2, says: "Error while parsing"),
        Bad(text: "method = \"acr\"", line: 1, says: "there is no [[system]]"),
        Bad(text: "method = \"mushra\"" + systems, line: 2, says: "role = \"reference\""),
        Bad(
            text: "method = \"ab\"\n[[system]]\nname = \"a\"\nfolder = \"a\"", line: 2,
            says: "there is only one"),
        Bad(
            text: "method = \"acr\"\n[[system]]\nname = \"a\"", line: 2,
            says: "exactly one of folder, voices, command, flite"),
        Bad(
            text: "method = \"acr\"\n[[system]]\nname = \"a\"\ncommand = \"say\"\n"
                + "[[item]]\nname = \"i\"\ntext = \"x\"", line: 4, says: "needs {text} and {wav}"),
        Bad(
            text: "method = \"acr\"\n[[system]]\nname = \"a\"\nflite = \"slt\"\n[[item]]\n"
                + "name = \"i\"", line: 5, says: "has no text"),
        Bad(
            text: "method = \"speaker\"" + systems + "\n[[item]]\nname = \"i\"", line: 8,
            says: "does not say who speaks"),
        Bad(
            text: "method = \"acr\"" + systems + "\n[[trap]]\ntext = \"x\"", line: 8,
            says: "needs the answer"),
        Bad(
            text: "method = \"mushra\"\ntraps = 2" + systems + "\nrole = \"reference\"", line: 2,
            says: "MUSHRA has no traps"),
    ]

    @Test("a mistake is told with its line and how to mend it", arguments: bad)
    private func mistakes(_ bad: Bad) throws {
        do {
            _ = try SessionFile.session(bad.text, path: "s.toml")
            Issue.record("it was accepted")
        } catch {
            #expect("\(error)".contains("s.toml:\(bad.line): "), "\(error)")
            #expect("\(error)".contains(bad.says), "\(error)")
        }
    }

    @Test("all mistakes are told at once, in the order of their lines")
    func together() {
        let text = "method = \"mos\"\nraters = 0\nx = 1" + Self.systems
        do {
            _ = try SessionFile.session(text, path: "s.toml")
            Issue.record("it was accepted")
        } catch {
            guard case .mistakes(_, let mistakes) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(mistakes.map(\.line) == [1, 2, 3])
        }
    }
}

@Suite struct StudyMakerTests {
    private func tone(_ seconds: Double, _ frequency: Double, _ gain: Float) -> [Float] {
        (0..<Int(seconds * 24_000)).map {
            gain * Float(sin(2 * Double.pi * frequency * Double($0) / 24_000))
        }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// Two systems' folders with two items, one louder and longer than the other.
    private func clips(in folder: String) throws {
        for (system, gain) in [("reference", Float(0.5)), ("student", 0.02)] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(system)", withIntermediateDirectories: true)
            for (item, seconds) in [("one", 1.0), ("two", 1.5)] {
                try SoundFile.write(
                    tone(seconds + Double(gain), 440, gain), to: "\(folder)/\(system)/\(item).wav")
            }
        }
    }

    private let makers = StudyMaker.Makers(
        speak: { _, _ in throw SessionError.clip(name: "x", reason: "nobody speaks here.") },
        identify: { _ in ("sum", "tool") },
        store: { study, path in
            try JSONEncoder().encode(study).write(to: URL(fileURLWithPath: path))
        }, toolVersion: "test")

    @Test("folders become a study: one format, one loudness, names that tell nothing")
    func folders() async throws {
        try await withFolder { folder in
            try clips(in: folder + "/in")
            var session = Session(title: "T", method: .mushra)
            session.systems = try SessionSystem.folders(in: folder + "/in")
            let made = try await StudyMaker(session, makers: makers).make(at: folder + "/study")
            #expect(made.study.systems.map(\.role) == [.reference, .student, .anchor, .anchor])
            #expect(made.study.stimuli.count == 8 && made.clipCount == 8)
            #expect(abs(made.loudness + 23) < 0.01)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: folder + "/study/clips")
            #expect(names.count == 8)
            var lengths: [String: Set<Int>] = [:]
            for stimulus in made.study.stimuli {
                #expect(stimulus.fileName.wholeMatch(of: /[0-9a-f]{16}\.wav/) != nil)
                let path = "\(folder)/study/clips/\(stimulus.fileName)"
                let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                #expect(SHA256.hexadecimal(of: bytes) == stimulus.sha256)
                let (samples, rate) = try SoundFile.read(path)
                #expect(rate == 24_000)
                lengths[stimulus.item, default: []].insert(samples.count)
                #expect(abs(try Loudness.measure(samples).integrated + 23) < 0.3)
            }
            #expect(lengths.values.allSatisfy { $0.count == 1 }, "versions tell by their lengths")
            let dates = try names.map {
                try FileManager.default.attributesOfItem(atPath: "\(folder)/study/clips/\($0)")[
                    .modificationDate] as? Date
            }
            #expect(Set(dates).count == 1, "the order of writing tells")
        }
    }

    @Test("what fails leaves nothing behind, and what is there is never overwritten")
    func failing() async throws {
        try await withFolder { folder in
            try clips(in: folder + "/in")
            var session = Session(title: "T", method: .acr)
            session.systems = try SessionSystem.folders(in: folder + "/in")
            session.items = [SessionItem(name: "three")]
            await #expect(throws: SessionError.self) {
                try await StudyMaker(session, makers: makers).make(at: folder + "/study")
            }
            session.items = []
            var broken = makers
            broken.store = { _, path in
                throw SessionError.notWritten(path: path, reason: "disk full")
            }
            await #expect(throws: SessionError.self) {
                try await StudyMaker(session, makers: broken).make(at: folder + "/study")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["in"])
            await #expect(throws: SessionError.occupied(path: folder + "/in")) {
                try await StudyMaker(session, makers: makers).make(at: folder + "/in/")
            }
        }
    }

    @Test("traps are spoken with varying answers that the method allows")
    func traps() {
        for method in Method.allCases where method != .mushra {
            var session = Session(title: "T", method: method)
            session.items = [
                SessionItem(name: "a", speaker: "Ann"), SessionItem(name: "b", speaker: "Bo"),
            ]
            session.spokenTrapCount = 4
            let traps = session.spokenTraps
            #expect(traps.count == 4 && Set(traps.map(\.answer)).count >= 2)
            for trap in traps {
                #expect(
                    session.answer(forKey: trap.answer).fits(
                        method, clipCount: 1, speakers: session.speakerNames))
                guard case .text(let text) = trap.source else { continue }
                #expect(text.contains("\(trap.answer)"))
            }
        }
    }
}
