/// What the gutter tells about a turn.
public struct TurnMark: Hashable, Sendable {
    /// How far the sound of a turn is.
    public enum State: Hashable, CaseIterable, Sendable {
        case notRendered, waiting, rendering, ready, playing, failed
        /// There is sound, of an earlier text.
        case changed
    }

    public var state: State
    /// Of its sound, where that is known.
    public var seconds: Double?

    public init(_ state: State = .notRendered, seconds: Double? = nil) {
        self.state = state
        self.seconds = seconds
    }
}

extension TurnMark {
    /// The state as one narrow character.
    func glyph(_ glyphs: Glyphs) -> Character {
        switch (state, glyphs) {
        case (.notRendered, .unicode): "◦"
        case (.waiting, .unicode): "⋯"
        case (.rendering, .unicode): "⠶"
        case (.ready, .unicode): "✓"
        case (.playing, .unicode): "▸"
        case (.changed, .unicode): "✎"
        case (.failed, .unicode): "✗"
        case (.notRendered, .ascii): "."
        case (.waiting, .ascii): "~"
        case (.rendering, .ascii): "*"
        case (.ready, .ascii): "="
        case (.playing, .ascii): ">"
        case (.changed, .ascii): "%"
        case (.failed, .ascii): "x"
        }
    }

    var role: Role {
        switch state {
        case .notRendered, .waiting: .muted
        case .rendering: .accent
        case .ready: .success
        case .playing: .playHead
        case .changed: .warning
        case .failed: .error
        }
    }

    /// At most four characters: "3.2s", "123s".
    var lengthText: String {
        guard let seconds, seconds.isFinite, seconds >= 0 else { return "" }
        if seconds < 9.95 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)s"
        }
        let whole = Int(min(seconds, 99_999).rounded())
        return whole < 1000 ? "\(whole)s" : "\(min(whole / 60, 999))m"
    }
}
