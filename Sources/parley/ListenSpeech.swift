import Distillation
import Foundation
import Kernels
import Listening
import Phonemes
import Script
import StudioTerminal
import Synthesis

/// Speaks the texts of a session with whatever its systems name: the studio's own voices, flite, or
/// any program. Weights are loaded once.
actor ListenSpeech {
    private let standardWeights: String?
    private var engines: [String: SpeechEngine] = [:]

    /// - Parameter weights: in place of those that ship, where a system names none.
    init(weights: String?) { standardWeights = weights }

    func speak(
        _ source: SessionSystem.Source, _ script: String
    ) async throws -> (samples: [Float], sampleRate: Double) {
        let dialogue = try Dialogue(parsing: script)
        // Teachers know no speakers: they get the words alone.
        let words = dialogue.turns.map(\.text).joined(separator: " ")
        switch source {
        case .voices(let cast, let weights):
            let engine = try engine(cast: cast, weights: weights)
            var samples: [Float] = []
            _ = try await engine.synthesizer.render(dialogue, cast: engine.cast) { chunk in
                samples += chunk.samples
            }
            return (samples, Double(Synthesizer.sampleRate))
        case .flite(let name):
            guard let voice = FliteVoice(rawValue: name) else {
                throw ListenSpeechError.noFliteVoice(name)
            }
            let speech = try FliteTeacher(voice: voice).speak(words)
            return (speech.samples, speech.sampleRate)
        case .command(let template):
            let speech = try CommandTeacher(template: template).speak(words)
            return (speech.samples, speech.sampleRate)
        case .folder(let path): throw ListenSpeechError.doesNotSpeak(path)
        }
    }

    /// What identifies the weights of a system, and what speaks.
    nonisolated func identify(
        _ source: SessionSystem.Source
    ) throws -> (weights: String, tool: String) {
        switch source {
        case .voices(_, let weights):
            let path = try weights ?? standardWeights ?? ShippedWeights.path()
            let file = try MappedFile(path: path)
            let sum = String(file.checksum(of: 0..<file.byteCount), radix: 16)
            return (sum, "parley \(Parley.configuration.version)")
        case .flite(let name): return ("", "flite \(name)")
        case .command(let line): return ("", line)
        case .folder: return ("", "")
        }
    }

    private func engine(cast: String, weights: String?) throws -> SpeechEngine {
        let key = "\(weights ?? "") \(cast)"
        if let engine = engines[key] { return engine }
        var arguments = ["--voices", cast]
        if let weights = weights ?? standardWeights { arguments += ["--weights", weights] }
        let engine = try SpeechEngine(VoiceOptions.parse(arguments))
        engines[key] = engine
        return engine
    }
}

/// Why a system cannot speak.
enum ListenSpeechError: Error, CustomStringConvertible {
    case noFliteVoice(String)
    case doesNotSpeak(String)

    var description: String {
        switch self {
        case .noFliteVoice(let name):
            "flite has no voice “\(name)”. Use "
                + FliteVoice.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .doesNotSpeak(let path): "\(path) is a folder of recordings; it speaks no texts."
        }
    }
}
