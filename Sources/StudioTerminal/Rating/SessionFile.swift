import Foundation
import Listening
import TOMLKit

/// Reads a session file; docs/listening.md is its manual.
///
/// All mistakes are told at once, each with its line, so that nobody mends a file ten times.
public struct SessionFile {
    let lines: SessionLines
    private let folder: String
    var mistakes: [SessionError.Mistake] = []

    /// Reads the file.
    ///
    /// - Throws: `.unreadable` or `.mistakes`.
    public static func session(at path: String) throws(SessionError) -> Session {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        return try session(text, path: path)
    }

    /// Reads the text of a file; `path` is for messages, and for files that it names.
    public static func session(_ text: String, path: String) throws(SessionError) -> Session {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let reason = error.description.prefix { $0 != "\n" }
            throw .mistakes(
                path: path, [.init(line: error.source.begin.line, text: "\(reason).")])
        } catch {
            throw .mistakes(path: path, [.init(line: 1, text: "\(error).")])
        }
        var file = SessionFile(
            lines: SessionLines(text), folder: (path as NSString).deletingLastPathComponent)
        let session = file.read(table)
        file.checkWhole(session)
        guard file.mistakes.isEmpty else {
            throw .mistakes(path: path, file.mistakes.sorted { $0.line < $1.line })
        }
        return session
    }

    private init(lines: SessionLines, folder: String) {
        self.lines = lines
        self.folder = folder
    }

    private static let keys = [
        "title", "method", "language", "question", "raters", "block-length", "break-minutes",
        "replays", "repeats", "seed", "loudness", "seconds", "anchors", "traps", "pairs", "ask",
        "system", "item", "training", "trap",
    ]

    private mutating func read(_ table: TOMLTable) -> Session {
        check(table, among: Self.keys, in: nil)
        let method = choice(
            Method.self, table, "method", "as in method = \"acr\"", isNeeded: true)
        let language = choice(
            ScreenLanguage.self, table, "language", "as in language = \"zh\"")
        var session = Session(
            title: text(table, "title") ?? "Listening session", method: method ?? .acr,
            language: language ?? .english)
        if let asked = text(table, "question") {
            let both = BilingualText(english: asked, chinese: asked)
            session.questions = [Question(id: session.method.rawValue, text: both)]
        }
        session.questions += tables(table, "ask").compactMap { question($0, $1) }
        session.raterCount = number(table, "raters", 1...1_000) ?? session.raterCount
        session.blockLength = number(table, "block-length", 1...1_000) ?? session.blockLength
        session.breakMinutes = number(table, "break-minutes", 0...120) ?? session.breakMinutes
        session.replayLimit = number(table, "replays", 0...100)
        session.repeatCount = number(table, "repeats", 0...100) ?? 0
        session.seed = UInt64(number(table, "seed", 0...Int.max) ?? 1)
        session.loudness = decimal(table, "loudness", -40 ... -14) ?? session.loudness
        session.secondsAtMost = decimal(table, "seconds", 1...60)
        session.hasAnchors = flag(table, "anchors") ?? true
        session.spokenTrapCount = number(table, "traps", 0...20) ?? 0
        session.pairs = pairs(table)
        session.systems = tables(table, "system").compactMap { system($0, $1) }
        session.items = tables(table, "item").compactMap { item($0, $1) }
        session.training = tables(table, "training").compactMap { item($0, $1) }
        session.traps = tables(table, "trap").compactMap { trap($0, $1) }
        return session
    }

    // MARK: - Tables

    private mutating func system(
        _ table: TOMLTable, _ place: SessionLines.Section
    ) -> SessionSystem? {
        let sources = ["folder", "voices", "command", "flite"]
        check(table, among: ["name", "role", "weights"] + sources, in: place)
        guard let name = text(table, "name", place, isNeeded: true) else { return nil }
        let role = choice(
            System.Role.self, table, "role", "as in role = \"teacher\"", place)
        let given = sources.filter { table[$0] != nil }
        guard given.count == 1, let value = text(table, given[0], place) else {
            note(
                place, nil,
                "system “\(name)” needs exactly one of \(sources.joined(separator: ", ")): where "
                    + "its sound comes from. Write, say, folder = \"clips/\(name)\".")
            return nil
        }
        let weights = text(table, "weights", place).map(path)
        if weights != nil, given[0] != "voices" {
            note(place, "weights", "“weights” belongs to “voices”. Remove it, or name voices.")
        }
        let source: SessionSystem.Source =
            switch given[0] {
            case "folder": .folder(path(value))
            case "voices": .voices(cast: value, weights: weights)
            case "command": .command(value)
            default: .flite(value)
            }
        if case .command(let line) = source, !line.contains("{text}") || !line.contains("{wav}") {
            note(
                place, "command",
                "the command needs {text} and {wav}, as in "
                    + "command = \"flite -voice slt -t {text} -o {wav}\".")
        }
        return SessionSystem(name: name, role: role ?? .other, source: source)
    }

    private mutating func question(
        _ table: TOMLTable, _ place: SessionLines.Section
    ) -> Question? {
        check(table, among: ["id", "text", "labels"], in: place)
        guard let id = text(table, "id", place, isNeeded: true),
            let asked = text(table, "text", place, isNeeded: true)
        else { return nil }
        let labels = table["labels"]?.array?.compactMap(\.string)
        return Question(
            id: id, text: BilingualText(english: asked, chinese: asked),
            labels: labels?.map { BilingualText(english: $0, chinese: $0) })
    }

    private mutating func pairs(_ table: TOMLTable) -> [SystemPair] {
        guard let value = table["pairs"] else { return [] }
        let pairs = value.array?.compactMap { pair -> SystemPair? in
            let names = pair.array?.compactMap(\.string) ?? []
            return names.count == 2 ? SystemPair(baseline: names[0], other: names[1]) : nil
        }
        if let pairs, pairs.count == value.array?.count { return pairs }
        note(nil, "pairs", "“pairs” should be as in pairs = [[\"teacher\", \"student\"]].")
        return []
    }

    private mutating func item(
        _ table: TOMLTable, _ place: SessionLines.Section
    ) -> SessionItem? {
        check(table, among: ["name", "text", "script", "condition", "speaker"], in: place)
        guard let name = text(table, "name", place, isNeeded: true) else { return nil }
        if name.contains("/") {
            note(place, "name", "“\(name)” has a slash. Name the item without a folder.")
        }
        var spoken = text(table, "text", place)
        if let script = text(table, "script", place) {
            if spoken != nil { note(place, "script", "“text” and “script” exclude each other.") }
            do {
                spoken = try String(contentsOfFile: path(script), encoding: .utf8)
            } catch {
                note(place, "script", "\(path(script)): \(error.localizedDescription)")
            }
        }
        return SessionItem(
            name: name, text: spoken, condition: text(table, "condition", place) ?? "",
            speaker: text(table, "speaker", place) ?? "")
    }

    private mutating func trap(
        _ table: TOMLTable, _ place: SessionLines.Section
    ) -> SessionTrap? {
        check(table, among: ["file", "text", "answer"], in: place)
        guard let answer = number(table, "answer", 1...9, place) else {
            note(place, "answer", "a trap needs the answer that is right, as in answer = 2.")
            return nil
        }
        if let file = text(table, "file", place) {
            return SessionTrap(source: .file(path(file)), answer: answer)
        }
        guard let spoken = text(table, "text", place, isNeeded: true) else { return nil }
        return SessionTrap(source: .text(spoken), answer: answer)
    }

    /// A path as the file means it: from the folder that the file is in.
    private func path(_ name: String) -> String {
        let whole = (name as NSString).expandingTildeInPath
        return whole.hasPrefix("/") || folder.isEmpty ? whole : folder + "/" + whole
    }
}

