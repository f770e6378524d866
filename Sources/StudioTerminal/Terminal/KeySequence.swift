import Studio

/// The tables of what keys send.
enum KeySequence {
    /// `ESC [ parameters final`.
    static func key(_ parameters: String, _ final: Unicode.Scalar) -> Key? {
        // Answers of the terminal to questions, not keys.
        guard parameters.first.map({ "<=>?".contains($0) }) != true else { return nil }
        let numbers = numbers(parameters)
        let modifiers = modifiers(numbers.count > 1 ? numbers[1] : 1)
        switch final {
        case "~":
            // Modified characters as xterm's modifyOtherKeys sends them.
            if numbers.first == 27, numbers.count > 2 { return character(numbers[2], modifiers) }
            return numbers.first.flatMap(tilde).map { Key($0, modifiers) }
        case "^", "$", "@":
            let rxvt: Key.Modifiers =
                final == "^" ? .control : final == "$" ? .shift : [.control, .shift]
            return numbers.first.flatMap(tilde).map { Key($0, rxvt) }
        case "u": return numbers.first.flatMap { character($0, modifiers) }
        case "Z": return Key(.backTab)
        case "a"..."d" where parameters.isEmpty:
            return letter(Unicode.Scalar(UInt8(final.value - 32))).map { Key($0, .shift) }
        default: return letter(final).map { Key($0, modifiers) }
        }
    }

    /// `ESC O final`.
    static func singleShift(_ final: Unicode.Scalar) -> Key? {
        switch final {
        case "M": Key(.enter)
        case "a"..."d": letter(Unicode.Scalar(UInt8(final.value - 32))).map { Key($0, .control) }
        default: letter(final).map { Key($0) }
        }
    }

    /// Decimals between semicolons; what is no number counts as 0.
    static func numbers(_ text: String) -> [Int] {
        text.split(separator: ";", omittingEmptySubsequences: false)
            .map { Int($0.prefix { $0 != ":" }) ?? 0 }
    }

    private static func letter(_ final: Unicode.Scalar) -> Key.Code? {
        switch final {
        case "A": .up
        case "B": .down
        case "C": .right
        case "D": .left
        case "H": .home
        case "F": .end
        case "P": .function(1)
        case "Q": .function(2)
        case "R": .function(3)
        case "S": .function(4)
        default: nil
        }
    }

    private static func tilde(_ number: Int) -> Key.Code? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// One more than bits for Shift 1, Alt 2, Control 4.
    private static func modifiers(_ parameter: Int) -> Key.Modifiers {
        let bits = max(parameter, 1) - 1
        var modifiers: Key.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 2 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static func character(_ value: Int, _ modifiers: Key.Modifiers) -> Key? {
        switch value {
        case 9: return modifiers.contains(.shift) ? Key(.backTab) : Key(.tab, modifiers)
        case 13: return Key(.enter, modifiers)
        case 27: return Key(.escape, modifiers)
        case 8, 127: return Key(.backspace, modifiers)
        default:
            guard value >= 32, let scalar = Unicode.Scalar(UInt32(clamping: value)) else {
                return nil
            }
            return Key(.character(Character(scalar)), modifiers)
        }
    }
}
