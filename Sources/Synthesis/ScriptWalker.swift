import Phonemes
import Script

/// Walks through a dialogue and reads it sentence by sentence, no further ahead than one stretch of
/// text, so that the first sound comes at once and the length of the script costs no memory.
struct ScriptWalker {
    private let dialogue: Dialogue
    private let read: Reader
    private let silence: SilenceRules
    private let characterCount: Int

    private var stretches: [Stretch] = []
    private var waiting: [Utterance] = []
    private var nextTurnIndex = 0
    private var nextIndex = 0
    private var charactersDone = 0
    private var nextIndexInTurn = 0
    /// Samples of silence asked for by `[pause]` since the last sentence; nil if none was.
    private(set) var explicitPause: Int?
    private var lastTurnIndex: Int?
    private(set) var frontEndSeconds = 0.0
    private(set) var warnings: [RenderWarning] = []

    init(_ dialogue: Dialogue, read: @escaping Reader, silence: SilenceRules) {
        self.dialogue = dialogue
        self.read = read
        self.silence = silence
        characterCount = dialogue.turns.reduce(0) { $0 + $1.text.utf8.count }
    }

    /// The next sentence; nil at the end of the script.
    mutating func next() throws(SynthesisError) -> Utterance? {
        while waiting.isEmpty {
            guard try advance() else { return nil }
        }
        return waiting.removeFirst()
    }

    /// Reads one more stretch; false at the end of the script.
    private mutating func advance() throws(SynthesisError) -> Bool {
        guard !stretches.isEmpty else {
            guard nextTurnIndex < dialogue.turns.count else { return false }
            stretches = Stretch.stretches(of: dialogue.turns[nextTurnIndex])
            nextTurnIndex += 1
            return true
        }
        switch stretches.removeFirst() {
        case .silence(let seconds):
            explicitPause = (explicitPause ?? 0) + SilenceRules.sampleCount(ofPause: seconds)
        case .speech(let pieces, let rate):
            try enqueue(pieces, rate: rate)
        }
        return true
    }

    private mutating func enqueue(_ pieces: [FrontEnd.Piece], rate: Double) throws(SynthesisError) {
        let turnIndex = nextTurnIndex - 1
        let turn = dialogue.turns[turnIndex]
        let start = ContinuousClock.now
        let sentences: [ReadSentence]
        do {
            sentences = try read(pieces)
        } catch {
            throw .unspeakable(line: turn.line, reason: "\(error)")
        }
        frontEndSeconds += (ContinuousClock.now - start).seconds
        charactersDone += pieces.reduce(0) { $0 + $1.characterCount }
        for character in sentences.flatMap(\.unreadable) {
            warnings.append(RenderWarning(line: turn.line, character: character))
        }
        for sentence in sentences where !sentence.tokens.isEmpty {
            if lastTurnIndex != turnIndex { nextIndexInTurn = 0 }
            let content = contentHash(of: sentence.tokens, indexInTurn: nextIndexInTurn)
            waiting.append(
                Utterance(
                    index: nextIndex, content: content, turnIndex: turnIndex,
                    speakerIndex: turn.speaker.index, tokens: sentence.tokens, rate: rate,
                    silence: silenceCount(before: content, of: turnIndex),
                    fractionDone: Double(charactersDone) / Double(max(characterCount, 1))))
            nextIndex += 1
            nextIndexInTurn += 1
            lastTurnIndex = turnIndex
            explicitPause = nil
        }
    }

    private func silenceCount(before content: UInt64, of turnIndex: Int) -> Int {
        guard let lastTurnIndex else { return explicitPause ?? 0 }
        guard lastTurnIndex == turnIndex else {
            return silence.beforeTurn(dialogue.turns[turnIndex], pause: explicitPause ?? 0)
        }
        return silence.beforeSentence(content: content, pause: explicitPause)
    }
}

/// Part of a turn: silence, or text at one speed.
private enum Stretch {
    case silence(Double)
    case speech([FrontEnd.Piece], rate: Double)

    static func stretches(of turn: Turn) -> [Stretch] {
        var stretches: [Stretch] = []
        var pieces: [FrontEnd.Piece] = []
        var rate = 1.0
        func flush() {
            if !pieces.isEmpty { stretches.append(.speech(pieces, rate: rate)) }
            pieces = []
        }
        for piece in turn.pieces {
            switch piece {
            case .text(let text):
                let parts = cutIntoStretches(text)
                for (index, part) in parts.enumerated() {
                    pieces.append(.text(part))
                    if index < parts.count - 1 { flush() }
                }
            case .pronunciation(let word, let phonemes):
                pieces.append(.pronunciation(word: word, phonemes: phonemes))
            case .pause(let seconds):
                flush()
                stretches.append(.silence(seconds))
            case .rate(let newRate):
                flush()
                rate = newRate
            }
        }
        flush()
        return stretches
    }
}

/// Cuts a long text after ends of sentences that cannot be mistaken: a CJK full stop, a line end,
/// or a Latin one after a long word and before a space. So a turn of an hour is not read at once.
func cutIntoStretches(_ text: String, wantedByteCount: Int = 240) -> [String] {
    guard text.utf8.count > 2 * wantedByteCount else { return [text] }
    var parts: [String] = []
    var part = ""
    var wordLength = 0
    var endsWithStop = false
    for character in text {
        if endsWithStop && character == " " && part.utf8.count >= wantedByteCount {
            parts.append(part)
            part = ""
        }
        part.append(character)
        let isCJKStop = "。！？\n".contains(character)
        endsWithStop = isCJKStop || (".!?".contains(character) && wordLength >= 4)
        wordLength = character.isLetter ? wordLength + 1 : 0
        if isCJKStop && part.utf8.count >= wantedByteCount {
            parts.append(part)
            part = ""
        }
    }
    if !part.isEmpty { parts.append(part) }
    return parts
}

extension FrontEnd.Piece {
    fileprivate var characterCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .pronunciation(let word, _): word.utf8.count
        }
    }
}

extension Duration {
    /// As a number of seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
