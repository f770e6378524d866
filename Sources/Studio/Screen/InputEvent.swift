/// What the terminal reports.
public enum InputEvent: Equatable, Sendable {
    case key(Key)
    /// A bracketed paste, line ends brought to `\n`.
    case paste(String)
    case mouse(MouseEvent)
    case resized(Size)
}

/// A key with its modifiers.
public struct Key: Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        /// What was typed; with `.control` the lower-case letter.
        case character(Character)
        case enter, tab, backTab, escape, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        case function(Int)
    }

    public struct Modifiers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let control = Modifiers(rawValue: 1)
        public static let alt = Modifiers(rawValue: 2)
        public static let shift = Modifiers(rawValue: 4)
    }

    public var code: Code
    public var modifiers: Modifiers

    public init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }
}

/// A press, drag, release or turn of the wheel.
public struct MouseEvent: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case press, drag, release, doubleClick, wheelUp, wheelDown
    }

    public var action: Action
    public var point: Point

    public init(_ action: Action, at point: Point) {
        self.action = action
        self.point = point
    }
}
