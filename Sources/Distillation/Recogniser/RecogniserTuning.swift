import Kernels

/// Between and after the steps: alignment, priors, the decoder's constants.
extension RecogniserTrainer {
    /// Moves each word's boundaries to where the network hears them.
    mutating func realign() {
        let recogniser = SyllableRecogniser(
            configuration: configuration, parameters: matrices(of: average))
        for index in words.indices {
            let record = words[index].record
            let judgement = recogniser.judgement(
                of: record.logMel, f0: record.f0, referenceF0: words[index].referenceF0)
            let classes = record.tokens.map { RecogniserUnits.classes(of: $0.phoneme) }
            guard
                let ends = RecogniserDecoder.forcedEnds(
                    of: classes.flatMap { $0 }, in: judgement.units)
            else { continue }
            var start = 0
            var state = -1
            for token in record.tokens.indices {
                state += classes[token].count
                let end =
                    token == record.tokens.count - 1
                    ? record.f0.count
                    : min(record.f0.count, ends[state] * RecogniserFeatures.framesPerRow)
                words[index].record.durations[token] = end - start
                start = end
            }
        }
        configuration.logPriors = Self.logPriors(of: words)
    }

    static func logPriors(of words: [RecogniserWord]) -> [Float] {
        var counts = [Float](repeating: 1, count: RecogniserUnits.count)
        for word in words {
            for unit in RecogniserLine.labels(of: word.record).units { counts[unit] += 1 }
        }
        let total = counts.reduce(0, +)
        return counts.map { Float.logarithm($0 / total) }
    }

    /// The trained recogniser with the prior's share and the insertion penalty that make the
    /// fewest errors on the words kept for it, alone and joined to lines at a speaking tempo.
    mutating func tuned() -> SyllableRecogniser {
        var recogniser = SyllableRecogniser(
            configuration: configuration, parameters: matrices(of: average))
        let judged = (tuning.map { [$0] } + tuningLines()).map { words in
            let line = joined(words)
            var distortion = RecogniserDistortion()
            if words.count > 1 { distortion.tempo = Float(RecordingsJoiner.tempo) }
            return (
                recogniser.judgement(ofFeatures: distortion.apply(to: line).features),
                words.flatMap { RecogniserUnits.syllables(of: $0.record.tokens) ?? [] }
            )
        }
        var best: (errors: Int, configuration: RecogniserConfiguration)?
        for priorShare: Float in [0, 0.25, 0.5, 0.75] {
            for penalty: Float in [-2, 0, 1.5, 3, 5, 8] {
                recogniser.configuration.priorShare = priorShare
                recogniser.configuration.insertionPenalty = penalty
                var score = RecogniserScore()
                for (judgement, expected) in judged {
                    score.add(heard: recogniser.syllables(judgement), expected: expected)
                }
                if best.map({ score.syllableErrors < $0.errors }) ?? true {
                    best = (score.syllableErrors, recogniser.configuration)
                }
            }
        }
        if let best { recogniser.configuration = best.configuration }
        return recogniser
    }

    /// The tuning words by fours.
    private func tuningLines() -> [[RecogniserWord]] {
        stride(from: 0, to: tuning.count, by: 4).map {
            Array(tuning[$0..<min(tuning.count, $0 + 4)])
        }
    }

    private mutating func joined(_ words: [RecogniserWord]) -> RecogniserLine {
        var line = RecogniserLine()
        for (position, word) in words.enumerated() {
            append(
                word, to: &line, isFirst: position == 0, isLast: position == words.count - 1)
        }
        return line
    }
}
