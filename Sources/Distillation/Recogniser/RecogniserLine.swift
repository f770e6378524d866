import Foundation
import Kernels
import Phonemes
import StudentModel

/// Words joined to one training utterance, with what the network should say of every frame.
struct RecogniserLine {
    static let silent = -1
    private(set) var mel: [Float] = []
    /// Natural log of F0 over the speaker's median; nil where unvoiced.
    private(set) var pitch: [Float?] = []
    /// A `RecogniserUnits` class a frame.
    private(set) var units: [Int] = []
    /// 0…4 a frame, `silent` where no tone is heard.
    private(set) var tones: [Int] = []

    var frameCount: Int { units.count }

    /// What of a recorded word goes into a line.
    struct Cut {
        /// Frames of the silences before and after it, as far as the recording has them.
        var before = 0
        var after = 0
        /// Share of the last phoneme's frames left out: words die away when spoken alone, not in
        /// sentences.
        var lastShare: Float = 0
    }

    /// Adds a recorded word at a common level.
    ///
    /// - Parameter pitchOffset: added to its log F0, nats.
    mutating func append(
        _ word: UtteranceRecord, referenceF0: Float, pitchOffset: Float, cut: Cut
    ) {
        let (wordUnits, wordTones) = Self.labels(of: word)
        let first = max(0, (word.durations.first ?? 0) - cut.before)
        let lastPhoneme = word.durations.dropLast().last ?? 0
        let end =
            word.f0.count - (word.durations.last ?? 0) - Int(cut.lastShare * Float(lastPhoneme))
        let last = min(word.f0.count, end + cut.after)
        let level = RecogniserFeatures.level(of: word.logMel)
        for frame in first..<max(first, last) {
            for value in word.logMel.row(frame) { mel.append(value - level) }
            let hertz = word.f0[frame]
            pitch.append(
                hertz > 0 ? Float.logarithm(hertz / referenceF0) + pitchOffset : nil)
        }
        units += wordUnits[first..<max(first, last)]
        tones += wordTones[first..<max(first, last)]
    }

    /// The class and the tone of each frame of a record; a final's frames are halved.
    static func labels(of word: UtteranceRecord) -> (units: [Int], tones: [Int]) {
        var units: [Int] = []
        var tones: [Int] = []
        for (token, duration) in zip(word.tokens, word.durations) {
            let classes = RecogniserUnits.classes(of: token.phoneme)
            for frame in 0..<duration {
                let unit = classes[frame * classes.count / duration]
                units.append(unit)
                tones.append(
                    RecogniserUnits.carriesTone(unit) ? Int(token.accent.rawValue) - 1 : silent)
            }
        }
        return (units, tones)
    }
}

/// What is done to a training line so that other voices, tempi and rooms are understood too.
struct RecogniserDistortion {
    /// Frames of the line per frame of the result.
    var tempo: Float = 1
    /// Factor on all frequencies, as by playing faster.
    var warp: Float = 1
    /// Nats added to each bin, as by another microphone or room: the strengths of half a period of a
    /// cosine over the bins, of one, of one and a half and so on.
    var colour: [Float] = []
    /// Bins from here on are emptied, as by a low sample rate.
    var lastBin = 80
    /// Level of added noise, nats under the loud frames; nil for none.
    var noise: Float?

    init() {}

    init(random: inout SplitMix64) {
        func unit() -> Float { Float(random.next() >> 40) / Float(1 << 24) }
        tempo = 0.85 + 0.8 * unit()
        warp = 0.78 + 0.42 * unit()
        colour = (0..<4).map { _ in unit() - 0.5 }
        if unit() < 0.5 { lastBin = 62 + Int(19 * unit()) }
        if unit() < 0.4 { noise = -8.5 + 4 * unit() }
    }

    /// The distorted features and labels of a line.
    func apply(to line: RecogniserLine) -> (
        features: Matrix<Float>, units: [Int], tones: [Int]
    ) {
        let binCount = DatasetFormat.melBinCount
        let frameCount = max(2, Int(Float(line.frameCount) / tempo))
        let sources = (0..<binCount).map { sourceBin(of: $0) }
        let added = (0..<binCount).map { colour(ofBin: $0) }
        var mel: [Float] = []
        mel.reserveCapacity(frameCount * binCount)
        var f0: [Float] = []
        var kept: [Int] = []
        for frame in 0..<frameCount {
            let position = min(Float(frame) * tempo, Float(line.frameCount - 1))
            let left = Int(position)
            let right = min(left + 1, line.frameCount - 1)
            let share = position - Float(left)
            for (bin, source) in sources.enumerated() {
                let value = value(
                    line.mel, left * binCount, right * binCount, share, bin: bin, source: source)
                mel.append(value + added[bin])
            }
            let nearest = share < 0.5 ? left : right
            kept.append(nearest)
            f0.append(line.pitch[nearest].map { Float.exponential($0) } ?? 0)
        }
        if let noise { addNoise(noise, to: &mel) }
        let features = RecogniserFeatures.features(
            logMel: Matrix(rows: frameCount, columns: binCount, values: mel), f0: f0,
            referenceF0: 1)
        let rows = (0..<features.rows).map { kept[$0 * RecogniserFeatures.framesPerRow] }
        return (features, rows.map { line.units[$0] }, rows.map { line.tones[$0] })
    }

    private func value(
        _ mel: [Float], _ left: Int, _ right: Int, _ share: Float, bin: Int, source: Float
    ) -> Float {
        guard bin < lastBin else { return -12 }
        let low = Int(source)
        let high = min(low + 1, DatasetFormat.melBinCount - 1)
        let between = source - Float(low)
        let before = mel[left + low] + between * (mel[left + high] - mel[left + low])
        let after = mel[right + low] + between * (mel[right + high] - mel[right + low])
        return before + share * (after - before)
    }

    private func colour(ofBin bin: Int) -> Float {
        colour.enumerated().reduce(0) { sum, part in
            sum + part.element * cos(.pi * Float(part.offset + 1) * Float(bin) / 79)
        }
    }

    /// Where the warped spectrum's bin lies in the recorded one.
    private func sourceBin(of bin: Int) -> Float {
        let top = Float(DatasetFormat.melBinCount - 1)
        return min(max(Self.bin(ofHertz: Self.hertz(ofBin: Float(bin)) / warp), 0), top)
    }

    // Slaney's scale: 200 / 3 Hz a mel up to 1 kHz, then 27 mels to a factor of 6.4.
    private static let step = Float.logarithm(6.4) / 27
    private static let melsPerBin: Float = (15 + Float.logarithm(12) / step) / 81

    private static func hertz(ofBin bin: Float) -> Float {
        let mel = (bin + 1) * melsPerBin
        return mel < 15 ? mel * 200 / 3 : 1000 * Float.exponential(step * (mel - 15))
    }

    private static func bin(ofHertz hertz: Float) -> Float {
        let mel = hertz < 1000 ? hertz * 3 / 200 : 15 + Float.logarithm(hertz / 1000) / step
        return mel / melsPerBin - 1
    }

    private func addNoise(_ level: Float, to mel: inout [Float]) {
        let power = Float.exponential(2 * level)
        for index in mel.indices where mel[index] < level + 2 {
            mel[index] = Float.logarithm(Float.exponential(2 * mel[index]) + power) / 2
        }
    }
}
