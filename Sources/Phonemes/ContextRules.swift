import Foundation

/// Readings of characters by their neighbours: `Resources/contexts.txt`, whose first lines explain
/// its notation.
struct ContextRules: Sendable {
    private enum Element: Sendable {
        case oneOf(Set<Unicode.Scalar>)
        case noneOf(Set<Unicode.Scalar>)
        case any
        case edge
    }

    private struct Rule: Sendable {
        var reading: String
        /// Nearest to the character first.
        var before: [Element]
        var after: [Element]
    }

    private var rules: [Unicode.Scalar: [Rule]] = [:]

    static let shared: Result<ContextRules, PhonemeError> = {
        let url = Bundle.module.url(forResource: "Resources/contexts", withExtension: "txt")
        guard let url, let data = try? Data(contentsOf: url) else {
            return .failure(.damagedTable("contexts.txt"))
        }
        return Result { () throws(PhonemeError) in
            try ContextRules(parsing: String(decoding: data, as: UTF8.self))
        }
    }()

    init(parsing text: String) throws(PhonemeError) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            guard fields.count >= 3, let character = fields[0].unicodeScalars.first else {
                throw .damagedTable("contexts.txt: \(line)")
            }
            for pattern in fields[2...] {
                let sides = pattern.split(
                    separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { throw .damagedTable("contexts.txt: \(line)") }
                rules[character, default: []].append(
                    Rule(
                        reading: String(fields[1]),
                        before: Self.elements(of: sides[0]).reversed(),
                        after: Self.elements(of: sides[1])))
            }
        }
    }

    /// The reading of the first rule that fits the character at `position`; nil if none does.
    func reading(at position: Int, in text: [Unicode.Scalar]) -> String? {
        guard let candidates = rules[text[position]] else { return nil }
        return candidates.first { rule in
            rule.before.enumerated().allSatisfy { distance, element in
                Self.fits(element, text, position - 1 - distance)
            }
                && rule.after.enumerated().allSatisfy { distance, element in
                    Self.fits(element, text, position + 1 + distance)
                }
        }?.reading
    }

    private static func fits(_ element: Element, _ text: [Unicode.Scalar], _ index: Int) -> Bool {
        guard text.indices.contains(index) else {
            switch element {
            case .edge, .noneOf: return true
            case .any, .oneOf: return false
            }
        }
        switch element {
        case .edge: return false
        case .any: return true
        case .oneOf(let set): return set.contains(text[index])
        case .noneOf(let set): return !set.contains(text[index])
        }
    }

    private static func elements(of pattern: Substring) -> [Element] {
        var elements: [Element] = []
        var group: [Unicode.Scalar]?
        for scalar in pattern.unicodeScalars {
            switch (scalar, group) {
            case ("[", nil): group = []
            case ("]", let members?):
                let isNegated = members.first == "^"
                elements.append(
                    isNegated ? .noneOf(Set(members.dropFirst())) : .oneOf(Set(members)))
                group = nil
            case (_, .some): group?.append(scalar)
            case (".", nil): elements.append(.any)
            case ("$", nil): elements.append(.edge)
            default: elements.append(.oneOf([scalar]))
            }
        }
        return elements
    }
}
