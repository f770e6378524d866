import CSndfile
import Kernels
import Signal

/// Whole sound files at once; `SoundFileWriter` is for sound that comes in pieces.
public enum SoundFile {
    /// Reads any format that libsndfile knows (WAV, FLAC, Ogg, Opus, MP3 and more) as mono.
    ///
    /// - Returns: the mean of the channels, nominally −1…1, and the file's own rate in Hz.
    public static func read(
        _ path: String
    ) throws(DeliveryError) -> (samples: [Float], sampleRate: Double) {
        var means: [Float] = []
        let (sampleRate, _) = try readBlocks(path) { block, channelCount in
            guard channelCount > 1 else {
                means += block
                return
            }
            for frame in 0..<block.count / channelCount {
                let channels = block[frame * channelCount..<(frame + 1) * channelCount]
                means.append(channels.reduce(0, +) / Float(channelCount))
            }
        }
        return (means, sampleRate)
    }

    /// Reads the same with its channels.
    ///
    /// - Returns: samples, nominally −1…1, interleaved where there are several channels, and the
    ///   file's own rate in Hz.
    public static func readChannels(
        _ path: String
    ) throws(DeliveryError) -> (samples: [Float], sampleRate: Double, channelCount: Int) {
        var samples: [Float] = []
        let (sampleRate, channelCount) = try readBlocks(path) { block, _ in samples += block }
        return (samples, sampleRate, channelCount)
    }

    /// Hands over a file's frames, interleaved, in blocks that begin at index 0.
    private static func readBlocks(
        _ path: String, _ take: (_ block: ArraySlice<Float>, _ channelCount: Int) -> Void
    ) throws(DeliveryError) -> (sampleRate: Double, channelCount: Int) {
        var info = SF_INFO()
        guard let file = sf_open(path, Int32(SFM_READ), &info) else {
            throw .unreadable(path: path, reason: soundError(nil))
        }
        defer { sf_close(file) }
        let channelCount = Int(info.channels)
        guard (1...64).contains(channelCount), info.samplerate > 0 else {
            throw .unreadable(path: path, reason: "it has \(channelCount) channels")
        }
        var block = [Float](repeating: 0, count: blockLength * channelCount)
        while true {
            let count = Int(sf_readf_float(file, &block, sf_count_t(blockLength)))
            if count <= 0 { break }
            take(block[..<(count * channelCount)], channelCount)
        }
        guard sf_error(file) == 0 else {
            throw .unreadable(path: path, reason: soundError(file))
        }
        return (Double(info.samplerate), channelCount)
    }

    /// Writes samples, whole or not at all, in the format of the path's extension; channels
    /// interleaved where there are several.
    public static func write(
        _ samples: [Float], sampleRate: Double = 24_000, channelCount: Int = 1, to path: String
    ) throws(DeliveryError) {
        var writer = try SoundFileWriter(
            path: path, sampleRate: sampleRate, channelCount: channelCount)
        try writer.append(samples)
        try writer.commit()
    }
}

/// A sound file that grows piece by piece and appears under its name only when it is whole.
///
/// Samples beyond −1…1 are clipped. Memory does not grow with the length.
public struct SoundFileWriter: ~Copyable {
    private var output: AtomicFile
    private let encoder: Encoder
    private let path: String

    /// Starts a file in the format of the path's extension; nothing is visible before `commit`.
    public init(
        path: String, sampleRate: Double = 24_000, channelCount: Int = 1
    ) throws(DeliveryError) {
        let format = try SoundFormat(path: path)
        let opened = try openOutput(path)
        guard
            let encoder = Encoder(
                descriptor: opened.descriptor, format: format, sampleRate: sampleRate,
                channelCount: channelCount)
        else { throw .unwritable(path: path, reason: soundError(nil)) }
        output = opened
        self.encoder = encoder
        self.path = path
    }

    /// Adds samples; channels interleaved where there are several.
    public mutating func append(_ samples: [Float]) throws(DeliveryError) {
        if let reason = encoder.write(samples) { throw .unwritable(path: path, reason: reason) }
    }

    /// Finishes the file and lets it appear.
    public consuming func commit() throws(DeliveryError) {
        if let reason = encoder.close() { throw .unwritable(path: path, reason: reason) }
        do {
            try output.commit()
        } catch {
            throw .file(error)
        }
    }
}

private let blockLength = 16_384

private func openOutput(_ path: String) throws(DeliveryError) -> AtomicFile {
    do {
        return try AtomicFile(path: path)
    } catch {
        throw .file(error)
    }
}

/// libsndfile's words for what happened, without its full stop.
private func soundError(_ file: OpaquePointer?) -> String {
    var text = String(cString: sf_strerror(file))
    while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
    return text
}

/// The owner of a libsndfile handle; closes it once.
private final class Encoder {
    private var file: OpaquePointer?
    private let channelCount: Int
    private let isPCM16: Bool

    init?(descriptor: Int32, format: SoundFormat, sampleRate: Double, channelCount: Int) {
        var info = SF_INFO()
        info.samplerate = Int32(sampleRate)
        info.channels = Int32(channelCount)
        info.format = format.code
        guard let file = sf_open_fd(descriptor, Int32(SFM_WRITE), &info, Int32(SF_FALSE)) else {
            return nil
        }
        sf_command(file, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
        self.file = file
        self.channelCount = channelCount
        isPCM16 = format == .wav || format == .flac
    }

    /// The reason of a failure, or nil.
    func write(_ samples: [Float]) -> String? {
        precondition(samples.count % channelCount == 0, "SoundFileWriter: half a frame")
        guard let file else { return "it is closed" }
        // libsndfile's own conversion rounds down; ours is the one that players and streams use.
        let written =
            isPCM16
            ? sf_write_short(file, pcm16(of: samples), sf_count_t(samples.count))
            : sf_write_float(file, samples, sf_count_t(samples.count))
        return Int(written) == samples.count ? nil : soundError(file)
    }

    func close() -> String? {
        guard let file else { return "it is closed" }
        self.file = nil
        return sf_close(file) == 0 ? nil : "the encoder could not finish"
    }

    deinit {
        if let file { sf_close(file) }
    }
}

extension SoundFormat {
    fileprivate var code: Int32 {
        switch self {
        case .wav: Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
        case .flac: Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
        case .opus: Int32(SF_FORMAT_OGG | SF_FORMAT_OPUS)
        case .mp3: Int32(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
        }
    }
}
