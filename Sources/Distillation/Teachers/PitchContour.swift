import Signal

/// How far the pitch of an utterance is moved over time: straight lines between points.
struct PitchContour: Equatable, Sendable {
    struct Point: Equatable, Sendable {
        var seconds: Double
        var semitones: Double
    }

    /// In the order of time.
    private(set) var points: [Point] = []

    mutating func append(_ seconds: Double, _ semitones: Double) {
        points.append(
            Point(seconds: max(seconds, points.last?.seconds ?? seconds), semitones: semitones))
    }

    /// Before the first point and after the last, theirs.
    func semitones(at seconds: Double) -> Double {
        guard let next = points.firstIndex(where: { $0.seconds > seconds }) else {
            return points.last?.semitones ?? 0
        }
        guard next > 0 else { return points[0].semitones }
        let (left, right) = (points[next - 1], points[next])
        let share = (seconds - left.seconds) / (right.seconds - left.seconds)
        return left.semitones + share * (right.semitones - left.semitones)
    }

    /// In the middle of a frame of the mel spectrogram.
    func semitones(atFrame frame: Int) -> Double {
        semitones(at: Double(frame) / MelConfiguration.standard.frameRate)
    }
}
