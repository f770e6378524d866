import CALSA

/// How a device is opened: what it shall play, and what is tried until it does.
struct ALSAOpening: Sendable {
    let sampleRate: Int
    let channelCount: Int
    let latencySeconds: Double

    /// Opens the device as it is or, where it does not take what we have, with ALSA's converter
    /// before it.
    func open(_ name: String) throws(PlaybackError) -> (ALSAHandle, ALSAFormat) {
        do throws(PlaybackError) {
            return try openAsNamed(name)
        } catch {
            guard case .cannotPlay(_, let reason) = error else { throw error }
            let isQuotable = !name.contains { "'\"\\".contains($0) }
            if isQuotable, let converted = try? openAsNamed("plug:SLAVE='\(name)'") {
                return converted
            }
            throw .cannotOpen(device: name, reason: reason)
        }
    }

    /// - Throws: `.cannotOpen`, or `.cannotPlay` where the device is there but takes other sound.
    private func openAsNamed(_ name: String) throws(PlaybackError) -> (ALSAHandle, ALSAFormat) {
        let handle: ALSAHandle
        do {
            handle = try ALSAHandle(opening: name)
        } catch {
            throw .cannotOpen(device: name, reason: error.reason)
        }
        var refusal = ""
        for format in ALSAFormat.preferred(channelCount: channelCount) {
            do {
                try handle.configure(
                    format, sampleRate: sampleRate, latencySeconds: latencySeconds)
                return (handle, format)
            } catch {
                refusal = error.reason
            }
        }
        handle.close()
        throw .cannotPlay(device: name, reason: refusal)
    }
}
