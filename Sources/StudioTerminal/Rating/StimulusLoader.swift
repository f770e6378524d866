import Delivery
import Dispatch
import Foundation
import Kernels
import Listening
import Studio

/// Reads the clips of trials off the main thread, and makes sure that they are the ones of the
/// study.
final class StimulusLoader: Sendable {
    /// What can be wrong with a clip.
    enum Problem: Error, Equatable, CustomStringConvertible {
        case missing(path: String, reason: String)
        case changed(path: String)
        case unreadable(String)
        case wrongRate(path: String, rate: Double)

        var description: String {
            switch self {
            case .missing(let path, let reason):
                "\(path): \(reason). Put the study's clip back; “parley listen check” lists all "
                    + "that are missing."
            case .changed(let path):
                "\(path): is not the clip that the study was made with. Put that one back; "
                    + "“parley listen check” lists all that have changed."
            case .unreadable(let text): text
            case .wrongRate(let path, let rate):
                "\(path): has \(Int(rate)) samples a second, not 24000. Make the study anew with "
                    + "“parley listen new”."
            }
        }
    }

    private let folder: String
    private let queue = DispatchQueue(label: "parley.stimuli", qos: .userInitiated)

    /// - Parameter folder: of the clips.
    init(folder: String) { self.folder = folder }

    /// Reads the sounds of a trial, the reference first where there is one.
    func load(_ trial: Trial, then take: @escaping @Sendable (Result<[[Float]], Problem>) -> Void) {
        queue.async { [self] in
            let clips = (trial.reference.map { [$0] } ?? []) + trial.clips
            take(Result { () throws(Problem) in try sounds(clips) })
        }
    }

    /// The sound for setting the level: a clip of the practice, which nobody rates for good, or
    /// noise as loud as the first clip.
    func loadLevel(
        _ trials: [Trial], then take: @escaping @Sendable (Result<[[Float]], Problem>) -> Void
    ) {
        queue.async { [self] in
            let practice = trials.first { $0.kind == .training }?.clips.first
            let clip = practice ?? trials.first { !$0.clips.isEmpty }?.clips.first
            take(
                Result { () throws(Problem) in
                    guard let clip else { return [LevelSignal.samples(loudness: -23)] }
                    let sound = try self.sound(clip)
                    if practice != nil { return [sound] }
                    let loudness = try? Loudness.measure(sound).integrated
                    return [LevelSignal.samples(loudness: loudness ?? -23)]
                })
        }
    }

    private func sounds(_ clips: [Clip]) throws(Problem) -> [[Float]] {
        var sounds: [[Float]] = []
        for clip in clips { sounds.append(try sound(clip)) }
        return sounds
    }

    private func sound(_ clip: Clip) throws(Problem) -> [Float] {
        let path = folder + "/" + clip.fileName
        do {
            let bytes = try readWholeFile(path)
            guard clip.sha256.isEmpty || SHA256.hexadecimal(of: bytes) == clip.sha256 else {
                throw Problem.changed(path: path)
            }
            let (samples, rate) = try SoundFile.read(path)
            guard rate == StimulusPreparation.sampleRate else {
                throw Problem.wrongRate(path: path, rate: rate)
            }
            return samples
        } catch let problem as Problem {
            throw problem
        } catch let error as FileError {
            throw .missing(path: path, reason: error.reason)
        } catch {
            throw .unreadable("\(error)")
        }
    }
}
