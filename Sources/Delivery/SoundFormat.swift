/// The kinds of sound file that Parley writes; the raw value is the file name's extension.
public enum SoundFormat: String, CaseIterable, Sendable {
    /// 16-bit PCM.
    case wav
    /// 16-bit, lossless.
    case flac
    /// Opus in Ogg.
    case opus
    case mp3

    /// The format that a file name asks for by its extension, in either case; `ogg` means Opus.
    public init(path: String) throws(DeliveryError) {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
        guard let format = SoundFormat(rawValue: ending == "ogg" ? "opus" : ending) else {
            throw .unknownFormat(path: path)
        }
        self = format
    }
}
