import Phonemes

/// Wrong words by words said.
struct WordErrorCount: Equatable, Sendable {
    var errors = 0
    var words = 0

    var rate: Double { Double(errors) / Double(max(1, words)) }

    /// Counts substitutions, insertions and deletions; a space put elsewhere (“everyday”, “every
    /// day”) counts as an error, for teacher and student alike.
    mutating func add(heard: [String], expected: [String]) {
        errors += editDistance(heard, expected)
        words += expected.count
    }
}

extension Evaluation {
    /// Fills in the English voices' word errors: the teacher's own sound, that sound through our
    /// vocoder (what an ideal student would reach), and the student.
    func countWordErrors(
        _ comparisons: [Comparison], in report: inout EvaluationReport,
        progress: @escaping @Sendable (String) -> Void
    ) async throws {
        guard options.wordErrorSentences > 0 else { return }
        let english = report.voices.indices.filter {
            report.voices[$0].kind == .english && !report.voices[$0].isAll
        }
        guard !english.isEmpty else { return }
        let recogniser = try EnglishRecogniser()
        for index in english {
            let voice = report.voices[index]
            let own = Array(
                comparisons.filter { belongs($0, to: voice) }.prefix(options.wordErrorSentences))
            progress("recognising English, \(voice.speaker): \(own.count) sentences")
            let expected = try own.map { try EnglishRecogniser.words(of: $0.teacher.text) }
            let sounds: [[[Float]]] = [
                try own.map { try teacherSound($0.teacher) },
                own.map {
                    EvaluationClip(logMel: $0.teacher.logMel, f0: $0.teacher.f0).samples
                },
                own.map(\.clip.samples),
            ]
            let shift = cast.speakers[own[0].teacher.speakerIndex].english.shift ?? 1
            let counts = try await concurrentMap(sounds, jobs: options.jobs) { clips in
                Result { () throws(EvaluationError) in
                    try recogniser.words(in: clips, shift: shift)
                }
            }.map { result in
                var count = WordErrorCount()
                for (heard, said) in zip(try result.get(), expected) {
                    count.add(heard: heard, expected: said)
                }
                return count
            }
            report.voices[index].teacherWordError = counts[0].rate
            report.voices[index].copiedWordError = counts[1].rate
            report.voices[index].studentWordError = counts[2].rate
            report.voices[index].wordErrorSentences = own.count
        }
    }

    /// The teacher's sound, made anew: datasets keep spectrograms only.
    private func teacherSound(_ record: UtteranceRecord) throws -> [Float] {
        let voice = cast.speakers[record.speakerIndex].english
        guard let flite = FliteVoice(rawValue: voice.teacher) else {
            return EvaluationClip(logMel: record.logMel, f0: record.f0).samples
        }
        return voice.spoken(try FliteTeacher(voice: flite).speak(record.text)).samples
    }
}
