extension Key {
    /// Reads the names of the key table: `x`, `F5`, `Space`, `Ctrl-P`, `Alt-Up`, `Shift-Left`.
    public init?(name: String) {
        var rest = Substring(name)
        var modifiers: Modifiers = []
        for (prefix, modifier) in Self.prefixes {
            if rest.hasPrefix(prefix), rest.count > prefix.count {
                rest.removeFirst(prefix.count)
                modifiers.insert(modifier)
            }
        }
        guard let code = Code(name: String(rest)) else { return nil }
        if modifiers.contains(.control), case .character(let letter) = code {
            self.init(.character(Character(letter.lowercased())), modifiers)
        } else {
            self.init(code, modifiers)
        }
    }

    /// As the key table and the help write it.
    public var name: String {
        let prefix = Self.prefixes.filter { modifiers.contains($0.1) }.map(\.0).joined()
        if modifiers.contains(.control), case .character(let letter) = code, letter != " " {
            return prefix + letter.uppercased()
        }
        return prefix + code.name
    }

    /// The same key, told in one way only: a shifted character is that character.
    var normal: Key {
        guard case .character(let character) = code else {
            return code == .backTab ? Key(.backTab, modifiers.subtracting(.shift)) : self
        }
        var key = Key(code, modifiers.subtracting(.shift))
        if modifiers.contains(.control) {
            key.code = .character(Character(character.lowercased()))
        }
        return key
    }

    private static let prefixes: [(String, Modifiers)] = [
        ("Ctrl-", .control), ("Alt-", .alt), ("Shift-", .shift),
    ]
}

extension Key.Code {
    fileprivate init?(name: String) {
        if let known = Self.named.first(where: { $0.0 == name }) {
            self = known.1
        } else if name.count == 1, let character = name.first {
            self = .character(character)
        } else if name.hasPrefix("F"), let number = Int(name.dropFirst()) {
            self = .function(number)
        } else {
            return nil
        }
    }

    fileprivate var name: String {
        if let known = Self.named.first(where: { $0.1 == self }) { return known.0 }
        switch self {
        case .character(let character): return String(character)
        case .function(let number): return "F\(number)"
        default: return "?"
        }
    }

    private static let named: [(String, Key.Code)] = [
        ("Space", .character(" ")), ("Enter", .enter), ("Tab", .tab), ("BackTab", .backTab),
        ("Esc", .escape), ("Backspace", .backspace), ("Delete", .delete), ("Insert", .insert),
        ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
        ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown),
    ]
}
