import ArgumentParser
import Foundation
import Listening

/// `parley listen check`: whether a study is whole.
struct ListenCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "See whether a study's database, journal and clips are whole.",
        discussion: "Exits 1 and names everything that is missing, damaged or changed. With "
            + "--repair the database is rebuilt from its journal; the damaged one is kept.")

    @Argument(help: "The study: its folder.")
    var study: String
    @Flag(help: "Rebuild a damaged database from the journal beside it.")
    var repair = false

    func run() throws {
        let place = StudyPlace(study)
        if repair { try rebuild(place) }
        let store = try StudyStore.open(place.path)
        let plan = try store.study()
        let problems =
            try store.verify() + store.clipProblems(folder: place.clips(plan.clipFolder))
        for problem in problems { print(problem) }
        print(
            "\(plan.title): \(try store.raters().count) raters, \(try store.ratings().count) "
                + "answers, \(plan.stimuli.count) stimuli")
        guard problems.isEmpty else {
            throw LocatedError(place: study, error: ListenCheckError(count: problems.count))
        }
        print("whole: database, journal, clips")
    }

    private func rebuild(_ place: StudyPlace) throws {
        let opened = Result { () throws(ListeningError) in try StudyStore.open(place.path) }
        // A damaged file is what the journal is for; any other failure is told of.
        if case .failure(let error) = opened, !error.isDamage { throw error }
        if case .success(let store) = opened {
            let problems = try store.verify()
            let isDamaged = problems.contains {
                if case .damagedDatabase = $0 { true } else { false }
            }
            if !isDamaged {
                if !problems.isEmpty { try store.repairJournal() }
                let done = problems.isEmpty ? "is whole; nothing to repair" : "journal written anew"
                return print("\(place.path): \(done)")
            }
            try store.close()
        }
        let made = try StudyStore.rebuild(place.path, at: Date())
        let lost = made.damagedLineCount
        print(
            "\(place.path): rebuilt with \(made.raterCount) raters and \(made.ratingCount) answers"
                + (lost > 0 ? "; \(lost) lines of the journal were damaged" : "")
                + (made.keptAs.map { "; the damaged file is now \($0)" } ?? ""))
    }
}

extension ListeningError {
    fileprivate var isDamage: Bool {
        if case .damaged = self { true } else { false }
    }
}

/// How many things are wrong with a study.
struct ListenCheckError: Error, CustomStringConvertible {
    let count: Int

    var description: String {
        count == 1 ? "one thing is wrong; see above." : "\(count) things are wrong; see above."
    }
}
