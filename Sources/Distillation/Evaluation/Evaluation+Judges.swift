import Phonemes
import StudentModel

/// Who speaks, and what is understood.
extension Evaluation {
    func identify(
        _ comparisons: [Comparison], in report: inout EvaluationReport
    ) throws {
        typealias Utterance = SpeakerClassifier.Utterance
        func teachers(_ comparison: Comparison) -> Utterance { Utterance(comparison.teacher) }
        func students(_ comparison: Comparison) -> Utterance {
            Utterance(
                speakerIndex: comparison.teacher.speakerIndex,
                language: comparison.teacher.language, logMel: comparison.clip.logMel,
                f0: comparison.clip.f0)
        }
        var lessons: [Utterance] = []
        var tested = comparisons
        if let training {
            let step = max(1, training.count / 4000)
            for index in stride(from: 0, to: training.count, by: step) {
                lessons.append(Utterance(try training.record(index)))
            }
        } else {
            // Halves are dealt inside each voice, or a pattern in the plan might split the voices.
            var dealt: [String: Int] = [:]
            tested = []
            for comparison in comparisons {
                let key = "\(comparison.teacher.speakerIndex) \(comparison.kind)"
                dealt[key, default: 0] += 1
                if dealt[key, default: 0] % 2 == 1 {
                    lessons.append(teachers(comparison))
                } else {
                    tested.append(comparison)
                }
            }
        }
        let classifier = SpeakerClassifier(training: lessons)
        report.confusion = SpeakerConfusion(
            speakers: heldOut.speakers, classifier: classifier, teacher: tested.map(teachers),
            student: tested.map(students))
        // For each language one that has heard the other only.
        var across: [Language: SpeakerClassifier] = [:]
        for language in Language.allCases {
            let other = lessons.filter { $0.language != language }
            if !other.isEmpty { across[language] = SpeakerClassifier(training: other) }
        }
        for index in report.voices.indices {
            let own = tested.filter { belongs($0, to: report.voices[index]) }
            guard !own.isEmpty else { continue }
            report.voices[index].teacherIdentified = classifier.accuracy(on: own.map(teachers))
            report.voices[index].studentIdentified = classifier.accuracy(on: own.map(students))
            guard let stranger = across[own[0].teacher.language] else { continue }
            report.voices[index].teacherIdentifiedAcross =
                stranger.accuracy(on: own.map(teachers))
            report.voices[index].studentIdentifiedAcross =
                stranger.accuracy(on: own.map(students))
        }
    }

    func mandarin(
        _ own: [Comparison], _ recogniser: SyllableRecogniser
    ) -> EvaluationReport.Mandarin {
        var result = EvaluationReport.Mandarin()
        let teacherF0 = RecogniserFeatures.medianF0(of: own.map(\.teacher.f0))
        let studentF0 = RecogniserFeatures.medianF0(of: own.map(\.clip.f0))
        for comparison in own {
            let teacher = comparison.teacher
            guard let expected = RecogniserUnits.syllables(of: teacher.tokens) else { continue }
            let understood = recogniser.syllables(
                logMel: teacher.logMel, f0: teacher.f0, referenceF0: teacherF0)
            let heard = recogniser.syllables(
                logMel: comparison.clip.logMel, f0: comparison.clip.f0, referenceF0: studentF0)
            if comparison.kind == .mandarinWords {
                result.teacherWords.add(heard: understood, expected: expected)
                result.studentWords.add(heard: heard, expected: expected)
            } else {
                result.teacherSentences.add(heard: understood, expected: expected)
                result.studentSentences.add(heard: heard, expected: expected)
            }
        }
        return result
    }
}

extension SpeakerClassifier.Utterance {
    init(_ record: UtteranceRecord) {
        self.init(
            speakerIndex: record.speakerIndex, language: record.language, logMel: record.logMel,
            f0: record.f0)
    }
}
