import Kernels
import Phonemes
import Script
import StudentModel
import Synthesis

/// Everything that has to be loaded before something can be spoken.
struct SpeechEngine {
    let student: Student
    let cast: Cast
    let synthesizer: Synthesizer

    /// Loads the weights and the front end and casts the voices.
    init(_ options: VoiceOptions) throws {
        // A sentence's matrices come and go; asking the system anew for each costs a tenth of the
        // time to the first sound.
        keepFreedMemory()
        student = try Student(
            weightsAt: try options.weights ?? ShippedWeights.path(), precision: options.precision)
        cast = try options.cast(ofVoices: student.voiceNames)
        synthesizer = Synthesizer(
            model: student, settings: options.settings,
            read: FrontEnd(userDictionary: try Self.userDictionary(options.dictionary)).reader)
    }

    private static func userDictionary(_ path: String?) throws -> UserDictionary {
        guard let path else { return UserDictionary() }
        let text = String(decoding: try readWholeFile(path), as: UTF8.self)
        do {
            return try UserDictionary(parsing: text)
        } catch {
            throw LocatedError(place: path, error: error)
        }
    }

    /// Reads and parses a script; `-` is standard input.
    static func dialogue(at path: String) throws -> Dialogue {
        let bytes = try readWholeFile(path)
        do throws(ScriptError) {
            return try Dialogue(parsing: bytes)
        } catch {
            throw LocatedError(place: path == "-" ? "standard input" : path, error: error)
        }
    }
}

/// An error with the file it is about before it.
struct LocatedError: Error, CustomStringConvertible {
    let place: String
    let error: any Error

    var description: String { "\(place): \(error)" }
}
