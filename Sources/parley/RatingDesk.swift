import Foundation
import Listening
import Playback
import Studio
import StudioTerminal

/// A rater's place in a study: the store, and the lock that keeps a second terminal of the same
/// rater away.
struct RatingDesk: Sendable {
    private let store: StudyStore
    private let sheet: SessionSheet
    private let clips: String
    private let lock: RaterLock

    /// Opens the study and finds the rater, or enters one.
    ///
    /// - Throws: `ListeningError`, `RatingDeskError`.
    init(_ place: StudyPlace, name: String) throws {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw RatingDeskError.noName }
        store = try StudyStore.open(place.path)
        let rater = try Self.rater(name, in: store)
        lock = try RaterLock(path: place.path + ".rater-\(rater.index)", rater: rater.name)
        sheet = try store.sheet(for: rater)
        clips = place.clips(sheet.common.clipFolder)
    }

    private static func rater(_ name: String, in store: StudyStore) throws -> Rater {
        if let rater = try store.rater(named: name) { return rater }
        let added = Result { () throws(ListeningError) in
            try store.addRater(name, at: Date())
        }
        // Entered by another process in this very moment?
        if case .failure(.raterExists) = added, let rater = try store.rater(named: name) {
            return rater
        }
        return try added.get()
    }

    /// Looks whether all clips that are still to be heard are there, before anybody sits down.
    func checkClips() throws {
        let next = try store.nextTrialIndex(of: sheet.rater) ?? sheet.trials.count
        let wanted = sheet.trials[next...].flatMap { ($0.reference.map { [$0] } ?? []) + $0.clips }
        let missing = Set(wanted.map(\.fileName)).sorted().filter {
            access(clips + "/" + $0, R_OK) != 0
        }
        guard missing.isEmpty else {
            throw RatingDeskError.missingClips(folder: clips, names: missing)
        }
    }

    func services(
        reopenOutput: @escaping @Sendable () async throws -> AudioSink
    ) -> RatingServices {
        RatingServices(
            clipsFolder: clips, store: { try store($0) }, reopenOutput: reopenOutput)
    }

    /// Where the rater left off.
    func state(
        language: ScreenLanguage?, glyphs: Glyphs, textWidth: TextWidth
    ) -> RatingState {
        var sheet = sheet
        if let language { sheet.common.language = language }
        // What cannot be read now was read a moment ago; the screen tells when storing fails too.
        let next = (try? store.nextTrialIndex(of: sheet.rater)) ?? sheet.trials.count
        let previous = (try? store.ratings())?.last {
            $0.raterIndex == sheet.rater.index && $0.trialIndex == next - 1
        }
        return RatingState(
            sheet: sheet, next: next, previous: previous, glyphs: glyphs, textWidth: textWidth)
    }

    private func store(_ draft: RatingDraft) throws -> Rating {
        let rating = Rating(
            raterIndex: sheet.rater.index, trialIndex: draft.trialIndex, answer: draft.answer,
            comment: draft.comment, replays: draft.replays, latency: draft.latency,
            confirmedAt: Date())
        return draft.isRevision ? try store.revise(rating) : try store.confirm(rating)
    }

    /// What is done, and how to go on.
    func summary(study: String) throws -> String {
        let count = sheet.trials.count
        guard let next = try store.nextTrialIndex(of: sheet.rater) else {
            return "\(sheet.rater.name): all \(count) answers are stored. Thank you!"
        }
        return "\(sheet.rater.name): \(next) of \(count) answers are stored. Go on with: "
            + "parley listen rate \(study) --rater \(sheet.rater.name)"
    }
}

/// Why a rater cannot begin.
enum RatingDeskError: Error, Equatable, CustomStringConvertible {
    case noName
    case isRating(rater: String)
    case missingClips(folder: String, names: [String])

    var description: String {
        switch self {
        case .noName: "rater: has no name. Give one with --rater NAME."
        case .isRating(let rater):
            "rater “\(rater)”: is rating in another terminal. Go on there, or close it first; "
                + "somebody else takes another name with --rater."
        case .missingClips(let folder, let names):
            "\(folder): \(names.count) clips of the study are missing: "
                + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
                + ". Put them back; nothing that was rated is lost."
        }
    }
}
