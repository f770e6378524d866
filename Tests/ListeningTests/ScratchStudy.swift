import Foundation
import Glibc

@testable import Listening

/// A folder of its own for one test, gone with this value.
final class ScratchFolder {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "listening-\(UInt64.random(in: 0 ... .max))"
        mkdir(path, 0o755)
    }

    var study: String { path + "/example.study" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A date that all tests may use.
let exampleDate = Date(timeIntervalSince1970: 1_790_000_000.125)

/// An answer that fits any trial of `method`.
func exampleAnswer(_ method: Method, trial: Int, clipCount: Int) -> Answer {
    switch method {
    case .acr, .dcr: .score(trial % 5 + 1)
    case .ccr: .comparison(trial % 7 - 3)
    case .ab, .abx: .choice(trial % 3 == 0 ? .first : .second)
    case .mushra: .mushra((0..<clipCount).map { ($0 * 37 + trial * 11) % 101 })
    case .speaker: .speaker(["Ann", "Bob", "张伟"][trial % 3])
    }
}

extension StudyStore {
    /// Answers the first `count` trials of a new rater; all of them for nil.
    @discardableResult
    func rate(as name: String, count: Int? = nil) throws -> Rater {
        let rater = try addRater(name, at: exampleDate)
        let sheet = try sheet(for: rater)
        for trial in sheet.trials.prefix(count ?? .max) {
            try confirm(
                Rating(
                    raterIndex: rater.index, trialIndex: trial.index,
                    answer: exampleAnswer(
                        sheet.common.method, trial: trial.index, clipCount: trial.clips.count),
                    comment: trial.index == 3 ? "a “comma”, a\nline and 张伟" : "",
                    replays: trial.index % 3, latency: Double(trial.index) / 7,
                    confirmedAt: exampleDate.addingTimeInterval(Double(trial.index))))
        }
        return rater
    }
}
