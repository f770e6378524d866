import Foundation
import Kernels
import StudentModel

/// Reading the folder with distrust: every size is checked before it is used.
extension TeacherRecords {
    static func readDescription(
        directory: String
    ) throws(DistillationError) -> TeacherRecordsDescription {
        let path = directory + "/records.json"
        let bytes = try readText(path: path)
        let description: TeacherRecordsDescription
        do {
            description = try JSONDecoder().decode(
                TeacherRecordsDescription.self, from: Data(bytes))
        } catch {
            throw .badRecords(path: path, problem: "is not a description of records (\(error))")
        }
        if let problem = description.problem { throw .badRecords(path: path, problem: problem) }
        return description
    }

    static func readLines(path: String) throws(DistillationError) -> [TeacherRecordsFormat.Line] {
        let decoder = JSONDecoder()
        var lines: [TeacherRecordsFormat.Line] = []
        for (number, bytes) in try readText(path: path).split(separator: 10).enumerated() {
            do {
                lines.append(
                    try decoder.decode(TeacherRecordsFormat.Line.self, from: Data(bytes)))
            } catch {
                throw .badRecords(
                    path: "\(path):\(number + 1)", problem: "is not a record's line (\(error))")
            }
        }
        return lines
    }

    static func openTensors(path: String) throws(DistillationError) -> SafetensorsFile {
        do {
            return try SafetensorsFile(path: path, acceptsForeign: true)
        } catch .malformed(let path, let reason) {
            throw .badRecords(path: path, problem: "\(reason); tensors must be F32 or F16")
        } catch .truncated(let path, let count, let needed) {
            throw .badRecords(path: path, problem: "is cut short: \(count) bytes of \(needed)")
        } catch .foreign(let path, let reason) {
            throw .badRecords(path: path, problem: "is no safetensors file: \(reason)")
        } catch {
            throw .badRecords(path: path, problem: "\(error)")
        }
    }

    private static func readText(path: String) throws(DistillationError) -> [UInt8] {
        do {
            return try readWholeFile(path, limit: TeacherRecordsFormat.textLimit)
        } catch {
            throw .badRecords(path: path, problem: "cannot be read (\(error.reason))")
        }
    }

    /// What is wrong with a record's line or its tensors' shapes, or nil.
    static func problem(
        of line: TeacherRecordsFormat.Line, in file: SafetensorsFile,
        description: TeacherRecordsDescription
    ) -> String? {
        if line.id.isEmpty || line.id.contains("/") {
            return "is no id: it is empty or has a slash"
        }
        if !description.speakers.indices.contains(line.speaker) {
            return "is of speaker \(line.speaker), but there are \(description.speakers.count)"
        }
        if let problem = soundProblem(of: line, in: file) { return problem }
        for layer in description.layers {
            guard let shape = file.shape(of: "\(line.id)/\(layer.tensorSuffix)") else {
                return "has no tensor “\(line.id)/\(layer.tensorSuffix)”"
            }
            if let problem = problem(of: shape, layer: layer) {
                return "has a tensor “\(line.id)/\(layer.tensorSuffix)” of shape \(shape): "
                    + problem
            }
        }
        return nil
    }

    private static func soundProblem(
        of line: TeacherRecordsFormat.Line, in file: SafetensorsFile
    ) -> String? {
        let limits = TeacherRecordsFormat.self
        let mel = file.shape(of: line.id + "/mel")
        let audio = file.shape(of: line.id + "/audio")
        guard mel != nil || audio != nil else { return "has neither mel nor audio" }
        if let mel {
            guard mel.count == 2, mel[1] == limits.melBinCount,
                (2...limits.frameLimit).contains(mel[0])
            else {
                return "has a mel of shape \(mel), not [2…\(limits.frameLimit), 80]"
            }
        }
        if let f0 = file.shape(of: line.id + "/f0"), f0 != [mel?[0] ?? 0] {
            return "has an f0 of shape \(f0) beside a mel of shape \(mel ?? [])"
        }
        if let audio {
            guard let rate = line.sampleRate, (8_000...192_000).contains(rate) else {
                return "has audio without a sampleRate of 8000 to 192000 in its line"
            }
            guard audio.count == 1, audio[0] > 0, Double(audio[0]) / rate <= 600 else {
                return "has audio of shape \(audio), not [samples] of 10 minutes or less"
            }
        }
        return nil
    }

    private static func problem(of shape: [Int], layer: TeacherLayer) -> String? {
        let limits = TeacherRecordsFormat.self
        let positions = 1...limits.positionLimit
        switch layer.kind {
        case .attention:
            guard shape.count == 3 || shape.count == 2 else {
                return "attention is [heads, queries, keys] or [queries, keys]"
            }
            if shape.count == 3, !(1...limits.headLimit).contains(shape[0]) {
                return "1 to \(limits.headLimit) heads"
            }
            guard shape.suffix(2).allSatisfy(positions.contains) else {
                return "1 to \(limits.positionLimit) positions"
            }
        case .hidden:
            guard shape.count == 2 else { return "a hidden state is [positions, width]" }
            guard positions.contains(shape[0]), (1...limits.widthLimit).contains(shape[1]) else {
                return "1 to \(limits.positionLimit) positions of 1 to \(limits.widthLimit)"
            }
        }
        return shape.reduce(1, *) <= limits.elementLimit ? nil : "that is too large"
    }
}
