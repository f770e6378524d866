import Foundation

/// The table of what was lost.
extension DistillationReport {
    /// A row: a figure of teacher and student, and how it was measured.
    struct Row {
        var name: String
        var wanted: String
        var teacher: Double?
        var student: Double?
        var text: (Double) -> String
        var command: String
        /// Whether another machine would give another figure.
        var depends = true
    }

    var lossSection: ReportDocument.Section {
        let heading = ["", "wanted", "teacher", "student", "change (%)", "measured by", "on"]
        let cells = rows.filter { $0.teacher != nil || $0.student != nil }.map { row in
            [
                row.name, row.wanted, row.teacher.map(row.text) ?? "–",
                row.student.map(row.text) ?? "–", Self.change(row.teacher, row.student),
                "`\(row.command)`", row.depends ? machine : "any",
            ]
        }
        var paragraphs: [String] = []
        if listening == nil {
            paragraphs.append(
                "No mean opinion score: no listening session was given. `parley listen` holds one.")
        }
        if let teacher {
            paragraphs.append(
                "Of the rows about cost, the teacher is the larger network `\(teacher.path)` whose "
                    + "inside is known; of the rows about speech, the teachers that were labelled.")
        }
        return ReportDocument.Section(
            title: "What was lost", paragraphs: paragraphs, table: [heading] + cells)
    }

    /// The student's figure relative to the teacher's, in percent.
    static func change(_ teacher: Double?, _ student: Double?) -> String {
        guard let teacher, let student, teacher != 0 else { return "–" }
        return String(format: "%+.1f", 100 * (student - teacher) / teacher)
    }

    private var rows: [Row] {
        func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
        var rows = [
            Row(
                name: "mean opinion score", wanted: "≥ 3.8",
                teacher: listening?.teacher, student: listening?.student,
                text: { String(format: "%.2f", $0) }, command: commands.listening, depends: false)
        ]
        for kind in EvaluationReport.Kind.allCases {
            guard let voice = evaluation?.voices.first(where: { $0.isAll && $0.kind == kind })
            else { continue }
            rows.append(
                Row(
                    name: "speaker identified, \(kind.rawValue)", wanted: "≥ 90 %",
                    teacher: voice.teacherIdentified, student: voice.studentIdentified,
                    text: percent, command: commands.evaluate, depends: false))
            rows.append(
                Row(
                    name: "by a classifier of the other language, \(kind.rawValue)", wanted: "",
                    teacher: voice.teacherIdentifiedAcross, student: voice.studentIdentifiedAcross,
                    text: percent, command: commands.evaluate, depends: false))
            rows.append(
                Row(
                    name: "word error, \(kind.rawValue)", wanted: "",
                    teacher: voice.teacherWordError, student: voice.studentWordError,
                    text: percent, command: commands.evaluate, depends: false))
        }
        return rows + costRows
    }

    private var costRows: [Row] {
        func megabytes(_ value: Double) -> String { String(format: "%.1f MB", value / 1e6) }
        return [
            Row(
                name: "real-time factor", wanted: "< 0.9", teacher: teacher?.cost?.rtf,
                student: student.cost?.rtf, text: { String(format: "%.4f", $0) },
                command: commands.render),
            Row(
                name: "peak memory", wanted: "≤ 3 GB",
                teacher: teacher?.cost.map { Double($0.peakResidentBytes) },
                student: student.cost.map { Double($0.peakResidentBytes) }, text: megabytes,
                command: commands.render),
            Row(
                name: "model file", wanted: "", teacher: teacher.map { Double($0.fileBytes) },
                student: Double(student.fileBytes), text: megabytes, command: "ls -l FILE",
                depends: false),
            Row(
                name: "parameters", wanted: "−60 %",
                teacher: teacher.map { Double($0.weights.layout.trainedParameterCount) },
                student: Double(student.weights.layout.trainedParameterCount),
                text: { String(format: "%.2f M", $0 / 1e6) }, command: "parley distill export",
                depends: false),
        ]
    }
}
