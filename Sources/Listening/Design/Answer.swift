/// What a rater said in one trial.
public enum Answer: Codable, Equatable, Hashable, Sendable {
    /// ACR and DCR: 1 (bad, very annoying) to 5 (excellent, inaudible).
    case score(Int)
    /// CCR: −3 (the second clip is much worse than the first) to +3 (much better).
    case comparison(Int)
    /// AB and ABX: the first or the second clip.
    case choice(Side)
    /// MUSHRA: 0 to 100 for each clip, in the order shown.
    case mushra([Int])
    /// Who is speaking, by name.
    case speaker(String)

    /// One of the two clips of a paired trial, in the order shown.
    public enum Side: String, Codable, CaseIterable, Sendable {
        case first
        case second

        public var other: Side { self == .first ? .second : .first }
    }

    /// Whether the answer is one that `method` allows for `clipCount` clips and these names.
    public func fits(_ method: Method, clipCount: Int, speakers: [String]) -> Bool {
        switch (self, method) {
        case (.score(let value), .acr), (.score(let value), .dcr): (1...5).contains(value)
        case (.comparison(let value), .ccr): (-3...3).contains(value)
        case (.choice, .ab), (.choice, .abx): true
        case (.mushra(let values), .mushra):
            values.count == clipCount && values.allSatisfy { (0...100).contains($0) }
        case (.speaker(let name), .speaker): speakers.contains(name)
        default: false
        }
    }
}

extension Answer: CustomStringConvertible, LosslessStringConvertible {
    /// One word for tables: `score:4`, `comparison:-1`, `choice:first`, `mushra:80/45/100`,
    /// `speaker:Ann`.
    public var description: String {
        switch self {
        case .score(let value): "score:\(value)"
        case .comparison(let value): "comparison:\(value)"
        case .choice(let side): "choice:\(side.rawValue)"
        case .mushra(let values): "mushra:" + values.map(String.init).joined(separator: "/")
        case .speaker(let name): "speaker:" + name
        }
    }

    /// Reads what `description` writes; nil for anything else.
    public init?(_ description: String) {
        guard let colon = description.firstIndex(of: ":") else { return nil }
        let value = description[description.index(after: colon)...]
        switch description[..<colon] {
        case "score":
            guard let number = Int(value) else { return nil }
            self = .score(number)
        case "comparison":
            guard let number = Int(value) else { return nil }
            self = .comparison(number)
        case "choice":
            guard let side = Side(rawValue: String(value)) else { return nil }
            self = .choice(side)
        case "mushra":
            let parts = value.split(separator: "/", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Int($0) }
            guard numbers.count == parts.count else { return nil }
            self = .mushra(numbers)
        case "speaker": self = .speaker(String(value))
        default: return nil
        }
    }
}
