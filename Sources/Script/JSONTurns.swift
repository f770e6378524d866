/// The turns of a JSON script, in any of the shapes that docs/script-format.md lists.
func jsonTurns(
    in bytes: [UInt8], checks: SpeechChecks
) -> (turns: [RawTurn], problems: [RawProblem]) {
    var collector = JSONTurnCollector(checks: checks)
    var reader = JSONReader(bytes)
    do {
        while let value = try reader.next() { collector.collect(value) }
    } catch {
        collector.problems.append(
            RawProblem(kind: .malformedJSON(error.reason), offset: error.offset))
    }
    return (collector.turns, collector.problems)
}

private struct JSONTurnCollector {
    let checks: SpeechChecks
    var turns: [RawTurn] = []
    var problems: [RawProblem] = []

    private static let listKeys = [
        "turns", "dialogue", "dialog", "script", "conversation", "messages", "segments", "lines",
        "transcript", "podcast",
    ]
    private static let speakerKeys = [
        "speaker", "speaker_id", "speakerid", "role", "name", "voice", "character", "from",
    ]
    private static let textKeys = [
        "text", "content", "line", "utterance", "value", "message", "dialogue", "words",
    ]

    init(checks: SpeechChecks) {
        self.checks = checks
    }

    /// A list of turns, an object that holds one, or a single turn as in JSON lines.
    mutating func collect(_ node: JSONNode) {
        switch node.value {
        case .array(let elements):
            for element in elements { collectTurn(element) }
        case .object(let members):
            let lists = members.filter { Self.listKeys.contains(comparable($0.key)) }
            for list in lists {
                guard case .array(let elements) = list.value.value else { continue }
                for element in elements { collectTurn(element) }
                return
            }
            collectTurn(node)
        case .string, .number, .word: fail("a list of turns is missing here", node)
        }
    }

    private mutating func collectTurn(_ node: JSONNode) {
        switch node.value {
        case .array(let pair):
            guard pair.count == 2, let label = label(of: pair[0]),
                case .string(let text) = pair[1].value
            else { return fail("a turn needs a speaker and a text", node) }
            add(label, text, node)
        case .object(let members):
            collectObject(members, node)
        case .string, .number, .word: fail("a turn needs a speaker and a text", node)
        }
    }

    private mutating func collectObject(
        _ members: [(key: String, value: JSONNode)], _ node: JSONNode
    ) {
        let speaker = first(Self.speakerKeys, in: members).flatMap { label(of: $0) }
        if let speaker, case .string(let text) = first(Self.textKeys, in: members)?.value {
            return add(speaker, text, node)
        }
        // {"A": "what A says"}
        if speaker == nil, members.count == 1, let only = members.first,
            !Self.textKeys.contains(comparable(only.key)), case .string(let text) = only.value.value
        {
            return add(label(named: only.key), text, node)
        }
        fail(speaker == nil ? "a turn has no speaker" : "a turn has no text", node)
    }

    private func first(_ keys: [String], in members: [(key: String, value: JSONNode)]) -> JSONNode?
    {
        for key in keys {
            if let member = members.first(where: { comparable($0.key) == key }) {
                return member.value
            }
        }
        return nil
    }

    private func label(of node: JSONNode) -> SpeakerLabel? {
        switch node.value {
        case .string(let name): label(named: name.text)
        case .number(let digits):
            Int(digits).map { SpeakerLabel(identity: .number($0), text: digits) }
        case .object, .array, .word: nil
        }
    }

    private func label(named name: String) -> SpeakerLabel {
        let name = normalised(name)
        return SpeakerLabel(tag: comparable(name), format: .json)
            ?? SpeakerLabel(identity: .name(comparable(name)), text: name)
    }

    private mutating func add(_ label: SpeakerLabel, _ text: JSONString, _ node: JSONNode) {
        var scanner = TurnScanner(text.bytes, format: .json, checks: checks)
        scanner.scan(speaker: label, offset: node.offset)
        turns += scanner.turns
        guard problems.count <= ScriptReading.problemLimit else { return }
        problems += scanner.problems.map {
            RawProblem(kind: $0.kind, offset: text.sourceOffset(of: $0.offset))
        }
    }

    private mutating func fail(_ reason: String, _ node: JSONNode) {
        guard problems.count <= ScriptReading.problemLimit else { return }
        problems.append(RawProblem(kind: .malformedJSON(reason), offset: node.offset))
    }
}
