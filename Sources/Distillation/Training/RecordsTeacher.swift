import Kernels
import StudentModel

/// A teacher whose inside was recorded: `TeacherRecords`, brought to the student's frames, steps
/// and tokens.
///
/// Layers over time are matched with the student's decoder, layers over text with its encoder,
/// evenly and last to last. The heads of another program's network have no order in common with
/// ours, so their mean is taken.
struct RecordsTeacher: Sendable {
    let records: TeacherRecords
    private let student: StudentConfiguration

    init(records: TeacherRecords, student: StudentConfiguration) {
        self.records = records
        self.student = student
    }

    /// The matched layer of each of the student's blocks, encoder then decoder; nil where the
    /// teacher has none of that kind.
    private func matchedLayers(_ kind: TeacherLayer.Kind) -> [TeacherLayer?] {
        func layers(_ axis: TeacherLayer.Axis, for count: Int) -> [TeacherLayer?] {
            let own = records.description.layers.filter { $0.kind == kind && $0.axis == axis }
            guard !own.isEmpty else { return Array(repeating: nil, count: count) }
            return InsideTeacher.matched(count, own.count).map { own[$0] }
        }
        return layers(.text, for: student.encoderLayerCount)
            + layers(.time, for: student.decoderLayerCount)
    }

    /// The widths of the matched hidden states.
    func hiddenWidths() throws(DistillationError) -> [Int?] {
        var widths: [Int?] = []
        for layer in matchedLayers(.hidden) {
            if let layer {
                widths.append(try records.hidden(of: 0, layer: layer).columns)
            } else {
                widths.append(nil)
            }
        }
        return widths
    }

    /// What was recorded of the examples; each must have a record of its id.
    func inside<Scalar: KernelScalar>(
        _ examples: [TrainingExample], melMean: [Float]
    ) throws(DistillationError) -> TeacherInside<Scalar> {
        var output: [Float] = []
        var steps = 0
        for example in examples {
            let mel = resampledPositions(
                try records.logMel(of: try index(of: example)), to: example.frameCount)
            let target = TrainingExample.targets(
                mel, Array(repeating: nil, count: mel.rows), configuration: student,
                melMean: melMean)
            output += target.values
            steps += target.rows
        }
        let columns = student.framesPerStep * student.frameWidth
        return TeacherInside(
            output: converted(Matrix(rows: steps, columns: columns, values: output)),
            attention: try attention(examples), headCount: 1, hidden: try hidden(examples))
    }

    private func index(of example: TrainingExample) throws(DistillationError) -> Int {
        guard let index = records.index(ofID: example.id) else {
            throw .badRecords(path: records.directory, problem: "has no record “\(example.id)”")
        }
        return index
    }

    /// Positions of an example in a block: tokens in the encoder, steps in the decoder.
    private func positionCount(_ example: TrainingExample, block: Int) -> Int {
        block < student.encoderLayerCount ? example.tokens.count : example.frames.rows
    }

    private func attention<Scalar: KernelScalar>(
        _ examples: [TrainingExample]
    ) throws(DistillationError) -> [[Scalar]?] {
        var blocks: [[Scalar]?] = []
        for (block, layer) in matchedLayers(.attention).enumerated() {
            guard let layer else {
                blocks.append(nil)
                continue
            }
            var values: [Scalar] = []
            for example in examples {
                let count = positionCount(example, block: block)
                let own = try records.attention(of: try index(of: example), layer: layer)
                let mean = TeacherAttention(heads: [own.mean]).resampled(
                    queries: count, keys: count)
                for stretch in stretches(example, block: block) {
                    values += inside(stretch, of: mean.heads[0]).map { Scalar($0) }
                }
            }
            blocks.append(values)
        }
        return blocks
    }

    /// What the rows of a block may attend to: all tokens in the encoder, the stretches of the
    /// batch in the decoder.
    private func stretches(_ example: TrainingExample, block: Int) -> [Range<Int>] {
        let batch = StudentBatch([example], configuration: student)
        return block < student.encoderLayerCount ? batch.tokenSegments : batch.stepSegments
    }

    /// The attention of a stretch to itself, each row summing to 1 again.
    private func inside(_ stretch: Range<Int>, of attention: Matrix<Float>) -> [Float] {
        stretch.flatMap { row -> [Float] in
            let own = attention.row(row)[
                row * attention.columns + stretch.lowerBound..<row * attention.columns
                    + stretch.upperBound]
            let sum = own.reduce(0, +)
            return own.map { sum > 0 ? $0 / sum : 1 / Float(stretch.count) }
        }
    }

    private func hidden<Scalar: KernelScalar>(
        _ examples: [TrainingExample]
    ) throws(DistillationError) -> [Matrix<Scalar>?] {
        var blocks: [Matrix<Scalar>?] = []
        for (block, layer) in matchedLayers(.hidden).enumerated() {
            guard let layer else {
                blocks.append(nil)
                continue
            }
            var values: [Float] = []
            var rows = 0
            for example in examples {
                let count = positionCount(example, block: block)
                let own = resampledPositions(
                    try records.hidden(of: try index(of: example), layer: layer), to: count)
                values += normalisedRows(own).values
                rows += count
            }
            blocks.append(
                converted(Matrix(rows: rows, columns: values.count / max(1, rows), values: values)))
        }
        return blocks
    }
}

/// Where stage 2 learns from.
public enum InsideSource: Sendable {
    /// A larger network of the student's kind, run beside it.
    case network(StudentWeights)
    /// What another program recorded; the training set's utterances without a record are left out.
    case records(TeacherRecords)
}

/// A source, checked against the student that learns from it.
enum InsideGiver: Sendable {
    case network(InsideTeacher)
    case records(RecordsTeacher)

    init(_ source: InsideSource, _ configuration: TrainingConfiguration) throws(TrainingError) {
        let student = configuration.student
        switch source {
        case .network(let weights):
            self = .network(
                try InsideTeacher(
                    weights: weights, student: student,
                    productPrecision: configuration.productPrecision))
        case .records(let records):
            guard records.description.speakers.count <= student.speakerNames.count else {
                throw .badConfiguration("the records have more speakers than the student")
            }
            self = .records(RecordsTeacher(records: records, student: student))
        }
    }

    /// Widths of the hidden states matched with the student's blocks.
    func hiddenWidths(blockCount: Int) throws -> [Int?] {
        switch self {
        case .network(let teacher): Array(repeating: teacher.width, count: blockCount)
        case .records(let teacher): try teacher.hiddenWidths()
        }
    }

    func knows(_ id: String) -> Bool {
        guard case .records(let teacher) = self else { return true }
        return teacher.records.index(ofID: id) != nil
    }

    func inside<Scalar: KernelScalar>(
        _ examples: [TrainingExample], melMean: [Float]
    ) throws -> TeacherInside<Scalar> {
        switch self {
        case .network(let teacher): teacher.inside(examples, melMean: melMean)
        case .records(let teacher): try teacher.inside(examples, melMean: melMean)
        }
    }
}
