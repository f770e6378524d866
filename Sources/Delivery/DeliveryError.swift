import Kernels

/// What can go wrong between samples and files.
public enum DeliveryError: Error, Equatable, CustomStringConvertible {
    /// The system would not create, write or rename the file.
    case file(FileError)
    /// The file exists, but no sound can be read from it.
    case unreadable(path: String, reason: String)
    /// The name's extension is none that Parley writes.
    case unknownFormat(path: String)
    /// The encoder refused.
    case unwritable(path: String, reason: String)
    /// Nothing to measure: empty or all below the gate of −70 LUFS.
    case silence

    public var description: String {
        switch self {
        case .file(let error):
            error.description
        case .unreadable(let path, let reason):
            "\(path): cannot read sound: \(reason). Give a WAV, FLAC, Ogg, Opus or MP3 file."
        case .unknownFormat(let path):
            "\(path): unknown kind of sound file. End the name in "
                + SoundFormat.allCases.map { "." + $0.rawValue }.joined(separator: ", ") + "."
        case .unwritable(let path, let reason):
            "\(path): cannot write sound: \(reason). Check the disk, or choose another format."
        case .silence:
            "loudness: the sound is silent. Check that something is spoken."
        }
    }
}
