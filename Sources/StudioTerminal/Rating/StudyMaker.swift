import Delivery
import Foundation
import Kernels
import Listening

/// Makes a study of a session: renders or reads what is needed, brings all of it to one format and
/// loudness, hides the names and writes the folder, whole or not at all.
public struct StudyMaker: Sendable {
    /// What can speak texts: things that this module does not know.
    public struct Makers: Sendable {
        /// Speaks a script as a system does; mono samples and their rate in Hz.
        public var speak:
            @Sendable (_ source: SessionSystem.Source, _ script: String) async throws
                -> (samples: [Float], sampleRate: Double)
        /// What identifies the weights of a system, and the version of what speaks.
        public var identify:
            @Sendable (_ source: SessionSystem.Source) throws -> (weights: String, tool: String)
        /// Writes the database of a study to a new file, and closes it.
        public var store: @Sendable (_ study: Study, _ path: String) throws -> Void
        /// The version of this program.
        public var toolVersion: String

        public init(
            speak:
                @escaping @Sendable (SessionSystem.Source, String) async throws
                -> (samples: [Float], sampleRate: Double),
            identify:
                @escaping @Sendable (SessionSystem.Source) throws
                -> (weights: String, tool: String),
            store: @escaping @Sendable (Study, String) throws -> Void, toolVersion: String
        ) {
            self.speak = speak
            self.identify = identify
            self.store = store
            self.toolVersion = toolVersion
        }
    }

    /// What was made.
    public struct Summary: Equatable, Sendable {
        public var study: Study
        /// Of all clips alike, in LUFS.
        public var loudness: Double
        /// Sound files written, and how long they last together.
        public var clipCount: Int
        public var seconds: Double
    }

    /// Where the database lies in a study's folder.
    public static let fileName = "study.parley-study"
    /// Where the clips lie there.
    public static let clipFolder = "clips"

    let session: Session
    let makers: Makers
    let progress: @Sendable (_ fractionDone: Double) -> Void
    /// Name and loudness preparation of every sound.
    let preparation: StimulusPreparation

    /// - Parameter progress: called while clips are made, with 0…1.
    public init(
        _ session: Session, makers: Makers,
        progress: @escaping @Sendable (_ fractionDone: Double) -> Void = { _ in }
    ) {
        self.session = session
        self.makers = makers
        self.progress = progress
        preparation = StimulusPreparation(
            loudness: session.loudness, secondsAtMost: session.secondsAtMost)
    }

    /// Makes the study in a new folder.
    ///
    /// - Throws: `SessionError`, `ListeningError`, or what the makers throw.
    public func make(at path: String) async throws -> Summary {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard access(path, F_OK) != 0 else { throw SessionError.occupied(path: path) }
        let items = try itemsAtHand()
        let training = session.training
        var sounds = try await shapedSounds(items + training)
        let traps = try await trapSounds()
        let loudness = preparation.commonLoudness(
            of: Array(sounds.values) + traps.map(\.sound))
        if session.method == .mushra, session.hasAnchors { try addAnchors(to: &sounds) }
        var draft = StudyDraft(session, items: items, loudness: loudness)
        try draft.identify(makers)
        draft.add(sounds)
        draft.add(traps)
        // Before anything is written.
        try draft.study(toolVersion: makers.toolVersion) { _ in "" }.validate()
        let study = try write(draft, at: path)
        let length = draft.files.values.reduce(0) { $0 + $1.count }
        return Summary(
            study: study, loudness: loudness, clipCount: draft.files.count,
            seconds: Double(length) / StimulusPreparation.sampleRate)
    }
}

// MARK: - Collecting sound

extension StudyMaker {
    /// A sound's system and item.
    struct Key: Hashable {
        var system: String
        var item: String
    }

    /// The items of the session; where none is named, what the folders have.
    func itemsAtHand() throws(SessionError) -> [SessionItem] {
        guard session.items.isEmpty else { return session.items }
        var names: [String] = []
        var seen: Set<String> = []
        for system in session.systems {
            guard case .folder(let folder) = system.source else { continue }
            let found = try SoundFolder(folder).names
            for name in found where seen.insert(name).inserted { names.append(name) }
        }
        let training = Set(session.training.map(\.name))
        return names.sorted().filter { !training.contains($0) }.map { SessionItem(name: $0) }
    }

