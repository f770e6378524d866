/// Choosing a file: folders to walk through, and a name being typed that narrows the list.
struct Picker: Equatable, Sendable {
    /// Ends in a slash; empty is the working folder.
    var folder: String
    var entries: [FolderEntry] = []
    var isLoading = true
    var filter = LineInput()
    var list = ScrollList()

    init(folder: String) {
        self.folder = folder
    }

    /// What is listed: the folder above first, nothing hidden unless a dot is typed.
    var shown: [FolderEntry] {
        let wanted = filter.text.lowercased()
        let above = FolderEntry(name: "..", isFolder: true)
        let matching = entries.filter { entry in
            if entry.name.hasPrefix("."), !wanted.hasPrefix(".") { return false }
            return wanted.isEmpty || entry.name.lowercased().contains(wanted)
        }
        return (wanted.isEmpty ? [above] : []) + matching
    }

    /// Where choosing `entry` leads.
    func path(of entry: FolderEntry) -> String {
        entry.name == ".." ? Self.above(folder) : folder + entry.name + (entry.isFolder ? "/" : "")
    }

    /// The folder that holds `folder`.
    static func above(_ folder: String) -> String {
        let trimmed = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if trimmed.isEmpty { return folder == "/" ? "/" : "../" }
        let last = fileName(trimmed)
        if last == ".." || last == "." { return folder + "../" }
        return folderPart(trimmed)
    }
}
