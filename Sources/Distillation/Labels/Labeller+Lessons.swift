import Foundation
import Kernels
import Phonemes
import Signal

/// From an item of the plan to its measured record.
extension Labeller {
    /// Speaks and measures one utterance, once.
    func record(of item: LabelItem) throws(DistillationError) -> UtteranceRecord {
        let (speech, tokens, text) = try speak(item)
        return try measured(speech, tokens: tokens, text: text, item: item)
    }

    /// Speaks and measures one utterance, asking a teacher from outside as often as it takes.
    func attempt(
        _ item: LabelItem, waiting: (TeacherFailure, Double) -> Void
    ) -> Result<UtteranceRecord, LessonMaker.GivenUp> {
        Result { () throws(LessonMaker.GivenUp) in
            switch item.content {
            case .text(let text):
                let maker = LessonMaker(
                    cast: cast, teacher: teacher, voices: voices, patience: patience)
                let (speech, tokens) = try maker.lesson(of: text, item: item, waiting: waiting)
                return try givingUp { () throws(DistillationError) in
                    try measured(speech, tokens: tokens, text: text, item: item)
                }
            case .record(let index):
                return try givingUp { () throws(DistillationError) in
                    try recorded(index, item: item)
                }
            case .english, .mandarin:
                return try givingUp { () throws(DistillationError) in try record(of: item) }
            }
        }
    }

    private func givingUp(
        _ work: () throws(DistillationError) -> UtteranceRecord
    ) throws(LessonMaker.GivenUp) -> UtteranceRecord {
        do {
            return try work()
        } catch {
            let failure: TeacherFailure =
                switch error {
                case .teacherFailed(_, _, let problem): TeacherFailure(.unusableText, problem)
                case .alignmentFailed(_, let problem): TeacherFailure(.mumbled, problem)
                default: TeacherFailure(.badReply, "\(error)")
                }
            throw LessonMaker.GivenUp(failure: failure, attempts: 1)
        }
    }

    /// For messages.
    func teacherName(of item: LabelItem) -> String {
        let speaker = cast.speakers[item.speakerIndex]
        return switch item.content {
        case .text: teacher?.name ?? "none"
        case .record: records?.description.teacher ?? "none"
        case .english: "flite \(speaker.english.teacher)"
        case .mandarin: speaker.mandarin.teacher
        }
    }

    func text(of item: LabelItem) -> String {
        switch item.content {
        case .text(let text), .english(let text): text
        case .record(let index): records?.summary(of: index).text ?? ""
        case .mandarin: ""
        }
    }

    /// The sound of an item by the cast's own teachers, before it is measured.
    func speak(
        _ item: LabelItem
    ) throws(DistillationError) -> (speech: TimedSpeech, tokens: [PhonemeToken], text: String) {
        let speaker = cast.speakers[item.speakerIndex]
        switch item.content {
        case .english(let text):
            guard let voice = FliteVoice(rawValue: speaker.english.teacher) else {
                throw .teacherFailed(
                    teacher: speaker.english.teacher, text: text, problem: "is not a flite voice")
            }
            let speech = try FliteTeacher(voice: voice).speak(text)
            let tokens = speech.tokens ?? []
            let contour = QuestionMelody.contour(
                text: text, tokens: tokens, ends: speech.tokenEnds ?? [])
            return (speaker.english.spoken(speech, contour: contour), tokens, text)
        case .mandarin(let sentence):
            guard let joiner else {
                throw .teacherFailed(
                    teacher: "recordings", text: item.id, problem: "there are no recordings")
            }
            return try joiner.speak(sentence, voice: speaker.mandarin)
        case .text, .record:
            preconditionFailure("Labeller: \(item.id) is not spoken by the cast's own teachers")
        }
    }

    /// The record of a sound: its mel spectrogram, F0 and whole frames.
    private func measured(
        _ speech: TimedSpeech, tokens: [PhonemeToken], text: String, item: LabelItem
    ) throws(DistillationError) -> UtteranceRecord {
        let (logMel, f0) = speech.measured
        return try record(
            logMel: logMel, f0: f0, tokens: tokens, ends: speech.tokenEnds, text: text, item: item)
    }

    /// A teacher's record as a lesson, with equal durations.
    private func recorded(
        _ index: Int, item: LabelItem
    ) throws(DistillationError) -> UtteranceRecord {
        guard let records else {
            throw .badRecords(path: item.id, problem: "there are no records")
        }
        let summary = records.summary(of: index)
        let tokens: [PhonemeToken]
        do {
            tokens = try TeacherTokens.tokens(of: summary.text)
        } catch {
            throw .teacherFailed(
                teacher: records.description.teacher, text: summary.text, problem: error.problem)
        }
        let (logMel, f0) = try records.melAndF0(of: index)
        let seconds = Double(logMel.rows) / MelConfiguration.standard.frameRate
        return try record(
            logMel: logMel, f0: f0, tokens: tokens,
            ends: tokens.indices.map { seconds * Double($0 + 1) / Double(tokens.count) },
            text: summary.text, item: item, language: summary.language)
    }

    private func record(
        logMel: Matrix<Float>, f0: [Float], tokens: [PhonemeToken], ends: [Double], text: String,
        item: LabelItem, language: Language? = nil
    ) throws(DistillationError) -> UtteranceRecord {
        guard let durations = DurationFrames.durations(ends: ends, frameCount: logMel.rows) else {
            throw .alignmentFailed(id: item.id, problem: "has more phonemes than frames")
        }
        let isChinese = text.unicodeScalars.contains { $0.properties.isIdeographic }
        let record = UtteranceRecord(
            id: item.id, speakerIndex: item.speakerIndex,
            language: language ?? (isChinese ? .mandarin : .english), text: text, tokens: tokens,
            durations: durations, logMel: logMel,
            f0: Array(f0.prefix(logMel.rows))
                + Array(repeating: 0, count: max(0, logMel.rows - f0.count)))
        if let problem = record.problem { throw .alignmentFailed(id: item.id, problem: problem) }
        return record
    }
}
