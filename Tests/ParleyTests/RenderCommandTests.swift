import Delivery
import Foundation
import Testing

@Suite(.serialized) struct RenderCommandTests {
    private let script = "[Speaker A] Good morning. [Speaker B] Good evening to you.\n"

    private func render(_ arguments: [String], input: String? = nil) throws -> CommandLineRun {
        try CommandLineRun(
            ["render", "-", "--iterations", "0", "--weights", CommandLineRun.weights] + arguments,
            input: input ?? script)
    }

    @Test("a script from standard input becomes a sound file, with one line to sum up")
    func soundFile() throws {
        try withTemporaryFolder { folder in
            let run = try render(["-o", folder + "/out.wav"])
            #expect(run.status == 0 && run.errors.isEmpty)
            let line = String(decoding: run.output, as: UTF8.self)
            #expect(line.hasPrefix("\(folder)/out.wav: ") && line.filter { $0 == "\n" }.count == 1)
            for fact in ["s of audio in", "RTF", "peak memory", "first audio"] {
                #expect(line.contains(fact))
            }
            let sound = try SoundFile.read(folder + "/out.wav")
            #expect(sound.sampleRate == 24_000 && sound.samples.count > 2000)
        }
    }

    @Test("raw PCM is the same for any number of threads, and equals the file's samples")
    func rawOutput() throws {
        try withTemporaryFolder { folder in
            let raw = try render(["--raw", "-"])
            #expect(raw.status == 0)
            #expect(raw.errors.hasPrefix("standard output: "))
            #expect(try render(["--raw", "-", "--threads", "3"]).output == raw.output)
            _ = try render(["--raw", folder + "/out.pcm"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/out.pcm")) == raw.output)
            _ = try render(["-o", folder + "/out.wav"])
            #expect(try SoundFile.read(folder + "/out.wav").samples.count == raw.output.count / 2)
        }
    }

    @Test("the statistics hold what was promised")
    func statistics() throws {
        try withTemporaryFolder { folder in
            _ = try render(["--raw", folder + "/out.pcm", "--stats", folder + "/stats.json"])
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/stats.json"))
            let all = try #require(
                try JSONSerialization.jsonObject(with: data) as? [String: Any])
            for key in [
                "audioSeconds", "wallSeconds", "rtf", "peakResidentBytes", "firstAudioSeconds",
            ] {
                #expect((all[key] as? NSNumber)?.doubleValue ?? 0 > 0, "\(key)")
            }
            let stages = try #require(all["stages"] as? [String: Double])
            #expect(Set(stages.keys) == ["frontEnd", "student", "vocoder"])
            let turns = try #require(all["turns"] as? [[String: Any]])
            #expect(turns.map { $0["speaker"] as? String } == ["A", "B"])
            #expect(turns[1]["text"] as? String == "Good evening to you.")
            let starts = turns.compactMap { $0["startSeconds"] as? Double }
            let ends = turns.compactMap { $0["endSeconds"] as? Double }
            #expect(
                starts.count == 2 && ends.count == 2 && starts[1] > ends[0] && ends[1] > starts[1])
        }
    }

    @Test("bad input exits 1, wrong usage 2, each with where, what and how to fix it")
    func failures() throws {
        let cases: [([String], String?, Int32, String)] = [
            (["-o", "/nonexistent/out.wav"], nil, 1, "/nonexistent/out.wav: "),
            (["-o", "out.doc"], nil, 1, "out.doc: unknown kind of sound file. "),
            (["-o", "/tmp/x.wav", "--voices", "A=nobody"], nil, 1, "no voice “nobody”. Use luna"),
            (["-o", "/tmp/x.wav"], "[Speaker A] [pause 1s]\n", 1, "nothing in it"),
            (
                ["-o", "/tmp/x.wav", "--weights", "/etc/hostname"], nil, 1,
                "/etc/hostname: not a Parley"
            ),
            (["-o", "-"], nil, 2, "--raw -"),
            (["-o", "a.wav", "--raw", "-"], nil, 2, "exclude"),
            (["--rate", "9"], nil, 2, "0.4 to 2.5"),
            (["--no-such-option"], nil, 2, "Unknown option"),
        ]
        for (arguments, input, status, message) in cases {
            let run = try render(arguments, input: input)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(run.errors.contains(message), "\(arguments): \(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    @Test("a full disk is an error and leaves nothing", .enabled(if: access("/dev/shm", W_OK) == 0))
    func refusedDevice() throws {
        let run = try render(["-o", "/dev/null.wav/x.wav"])
        #expect(run.status == 1)
    }

    @Test("Ctrl-C ends the render with 130 and without a file")
    func interruption() throws {
        try withTemporaryFolder { folder in
            let long = String(repeating: "[Speaker A] This goes on and on and on.\n", count: 3000)
            try long.write(toFile: folder + "/long.txt", atomically: true, encoding: .utf8)
            let process = Process()
            process.executableURL = CommandLineRun.program
            process.arguments = [
                "render", folder + "/long.txt", "-o", folder + "/out.wav",
                "--weights", CommandLineRun.weights,
            ]
            process.standardError = Pipe()
            try process.run()
            // Until the output is open, the signal would end the program the ordinary way.
            let deadline = Date().addingTimeInterval(20)
            while !isWriting(process.processIdentifier, in: folder), Date() < deadline {
                usleep(5000)
            }
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationStatus == 130)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["long.txt"])
        }
    }

    /// Whether the process has a file besides the script open in `folder`, named or not.
    private func isWriting(_ process: Int32, in folder: String) -> Bool {
        let files = "/proc/\(process)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: files)) ?? []
        return names.contains {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(files)/\($0)")
            guard let target, target.hasPrefix(folder) else { return false }
            return !target.hasSuffix("/long.txt")
        }
    }
}
