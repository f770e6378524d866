/// What was found in a script: its format, as much of the dialogue as makes sense, every problem.
public struct ScriptReading: Sendable {
    public let format: ScriptFormat
    /// Only what can be spoken: nothing of an unknown tag or of a speaker outside the cast.
    public let dialogue: Dialogue
    /// In order of place.
    public let problems: [ScriptProblem]

    /// The longest script that is read, in bytes: about 150 hours of speech.
    public static let byteLimit = 64_000_000
    /// The number of problems after which reading stops noting them.
    public static let problemLimit = 10_000

    /// Reads a file's bytes, which may be anything. Linear in their number.
    ///
    /// - Parameters:
    ///   - cast: who may speak.
    ///   - isReadable: whether a character can be read aloud; asked once for each, and not at all
    ///     about white space and markup. Without it every character passes.
    ///   - isPronounceable: whether the phonemes that `[say]` gives a word exist. Without it all do.
    public init(
        _ raw: [UInt8], cast: Set<Speaker> = Set(Speaker.allCases),
        isReadable: ((Character) -> Bool)? = nil,
        isPronounceable: ((_ word: String, _ phonemes: String) -> Bool)? = nil
    ) {
        guard raw.count <= Self.byteLimit else {
            self.init(failure: .tooLong(byteCount: raw.count, limit: Self.byteLimit))
            return
        }
        if let encoding = SourceText.foreignEncoding(of: raw) {
            self.init(failure: .wrongEncoding(encoding))
            return
        }
        let source = SourceText(raw)
        let checks = SpeechChecks(
            readability: isReadable.map(Readability.init), isPronounceable: isPronounceable)
        let format = ScriptFormat.recognised(in: source.bytes)
        var turns: [RawTurn]
        var found: [RawProblem]
        if format == .json {
            (turns, found) = jsonTurns(in: source.bytes, checks: checks)
        } else {
            var scanner = TurnScanner(
                source.bytes, format: format, damage: source.damageOffsets,
                checks: checks)
            scanner.scan()
            (turns, found) = (scanner.turns, scanner.problems)
        }
        found += zip(source.damageOffsets, source.damagedBytes).map {
            RawProblem(kind: .invalidUTF8($1), offset: $0)
        }
        let dialogue = placed(turns, in: source.bytes, cast: cast, problems: &found)
        if turns.isEmpty && found.isEmpty { found.append(RawProblem(kind: .noTurns, offset: 0)) }
        self.init(
            format: format, dialogue: dialogue, problems: placed(found, in: source.bytes))
    }

    private init(failure: ScriptProblem.Kind) {
        let problem = ScriptProblem(failure, at: SourcePosition(line: 1, column: 1))
        self.init(format: .parley, dialogue: Dialogue(), problems: [problem])
    }

    private init(format: ScriptFormat, dialogue: Dialogue, problems: [ScriptProblem]) {
        self.format = format
        self.dialogue = dialogue
        self.problems = problems
    }
}

/// Every problem in a script, in order of place; see `ScriptReading`.
public func lint(
    _ text: String, cast: Set<Speaker> = Set(Speaker.allCases),
    isReadable: ((Character) -> Bool)? = nil
) -> [ScriptProblem] {
    ScriptReading(Array(text.utf8), cast: cast, isReadable: isReadable).problems
}

/// Gives the turns their speakers and places, noting those that cannot be spoken.
private func placed(
    _ turns: [RawTurn], in bytes: [UInt8], cast: Set<Speaker>, problems: inout [RawProblem]
) -> Dialogue {
    let casting = Casting(turns.map(\.label))
    var counter = PositionCounter(bytes)
    var spoken: [Turn] = []
    spoken.reserveCapacity(turns.count)
    for turn in turns {
        guard let speaker = casting.speaker(of: turn.label), cast.contains(speaker) else {
            problems.append(
                RawProblem(kind: .speakerOutsideCast(turn.label.text), offset: turn.offset))
            continue
        }
        if turn.pieces.isEmpty {
            problems.append(RawProblem(kind: .emptyTurn(speaker), offset: turn.offset))
            continue
        }
        if !turn.pieces.contains(where: \.hasSomethingToSay) {
            problems.append(RawProblem(kind: .nothingToSay(speaker), offset: turn.offset))
        }
        let position = counter.position(at: turn.offset)
        spoken.append(
            Turn(
                speaker: speaker, normalPieces: turn.pieces, line: position.line,
                column: position.column))
    }
    return Dialogue(turns: spoken)
}

private func placed(_ found: [RawProblem], in bytes: [UInt8]) -> [ScriptProblem] {
    let limit = ScriptReading.problemLimit
    // Not only sorted but stably so: two problems of one place keep the order they were found in.
    let order = found.indices.sorted { (found[$0].offset, $0) < (found[$1].offset, $1) }
    var counter = PositionCounter(bytes)
    var problems = order.prefix(limit).map { index in
        ScriptProblem(found[index].kind, at: counter.position(at: found[index].offset))
    }
    if order.count > limit, let last = problems.last {
        problems.append(ScriptProblem(.tooManyProblems(limit: limit), at: last.position))
    }
    return problems
}

extension Piece {
    /// False for text without a letter or a digit; silence is meant as such.
    fileprivate var hasSomethingToSay: Bool {
        guard case .text(let text) = self else { return true }
        return text.unicodeScalars.contains {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }
}
