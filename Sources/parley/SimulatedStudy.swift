import Foundation
import Listening
import Studio
import StudioTerminal

/// A study rated by listeners made of numbers, through everything that a real one goes through: its
/// clips are made and levelled by `StudyMaker`, and each rater sits at the rater's screen, hears
/// every clip to its end, presses keys, and has every answer stored.
///
/// Only the ears are missing: the grades are those of `SimulatedRaters`, and the clips are tones.
struct SimulatedStudy {
    var raterCount = 5
    var itemCount = 100
    /// Means of the rounded grades, over all raters and items that there could be; the first is
    /// the teacher's.
    var trueMeans = [4.5, 4.0]
    var seed: UInt64 = 1

    private static let secondsPerClip = 1.0

    /// `grades[system][rater][item]`, those of the first study of `CoverageSimulation`.
    var grades: [[[Int]]] {
        let raters = SimulatedRaters()
        var random = StudyRandom(seed: seed, stream: 0)
        return raters.grades(
            centres: trueMeans.map(raters.centre), raterCount: raterCount, itemCount: itemCount,
            random: &random)
    }

    /// Makes the study in the new folder `path` and has it rated.
    ///
    /// - Parameter progress: called after each rater with the part that is done.
    /// - Returns: how many answers are stored.
    /// - Throws: `SessionError`, `ListeningError`, `RatingDeskError`.
    func write(to path: String, progress: (Double) -> Void = { _ in }) async throws -> Int {
        let made = try await maker.make(at: path)
        let grades = grades
        var places: [String: (system: Int, item: Int)] = [:]
        for stimulus in made.study.stimuli {
            let system = made.study.systems.firstIndex { $0.name == stimulus.system } ?? 0
            places[stimulus.id] = (system, (Int(stimulus.item) ?? 1) - 1)
        }
        for rater in 0..<raterCount {
            let desk = try RatingDesk(StudyPlace(path), name: "rater \(rater + 1)")
            try desk.checkClips()
            var sitting = SimulatedSitting(desk, seed: seed, number: rater)
            try sitting.run { clip in
                guard let place = places[clip] else { return nil }
                return grades[place.system][rater][place.item]
            }
            progress(Double(rater + 1) / Double(raterCount))
        }
        return try StudyStore.open(StudyPlace(path).path).ratings().count
    }

    private var maker: StudyMaker {
        var session = Session(title: "Simulated raters", method: .acr)
        session.raterCount = raterCount
        session.seed = seed
        session.systems = trueMeans.indices.map { index in
            SessionSystem(
                name: index == 0 ? "teacher" : index == 1 ? "student" : "student \(index)",
                role: index == 0 ? .teacher : .student, source: .command("simulated \(index)"))
        }
        session.items = (1...itemCount).map { SessionItem(name: "\($0)", text: "\($0)") }
        return StudyMaker(
            session,
            makers: StudyMaker.Makers(
                speak: { source, script in (Self.tone(of: "\(source) \(script)"), 24_000) },
                identify: { _ in (weights: "", tool: "simulated") },
                store: { study, path in try StudyStore.create(study, at: path).close() },
                toolVersion: "parley \(Parley.configuration.version)"))
    }

    /// Another one for every clip, so that no two files are alike.
    private static func tone(of name: String) -> [Float] {
        let number = name.utf8.reduce(UInt32(5_381)) { $0 &* 33 &+ UInt32($1) }
        let step = 0.03 + Double(number % 4_096) / 40_960
        return (0..<Int(24_000 * secondsPerClip)).map { Float(0.1 * sin(step * Double($0))) }
    }
}

/// One rater's sitting without a terminal: keys and sound as messages, effects carried out.
private struct SimulatedSitting {
    private var state: RatingState
    private let services: RatingServices
    private var random: StudyRandom
    private var now = 0.0

    init(_ desk: RatingDesk, seed: UInt64, number: Int) {
        state = desk.state(language: nil, glyphs: .unicode, textWidth: TextWidth())
        services = desk.services(reopenOutput: { throw CancellationError() })
        // Of a stream that no study's grades come from.
        random = StudyRandom(seed: seed, stream: UInt64.max - UInt64(number))
    }

    /// Sits down and answers until there is nothing left to answer.
    ///
    /// - Parameter grade: of a clip, by its identifier.
    mutating func run(grade: (String) -> Int?) throws {
        _ = startEffects(&state)
        while state.stage != .finished {
            switch state.stage {
            case .trial: try rate(grade)
            case .trouble(let trouble): throw SimulatedSittingError(reason: trouble.text)
            default: try press(.enter)
            }
        }
    }

    private mutating func rate(_ grade: (String) -> Int?) throws {
        guard let trial = state.currentTrial, let clip = trial.clips.first,
            let grade = grade(clip.id)
        else { throw SimulatedSittingError(reason: "a trial without a clip of the study") }
        try tell(.loaded(index: trial.index))
        now += 1
        try tell(.heard(trial: trial.index, sound: 0, seconds: 1, share: 1))
        try tell(.heardToEnd(trial: trial.index, sound: 0))
        try tell(.playingEnded(trial: trial.index))
        now += 0.8 + 1.6 * random.uniform()
        try press(.character(Character("\(grade)")))
        try press(.enter)
        guard state.index > trial.index else {
            throw SimulatedSittingError(reason: "trial \(trial.index + 1) was not stored")
        }
    }

    private mutating func press(_ code: Key.Code) throws { try tell(.input(.key(Key(code)))) }

    /// Only storing is done for real: nobody hears, and nothing is drawn.
    private mutating func tell(_ message: RatingMessage) throws {
        _ = update(&state, .tick(seconds: now))
        for effect in update(&state, message) {
            guard case .store(let draft) = effect else { continue }
            try tell(.stored(services.store(draft)))
        }
    }
}

/// What kept a simulated rater from going on.
struct SimulatedSittingError: Error, CustomStringConvertible {
    let reason: String

    var description: String {
        "simulated rater: \(reason). Run “parley listen check” on the study."
    }
}
