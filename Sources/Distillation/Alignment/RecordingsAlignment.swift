import Foundation
import Kernels
import Phonemes
import Signal

/// When each phoneme of every recorded word is spoken: what `parley distill align` finds.
///
/// Kept as JSON lines; the first names the version.
public struct RecordingsAlignment: Sendable {
    public struct Word: Codable, Equatable, Sendable {
        public var path: String
        public var hanzi: String
        public var pinyin: [String]
        /// Where the first phoneme begins, in seconds from the start of the recording.
        public var start: Double
        /// Where each phoneme ends, in seconds from the start of the recording.
        public var ends: [Double]
    }

    public let words: [Word]

    init(words: [Word]) { self.words = words }

    /// 128 samples: 5.33 ms between frames, 21 ms windows.
    private static let configuration: MelConfiguration = {
        var configuration = MelConfiguration.standard
        configuration.fftSize = 512
        configuration.hopLength = 128
        configuration.melBinCount = 40
        return configuration
    }()

    /// Trains an aligner on the recordings and applies it.
    ///
    /// Words that cannot be read or are too short for their phonemes are reported to `problem`
    /// and left out. About 3 minutes for 8,500 words on one core.
    public init(
        of recordings: Recordings, jobs: Int, progress: @escaping @Sendable (String) -> Void,
        problem: (DistillationError) -> Void
    ) async {
        progress("reading \(recordings.words.count) recordings")
        let prepared = await concurrentMap(recordings.words, jobs: jobs) { entry in
            Result { () throws(DistillationError) in try Self.prepare(entry, of: recordings) }
        }
        var entries: [(Recordings.Entry, Prepared)] = []
        for (entry, result) in zip(recordings.words, prepared) {
            switch result {
            case .success(let value): entries.append((entry, value))
            case .failure(let error): problem(error)
            }
        }
        var aligner = Aligner()
        await aligner.train(on: entries.map(\.1.utterance), jobs: jobs) {
            progress("aligning: round \($0) of 12")
        }
        var words: [Word] = []
        for (entry, prepared) in entries {
            guard let ends = aligner.ends(of: prepared.utterance), ends.count > 2 else {
                problem(
                    .alignmentFailed(id: entry.path, problem: "is too short for its phonemes"))
                continue
            }
            let seconds = ends.map { prepared.offset + Self.seconds(ofFrame: $0) }
            words.append(
                Word(
                    path: entry.path, hanzi: entry.hanzi, pinyin: entry.pinyin, start: seconds[0],
                    ends: Array(seconds[1..<seconds.count - 1])))
        }
        self.words = words
    }

    /// A boundary between frames lies half a hop before the centre of the later one.
    private static func seconds(ofFrame frame: Int) -> Double {
        max(0, Double(frame) - 0.5) * Double(configuration.hopLength)
            / Double(configuration.sampleRate)
    }

    private struct Prepared: Sendable {
        var utterance: Aligner.Utterance
        /// Seconds cut from the start.
        var offset: Double
    }

    private static func prepare(
        _ entry: Recordings.Entry, of recordings: Recordings
    ) throws(DistillationError) -> Prepared {
        let (samples, sampleRate) = try recordings.samples(of: entry)
        let range = Recordings.speechRange(of: samples, sampleRate: sampleRate)
        let speech = resample(
            Array(samples[range]), from: sampleRate, to: Double(configuration.sampleRate))
        let logMel = logMelSpectrogram(speech, configuration: configuration)
        let pause = PhonemeInventory.pause
        let phonemes = try recordings.tokens(of: entry).map(\.phoneme)
        return Prepared(
            utterance: Aligner.Utterance(
                id: entry.path, features: AlignFeatures.features(of: logMel),
                phonemes: [pause] + phonemes + [pause]),
            offset: Double(range.lowerBound) / sampleRate)
    }
}

extension RecordingsAlignment {
    private static let heading = #"{"format":"parley-alignment","version":1}"#

    /// Reads what `write` wrote.
    public init(path: String) throws(DistillationError) {
        let lines = try DistillationResource.lines(at: path)
        guard lines.first == Self.heading else {
            throw .badConfiguration(path: path, line: 1, problem: "is not an alignment")
        }
        var words: [Word] = []
        for (index, line) in lines.enumerated().dropFirst() {
            do {
                words.append(try JSONDecoder().decode(Word.self, from: Data(line.utf8)))
            } catch {
                throw .badConfiguration(path: path, line: index + 1, problem: "\(error)")
            }
        }
        self.words = words
    }

    /// Writes the alignment whole or not at all.
    public func write(to path: String) throws(DistillationError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            var bytes = Data((Self.heading + "\n").utf8)
            for word in words {
                bytes += try encoder.encode(word)
                bytes.append(UInt8(ascii: "\n"))
            }
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .fileFailed(path: path, problem: "cannot be written (\(error))")
        }
    }
}
