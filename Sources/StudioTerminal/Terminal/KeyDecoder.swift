import Studio

/// Turns the characters that a terminal sends into keys, pastes and mouse events.
///
/// It understands the sequences of the xterm family, the Linux console, rxvt, screen and tmux, with
/// their modifiers, and swallows those it does not know, so that none is ever typed into a script.
public struct KeyDecoder: Sendable {
    /// What the line's rubout key sends: Control-H means that key only where it is this.
    var rubout: Unicode.Scalar = "\u{7F}"

    private enum State {
        case ground
        case escape
        /// After `ESC [`, with what came since.
        case sequence(String)
        /// After `ESC O`.
        case singleShift
        /// After `ESC [ [`, the Linux console's function keys.
        case console
        /// After `ESC ]`, `P` and the like: up to BEL or `ESC \`.
        case string
        /// The last three characters of an old mouse report.
        case oldMouse([Unicode.Scalar])
        case paste
    }

    private var state = State.ground
    private var typed = ""
    private var pasted: [Unicode.Scalar] = []
    private var events: [InputEvent] = []
    private var mouse = MouseDecoder()

    public init() {}

    /// Whether a lone Escape and the beginning of a sequence cannot be told apart yet.
    public var isUndecided: Bool {
        switch state {
        case .ground, .paste: false
        default: true
        }
    }

    /// Whether a paste has begun that has not ended.
    public var isPasting: Bool { if case .paste = state { true } else { false } }

    /// Takes characters in.
    ///
    /// - Parameter seconds: a monotonic clock, to tell double clicks.
    public mutating func feed(
        _ scalars: some Sequence<Unicode.Scalar>, at seconds: Double = 0
    ) -> [InputEvent] {
        for scalar in scalars { take(scalar, at: seconds) }
        return takeEvents()
    }

    /// Nothing more came for a while: what was begun is ended.
    public mutating func settle() -> [InputEvent] {
        switch state {
        case .escape: emit(Key(.escape))
        case .sequence(""): emit(Key(.character("["), .alt))
        case .singleShift: emit(Key(.character("O"), .alt))
        case .paste: endPaste()
        default: break
        }
        state = .ground
        return takeEvents()
    }

    private mutating func takeEvents() -> [InputEvent] {
        endTyped()
        defer { events = [] }
        return events
    }

    private mutating func take(_ scalar: Unicode.Scalar, at seconds: Double) {
        switch state {
        case .ground: takeInGround(scalar)
        case .escape: takeAfterEscape(scalar)
        case .sequence(let soFar): takeInSequence(scalar, after: soFar, at: seconds)
        case .singleShift:
            state = .ground
            if let code = KeySequence.singleShift(scalar) { emit(code) }
        case .console:
            state = .ground
            if let number = "ABCDE".unicodeScalars.map({ $0 }).firstIndex(of: scalar) {
                emit(Key(.function(number + 1)))
            }
        case .string:
            if scalar == "\u{07}" { state = .ground }
            if scalar == "\u{1B}" { state = .escape }
        case .oldMouse(let soFar):
            state = soFar.count < 2 ? .oldMouse(soFar + [scalar]) : .ground
            guard soFar.count == 2 else { return }
            let values = (soFar + [scalar]).map { Int($0.value) - 32 }
            report(mouse.decode(values, isRelease: values[0] & 3 == 3, at: seconds))
        case .paste: takeInPaste(scalar)
        }
    }

    private mutating func takeInGround(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\u{1B}":
            endTyped()
            state = .escape
        case rubout, "\u{7F}": emit(Key(.backspace))
        case "\r", "\n": emit(Key(.enter))
        case "\t": emit(Key(.tab))
        case "\0": emit(Key(.character(" "), .control))
        case "\u{01}"..."\u{1A}":
            emit(Key(.character(Self.character(scalar.value + 0x60)), .control))
        case "\u{1C}"..."\u{1F}":
            emit(Key(.character(Self.character(scalar.value + 0x40)), .control))
        case "\u{80}"..."\u{9F}": break
        default: typed.unicodeScalars.append(scalar)
        }
    }

    private mutating func takeAfterEscape(_ scalar: Unicode.Scalar) {
        state = .ground
        switch scalar {
        case "[": state = .sequence("")
        case "O": state = .singleShift
        case "]", "P", "_", "^": state = .string
        case "\u{1B}":
            emit(Key(.escape))
            state = .escape
        // The end of a string that was swallowed.
        case "\\": break
        default:
            let before = events.count
            takeInGround(scalar)
            endTyped()
            for index in before..<events.count {
                guard case .key(var key) = events[index] else { continue }
                key.modifiers.insert(.alt)
                events[index] = .key(key)
            }
        }
    }

    private mutating func takeInSequence(
        _ scalar: Unicode.Scalar, after soFar: String, at seconds: Double
    ) {
        switch scalar {
        case "[" where soFar.isEmpty: state = .console
        case "M" where soFar.isEmpty: state = .oldMouse([])
        case "\u{1B}": state = .escape
        case "@"..."~" where soFar == "200" && scalar == "~": state = .paste
        // rxvt ends shifted keys with a dollar sign.
        case "@"..."~", "$":
            state = .ground
            endSequence(soFar, scalar, at: seconds)
        case " "..."?" where soFar.utf8.count < 64: state = .sequence(soFar + String(scalar))
        default: state = .ground
        }
    }

    private mutating func endSequence(
        _ parameters: String, _ final: Unicode.Scalar, at seconds: Double
    ) {
        if parameters.hasPrefix("<") {
            let values = KeySequence.numbers(String(parameters.dropFirst()))
            guard values.count == 3 else { return }
            report(mouse.decode(values, isRelease: final == "m", at: seconds))
        } else if let key = KeySequence.key(parameters, final) {
            emit(key)
        }
    }

    private mutating func takeInPaste(_ scalar: Unicode.Scalar) {
        pasted.append(scalar)
        let end = "\u{1B}[201~".unicodeScalars
        guard scalar == "~", pasted.suffix(end.count).elementsEqual(end) else { return }
        pasted.removeLast(end.count)
        endPaste()
        state = .ground
    }

    private mutating func endPaste() {
        endTyped()
        events.append(.paste(Self.withUnixLines(pasted)))
        pasted = []
    }

    private mutating func report(_ event: MouseEvent?) {
        guard let event else { return }
        endTyped()
        events.append(.mouse(event))
    }

    private mutating func emit(_ key: Key) {
        endTyped()
        var key = key
        // The console, screen and rxvt number shifted function keys on: F13 is Shift-F1.
        if case .function(let number) = key.code, (13...20).contains(number) {
            key = Key(.function(number - 12), key.modifiers.union(.shift))
        }
        events.append(.key(key))
    }

    /// Characters wait for those that combine with them as long as any come.
    private mutating func endTyped() {
        guard !typed.isEmpty else { return }
        events += typed.map { .key(Key(.character($0))) }
        typed = ""
    }

    private static func character(_ value: UInt32) -> Character {
        Character(Unicode.Scalar(UInt8(truncatingIfNeeded: value))).lowercased().first ?? " "
    }

    /// Line ends brought to `\n`; control characters other than tabs dropped.
    private static func withUnixLines(_ scalars: [Unicode.Scalar]) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            defer { previous = scalar }
            switch scalar {
            case "\r": result.append("\n")
            case "\n": if previous != "\r" { result.append("\n") }
            case "\t": result.append(scalar)
            default:
                if scalar.properties.generalCategory != .control { result.append(scalar) }
            }
        }
        return String(result)
    }
}
