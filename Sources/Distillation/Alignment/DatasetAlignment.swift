import Kernels
import Phonemes

/// Durations for the utterances of a dataset, found by the aligner from mel and phonemes alone.
///
/// Black-box teachers give no times, so their datasets are labelled with equal durations first; on
/// flite's, whose times are exact, it measures the aligner.
public struct DatasetAlignment: Sendable {
    /// Per record, frames of each token; nil where the utterance is too short for its phonemes.
    public let durations: [[Int]?]
    /// How far the boundaries lie from those in the dataset, in ms, without sign.
    public let boundaryErrors: [Double]
    /// The mean of the same with sign: positive where the aligner is late.
    public let bias: Double

    /// Trains one aligner for every speaker and applies it.
    public init(
        of dataset: Dataset, jobs: Int, progress: @escaping (String) -> Void
    ) async throws(DistillationError) {
        var durations = [[Int]?](repeating: nil, count: dataset.count)
        var errors: [Double] = []
        for speaker in dataset.speakers.indices {
            var utterances: [(index: Int, utterance: Aligner.Utterance, known: [Int])] = []
            for index in 0..<dataset.count
            where dataset.summary(of: index).speakerIndex == speaker {
                let record = try dataset.record(index)
                utterances.append((index, Self.utterance(of: record), record.durations))
            }
            guard !utterances.isEmpty else { continue }
            progress("\(dataset.speakers[speaker]): \(utterances.count) utterances")
            var aligner = Aligner()
            await aligner.train(on: utterances.map(\.utterance), jobs: jobs)
            for (index, utterance, known) in utterances {
                guard let found = Self.durations(of: utterance, by: aligner) else { continue }
                durations[index] = found
                errors += Self.boundaryErrors(found, known)
            }
        }
        self.durations = durations
        bias = errors.isEmpty ? 0 : errors.reduce(0, +) / Double(errors.count)
        boundaryErrors = errors.map(abs)
    }

    /// The share of boundaries within so many milliseconds of the dataset's.
    public func share(within milliseconds: Double) -> Double {
        let close = boundaryErrors.lazy.filter { $0 <= milliseconds }.count
        return Double(close) / Double(max(1, boundaryErrors.count))
    }

    /// Two frames are made of one: three states must fit into a short phone.
    private static let upsampling = 2

    private static func utterance(of record: UtteranceRecord) -> Aligner.Utterance {
        utterance(
            id: record.id, logMel: record.logMel, f0: record.f0,
            phonemes: record.tokens.map(\.phoneme))
    }

    /// What the aligner sees of a sound: [frames, 80] of 10.67 ms, F0 and the phonemes.
    static func utterance(
        id: String, logMel: Matrix<Float>, f0: [Float], phonemes: [UInt8]
    ) -> Aligner.Utterance {
        Aligner.Utterance(
            id: id,
            features: AlignFeatures.features(of: logMel, f0: f0, upsampling: upsampling),
            phonemes: phonemes)
    }

    /// Frames of 10.67 ms for each phoneme; nil for an utterance too short for its phonemes.
    static func durations(
        of utterance: Aligner.Utterance, by aligner: Aligner
    ) -> [Int]? {
        guard let ends = aligner.ends(of: utterance) else { return nil }
        let secondsPerFrame = 256.0 / 24_000 / Double(upsampling)
        return DurationFrames.durations(
            // A boundary between rows lies half a row before the centre of the later one.
            ends: ends.map { max(0, Double($0) - 0.5) * secondsPerFrame },
            frameCount: utterance.features.rows / upsampling)
    }

    /// Signed, in ms, for all boundaries but the end of the utterance.
    private static func boundaryErrors(_ found: [Int], _ known: [Int]) -> [Double] {
        var (a, b) = (0, 0)
        return zip(found, known).dropLast().map { pair in
            a += pair.0
            b += pair.1
            return Double(a - b) * 256_000 / 24_000
        }
    }
}

extension DatasetAlignment {
    /// Writes the dataset anew with the durations found; utterances without any are left out.
    public func write(
        of dataset: Dataset, to directory: String
    ) throws(DistillationError) {
        try dataset.write(to: directory, planSuffix: "-aligned") { index, record in
            durations[index].map { found in
                var record = record
                record.durations = found
                return record
            }
        }
    }
}
