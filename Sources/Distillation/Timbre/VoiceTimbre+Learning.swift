import Foundation
import Kernels

/// Finding a timbre for the voices of a dataset.
extension VoiceTimbre {
    /// How much of a dataset is looked at, and the limits.
    struct LearningOptions: Sendable {
        /// Utterances of each voice and language.
        var utteranceCount = 400
        /// The curves are means over so many neighbouring bins.
        var smoothing = 7
        /// English ends where its strong frames fall so many nats below Mandarin's.
        var bandDrop: Float = 3
        /// Lower than that no band is believed to end.
        var lowestBand = 40
        var upperBand = UpperBand.Options()
    }

    /// Learns from the utterances of a dataset, evenly over its length.
    ///
    /// - Parameter progress: a line about each voice.
    /// - Throws: `.badConfiguration` for a voice that lacks one of the languages.
    public init(
        of dataset: Dataset, progress: (String) -> Void
    ) throws(DistillationError) {
        try self.init(of: dataset, options: LearningOptions(), progress: progress)
    }

    init(
        of dataset: Dataset, options: LearningOptions, progress: (String) -> Void
    ) throws(DistillationError) {
        var voices: [Voice] = []
        for (speaker, name) in dataset.speakers.enumerated() {
            let english = try Self.spectra(
                speaker, .english, in: dataset, limit: options.utteranceCount)
            let mandarin = try Self.spectra(
                speaker, .mandarin, in: dataset, limit: options.utteranceCount)
            let voice = Self.voice(
                named: name, english: english, mandarin: mandarin, options: options)
            progress(Self.description(of: voice))
            voices.append(voice)
        }
        self.init(voices: voices)
    }

    private static func voice(
        named name: String, english: [Matrix<Float>], mandarin: [Matrix<Float>],
        options: LearningOptions
    ) -> Voice {
        let own = SpectrumStatistics(english)
        let other = SpectrumStatistics(mandarin)
        let firstBin = own.bandEnd(
            below: other, drop: options.bandDrop, lowest: options.lowestBand)
        var half = zip(own.mean, other.mean).map { ($0 - $1) / 2 }
        for bin in firstBin..<half.count { half[bin] = half[firstBin - 1] }
        half = smoothed(half, over: options.smoothing)
        let curves: [Language: [Float]] = [
            .english: own.levelKept(half.map { -$0 }), .mandarin: other.levelKept(half),
        ]
        var voice = Voice(name: name, curves: curves)
        if firstBin < half.count {
            voice.upperBand = UpperBand(
                firstBin: firstBin,
                training: mandarin.map { voice.applied(to: $0, language: .mandarin) },
                options: options.upperBand)
        }
        return voice
    }

    private static func spectra(
        _ speaker: Int, _ language: Language, in dataset: Dataset, limit: Int
    ) throws(DistillationError) -> [Matrix<Float>] {
        let own = (0..<dataset.count).filter {
            let summary = dataset.summary(of: $0)
            return summary.speakerIndex == speaker && summary.language == language
        }
        guard !own.isEmpty else {
            throw .badConfiguration(
                path: dataset.directory, line: nil,
                problem: "has no \(language.rawValue) of \(dataset.speakers[speaker]); a common "
                    + "timbre needs both languages")
        }
        var spectra: [Matrix<Float>] = []
        for place in 0..<min(limit, own.count) {
            spectra.append(
                try dataset.record(own[place * own.count / min(limit, own.count)]).logMel)
        }
        return spectra
    }

    /// The mean over neighbours; the ends repeat.
    private static func smoothed(_ values: [Float], over width: Int) -> [Float] {
        values.indices.map { index in
            (0..<width).reduce(0) { sum, offset in
                sum + values[min(max(index + offset - width / 2, 0), values.count - 1)]
            } / Float(width)
        }
    }

    private static func description(of voice: Voice) -> String {
        let decibels = (voice.curves[.mandarin] ?? []).map { 8.686 * $0 }
        let band = voice.upperBand.map { "English predicted from mel bin \($0.firstBin) on" }
        return String(
            format: "%@: Mandarin moved by %+.1f to %+.1f dB, English the other way; %@",
            voice.name, decibels.min() ?? 0, decibels.max() ?? 0,
            band ?? "English has the full band")
    }
}

/// What is known of a language's spectra in one voice.
private struct SpectrumStatistics {
    /// Over frames within 5 nats of the loud ones, nats, [80].
    var mean: [Float]
    /// What 2 % of those frames exceed, by bin.
    var strong: [Float]

    init(_ spectra: [Matrix<Float>]) {
        let columns = DatasetFormat.melBinCount
        var frames: [[Float]] = Array(repeating: [], count: columns)
        for spectrum in spectra {
            let level = RecogniserFeatures.level(of: spectrum)
            for frame in 0..<spectrum.rows {
                let row = spectrum.row(frame)
                guard let peak = row.max(), peak > level - 5 else { continue }
                for (bin, value) in row.enumerated() { frames[bin].append(value) }
            }
        }
        mean = frames.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Float($0.count) }
        strong = frames.map { $0.isEmpty ? 0 : $0.sorted()[$0.count * 98 / 100] }
    }

    /// One bin below where these spectra hold nothing any more and the others do; 80 if nowhere.
    /// Where neither holds anything tells nothing.
    func bandEnd(below other: Self, drop: Float, lowest: Int) -> Int {
        var end = strong.count
        var lacks = false
        while end > lowest {
            let isLess = strong[end - 1] < other.strong[end - 1] - drop
            guard isLess || other.strong[end - 1] < VoiceTimbre.floor + drop else { break }
            lacks = lacks || isLess
            end -= 1
        }
        return lacks ? end - 1 : strong.count
    }

    /// The curve without what it would change in loudness.
    func levelKept(_ curve: [Float]) -> [Float] {
        let powers = mean.map { Float.exponential(2 * $0) }
        let moved = zip(powers, curve).reduce(0) { $0 + $1.0 * Float.exponential(2 * $1.1) }
        let offset = Float.logarithm(moved / max(powers.reduce(0, +), 1e-30)) / 2
        return curve.map { $0 - offset }
    }
}
