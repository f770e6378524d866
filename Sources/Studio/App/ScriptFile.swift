/// The file behind the script.
struct ScriptFile: Equatable, Sendable {
    var path: String?
    var stamp: FileStamp?
    /// The revision of the text that is in the file; −1 where none is.
    var savedRevision = 0
    /// The revision that a running save is writing.
    var savingRevision: Int?
    /// What to do once the save has succeeded.
    var afterSave: Deferred?
    /// The version that is safe in the recovery file, or was asked to be.
    var recoveryVersion = 0

    /// The last part of the path.
    var name: String { path.map(fileName) ?? "new script" }
}

/// What waits for an answer or for a save.
enum Deferred: Equatable, Sendable {
    case quit
    case open(path: String)
    case newScript
}

/// The part after the last slash.
func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}

/// The part before the last slash, with it; empty where there is none.
func folderPart(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
}
