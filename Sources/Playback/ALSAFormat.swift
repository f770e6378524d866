import CALSA
import Signal

/// How a sample lies in a device's memory.
struct ALSAFormat: Equatable, Sendable {
    enum Sample: Sendable {
        case signed16, signed32, float
    }

    var sample: Sample
    /// Of the device. Mono sound goes to all of them.
    var channelCount: Int

    /// In the order in which a device is asked: 16 bit as in a file, with as few channels as can be.
    ///
    /// - Parameter channelCount: of the sound, 1 or 2.
    static func preferred(channelCount: Int) -> [ALSAFormat] {
        (channelCount...2).flatMap { channelCount in
            [Sample.signed16, .signed32, .float].map {
                ALSAFormat(sample: $0, channelCount: channelCount)
            }
        }
    }

    var code: snd_pcm_format_t {
        switch sample {
        case .signed16: SND_PCM_FORMAT_S16_LE
        case .signed32: SND_PCM_FORMAT_S32_LE
        case .float: SND_PCM_FORMAT_FLOAT_LE
        }
    }

    /// Bytes of one moment, all channels.
    var frameSize: Int { (sample == .signed16 ? 2 : 4) * channelCount }

    /// `samples` (−1…1) as the device wants them.
    ///
    /// All formats carry the values of 16-bit PCM, so that a device hears what a file holds.
    ///
    /// - Parameter soundChannelCount: 1, or as many as the device has.
    func bytes(of samples: [Float], channelCount soundChannelCount: Int = 1) -> [UInt8] {
        let copyCount = channelCount / soundChannelCount
        let sampleSize = frameSize / channelCount
        var bytes: [UInt8] = []
        bytes.reserveCapacity(samples.count * sampleSize * copyCount)
        for value in pcm16(of: samples) {
            let word: UInt32 =
                switch sample {
                case .signed16: UInt32(truncatingIfNeeded: value)
                case .signed32: UInt32(bitPattern: Int32(value) << 16)
                case .float: (Float(value) / 32_767).bitPattern
                }
            for _ in 0..<copyCount {
                for shift in stride(from: 0, to: 8 * sampleSize, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
                }
            }
        }
        return bytes
    }
}
