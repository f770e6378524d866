import Foundation
import Phonemes
import Playback
import StudentModel
import Synthesis

/// One thing that was looked at.
struct Finding: Encodable, Equatable {
    enum State: String, Encodable {
        case fine
        /// Speaking works without it; something else does not.
        case advice
        /// Nothing can be spoken without it.
        case missing
    }

    var name: String
    var state: State
    var detail: String
    /// The command that mends it.
    var remedy: String?

    var line: String {
        let mark =
            switch state {
            case .fine: "ok     "
            case .advice: "advice "
            case .missing: "MISSING"
            }
        return "\(mark)  \(name): \(detail)" + (remedy.map { "\n         mend it: \($0)" } ?? "")
    }
}

/// What a machine needs to speak, to be heard, and to train.
enum Diagnosis {
    static func findings(weights: String?) -> [Finding] {
        libraries + [
            frontEnd, weightsFinding(weights), soundDevice, processor, locale, recogniser,
        ]
    }

    private static let packages = [
        ("libflite.so.1", "flite1-dev"), ("libsndfile.so.1", "libsndfile1-dev"),
        ("libebur128.so.1", "libebur128-dev"), ("libasound.so.2", "libasound2-dev"),
    ]

    private static var libraries: [Finding] {
        packages.map { library, package in
            guard let handle = dlopen(library, RTLD_LAZY) else {
                return Finding(
                    name: library, state: .missing, detail: "not installed",
                    remedy: "sudo apt-get install -y \(package)")
            }
            dlclose(handle)
            return Finding(name: library, state: .fine, detail: "installed")
        }
    }

    private static var frontEnd: Finding {
        do {
            let sentences = try FrontEnd().sentences(in: "Good morning, 早上好。")
            let count = sentences.reduce(0) { $0 + $1.tokens.count }
            return Finding(name: "front end", state: .fine, detail: "reads \(count) phonemes")
        } catch {
            return Finding(
                name: "front end", state: .missing, detail: "\(error)",
                remedy: "swift build -c release")
        }
    }

    private static func weightsFinding(_ path: String?) -> Finding {
        do {
            let path = try path ?? ShippedWeights.path()
            let student = try Student(weightsAt: path)
            return Finding(
                name: "weights", state: .fine,
                detail: "\(path), voices \(student.voiceNames.joined(separator: ", "))")
        } catch {
            return Finding(
                name: "weights", state: .missing, detail: "\(error)",
                remedy: "git checkout -- Sources/Synthesis/Resources && swift build -c release")
        }
    }

    private static var soundDevice: Finding {
        do {
            _ = try ALSADevice(sampleRate: Synthesizer.sampleRate)
            return Finding(name: "sound device", state: .fine, detail: "opens")
        } catch {
            return Finding(
                name: "sound device", state: .advice, detail: "none, so “play” is silent here",
                remedy: "parley render SCRIPT -o out.wav, "
                    + "or parley render SCRIPT --raw - | ssh HOST aplay -f S16_LE -r 24000")
        }
    }

    private static var processor: Finding {
        let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let isFast = flags.contains(" avx2") && flags.contains(" fma")
        return Finding(
            name: "processor", state: isFast ? .fine : .advice,
            detail: isFast
                ? "AVX2 and FMA" : "no AVX2 with FMA: everything is some ten times slower",
            remedy: isFast ? nil : "use a machine with AVX2")
    }

    private static var locale: Finding {
        let environment = ProcessInfo.processInfo.environment
        let name =
            [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]]
            .compactMap { $0 }.first { !$0.isEmpty } ?? "C"
        let lowered = name.lowercased()
        let isUTF8 = lowered.contains("utf-8") || lowered.contains("utf8")
        return Finding(
            name: "locale", state: isUTF8 ? .fine : .advice,
            detail: isUTF8 ? name : "“\(name)” may not show Chinese on this terminal",
            remedy: isUTF8 ? nil : "export LANG=C.UTF-8")
    }

    private static var recogniser: Finding {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let hasProgram =
            folders.contains { access("\($0)/pocketsphinx_continuous", X_OK) == 0 }
            || folders.contains { access("\($0)/pocketsphinx", X_OK) == 0 }
        let hasModel = access("/usr/share/pocketsphinx/model/en-us", R_OK) == 0
        guard hasProgram && hasModel else {
            return Finding(
                name: "pocketsphinx", state: .advice, detail: "needed only by “distill evaluate”",
                remedy: "sudo apt-get install -y pocketsphinx pocketsphinx-en-us")
        }
        return Finding(name: "pocketsphinx", state: .fine, detail: "installed")
    }
}
