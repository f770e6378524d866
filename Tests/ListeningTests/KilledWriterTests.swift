import Foundation
import Glibc
import Testing

@testable import Listening

private let studyVariable = "PARLEY_LISTENING_CHILD_STUDY"

/// Not a test of its own: what the killed process runs.
@Suite("Child that rates until it is killed")
struct RatingChild {
    @Test(
        "rates and reports every trial after it is confirmed",
        .enabled(if: ProcessInfo.processInfo.environment[studyVariable] != nil))
    func rate() throws {
        let path = try #require(ProcessInfo.processInfo.environment[studyVariable])
        let store = try StudyStore.open(path)
        let rater = try #require(try store.rater(named: "Ann"))
        let report = open(path + ".confirmed", O_WRONLY | O_APPEND | O_CREAT, 0o644)
        while let trial = try store.nextTrialIndex(of: rater) {
            try store.confirm(
                Rating(
                    raterIndex: rater.index, trialIndex: trial, answer: .score(trial % 5 + 1),
                    latency: 1, confirmedAt: exampleDate))
            let line = Array("\(trial)\n".utf8)
            _ = write(report, line, line.count)
        }
    }
}

@Suite("A process killed while it rates (StudyStore)", .serialized)
struct KilledWriterTests {
    let folder = ScratchFolder()

    @Test("every rating that was confirmed before kill -9 is there, and the next trial is next")
    func killed() throws {
        let store = try StudyStore.create(exampleStudy(.acr, itemCount: 400), at: folder.study)
        let rater = try store.addRater("Ann", at: exampleDate)
        try store.close()
        var before = 0
        for round in 1...3 {
            try killAfter(confirmations: before + 15 * round)
            let confirmed = try reported()
            let again = try StudyStore.open(folder.study)
            let stored = Set(try again.ratings().map(\.trialIndex))
            #expect(stored.isSuperset(of: confirmed))
            // One more may have been stored whose report the kill forestalled.
            #expect(stored.count <= Set(confirmed).count + round)
            #expect(try again.nextTrialIndex(of: rater) == stored.count)
            #expect(try again.verify().isEmpty)
            try again.close()
            before = confirmed.count
        }
        #expect(before >= 90)
    }

    private func killAfter(confirmations: Int) throws {
        let child = Process()
        child.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = [
            "--testing-library", "swift-testing", "--filter", "RatingChild",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment[studyVariable] = folder.study
        child.environment = environment
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
        let deadline = ContinuousClock.now + .seconds(60)
        while try reported().count < confirmations, ContinuousClock.now < deadline {
            // Not Task.sleep: while busy tests keep this one from waking, the child would finish.
            usleep(5000)
        }
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        try #require(child.terminationReason == .uncaughtSignal, "the child ended by itself")
    }

    private func reported() throws -> [Int] {
        guard let data = FileManager.default.contents(atPath: folder.study + ".confirmed") else {
            return []
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }
}
