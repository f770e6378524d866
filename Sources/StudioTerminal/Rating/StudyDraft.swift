import Delivery
import Listening

/// A study on its way from a session and its sounds to what is stored.
struct StudyDraft {
    private let session: Session
    private let items: [SessionItem]
    private let loudness: Double
    private let id = Study.makeIdentifier()
    private var systems: [System] = []
    private var stimuli: [Stimulus] = []
    private var training: [TrainingTrial] = []
    private var traps: [Trap] = []
    /// Samples by file name.
    private(set) var files: [String: [Float]] = [:]

    init(_ session: Session, items: [SessionItem], loudness: Double) {
        self.session = session
        self.items = items
        self.loudness = loudness
    }

    /// Takes note of the systems, and of what made them.
    mutating func identify(_ makers: StudyMaker.Makers) throws {
        for system in session.systems {
            let maker = try makers.identify(system.source)
            systems.append(
                System(
                    name: system.name, role: system.role, weightsChecksum: maker.weights,
                    toolVersion: maker.tool))
        }
        guard session.method == .mushra, session.hasAnchors else { return }
        systems += LowPassAnchor.allCases.map {
            System(name: $0.systemName, role: .anchor, toolVersion: makers.toolVersion)
        }
    }

    /// Names, levels and enters the clips.
    mutating func add(_ sounds: [StudyMaker.Key: StimulusPreparation.Shaped]) {
        for item in items {
            for (system, clip) in clips(of: item, sounds) {
                stimuli.append(
                    Stimulus(
                        id: clip.id, system: system, item: item.name, condition: item.condition,
                        speaker: item.speaker, sha256: clip.sha256, fileName: clip.fileName))
            }
        }
        for item in session.training {
            training += trainingTrials(clips(of: item, sounds))
        }
    }

    /// The versions of an item in the order of the systems.
    private mutating func clips(
        of item: SessionItem, _ sounds: [StudyMaker.Key: StimulusPreparation.Shaped]
    ) -> [(system: String, clip: Clip)] {
        let present = systems.compactMap { system in
            sounds[.init(system: system.name, item: item.name)].map { (system.name, $0) }
        }
        var levelled = present.map { StimulusPreparation.levelled($0.1, to: loudness) }
        // Versions that are heard against each other must not be told apart by their lengths.
        if session.method == .mushra { levelled = StimulusPreparation.padded(levelled) }
        var clips: [(String, Clip)] = []
        for ((system, _), samples) in zip(present, levelled) {
            let name = Stimulus.opaqueIdentifier(
                studyID: id, seed: session.seed, system: system, item: item.name)
            clips.append((system, add(samples, named: name)))
        }
        return clips
    }

    private mutating func add(_ samples: [Float], named name: String) -> Clip {
        files[name + ".wav"] = samples
        return Clip(id: name, fileName: name + ".wav")
    }

    /// Every version once, as the method shows them.
    private func trainingTrials(_ clips: [(system: String, clip: Clip)]) -> [TrainingTrial] {
        let reference = session.systems.first { $0.role == .reference }?.name
        let lead = clips.first { $0.system == reference }?.clip
        switch session.method {
        case .acr, .speaker:
            return mixed(clips.map(\.clip)).map { TrainingTrial(clips: [$0]) }
        case .dcr:
            let others = clips.filter { $0.system != reference }.map(\.clip)
            return mixed(others).map { TrainingTrial(clips: [$0], reference: lead) }
        case .mushra:
            return [TrainingTrial(clips: mixed(clips.map(\.clip)), reference: lead)]
        case .ccr, .ab, .abx:
            let two = Array(mixed(clips.map(\.clip)).prefix(2))
            guard two.count == 2 else { return [] }
            return [TrainingTrial(clips: session.method == .abx ? two + [two[1]] : two)]
        }
    }

    /// In an order that the names of the systems have no part in: that of the clips' own names.
    private func mixed(_ clips: [Clip]) -> [Clip] { clips.sorted { $0.id < $1.id } }

    mutating func add(_ sounds: [StudyMaker.TrapSound]) {
        for (index, sound) in sounds.enumerated() {
            let name = Stimulus.opaqueIdentifier(
                studyID: id, seed: session.seed, system: "", item: "trap \(index)")
            let clip = add(
                StimulusPreparation.levelled(sound.sound, to: loudness), named: name)
            traps.append(
                Trap(
                    id: "trap-\(index + 1)",
                    instruction: BilingualText(
                        english: "Please press \(sound.trap.answer).",
                        chinese: "请按 \(sound.trap.answer)。"),
                    clip: clip, expected: session.answer(forKey: sound.trap.answer)))
        }
    }

    /// The study, its clips' hashes filled in by what `hash` gives for a file name.
    func study(toolVersion: String, hash: (String) -> String) -> Study {
        func whole(_ clip: Clip) -> Clip {
            Clip(id: clip.id, fileName: clip.fileName, sha256: hash(clip.fileName))
        }
        var study = Study(
            id: id, title: session.title, method: session.method, questions: session.questions,
            language: session.language, systems: systems, stimuli: stimuli, pairs: session.pairs,
            speakers: session.speakerNames, training: training, traps: traps,
            repeatCount: session.repeatCount, blockLength: session.blockLength,
            breakMinutes: session.breakMinutes, replayLimit: session.replayLimit,
            raterCount: session.raterCount, seed: session.seed,
            clipFolder: StudyMaker.clipFolder, toolVersion: toolVersion)
        for index in study.stimuli.indices {
            study.stimuli[index].sha256 = hash(study.stimuli[index].fileName)
        }
        for index in study.training.indices {
            study.training[index].clips = study.training[index].clips.map(whole)
            study.training[index].reference = study.training[index].reference.map(whole)
        }
        for index in study.traps.indices {
            study.traps[index].clip = study.traps[index].clip.map(whole)
        }
        return study
    }
}

extension Session {
    /// The answer that a digit key stands for.
    func answer(forKey digit: Int) -> Answer {
        switch method {
        case .acr, .dcr, .mushra: .score(digit)
        case .ccr: .comparison(digit)
        case .ab, .abx: .choice(digit == 1 ? .first : .second)
        case .speaker:
            .speaker(speakerNames.indices.contains(digit - 1) ? speakerNames[digit - 1] : "")
        }
    }

    /// The names to choose from, in the order in which the screen shows them.
    var speakerNames: [String] { Set(items.map(\.speaker)).subtracting([""]).sorted() }

    /// The traps that the program's own voice speaks, each with another answer than the one before.
    var spokenTraps: [SessionTrap] {
        let keys: [Int]
        switch method {
        case .acr, .dcr: keys = [2, 4, 1, 5, 3]
        case .ccr: keys = [2, 1, 3]
        case .ab, .abx: keys = [2, 1]
        case .speaker: keys = Array((1...max(speakerNames.count, 1)).reversed())
        case .mushra: keys = []
        }
        guard !keys.isEmpty else { return [] }
        return (0..<spokenTrapCount).map { index in
            let key = keys[(index + Int(seed % 1_000)) % keys.count]
            let text =
                language == .english
                ? "This is to see whether you listen. Please press \(key) now."
                : "这是一道注意力测试题。请现在按\(key)。"
            return SessionTrap(source: .text(text), answer: key)
        }
    }
}
