/// Who is taken for whom by the classifier of speakers.
public struct SpeakerConfusion: Codable, Equatable, Sendable {
    public var speakers: [String]
    /// Clips by who speaks (row) and who is answered (column).
    public var teacher: [[Int]]
    public var student: [[Int]]

    init(
        speakers: [String], classifier: SpeakerClassifier,
        teacher: [SpeakerClassifier.Utterance], student: [SpeakerClassifier.Utterance]
    ) {
        func counts(_ utterances: [SpeakerClassifier.Utterance]) -> [[Int]] {
            var counts = speakers.map { _ in speakers.map { _ in 0 } }
            for utterance in utterances {
                counts[utterance.speakerIndex][classifier.speaker(of: utterance)] += 1
            }
            return counts
        }
        self.speakers = speakers
        self.teacher = counts(teacher)
        self.student = counts(student)
    }
}
