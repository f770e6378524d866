import Delivery
import Foundation
import Phonemes
import Signal

/// pocketsphinx, an outside program: what an independent English recogniser understands.
public struct EnglishRecogniser: Sendable {
    /// The program and the Debian packages it comes in.
    private static let program = "pocketsphinx_batch"
    private static let packages = "pocketsphinx pocketsphinx-en-us"
    /// Seconds after which a run is ended, for each second of sound.
    public var timeoutPerSecond: Double

    /// Finds the program.
    ///
    /// - Throws: `EvaluationError.programMissing`.
    public init(timeoutPerSecond: Double = 10) throws(EvaluationError) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard
            folders.contains(where: {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(Self.program)")
            })
        else { throw .programMissing(program: Self.program, packages: Self.packages) }
        self.timeoutPerSecond = timeoutPerSecond
    }

    /// The words heard in each clip, lower case; blocks until the program ends (about 0.4 s of
    /// work a second of sound).
    ///
    /// - Parameters:
    ///   - clips: mono at 24 kHz.
    ///   - shift: the factor by which the voice's pitch and formants were moved. It is taken back
    ///     by playing slower or faster: pocketsphinx knows grown-ups' vocal tracts only, and
    ///     understands hardly a word of a voice moved up by 1.14.
    /// - Throws: `EvaluationError.programFailed`.
    public func words(
        in clips: [[Float]], shift: Double = 1
    ) throws(EvaluationError) -> [[String]] {
        let folder = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (index, clip) in clips.enumerated() {
                let samples = resample(clip, from: 24_000 / shift, to: 16_000)
                // A little silence at both ends: cut speech costs the recogniser its first word.
                let edge = [Float](repeating: 0, count: 3_200)
                try SoundFile.write(
                    edge + samples + edge, sampleRate: 16_000, to: "\(folder)/\(index).wav")
            }
            try clips.indices.map(String.init).joined(separator: "\n").appending("\n").write(
                toFile: folder + "/list", atomically: false, encoding: .utf8)
        } catch {
            throw .programFailed(program: Self.program, problem: "no clips to read: \(error)")
        }
        let seconds = Double(clips.reduce(0) { $0 + $1.count }) / 24_000
        try run(folder: folder, timeout: 60 + seconds * timeoutPerSecond)
        return try hypotheses(at: folder + "/heard", count: clips.count)
    }

    private func run(folder: String, timeout: Double) throws(EvaluationError) {
        let program = TimedProgram(
            words: [
                Self.program, "-adcin", "yes", "-adchdr", "44", "-cepdir", folder, "-cepext",
                ".wav", "-ctl", folder + "/list", "-hyp", folder + "/heard", "-logfn", "/dev/null",
            ], timeout: timeout)
        do {
            try program.run()
        } catch {
            throw .programFailed(program: Self.program, problem: "it \(error.problem)")
        }
    }

    private func hypotheses(
        at path: String, count: Int
    ) throws(EvaluationError) -> [[String]] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .programFailed(program: Self.program, problem: "it wrote no result")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= count else {
            throw .programFailed(
                program: Self.program, problem: "it answered \(lines.count) of \(count) clips")
        }
        return lines.prefix(count).map { Self.words(ofLine: $0) }
    }

    /// The words of `some words here (12 -3456)`; pronunciation marks such as `a(2)` removed.
    static func words(ofLine line: Substring) -> [String] {
        var words = line.split(separator: " ")
        // The clip's name and its score stand in brackets at the end.
        if let bracket = words.lastIndex(where: { $0.hasPrefix("(") }) {
            words.removeSubrange(bracket...)
        }
        return words.map { plain(String($0.prefix { $0 != "(" })) }.filter { !$0.isEmpty }
    }

    /// The words that a text says, as flite expands it: numbers spelled out, lower case.
    public static func words(of text: String) throws(PhonemeError) -> [String] {
        var words: [String] = []
        for segment in try Flite.analyse(text) where segment.endsWord && !segment.word.isEmpty {
            // flite makes a word of its own of “'s”; the recogniser writes it with its noun.
            if segment.word.hasPrefix("'"), let last = words.popLast() {
                words.append(plain(last + segment.word))
            } else {
                words.append(plain(segment.word))
            }
        }
        return words.filter { !$0.isEmpty }
    }

    private static func plain(_ word: String) -> String {
        word.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
