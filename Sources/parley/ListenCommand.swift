import ArgumentParser
import Foundation
import Listening
import StudioTerminal

/// `parley listen`: blind listening sessions, from the plan to the report.
struct ListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Run blind listening sessions, and say what they found.",
        discussion: "An organiser makes a study with “new”, raters answer with “rate”, “report” "
            + "gives the means with their intervals. docs/listening.md goes through all of it.",
        subcommands: [
            ListenNew.self, ListenRate.self, ListenReport.self, ListenExport.self,
            ListenImport.self, ListenCheck.self, ListenSimulate.self,
        ])
}

/// A study as the command line names it: its folder, or the database in it.
struct StudyPlace {
    /// The database.
    let path: String

    init(_ name: String) {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
        path = exists && isFolder.boolValue ? name + "/" + StudyMaker.fileName : name
    }

    /// Where its clips lie.
    func clips(_ folder: String) -> String {
        (path as NSString).deletingLastPathComponent.isEmpty
            ? folder : (path as NSString).deletingLastPathComponent + "/" + folder
    }
}
