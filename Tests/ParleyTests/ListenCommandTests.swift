import Delivery
import Foundation
import Listening
import Testing

@testable import parley

/// `parley listen` from outside, where no terminal is needed.
@Suite struct ListenCommandTests {
    @Test("the bench stores answers and leaves nothing behind")
    func bench() throws {
        try withTemporaryFolder { folder in
            let run = try CommandLineRun(["bench", "listen", "--answers", "3", "--folder", folder])
            #expect(
                run.status == 0 && String(decoding: run.output, as: UTF8.self).contains("(3)"),
                "\(run.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("simulated raters press keys at the real screen; the report finds what they pressed")
    func simulated() throws {
        try withTemporaryFolder { folder in
            let study = folder + "/study"
            let made = try CommandLineRun([
                "listen", "simulate", "--study", study, "--raters", "3", "--clips", "21",
                "--seed", "7",
            ])
            try #require(made.status == 0, "\(made.errors)")
            let check = try CommandLineRun(["listen", "check", study])
            #expect(check.status == 0, "\(check.errors)")
            let record = try ListenStudy.open(study).record()
            #expect(record.ratings.count == 126)
            #expect(record.ratings.allSatisfy { $0.latency > 0.7 && $0.latency < 2.5 })
            let grades = SimulatedStudy(
                raterCount: 3, itemCount: 21, trueMeans: [4.5, 4], seed: 7
            ).grades
            let report = try CommandLineRun(["listen", "report", study, "--csv", "-"])
            let rows = String(decoding: report.output, as: UTF8.self).split(separator: "\n")
            for (name, given) in zip(["teacher", "student"], grades) {
                let all = given.flatMap(\.self).map(Double.init)
                let mean = all.reduce(0, +) / Double(all.count)
                let row = try #require(rows.first { $0.contains(name) })
                let fields = row.split(separator: ",").compactMap { Double($0) }
                #expect(fields.contains { abs($0 - mean) < 1e-6 }, "\(name) \(mean): \(row)")
                #expect(fields.contains(63))
            }
            let again = try CommandLineRun(["listen", "simulate", "--study", study])
            #expect(again.status == 1 && again.errors.contains("is there already"))
        }
    }

    @Test("a session file with mistakes is refused with all of them, each with its line")
    func sessionMistakes() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/s.toml"
            try "method = \"mos\"\nraters = 0\n\n[[system]]\nname = \"a\"\n".write(
                toFile: path, atomically: true, encoding: .utf8)
            let run = try CommandLineRun(["listen", "new", path, "-o", folder + "/study"])
            #expect(run.status == 1)
            for part in ["s.toml:1: ", "acr, dcr", "s.toml:2: ", "s.toml:4: ", "Nothing was made"] {
                #expect(run.errors.contains(part), "\(part) is missing: \(run.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/study"))
        }
    }

    @Test("texts are spoken by the systems of a session; a trap says what to press")
    func rendering() throws {
        try withTemporaryFolder { folder in
            try SoundFile.write(
                (0..<24_000).map { Float(0.1 * sin(Double($0) / 10)) }, to: folder + "/press.wav")
            let session = """
                method = "acr"
                [[system]]
                name = "teacher"
                role = "teacher"
                flite = "slt"
                [[system]]
                name = "student"
                role = "student"
                flite = "rms"
                [[item]]
                name = "one"
                text = "Good morning, everybody."
                [[trap]]
                file = "press.wav"
                answer = 2
                """
            try session.write(toFile: folder + "/s.toml", atomically: true, encoding: .utf8)
            let run = try CommandLineRun([
                "listen", "new", folder + "/s.toml", "-o", folder + "/study",
            ])
            try #require(run.status == 0, "\(run.errors)")
            let study = try ListenStudy.open(folder + "/study").study()
            #expect(study.stimuli.count == 2 && study.traps.count == 1)
            #expect(study.systems.map(\.toolVersion) == ["flite slt", "flite rms"])
            #expect(study.traps[0].expected == .score(2))
            let check = try CommandLineRun(["listen", "check", folder + "/study"])
            #expect(check.status == 0, "\(check.errors)")
        }
    }

    @Test("a missing and a changed clip are named, to the organiser and to the rater")
    func clips() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 2)
            let names = try FileManager.default.contentsOfDirectory(atPath: study + "/clips")
                .sorted()
            try FileManager.default.removeItem(atPath: "\(study)/clips/\(names[0])")
            let other = try Data(contentsOf: URL(fileURLWithPath: "\(study)/clips/\(names[1])"))
            try other.write(to: URL(fileURLWithPath: "\(study)/clips/\(names[2])"))
            let check = try CommandLineRun(["listen", "check", study])
            let told = String(decoding: check.output, as: UTF8.self)
            #expect(check.status == 1)
            #expect(told.contains(names[0]) && told.contains(names[2]))
            #expect(!told.contains(names[1]))
            let rate = try CommandLineRun(["listen", "rate", study, "--rater", "A", "--silent"])
            #expect(rate.status == 1 && rate.errors.contains(names[0]))
            #expect(rate.errors.contains("missing"))
        }
    }

    @Test("a corrupt database is refused unchanged, and rebuilt only when asked")
    func corrupt() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 2)
            let path = study + "/study.parley-study"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for index in 100..<min(bytes.count, 4_096) { bytes[index] = 0xA5 }
            try bytes.write(to: URL(fileURLWithPath: path))
            let rate = try CommandLineRun(["listen", "rate", study, "--rater", "A", "--silent"])
            #expect(rate.status == 1 && rate.errors.contains("damaged"), "\(rate.errors)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
            let repair = try CommandLineRun(["listen", "check", study, "--repair"])
            #expect(repair.status == 0, "\(repair.errors)")
            #expect(try ListenStudy.open(study).study().stimuli.count == 4)
            let kept = try FileManager.default.contentsOfDirectory(atPath: study)
            #expect(kept.contains { $0.contains("damaged") })
        }
    }

    @Test("a study is never overwritten, and without a sound output nobody can rate")
    func refusals() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let again = try CommandLineRun([
                "listen", "new", "--folder", folder + "/in", "-o", study,
            ])
            #expect(again.status == 1 && again.errors.contains("is there already"))
            let rate = try CommandLineRun([
                "listen", "rate", study, "--rater", "A", "--device", "no-such-device",
            ])
            #expect(rate.status == 1 && rate.errors.contains("--to-command"), "\(rate.errors)")
            let both = try CommandLineRun([
                "listen", "rate", study, "--silent", "--stream", "7070",
            ])
            #expect(both.status == 2)
        }
    }
}