    private func shapedSounds(
        _ items: [SessionItem]
    ) async throws -> [Key: StimulusPreparation.Shaped] {
        var sounds: [Key: StimulusPreparation.Shaped] = [:]
        let total = Double(max(items.count * session.systems.count, 1))
        for system in session.systems {
            let folder = try system.source.folder.map { try SoundFolder($0) }
            for item in items {
                let name = "“\(item.name)” of “\(system.name)”"
                let raw: (samples: [Float], sampleRate: Double)
                if let folder {
                    raw = try folder.sound(item.name, clip: name)
                } else {
                    raw = try await spoken(item.script, by: system.source, clip: name)
                }
                sounds[Key(system: system.name, item: item.name)] = try shaped(raw, clip: name)
                progress(Double(sounds.count) / total)
            }
        }
        return sounds
    }

    private func spoken(
        _ text: String, by source: SessionSystem.Source, clip: String
    ) async throws -> (samples: [Float], sampleRate: Double) {
        do {
            return try await makers.speak(source, text)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SessionError.clip(name: clip, reason: "\(error)")
        }
    }

    private func shaped(
        _ raw: (samples: [Float], sampleRate: Double), clip: String
    ) throws(SessionError) -> StimulusPreparation.Shaped {
        do {
            return try preparation.shaped(raw.samples, sampleRate: raw.sampleRate)
        } catch {
            throw .clip(
                name: clip,
                reason: "it is silent or shorter than 0.4 s. Replace it, or leave the item out.")
        }
    }

    /// The reference's low-passed copies, as systems of their own.
    private func addAnchors(
        to sounds: inout [Key: StimulusPreparation.Shaped]
    ) throws(SessionError) {
        let reference = session.systems.first { $0.role == .reference }?.name ?? ""
        for (key, sound) in sounds where key.system == reference {
            for anchor in LowPassAnchor.allCases {
                let filtered = anchor.applied(
                    to: sound.samples, sampleRate: StimulusPreparation.sampleRate)
                // Not trimmed anew: an anchor has to stay in step with its reference.
                let measured = try? Loudness.measure(filtered)
                guard let measured else {
                    throw .clip(name: key.item, reason: "nothing is left of it below 3.5 kHz.")
                }
                sounds[Key(system: anchor.systemName, item: key.item)] = .init(
                    samples: filtered, loudness: measured)
            }
        }
    }

    /// A trap's sound with the trap.
    struct TrapSound {
        var trap: SessionTrap
        var sound: StimulusPreparation.Shaped
    }

    private func trapSounds() async throws -> [TrapSound] {
        var sounds: [TrapSound] = []
        for (index, trap) in (session.traps + session.spokenTraps).enumerated() {
            let name = "trap \(index + 1)"
            let raw: (samples: [Float], sampleRate: Double)
            switch trap.source {
            case .file(let path): raw = try SoundFolder.read(path, clip: name)
            case .text(let text):
                let script = SessionItem(name: name, text: text).script
                raw = try await spoken(script, by: .voices(cast: "", weights: nil), clip: name)
            }
            sounds.append(TrapSound(trap: trap, sound: try shaped(raw, clip: name)))
        }
        return sounds
    }
}

extension SessionSystem.Source {
    var folder: String? {
        if case .folder(let path) = self { path } else { nil }
    }
}

extension LowPassAnchor {
    /// What the anchor is called in results.
    var systemName: String { self == .low ? "anchor 3.5 kHz" : "anchor 7 kHz" }
}

// MARK: - Writing

extension StudyMaker {
    /// Writes clips and database beside the place and moves the folder there when it is whole.
    private func write(_ draft: StudyDraft, at path: String) throws -> Study {
        let manager = FileManager.default
        let making = path + ".making-\(getpid())"
        do {
            try manager.createDirectory(
                atPath: making + "/" + Self.clipFolder, withIntermediateDirectories: true)
        } catch {
            throw SessionError.notWritten(path: path, reason: error.localizedDescription)
        }
        // Whatever fails, nothing half made remains; after success nothing is there any more.
        defer { try? manager.removeItem(atPath: making) }
        let date = Date()
        // In the order of the names, and all with one date: neither tells who made what.
        var hashes: [String: String] = [:]
        for (name, samples) in draft.files.sorted(by: { $0.key < $1.key }) {
            let clip = "\(making)/\(Self.clipFolder)/\(name)"
            try SoundFile.write(samples, sampleRate: StimulusPreparation.sampleRate, to: clip)
            try manager.setAttributes([.modificationDate: date], ofItemAtPath: clip)
            hashes[name] = SHA256.hexadecimal(of: try readWholeFile(clip))
        }
        let study = draft.study(toolVersion: makers.toolVersion) { hashes[$0] ?? "" }
        try makers.store(study, making + "/" + Self.fileName)
        guard rename(making, path) == 0 else {
            throw SessionError.notWritten(path: path, reason: String(cString: strerror(errno)))
        }
        return study
    }
}
