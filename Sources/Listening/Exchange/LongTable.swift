/// Ratings as a long table: a row for each clip of each rating (and one for a rating without
/// clips), as R and pandas like it. Superseded ratings are rows too, marked.
public enum LongTable {
    /// The columns, in order. `position` counts a rater's trials and `place` the clips of a trial,
    /// both from 1; `score` is the number that the answer gives this clip, empty where there is
    /// none; `latency_s` is in seconds; `superseded` is 0 or 1.
    public static let columns = [
        "study", "method", "rater", "rater_joined_at", "position", "block", "kind", "repeat_of",
        "question", "place", "stimulus", "sha256", "system", "role", "item", "condition", "speaker",
        "weights_checksum", "tool_version", "answer", "score", "comment", "replays", "latency_s",
        "confirmed_at", "revision", "superseded",
    ]

    /// The rows of `record`, without the header; each as long as `columns`.
    public static func rows(_ record: StudyRecord) -> [[String]] {
        let stimulusOf = Dictionary(
            record.study.stimuli.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let systemOf = Dictionary(
            record.study.systems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return record.ratings.flatMap { rating -> [[String]] in
            let trial = record.trial(of: rating)
            let head = head(record, rating, trial)
            let tail = tail(rating)
            guard !trial.clips.isEmpty else {
                return [head + Array(repeating: "", count: 10) + answer(rating, nil) + tail]
            }
            return trial.clips.enumerated().map { place, clip in
                let stimulus = stimulusOf[clip.id]
                let system = stimulus.flatMap { systemOf[$0.system] }
                let middle = [
                    String(place + 1), clip.id, clip.sha256, stimulus?.system ?? "",
                    system?.role.rawValue ?? "", stimulus?.item ?? "", stimulus?.condition ?? "",
                    stimulus?.speaker ?? "", system?.weightsChecksum ?? "",
                    system?.toolVersion ?? "",
                ]
                return head + middle + answer(rating, place) + tail
            }
        }
    }

    /// Header and rows after RFC 4180.
    public static func csv(_ record: StudyRecord) -> String {
        CSV.text([columns] + rows(record))
    }

    private static func head(_ record: StudyRecord, _ rating: Rating, _ trial: Trial) -> [String] {
        let rater = record.raters[rating.raterIndex]
        let original: String
        if case .repeatOf(let index) = trial.kind {
            original = String(index + 1)
        } else {
            original = ""
        }
        return [
            record.study.id, record.study.method.rawValue, rater.name,
            Timestamp.text(rater.joinedAt), String(trial.index + 1), String(trial.block),
            trial.kind.name, original, record.study.questions[trial.questionIndex].id,
        ]
    }

    private static func answer(_ rating: Rating, _ place: Int?) -> [String] {
        let score: String
        switch rating.answer {
        case .score(let value), .comparison(let value): score = String(value)
        case .mushra(let values): score = place.map { String(values[$0]) } ?? ""
        case .choice(let side):
            score = place.map { $0 == (side == .first ? 0 : 1) ? "1" : "0" } ?? ""
        case .speaker: score = ""
        }
        return [rating.answer.description, score]
    }

    private static func tail(_ rating: Rating) -> [String] {
        [
            rating.comment, String(rating.replays), fixed(rating.latency, 3),
            Timestamp.text(rating.confirmedAt), String(rating.revision),
            rating.isSuperseded ? "1" : "0",
        ]
    }
}
