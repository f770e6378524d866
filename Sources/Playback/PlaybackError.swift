/// What can go wrong with a place to send sound to.
public enum PlaybackError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(device: String, reason: String)
    case cannotPlay(device: String, reason: String)
    /// The device went away while it played.
    case unplugged(device: String)
    case cannotStart(command: String, reason: String)
    /// The command ended, or stopped reading, before the sound did.
    case commandGone(command: String, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let device, let reason):
            "sound device “\(device)”: \(reason). Connect one, or save with "
                + "“parley render SCRIPT -o out.wav”, or send the sound elsewhere: "
                + "“parley play SCRIPT --to-command 'ssh HOST aplay -f S16_LE -r 24000 -'”, or "
                + "“--stream 7070”."
        case .cannotPlay(let device, let reason):
            "sound device “\(device)”: stopped taking sound: \(reason). "
                + "Choose another output (“:output” in the studio, --device of “parley play”)."
        case .unplugged(let device):
            "sound device “\(device)”: was unplugged or taken away. "
                + "Connect it again, or choose another output (“:output” in the studio)."
        case .cannotStart(let command, let reason):
            "command “\(command)”: cannot be started: \(reason). "
                + "Try it in a shell: it must read 16-bit PCM, 24 kHz, from standard input."
        case .commandGone(let command, let reason):
            "command “\(command)”: \(reason). "
                + "Try it in a shell: it must read 16-bit PCM, 24 kHz, from standard input."
        }
    }
}
