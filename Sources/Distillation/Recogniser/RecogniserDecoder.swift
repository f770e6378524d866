import Kernels

/// Finds the most likely path of syllables through a row-by-row judgement (Viterbi).
///
/// The grammar is a loop: silence, or any known syllable, any number of times.
struct RecogniserDecoder: Sendable {
    /// A syllable (an index into the decoder's list) and the rows of its final.
    struct Segment: Equatable, Sendable {
        var syllable: Int
        var toneRows: [Int]
    }

    /// The class of every state: silence first, then the syllables' classes one after another.
    private var classes = [RecogniserUnits.silence]
    private var starts: [Int] = []
    private var isStart = [true]
    private var isEnd = [true]
    private var syllableOfState = [-1]
    private let insertionPenalty: Float

    init(syllables: [RecogniserSyllable], insertionPenalty: Float) {
        self.insertionPenalty = insertionPenalty
        for (index, syllable) in syllables.enumerated() {
            let units = RecogniserUnits.classes(of: syllable)
            starts.append(classes.count)
            classes += units
            isStart += units.indices.map { $0 == 0 }
            isEnd += units.indices.map { $0 == units.count - 1 }
            syllableOfState += units.map { _ in index }
        }
    }

    /// - Parameter scores: of each class in each row, natural log, [rows, classes].
    func segments(in scores: Matrix<Float>) -> [Segment] {
        guard scores.rows > 0 else { return [] }
        let path = bestPath(scores)
        var segments: [Segment] = []
        for (row, state) in path.enumerated() where state != 0 {
            let entered = row == 0 || path[row - 1] != state
            if entered, isStart[state] {
                segments.append(Segment(syllable: syllableOfState[state], toneRows: []))
            }
            if RecogniserUnits.carriesTone(classes[state]), !segments.isEmpty {
                segments[segments.count - 1].toneRows.append(row)
            }
        }
        return segments
    }

    /// The state of each row. A step stays, moves on inside its syllable, or enters a new one.
    private func bestPath(_ scores: Matrix<Float>) -> [Int] {
        let count = classes.count
        var best = [Float](repeating: -.infinity, count: count)
        for state in 0..<count where isStart[state] {
            best[state] = scores[0, classes[state]] - (state == 0 ? 0 : insertionPenalty)
        }
        var cameFrom = [Int32](repeating: 0, count: count * scores.rows)
        var next = best
        for row in 1..<max(1, scores.rows) {
            let exit = bestExit(best)
            for state in 0..<count {
                var source = state
                var value = best[state]
                let (other, arriving) =
                    isStart[state]
                    ? (exit, best[exit] - (state == 0 ? 0 : insertionPenalty))
                    : (state - 1, best[state - 1])
                if arriving > value { (source, value) = (other, arriving) }
                next[state] = value + scores[row, classes[state]]
                cameFrom[row * count + state] = Int32(source)
            }
            swap(&best, &next)
        }
        var state = bestExit(best)
        var path = [Int](repeating: 0, count: scores.rows)
        for row in stride(from: scores.rows - 1, through: 0, by: -1) {
            path[row] = state
            state = Int(cameFrom[row * count + state])
        }
        return path
    }

    private func bestExit(_ best: [Float]) -> Int {
        var exit = 0
        for state in best.indices where isEnd[state] && best[state] > best[exit] { exit = state }
        return exit
    }

    /// The row after the last of each state of a fixed chain, for training; nil if it is longer
    /// than the rows. The first and the last state, silences, may be passed over.
    static func forcedEnds(of chain: [Int], in scores: Matrix<Float>) -> [Int]? {
        let count = chain.count
        guard count > 2, scores.rows >= count else { return nil }
        var best = [Float](repeating: -.infinity, count: count)
        best[0] = scores[0, chain[0]]
        best[1] = scores[0, chain[1]]
        var moved = [Bool](repeating: false, count: count * scores.rows)
        for row in 1..<scores.rows {
            for state in stride(from: count - 1, through: 0, by: -1) {
                let arriving = state > 0 ? best[state - 1] : -.infinity
                moved[row * count + state] = arriving > best[state]
                best[state] = max(best[state], arriving) + scores[row, chain[state]]
            }
        }
        var ends = [Int](repeating: 0, count: count)
        var state = best[count - 2] > best[count - 1] ? count - 2 : count - 1
        for later in state..<count { ends[later] = scores.rows }
        for row in stride(from: scores.rows - 1, to: 0, by: -1) where moved[row * count + state] {
            state -= 1
            ends[state] = row
        }
        return ends
    }
}
