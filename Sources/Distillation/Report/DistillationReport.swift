import Foundation
import StudentModel

/// What was lost between teacher and student, with pictures: the page that `parley distill report`
/// writes.
public struct DistillationReport: Sendable {
    /// What a network costs to run, measured in a process of its own.
    public struct Cost: Codable, Equatable, Sendable {
        /// Wall time over audio time.
        public var rtf: Double
        public var peakResidentBytes: Int

        public init(rtf: Double, peakResidentBytes: Int) {
            self.rtf = rtf
            self.peakResidentBytes = peakResidentBytes
        }
    }

    /// A network of the report: its weights, and what they cost.
    public struct Network: Sendable {
        public var path: String
        public var weights: StudentWeights
        public var fileBytes: Int
        public var cost: Cost?

        /// Reads the weights at `path`.
        ///
        /// - Throws: `WeightsError`.
        public init(path: String, cost: Cost?) throws {
            self.path = path
            weights = try StudentWeights(path: path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            fileBytes = (attributes[.size] as? NSNumber)?.intValue ?? 0
            self.cost = cost
        }
    }

    /// A training run whose losses are drawn.
    public struct Run: Sendable {
        public var name: String
        public var rows: [StageRow]

        /// Reads the log in the folder of a run.
        ///
        /// - Throws: where there is none.
        public init(name: String, folder: String) throws {
            self.name = name
            let log = StageLog(folder: folder)
            rows = try log.rows()
            if rows.isEmpty { rows = try RunFolder.lossRows(in: folder).map { StageRow($0) } }
        }
    }

    public var student: Network
    /// The larger network whose inside is known, if there is one.
    public var teacher: Network?
    /// Made by `parley distill evaluate --json`.
    public var evaluation: EvaluationReport?
    /// Mean opinion scores by listeners, where a session was held.
    public var listening: ListeningScores?
    public var runs: [Run] = []
    /// Where teacher and student are pictured side by side.
    public var heldOut: Dataset?
    /// The machine that the costs were measured on, and the commands that measured.
    public var machine: String
    public var commands = Commands()

    /// What a reader types to get a row again.
    public struct Commands: Sendable {
        public var evaluate = "parley distill evaluate --weights STUDENT --held-out HELDOUT"
        public var render = "parley bench render --weights FILE"
        public var listening = "parley listen export STUDY"
        public init() {}
    }

    public init(student: Network, machine: String) {
        self.student = student
        self.machine = machine
    }

    /// Writes `report.md`, `report.html` and the folder `pictures` for the former.
    ///
    /// - Throws: where the folder cannot be written, or the held-out set not be read.
    public func write(to folder: String) throws {
        let document = try document()
        let pictures = folder + "/pictures"
        try FileManager.default.createDirectory(
            atPath: pictures, withIntermediateDirectories: true)
        for figure in document.sections.flatMap(\.figures) {
            try Data(figure.fileBytes).write(
                to: URL(fileURLWithPath: "\(pictures)/\(figure.fileName)"))
        }
        try Data(document.markdown(picturesIn: "pictures").utf8).write(
            to: URL(fileURLWithPath: folder + "/report.md"))
        try Data(document.html.utf8).write(to: URL(fileURLWithPath: folder + "/report.html"))
    }

    func document() throws -> ReportDocument {
        var sections = [lossSection]
        if let evaluation {
            sections.append(
                .init(title: "Distances by voice", table: evaluation.distanceRows))
            if let confusion = evaluation.confusion { sections += confusionSections(confusion) }
        }
        sections += runSections
        if let heldOut { sections += try pictureSections(heldOut) }
        return ReportDocument(title: "Teacher and student", sections: sections)
    }
}
