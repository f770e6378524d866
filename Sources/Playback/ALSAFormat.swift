import CALSA
import Signal

/// How a sample lies in a device's memory.
struct ALSAFormat: Equatable, Sendable {
    enum Sample: Sendable {
        case signed16, signed32, float
    }

    var sample: Sample
    /// All of them carry the same sound.
    var channelCount: Int

    /// In the order in which a device is asked: 16 bit as in a file, with as few channels as can be.
    static let preferred = [1, 2].flatMap { channelCount in
        [Sample.signed16, .signed32, .float].map {
            ALSAFormat(sample: $0, channelCount: channelCount)
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

    /// `samples` (mono, −1…1) as the device wants them.
    ///
    /// All formats carry the values of 16-bit PCM, so that a device hears what a file holds.
    func bytes(of samples: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(samples.count * frameSize)
        for value in pcm16(of: samples) {
            let word: UInt32 =
                switch sample {
                case .signed16: UInt32(truncatingIfNeeded: value)
                case .signed32: UInt32(bitPattern: Int32(value) << 16)
                case .float: (Float(value) / 32_767).bitPattern
                }
            for _ in 0..<channelCount {
                for shift in stride(from: 0, to: 8 * frameSize / channelCount, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
                }
            }
        }
        return bytes
    }
}
