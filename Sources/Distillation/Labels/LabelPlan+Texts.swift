import Foundation
import Kernels
import Script

/// Plans for teachers from outside.
extension LabelPlan {
    private static let scriptLimit = 64_000_000

    /// Every turn of the scripts in a folder (`.txt`, any format that Parley reads), in the order
    /// of their names; `d12-t3` is the third turn of the twelfth script.
    ///
    /// - Throws: `.badConfiguration` for a script with errors, `.fileFailed`.
    static func turns(
        ofScriptsIn folder: String
    ) throws(DistillationError) -> [LabelItem] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".txt") }.sorted()
        } catch {
            throw .fileFailed(path: folder, problem: "cannot be read")
        }
        guard !names.isEmpty else {
            throw .fileFailed(path: folder, problem: "holds no scripts (.txt)")
        }
        var items: [LabelItem] = []
        for (number, name) in names.enumerated() {
            let dialogue = try dialogue(path: folder + "/" + name)
            for (place, turn) in dialogue.turns.enumerated() where !turn.text.isEmpty {
                items.append(
                    LabelItem(
                        id: "d\(number + 1)-t\(place + 1)", speakerIndex: turn.speaker.index,
                        content: .text(turn.text)))
            }
        }
        return items
    }

    private static func dialogue(path: String) throws(DistillationError) -> Dialogue {
        do {
            return try Dialogue(parsing: try readWholeFile(path, limit: scriptLimit))
        } catch let error as FileError {
            throw .fileFailed(path: path, problem: "cannot be read (\(error.reason))")
        } catch {
            throw .badConfiguration(
                path: path, line: nil,
                problem: "has errors; `parley script lint` lists them (\(error))")
        }
    }

    /// The recordings of a folder.
    static func items(of folder: FolderTeacher) -> [LabelItem] {
        let speakers = folder.speakers
        return folder.entries.map { entry in
            LabelItem(
                id: entry.id, speakerIndex: speakers.firstIndex(of: entry.speaker) ?? 0,
                content: .text(entry.text))
        }
    }
}
