import Foundation
import Testing

@testable import Distillation

@Suite("FolderTeacher") struct FolderTeacherTests {
    private func folder(_ manifest: String, sounds: [String] = []) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path + "/wavs", withIntermediateDirectories: true)
        try manifest.write(toFile: path + "/metadata.csv", atomically: true, encoding: .utf8)
        for sound in sounds {
            try Data(StandInSound.wav(seconds: 1)).write(to: URL(fileURLWithPath: path + sound))
        }
        return path
    }

    @Test("two, three and four columns, and sounds in wavs or beside the manifest")
    func manifest() throws {
        let path = try folder(
            "a-1|Dr. No|Doctor No.|Ann\r\na-2|Plain.||Bob\n\na-3|Last.\n",
            sounds: ["/wavs/a-1.wav", "/a-2.wav"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let teacher = try FolderTeacher(directory: path)
        #expect(teacher.entries.map(\.text) == ["Doctor No.", "Plain.", "Last."])
        #expect(teacher.speakers == ["Ann", "Bob", ""])
        #expect(LabelPlan.items(of: teacher).map(\.speakerIndex) == [0, 1, 2])
        #expect(try teacher.speak(TeacherRequest(id: "a-1", text: "")).samples.count == 24_000)
        #expect(try teacher.speak(TeacherRequest(id: "a-2", text: "")).samples.count == 24_000)
        #expect(throws: TeacherFailure(.unusableText, "wavs/a-3.wav is missing")) {
            try teacher.speak(TeacherRequest(id: "a-3", text: ""))
        }
        #expect(throws: TeacherFailure.self) {
            try teacher.speak(TeacherRequest(id: "../a-1", text: ""))
        }
    }

    @Test(
        "manifests that are none are refused with the line",
        arguments: [
            ("a-1", "csv:1"), ("a|b\nx|y|z|s|t", "csv:2"), ("../x|y", "csv:1"), ("/x|y", "csv:1"),
            ("a|b\na|c", "“a” appears twice"), ("|b", "csv:1"), ("", "0 speakers"),
            ("a|t|t|1\nb|t|t|2\nc|t|t|3\nd|t|t|4\ne|t|t|5", "5 speakers"),
        ])
    func refusals(manifest: String, wanted: String) throws {
        let path = try folder(manifest)
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            _ = try FolderTeacher(directory: path)
            Issue.record("\(manifest) passed")
        } catch {
            #expect("\(error)".contains(wanted), "\(error)")
        }
    }
}
