import Delivery
import Foundation
import Listening
import StudioTerminal

/// Raters at the real program, each under a terminal of its own, who answer at the same moment.
///
/// A rater's screen goes on only when the answer is on the disk, so the time from Enter to the first
/// byte of the next screen is at least as long as the answer took to be safe. That the rows are
/// there is looked up, after every answer, through a connection of our own.
struct RaterProbe {
    /// Where the study and the raters' home folders lie, on the disk to be measured.
    let folder: String
    let raterCount: Int
    let answerCount: Int

    /// What was found.
    struct Result: Encodable {
        var raterCount: Int
        /// Milliseconds from Enter to the screen that follows the stored answer.
        var milliseconds: Spread
        /// Of all cores, by all programs, while answers were given.
        var machineShare: Double
        /// Of one core, by one rater's program whose screen waits for a key.
        var restingShare: Double
    }

    /// - Parameter restSeconds: how long a waiting rater's computing is watched.
    /// - Throws: `BenchError.notStored` if a screen went on before its answer was stored, and what
    ///   keeps a study from being made.
    func run(restSeconds: Double) throws -> Result {
        let store = try makeStudy()
        let desks = try (0..<raterCount).map { try sit(number: $0) }
        defer { for desk in desks { desk.end() } }
        let resting = restingShare(of: desks[0], seconds: restSeconds)
        // The volume, and what is asked.
        for _ in 0..<2 { for desk in desks { press("\r", desk, quiet: 0.5) } }
        var times: [Double] = []
        let before = CoreUse.now
        for answer in 0..<answerCount {
            // The clip plays by itself and the screen moves with it.
            for desk in desks { _ = desk.readUntilQuiet(seconds: 0.4) }
            for desk in desks { press(String(1 + answer % 5), desk, quiet: 0.1) }
            times += confirm(desks)
            let (given, stored) = ((answer + 1) * raterCount, try store.ratings().count)
            guard stored == given else {
                throw BenchError.notStored(given: given, stored: stored)
            }
        }
        let share = CoreUse.now.share(since: before)
        try store.close()
        return Result(
            raterCount: raterCount, milliseconds: Spread(times), machineShare: share,
            restingShare: resting)
    }

    /// Enter at all desks at once; milliseconds until each goes on.
    private func confirm(_ desks: [PseudoTerminal]) -> [Double] {
        var waiting = Array(desks.indices)
        var times: [Double] = []
        let starts = desks.map { desk in
            let start = StudioProbe.seconds
            desk.type("\r")
            return start
        }
        let limit = StudioProbe.seconds + 5
        while !waiting.isEmpty, StudioProbe.seconds < limit {
            let ready = PseudoTerminal.readable(waiting.map { desks[$0] }, waitingSeconds: 1)
            let now = StudioProbe.seconds
            times += ready.map { (now - starts[waiting[$0]]) * 1000 }
            waiting = waiting.indices.filter { !ready.contains($0) }.map { waiting[$0] }
        }
        return times + waiting.map { _ in 5000 }
    }

    private func press(_ key: String, _ desk: PseudoTerminal, quiet: Double) {
        desk.type(key)
        _ = desk.readUntilQuiet(seconds: quiet, limit: 5)
    }

    private func restingShare(of desk: PseudoTerminal, seconds: Double) -> Double {
        let (before, start) = (CoreUse.seconds(of: desk.processIdentifier), StudioProbe.seconds)
        while StudioProbe.seconds - start < seconds { _ = desk.read(waitingSeconds: 0.2) }
        let computed = CoreUse.seconds(of: desk.processIdentifier) - before
        return computed / max(StudioProbe.seconds - start, 1e-3)
    }

    private func sit(number: Int) throws -> PseudoTerminal {
        let desk = try StudioProbe.terminal(
            ["listen", "rate", folder, "--rater", "rater \(number + 1)", "--silent"],
            home: folder + "/home-\(number)")
        _ = desk.readUntilQuiet(seconds: 1)
        return desk
    }

    /// As many clips as there are answers, all of them one short tone.
    private func makeStudy() throws -> StudyStore {
        let clips = folder + "/" + StudyMaker.clipFolder
        try FileManager.default.createDirectory(atPath: clips, withIntermediateDirectories: true)
        let samples = (0..<4_800).map { Float(0.1 * sin(Double($0) / 10)) }
        try SoundFile.write(samples, to: clips + "/clip.wav")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: clips + "/clip.wav")))
        return try StudyStore.create(
            ConfirmBenchmark.study(
                clipCount: answerCount, sha256: SHA256.hexadecimal(of: bytes)),
            at: folder + "/" + StudyMaker.fileName)
    }
}
