import Kernels
import Phonemes
import Signal

/// The recordings as the recogniser's lessons and tests.
public struct RecogniserCorpus: Sendable {
    private static let sampleRate = Double(MelConfiguration.standard.sampleRate)

    public let recordings: Recordings
    /// Words that the student, and so its judge, never hears in training.
    public let heldOut: Set<String>
    public var jobs = 1
    /// Every so manyth word is also given to the trainer in a lower voice, so that the recogniser
    /// understands all of the cast; 0 for none.
    public var convertEvery = 3

    /// - Throws: `.fileFailed`, `.badConfiguration` for a folder without a usable manifest.
    public init(directory: String) throws(DistillationError) {
        recordings = try Recordings(directory: directory)
        heldOut = Set(try DistillationResource.lines("heldout-mandarin-words.txt"))
    }

    /// The training words: each cut into equal parts between its silences, which the trainer then
    /// aligns; `problem` is told of files that cannot be used.
    public func trainingWords(
        problem: (DistillationError) -> Void
    ) async -> [RecogniserWord] {
        let entries = recordings.words.filter { !heldOut.contains($0.hanzi) }
        var plain: [UtteranceRecord] = []
        var converted: [UtteranceRecord] = []
        let results = await concurrentMap(Array(entries.enumerated()), jobs: jobs) { item in
            Result { () throws(DistillationError) in
                try records(of: item.element, index: item.offset)
            }
        }
        for result in results {
            switch result {
            case .success(let records):
                plain.append(records[0])
                converted += records.dropFirst()
            case .failure(let error): problem(error)
            }
        }
        let reference = RecogniserFeatures.medianF0(of: plain.map(\.f0))
        return plain.map { RecogniserWord(record: $0, referenceF0: reference) }
            + converted.map { record in
                // Each is a voice of its own; what is known of it is how far it was moved.
                RecogniserWord(
                    record: record, referenceF0: reference * Self.conversion(record.id).pitch)
            }
    }

    /// How well a recogniser understands the recordings that it was not trained on.
    public func score(of recogniser: SyllableRecogniser) async throws -> RecogniserScore {
        let entries = recordings.words.filter { heldOut.contains($0.hanzi) }
        let records = try await concurrentMap(entries, jobs: jobs) { entry in
            Result { () throws(DistillationError) in
                try record(of: entry, samples: try samples(of: entry))
            }
        }.map { try $0.get() }
        let reference = RecogniserFeatures.medianF0(of: records.map(\.f0))
        var score = RecogniserScore()
        for record in records {
            guard let expected = RecogniserUnits.syllables(of: record.tokens) else { continue }
            score.add(
                heard: recogniser.syllables(
                    logMel: record.logMel, f0: record.f0, referenceF0: reference),
                expected: expected)
        }
        return score
    }

    private func records(
        of entry: Recordings.Entry, index: Int
    ) throws(DistillationError) -> [UtteranceRecord] {
        let samples = Self.speech(in: try samples(of: entry))
        let plain = try record(of: entry, samples: samples)
        guard convertEvery > 0, index % convertEvery == 0 else { return [plain] }
        let (pitch, formants) = Self.conversion(entry.path)
        let conversion = VoiceConversion(pitch: Double(pitch), formants: Double(formants))
        return [plain, try record(of: entry, samples: samples, conversion: conversion)]
    }

    private func samples(of entry: Recordings.Entry) throws(DistillationError) -> [Float] {
        let (samples, sampleRate) = try recordings.samples(of: entry)
        return resample(samples, from: sampleRate, to: Self.sampleRate)
    }

    /// Without most of the silence at both ends, which is half of many a recording.
    private static func speech(in samples: [Float]) -> [Float] {
        let range = Recordings.speechRange(of: samples, sampleRate: sampleRate)
        let margin = Int(0.25 * sampleRate)
        let first = max(0, range.lowerBound - margin)
        return Array(samples[first..<min(samples.count, range.upperBound + margin)])
    }

    /// The factors for the other voice of one recording, different for each.
    private static func conversion(_ path: String) -> (pitch: Float, formants: Float) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0.38 + 0.5 * Float(hash % 97) / 96, 0.8 + 0.35 * Float(hash / 97 % 89) / 88)
    }

    private func record(
        of entry: Recordings.Entry, samples: [Float], conversion: VoiceConversion? = nil
    ) throws(DistillationError) -> UtteranceRecord {
        let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
        let tokens = [pause] + (try recordings.tokens(of: entry)) + [pause]
        let (logMel, f0) = TimedSpeech(
            samples: samples, tokenEnds: [], conversion: conversion
        ).measured
        let hop = MelConfiguration.standard.hopLength
        let speech = Recordings.speechRange(of: samples, sampleRate: Self.sampleRate)
        let frameCount = logMel.rows
        let first = min(speech.lowerBound / hop, frameCount)
        let last = min(max(speech.upperBound / hop, first), frameCount)
        return UtteranceRecord(
            id: entry.path, speakerIndex: 0, language: .mandarin, text: entry.hanzi,
            tokens: tokens,
            durations: Self.evenDurations(tokens, first: first, last: last, of: frameCount),
            logMel: logMel, f0: f0)
    }

    /// Initials get half the share of finals.
    private static func evenDurations(
        _ tokens: [PhonemeToken], first: Int, last: Int, of frameCount: Int
    ) -> [Int] {
        let shares = tokens.dropFirst().dropLast().map {
            RecogniserUnits.classes(of: $0.phoneme).count
        }
        let total = max(1, shares.reduce(0, +))
        var sum = 0
        var ends = [first]
        for share in shares {
            sum += share
            ends.append(first + (last - first) * sum / total)
        }
        return [first] + zip(ends, ends.dropFirst()).map { $1 - $0 } + [frameCount - last]
    }
}
