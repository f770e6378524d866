import Phonemes

/// What can go wrong between a dialogue and its sound.
public enum SynthesisError: Error, Equatable, CustomStringConvertible {
    case malformedCasting(String, reason: String)
    case unknownVoice(String, known: [String])
    case unknownSpeaker(String)
    case unspeakable(line: Int, reason: String)
    case nothingToSay
    /// The weights that ship with the program are not beside it.
    case noWeights(path: String)
    /// The caller asked to stop.
    case cancelled

    public var description: String {
        switch self {
        case .malformedCasting(let text, let reason):
            "voices: “\(text)”: \(reason). Write for instance "
                + "A=NAME, B=0.6*NAME+0.4*OTHER, or A=NAME:pitch=2:rate=1.1."
        case .unknownVoice(let name, let known):
            "voices: there is no voice “\(name)”. Use \(known.joined(separator: ", "))."
        case .unknownSpeaker(let name):
            "voices: there is no speaker “\(name)”. Cast A, B, C or D."
        case .unspeakable(let line, let reason):
            "line \(line): \(reason)"
        case .nothingToSay:
            "script: nothing in it can be spoken. "
                + "Add a turn such as “[Speaker A] Hello.”, and see “parley script lint”."
        case .noWeights(let path):
            "\(path): the weights that ship with parley are not there. "
                + "Build again, or name a file with --weights."
        case .cancelled:
            "stopped: nothing was written. Run the command again."
        }
    }
}
