import Delivery
import Foundation
import Testing

/// The real program, killed in the middle of its work.
@Suite("parley distill label") struct DistillLabelTests {
    private static let dialogueCount = 30
    private static let turnCount = 5

    /// Scripts of which no two turns are alike.
    private func writeScripts(to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for number in 0..<Self.dialogueCount {
            let lines = (0..<Self.turnCount).map { turn in
                "[Speaker \(Array("ABCD")[(number + turn) % 4])] Story \(number), part \(turn)."
            }
            try lines.joined(separator: "\n").write(
                toFile: "\(folder)/\(100 + number).txt", atomically: true, encoding: .utf8)
        }
    }

    /// A teacher that notes each text when it has spoken it.
    private func writeTeacher(to folder: String) throws -> String {
        let hum = (0..<36_000).map { index -> Float in
            let time = Float(index) / 24_000
            return 0.3 * sin(2 * .pi * 150 * time) * (0.6 + 0.4 * sin(2 * .pi * 4 * time))
        }
        try SoundFile.write(hum, to: folder + "/hum.wav")
        let script = """
            sleep 0.02
            cp '\(folder)/hum.wav' "$2"
            echo "$3 $1" >> '\(folder)/asked'
            """
        try script.write(toFile: folder + "/teacher.sh", atomically: true, encoding: .utf8)
        return "sh \(folder)/teacher.sh {text} {wav} {voice}"
    }

    private func asked(_ folder: String) -> [String] {
        let text = try? String(contentsOfFile: folder + "/asked", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    private func labelled(_ out: String) throws -> [String] {
        var texts: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: out).sorted()
        where name.hasPrefix("shard-") && name.hasSuffix(".jsonl") {
            for line in try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)
                .split(separator: "\n")
            {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                texts.append((object as? [String: Any])?["text"] as? String ?? "")
            }
        }
        return texts
    }

    /// Starts the program and kills it when the teacher has spoken `count` texts.
    private func killed(_ arguments: [String], after count: Int, folder: String) throws {
        let process = Process()
        process.executableURL = CommandLineRun.program
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = ContinuousClock.now + .seconds(120)
        while asked(folder).count < count, process.isRunning, ContinuousClock.now < deadline {
            usleep(5_000)
        }
        #expect(process.isRunning, "it ended before it could be killed")
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    @Test("killed twice, it goes on, and asks for nothing twice that it has")
    func resumes() throws {
        try withTemporaryFolder { folder in
            try writeScripts(to: folder + "/scripts")
            let jobs = 2
            let arguments = [
                "distill", "label", "--dialogues", folder + "/scripts", "--teacher-command",
                try writeTeacher(to: folder), "--voices", "a,b,c,d", "--jobs", "\(jobs)", "--out",
                folder + "/out",
            ]
            try killed(arguments, after: 20, folder: folder)
            try killed(arguments, after: 75, folder: folder)
            let run = try CommandLineRun(arguments)
            #expect(run.status == 0, "\(run.errors)")
            let planned = Self.dialogueCount * Self.turnCount
            let report = String(decoding: run.output, as: UTF8.self)
            #expect(report.contains("\(planned) of \(planned) utterances labelled"), "\(report)")

            let texts = try labelled(folder + "/out")
            #expect(texts.count == planned && Set(texts).count == planned)
            let asked = asked(folder)
            #expect(Set(asked).count == planned)
            // Only what was on the teacher's lips at a kill may be asked for again.
            #expect(asked.count <= planned + 2 * jobs, "\(asked.count) for \(planned)")
            #expect(asked.contains("b Story 1, part 0."), "\(asked.first ?? "")")

            let again = try CommandLineRun(arguments)
            #expect(again.status == 0 && self.asked(folder).count == asked.count)
        }
    }

    @Test("options that contradict each other are refused")
    func refusals() throws {
        let run = try CommandLineRun([
            "distill", "label", "--teacher-url", "ftp://nowhere", "--prompts", "/dev/null",
            "--out", "/tmp/never",
        ])
        #expect(run.status != 0)
        let both = try CommandLineRun([
            "distill", "label", "--teacher-url", "http://x", "--records", "y", "--out",
            "/tmp/never",
        ])
        #expect(both.status == 2 && both.errors.contains("Give one of --teacher-command"))
        let gradio = try CommandLineRun([
            "distill", "label", "--teacher-url", "http://x", "--api", "gradio", "--out",
            "/tmp/never",
        ])
        #expect(gradio.status == 2 && gradio.errors.contains("--endpoint"))
    }
}
