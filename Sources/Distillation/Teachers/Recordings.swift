import Delivery
import Foundation
import Phonemes

/// A folder of recorded words with a manifest: tab-separated `path`, `hanzi`, `pinyin`, `seconds`
/// under a heading line; `hanzi` is `-` for what is no word.
public struct Recordings: Sendable {
    public struct Entry: Equatable, Sendable {
        public var path: String
        public var hanzi: String
        /// One syllable per character with tone number, before sandhi.
        public var pinyin: [String]
    }

    public let directory: String
    /// The words (no bare syllables), in the order of the manifest.
    public let words: [Entry]

    /// Reads `manifest.tsv` in a folder.
    ///
    /// - Parameter folder: only entries whose path begins with it; other folders may hold another
    ///   speaker.
    /// - Throws: `.fileFailed`, `.badConfiguration` for a line without four columns.
    public init(directory: String, folder: String = "words/") throws(DistillationError) {
        self.directory = directory
        let path = directory + "/manifest.tsv"
        var words: [Entry] = []
        for (index, line) in try DistillationResource.lines(at: path).enumerated() where index > 0 {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count >= 3 else {
                throw .badConfiguration(
                    path: path, line: index + 1, problem: "has \(columns.count) columns, needs 4")
            }
            guard columns[0].hasPrefix(folder), columns[1] != "-" else { continue }
            words.append(
                Entry(
                    path: String(columns[0]), hanzi: String(columns[1]),
                    pinyin: columns[2].split(separator: " ").map(String.init)))
        }
        self.words = words
    }

    /// The phoneme tokens of a word as it is spoken alone, without pauses.
    func tokens(of entry: Entry) throws(DistillationError) -> [PhonemeToken] {
        do {
            return try mandarinTokens(
                pinyin: [entry.pinyin], hanzi: [entry.hanzi], terminal: .word)
        } catch {
            throw .badConfiguration(
                path: directory + "/manifest.tsv", line: nil, problem: "\(entry.hanzi): \(error)")
        }
    }

    /// The whole recording at its own sample rate in Hz.
    func samples(
        of entry: Entry
    ) throws(DistillationError) -> (samples: [Float], sampleRate: Double) {
        do {
            return try SoundFile.read(directory + "/" + entry.path)
        } catch {
            throw .fileFailed(path: directory + "/" + entry.path, problem: "\(error)")
        }
    }

    /// The samples between the silences at both ends, with a margin of 40 ms.
    ///
    /// Speech is what stands 10 dB above the quiet tenth of the 10 ms windows and within 38 dB of
    /// the loudest.
    static func speechRange(of samples: [Float], sampleRate: Double) -> Range<Int> {
        let window = Int(0.01 * sampleRate)
        let levels = stride(from: 0, to: samples.count - window, by: window).map { start -> Float in
            var power: Float = 1e-10
            for index in start..<start + window { power += samples[index] * samples[index] }
            return 10 * log10(power / Float(window))
        }
        guard let loudest = levels.max() else { return 0..<samples.count }
        let floor = levels.sorted()[levels.count / 10]
        let threshold = max(loudest - 38, min(floor + 10, loudest - 20))
        guard let first = levels.firstIndex(where: { $0 > threshold }),
            let last = levels.lastIndex(where: { $0 > threshold })
        else { return 0..<samples.count }
        let margin = 4 * window
        return max(0, first * window - margin)..<min(samples.count, (last + 1) * window + margin)
    }
}
