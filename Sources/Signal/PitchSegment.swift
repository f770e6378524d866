/// How the pitch runs between two frames, given that outside voiced stretches it is not known.
struct PitchSegment: Equatable {
    var fromHz: Double
    var toHz: Double
    var firstHalf: Bool
    var secondHalf: Bool

    /// - Parameter held: the pitch to go on with where neither frame is voiced; set to the last one.
    init(from: Float, to: Float, held: inout Double) {
        firstHalf = from > 0
        secondHalf = to > 0
        fromHz = firstHalf ? Double(from) : secondHalf ? Double(to) : held
        toHz = secondHalf ? Double(to) : fromHz
        held = toHz
    }
}
