import Delivery
import Foundation
import Listening
import Testing

/// Raters at the real program in a real terminal.
@Suite(.serialized, .enabled(if: TmuxStudio.isInstalled))
struct ListenTmuxTests {
    /// One rater's terminal.
    private func sit(
        _ study: String, _ name: String, columns: Int = 80, rows: Int = 24,
        environment: [String: String] = [:], output: [String] = ["--silent"]
    ) throws -> TmuxStudio {
        try TmuxStudio(
            ["listen", "rate", study, "--rater", name] + output, columns: columns, rows: rows,
            environment: environment, addsWeights: false)
    }

    private func begin(_ desk: TmuxStudio) throws {
        try desk.wait(for: "First, the volume.")
        try desk.press("Enter")
        try desk.wait(for: "Each answer is stored")
        try desk.press("Enter")
    }

    private func rate(_ desk: TmuxStudio, _ key: String) throws {
        try desk.wait(for: "Rate with digits")
        try desk.press(key)
        try desk.wait(for: "Enter stores it")
        try desk.press("Enter")
    }

    @Test("three raters at once: each is asked everything once, in an order of their own")
    func threeRaters() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 3)
            let names = ["Ann", "Bo", "程"]
            let desks = try names.map { try sit(study, $0) }
            for desk in desks { try begin(desk) }
            for trial in 1...6 {
                for (index, desk) in desks.enumerated() {
                    try desk.wait(for: "\(trial)/6")
                    try rate(desk, "\(1 + (trial + index) % 5)")
                }
            }
            for desk in desks { try desk.wait(for: "That was all") }
            for desk in desks {
                try desk.press("Enter")
                try desk.waitForEnd()
            }
            let record = try ListenStudy.open(study).record()
            #expect(Set(record.raters.map(\.name)) == Set(names))
            #expect(record.ratings.count == 18)
            for rater in record.raters {
                let own = record.ratings.filter { $0.raterIndex == rater.index }
                #expect(own.map(\.trialIndex) == Array(0..<6))
                let clips = record.trials[rater.index].flatMap { $0.clips.map(\.id) }
                #expect(Set(clips) == Set(record.study.stimuli.map(\.id)))
            }
            #expect(Set(record.trials.map { $0.map { $0.clips[0].id } }).count == 3)
        }
    }

    @Test("kill -9 in the middle of a rating: the next start goes on at that very clip")
    func killed() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 2)
            let desk = try sit(study, "Ann")
            try begin(desk)
            try rate(desk, "5")
            try desk.wait(for: "2/4")
            try rate(desk, "4")
            try desk.wait(for: "3/4")
            try desk.wait(for: "Rate with digits")
            try desk.press("2")
            try desk.wait(for: "Enter stores it")
            try desk.signal(SIGKILL)
            try desk.waitForEnd()
            let stored = try ListenStudy.open(study).ratings()
            #expect(stored.map(\.answer) == [.score(5), .score(4)])

            let again = try sit(study, "Ann")
            try again.wait(for: "First, the volume.")
            try again.press("Enter")
            try again.wait(for: "Welcome back, Ann.")
            try again.wait(for: "2 of 4")
            try again.press("Enter")
            try again.wait(for: "3/4")
            try rate(again, "1")
            try again.wait(for: "4/4")
            try rate(again, "3")
            try again.wait(for: "That was all")
            let all = try ListenStudy.open(study).ratings()
            #expect(all.map(\.answer) == [.score(5), .score(4), .score(1), .score(3)])
            #expect(Set(all.map(\.trialIndex)) == [0, 1, 2, 3])
        }
    }

    @Test("a line that breaks and Ctrl-C lose nothing that was confirmed")
    func hungUp() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 2)
            let desk = try sit(study, "Ann")
            try begin(desk)
            try rate(desk, "5")
            try desk.wait(for: "2/4")
            try desk.hangUp()
            let again = try sit(study, "Ann")
            try again.wait("the first desk is free") { screen in
                screen.contains("First, the volume.") || screen.contains("another terminal")
            }
            try again.press("Enter")
            try again.wait(for: "1 of 4")
            try again.press("Enter")
            try rate(again, "4")
            try again.wait(for: "3/4")
            try again.press("C-c")
            try again.waitForEnd()
            let ratings = try ListenStudy.open(study).ratings()
            #expect(ratings.map(\.answer) == [.score(5), .score(4)])
        }
    }

    @Test("a clip that goes missing is told of by name; put back, the session goes on")
    func missing() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let desk = try sit(study, "Ann")
            try desk.wait(for: "First, the volume.")
            try FileManager.default.moveItem(
                atPath: study + "/clips", toPath: folder + "/elsewhere")
            try desk.press("Enter")
            try desk.wait(for: "Each answer is stored")
            try desk.press("Enter")
            try desk.wait(for: "A clip cannot be read.")
            try desk.wait(for: ".wav")
            try FileManager.default.moveItem(
                atPath: folder + "/elsewhere", toPath: study + "/clips")
            try desk.press("Enter")
            try rate(desk, "3")
            try desk.wait(for: "2/2")
        }
    }

    @Test("MUSHRA in Chinese on a small screen without colour: versions switch, sliders move")
    func mushra() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(
                in: folder, itemCount: 1, options: ["--method", "mushra", "--language", "zh"])
            let desk = try sit(
                study, "小明", columns: 40, rows: 12, environment: ["NO_COLOR": "1"])
            try desk.wait(for: "首先调整音量")
            try desk.press("Enter")
            try desk.wait(for: "欢迎")
            try desk.press("Enter")
            try desk.wait(for: "按 r 播放参考音")
            try desk.press("r")
            // A version can be rated once it has been heard for three seconds, not before.
            for (index, version) in ["A", "B", "C", "D"].enumerated() {
                try desk.type(version)
                try desk.wait("\(version) has been heard and rated") { screen in
                    try desk.press("7")
                    return screen.components(separatedBy: "70").count == index + 2
                }
            }
            try desk.press("r")
            try desk.wait("it may be stored") { screen in
                try desk.press("Enter")
                return screen.contains("全部完成")
            }
            let ratings = try ListenStudy.open(study).ratings()
            #expect(ratings.map(\.answer) == [.mushra([70, 70, 70, 70])])
        }
    }

    @Test("what a rater hears through a command is the clip, sample for sample")
    func heard() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let desk = try sit(
                study, "Ann", output: ["--to-command", "cat > \(folder)/heard.pcm"])
            try begin(desk)
            try rate(desk, "4")
            try desk.wait(for: "2/2")
            try desk.press("C-c")
            try desk.waitForEnd()
            try expectFirstClip(of: study, in: folder + "/heard.pcm")
        }
    }

    @Test(
        "what a rater hears through a sound device is the clip, sample for sample",
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0))
    func heardByDevice() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let configuration = """
                </usr/share/alsa/alsa.conf>
                pcm.parley_wav { type file file "\(folder)/heard.wav" format "wav" \
                slave.pcm { type null } }
                """
            try configuration.write(
                toFile: folder + "/asound.conf", atomically: true, encoding: .utf8)
            let desk = try sit(
                study, "Ann", environment: ["ALSA_CONFIG_PATH": folder + "/asound.conf"],
                output: ["--device", "parley_wav"])
            try desk.wait(for: "parley_wav")
            try begin(desk)
            try rate(desk, "4")
            try desk.wait(for: "2/2")
            try desk.press("C-c")
            try desk.waitForEnd()
            try expectFirstClip(of: study, in: folder + "/heard.wav")
        }
    }

    @Test(
        "a stream that nobody has opened is not heard; once opened it is, sample for sample",
        .enabled(if: access("/usr/bin/curl", X_OK) == 0))
    func heardByStream() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let desk = try sit(study, "Ann", output: ["--stream", "0"])
            let first = try desk.wait(for: "to listen")
            let url = try #require(first.firstMatch(of: /http:[0-9.:\/]+/)).output
            try begin(desk)
            try desk.wait("the clip waits to be heard") { $0.contains("Listen to the end") }
            try desk.press("4")
            try desk.wait(for: "Hear the clip to its end, then rate it.")
            let curl = Process()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
            curl.arguments = ["-s", "\(url)stream.pcm", "-o", folder + "/heard.pcm"]
            try curl.run()
            defer { curl.terminate() }
            try rate(desk, "4")
            try desk.wait(for: "2/2")
            try desk.press("C-c")
            try desk.waitForEnd()
            // The end of the server is the end of the stream.
            curl.waitUntilExit()
            try expectFirstClip(of: study, in: folder + "/heard.pcm")
            #expect(try ListenStudy.open(study).ratings().map(\.answer) == [.score(4)])
        }
    }

    /// The first trial's clip is in that recording, but for the fade of 5 ms that takes the click
    /// from where playing begins.
    private func expectFirstClip(
        of study: String, in recording: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let record = try ListenStudy.open(study).record()
        let clip = try #require(record.trials[0][0].clips.first)
        let file = try Data(
            contentsOf: URL(fileURLWithPath: "\(study)/clips/\(clip.fileName)"))
        let heard = try Data(contentsOf: URL(fileURLWithPath: recording))
        let body = file.dropFirst(44).dropFirst(2 * 240)
        #expect(body.count > 10_000 && heard.range(of: body) != nil, sourceLocation: sourceLocation)
    }

    @Test("a second terminal of the same rater is turned away")
    func twice() throws {
        try withTemporaryFolder { folder in
            let study = try ListenStudy.make(in: folder, itemCount: 1)
            let desk = try sit(study, "Ann")
            try desk.wait(for: "First, the volume.")
            let second = try CommandLineRun(
                ["listen", "rate", study, "--rater", "Ann", "--silent"])
            #expect(second.status == 1 && second.errors.contains("in another terminal"))
            // Being turned away takes nothing from the one who rates.
            let third = try CommandLineRun(
                ["listen", "rate", study, "--rater", "Ann", "--silent"])
            #expect(third.status == 1)
            try desk.press("C-c")
            try desk.waitForEnd()
            let left = try FileManager.default.contentsOfDirectory(atPath: study)
            #expect(!left.contains { $0.contains("rater-") }, "\(left)")
        }
    }
}