// MARK: - What concerns more than one line

extension SessionFile {
    private mutating func checkWhole(_ session: Session) {
        let isOne = session.method == .acr || session.method == .speaker
        if session.systems.isEmpty {
            // Those that are there and wrong have been told of.
            guard !lines.hasSection("system") else { return }
            note(nil, nil, "there is no [[system]]. Add one for each thing to be compared.")
        } else if session.systems.count < (isOne ? 1 : 2) {
            note(
                nil, "system",
                "“\(session.method.rawValue)” compares systems, and there is only one. Add "
                    + "another [[system]].")
        }
        checkNames(session.systems.map(\.name), "system")
        checkNames((session.items + session.training).map(\.name), "item")
        let references = session.systems.count { $0.role == .reference }
        if session.method.showsReference, references != 1 {
            note(
                nil, "system",
                "“\(session.method.rawValue)” needs exactly one system with role = "
                    + "\"reference\"; there are \(references).")
        }
        if session.method == .mushra, !session.traps.isEmpty || session.spokenTrapCount > 0 {
            note(
                nil, session.traps.isEmpty ? "traps" : "trap",
                "MUSHRA has no traps: the hidden reference and the anchors do that work. Remove "
                    + "them.")
        }
        checkItems(session)
    }

    private mutating func checkItems(_ session: Session) {
        let speaking = session.systems.first(where: \.speaks)
        if session.items.isEmpty, let speaking {
            note(
                nil, nil,
                "“\(speaking.name)” speaks texts, and there is none. Add [[item]] tables with "
                    + "name and text.")
        }
        for (index, item) in session.items.enumerated() {
            let place = lines.section("item", index)
            if let speaking, (item.text ?? "").isEmpty {
                note(
                    place, nil,
                    "“\(item.name)” has no text for “\(speaking.name)” to speak. Add "
                        + "text = \"…\".")
            }
            if session.method == .speaker, item.speaker.isEmpty {
                note(
                    place, nil, "“\(item.name)” does not say who speaks. Add speaker = \"A\".")
            }
        }
    }

    private mutating func checkNames(_ names: [String], _ header: String) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            note(nil, header, "two are called “\(name)”. Give one of them another name.")
        }
    }
}
