import Autograd
import Foundation
import Kernels
import Phonemes
import StudentModel

/// A recorded word with the median F0 (Hz) of the voice it is in.
public struct RecogniserWord: Sendable {
    public var record: UtteranceRecord
    public var referenceF0: Float

    public init(record: UtteranceRecord, referenceF0: Float) {
        self.record = record
        self.referenceF0 = referenceF0
    }
}

/// Trains the recogniser on single words: each step joins some of them to lines, distorts the
/// lines, and learns the class and the tone of every row.
public struct RecogniserTrainer: Sendable {
    public struct Options: Sendable {
        public var seed: UInt64 = 1
        public var stepCount = 3000
        /// Rows (of two frames) of a step.
        public var rowsPerStep = 2400
        public var learningRate: Float = 2.5e-3
        public var dropout: Float = 0.1
        /// Shares of the run after which the words are aligned anew by the network itself.
        public var realignments: [Double] = [0.2, 0.5]

        public init() {}
    }

    let options: Options
    var words: [RecogniserWord]
    let tuning: [RecogniserWord]
    var configuration = RecogniserConfiguration()
    private let network: RecogniserNetwork
    private var parameters: [Float]
    var average: [Float]
    private var random: SplitMix64
    private var deck: [Int] = []

    /// - Parameter words: each begins and ends with a pause; those that are not Mandarin are left
    ///   out. Every 25th serves to set the decoder's two constants and is not trained on.
    public init(words: [RecogniserWord], options: Options = Options()) {
        self.options = options
        let usable = words.filter { RecogniserUnits.syllables(of: $0.record.tokens) != nil }
        self.words = usable.enumerated().filter { $0.offset % 25 != 0 }.map(\.element)
        tuning = usable.enumerated().filter { $0.offset % 25 == 0 }.map(\.element)
        let known = Set(
            usable.flatMap {
                (RecogniserUnits.syllables(of: $0.record.tokens) ?? []).map(\.syllable)
            })
        configuration.syllables = known.sorted {
            let (a, b) = (RecogniserUnits.classes(of: $0), RecogniserUnits.classes(of: $1))
            return a.lexicographicallyPrecedes(b)
        }
        network = RecogniserNetwork(configuration)
        parameters = network.initialParameters(seed: options.seed).flatMap(\.values)
        average = parameters
        random = SplitMix64(seed: options.seed)
        configuration.logPriors = Self.logPriors(of: self.words)
    }

    /// Trains to the end.
    ///
    /// - Parameter report: called after every step with its number and its mean losses (nats a
    ///   row) of units and of tones.
    public mutating func run(
        report: (_ step: Int, _ unitLoss: Float, _ toneLoss: Float) -> Void
    ) -> SyllableRecogniser {
        keepFreedMemory()
        var firstMoment = [Float](repeating: 0, count: parameters.count)
        var secondMoment = firstMoment
        let realignSteps = options.realignments.map { Int($0 * Double(options.stepCount)) }
        for step in 1...max(1, options.stepCount) {
            let (losses, gradients) = lossAndGradients(seed: options.seed &+ UInt64(step) << 8)
            let norm = Float(sumOfSquares(gradients).squareRoot())
            adamWStep(
                parameters: &parameters, gradients: gradients, firstMoment: &firstMoment,
                secondMoment: &secondMoment, gradientScale: norm > 1 ? 1 / norm : 1,
                learningRate: learningRate(at: step), epsilon: 1e-8, weightDecay: 0.01, step: step)
            exponentialMovingAverage(
                &average, towards: parameters, decay: min(0.99, Float(step) / Float(step + 9)))
            report(step, losses.units, losses.tones)
            if realignSteps.contains(step) { realign() }
        }
        return tuned()
    }

    private func learningRate(at step: Int) -> Float {
        let warmUp = Float(min(1, Double(step) / 100))
        let progress = Float(step) / Float(max(1, options.stepCount))
        return options.learningRate * warmUp * (0.02 + 0.49 * (1 + cos(.pi * progress)))
    }

    func matrices(of flat: [Float]) -> [Matrix<Float>] {
        var start = 0
        return network.parameters.map { parameter in
            let count = parameter.rows * parameter.columns
            defer { start += count }
            return Matrix(
                rows: parameter.rows, columns: parameter.columns,
                values: Array(flat[start..<start + count]))
        }
    }
}

// MARK: - One step

extension RecogniserTrainer {
    private mutating func lossAndGradients(
        seed: UInt64
    ) -> (losses: (units: Float, tones: Float), gradients: [Float]) {
        var features: [Float] = []
        var units: [Int] = []
        var tones: [Int] = []
        var segments: [Range<Int>] = []
        while units.count < options.rowsPerStep {
            let line = nextLine(from: words)
            let example = RecogniserDistortion(random: &random).apply(to: line)
            segments.append(units.count..<units.count + example.units.count)
            features += example.features.values
            units += example.units
            tones += example.tones
        }
        let tape = Tape<Float>()
        let variables = matrices(of: parameters).map(tape.parameter)
        let logits = network.logits(
            Matrix(rows: units.count, columns: RecogniserFeatures.columns, values: features),
            segments: segments, parameters: variables, tape: tape, dropout: options.dropout,
            seed: seed)
        let toned = Float(max(1, tones.count { $0 != RecogniserLine.silent }))
        let unitLoss = tape.crossEntropy(
            logits.units, targets: units, weights: units.map { _ in 1 / Float(units.count) })
        let toneLoss = tape.crossEntropy(
            logits.tones, targets: tones.map { max($0, 0) },
            weights: tones.map { $0 == RecogniserLine.silent ? 0 : 1 / toned })
        tape.backward(from: [(unitLoss, 1), (toneLoss, 0.7)])
        return (
            (tape.value(of: unitLoss).values[0], tape.value(of: toneLoss).values[0]),
            variables.flatMap { tape.gradient(of: $0).values }
        )
    }

    /// One to five words of the shuffled deck, with or without silence between them.
    private mutating func nextLine(from words: [RecogniserWord]) -> RecogniserLine {
        var line = RecogniserLine()
        let count = Int.random(in: 1...5, using: &random)
        for position in 0..<count {
            if deck.isEmpty { deck = Array(words.indices).shuffled(using: &random) }
            append(
                words[deck.removeLast()], to: &line, isFirst: position == 0,
                isLast: position == count - 1)
        }
        return line
    }

    mutating func append(
        _ word: RecogniserWord, to line: inout RecogniserLine, isFirst: Bool, isLast: Bool
    ) {
        let pauses = Double.random(in: 0...1, using: &random) < 0.2
        var cut = RecogniserLine.Cut()
        if isFirst || pauses { cut.before = Int.random(in: 0...25, using: &random) }
        if isLast || pauses {
            cut.after = Int.random(in: 0...25, using: &random)
        } else {
            cut.lastShare = Float.random(in: 0...0.4, using: &random)
        }
        line.append(
            word.record, referenceF0: word.referenceF0,
            pitchOffset: Float.random(in: -0.06...0.06, using: &random), cut: cut)
    }
}
