import Foundation
import Script
import Testing

/// The dialogues that ship in `samples`.
@Suite struct SampleTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("samples")

    private static func reading(_ name: String) throws -> ScriptReading {
        ScriptReading(Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }

    @Test("every sample is without problems and reads back from its print")
    func clean() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(names.filter { $0.hasSuffix(".txt") }.count >= 7)
        for name in names where name.hasSuffix(".txt") {
            let reading = try Self.reading(name)
            #expect(reading.problems.map(\.description) == [], "\(name)")
            #expect(reading.format == .parley, "\(name)")
            #expect(try Dialogue(parsing: reading.dialogue.description) == reading.dialogue)
        }
    }

    @Test(
        "samples have the casts they promise",
        arguments: [
            ("lighthouse.txt", "AB"), ("breakfast-noodles.txt", "AB"),
            ("lost-in-translation.txt", "AB"), ("moon-base.txt", "ABC"), ("book-club.txt", "ABCD"),
            ("numbers-and-names.txt", "CD"), ("three-minutes.txt", "ABCD"),
            ("first-words.txt", "ABCD"),
        ])
    func casts(name: String, cast: String) throws {
        let speakers = try Self.reading(name).dialogue.speakers
        #expect(speakers.map(\.name).joined() == cast)
    }
}
