import CALSA
import Glibc

/// A sound device that can be named to `ALSADevice`.
public struct ALSADeviceName: Hashable, Sendable {
    /// As in ALSA's configuration: “default”, “plughw:CARD=PCH,DEV=0”.
    public var name: String
    /// ALSA's words for it, on one line; may be empty.
    public var description: String
}

extension ALSADevice {
    /// The devices that ALSA's configuration offers for playing; empty where there is none.
    ///
    /// Costs some milliseconds: ALSA reads its configuration.
    public static func available() -> [ALSADeviceName] {
        parley_silence_alsa()
        var list: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard snd_device_name_hint(-1, "pcm", &list) >= 0, let list else { return [] }
        defer { snd_device_name_free_hint(list) }
        var devices: [ALSADeviceName] = []
        var next = list
        while let hint = next.pointee {
            next += 1
            // A device without a direction plays and records.
            guard let name = text("NAME", of: hint), text("IOID", of: hint) != "Input",
                name != "null"
            else { continue }
            let words = text("DESC", of: hint) ?? ""
            devices.append(
                ALSADeviceName(
                    name: name, description: words.split(separator: "\n").joined(separator: ", ")))
        }
        return devices
    }

    /// Those of them that open now, or are only busy; asking may cost a tenth of a second.
    public static func working() -> [ALSADeviceName] {
        available().filter { device in
            do throws(ALSAFailure) {
                try ALSAHandle(opening: device.name).close()
                return true
            } catch {
                return error.code == -EBUSY
            }
        }
    }

    private static func text(_ key: String, of hint: UnsafeMutableRawPointer) -> String? {
        guard let value = snd_device_name_get_hint(hint, key) else { return nil }
        defer { free(value) }
        return String(cString: value)
    }
}
