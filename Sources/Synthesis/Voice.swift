/// A voice as a recipe: a blend of built-in voices and what is changed about them.
public struct Voice: Hashable, Sendable {
    /// Built-in voices with their positive weights, which are scaled to sum to 1.
    public var blend: [BlendPart]
    /// Semitones, added to the pitch.
    public var pitch = 0.0
    /// Speed, 1 as taught.
    public var rate = 1.0
    /// dB added per octave above 1 kHz, and taken per octave below it.
    public var brightness = 0.0
    /// dB.
    public var gain = 0.0
    /// Where it stands between the loudspeakers: −1 left, 0 the middle, 1 right; see `Panning`.
    public var pan = 0.0

    public struct BlendPart: Hashable, Sendable {
        public var name: String
        public var weight: Double

        public init(name: String, weight: Double) {
            self.name = name
            self.weight = weight
        }
    }

    /// A built-in voice as it is.
    public init(name: String) {
        blend = [BlendPart(name: name, weight: 1)]
    }

    /// Reads `luna`, `0.6*rms+0.4*awb` or `luna:pitch=2:rate=1.1:brightness=1:gain=-3`.
    public init(parsing text: String) throws(SynthesisError) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(trimmed)
        blend = []
        for part in fields[0].split(separator: "+", omittingEmptySubsequences: false) {
            blend.append(try BlendPart(parsing: trimmed(part), of: text))
        }
        for field in fields.dropFirst() { try apply(field, of: text) }
    }

    private mutating func apply(_ field: String, of text: String) throws(SynthesisError) {
        let parts = field.split(separator: "=", omittingEmptySubsequences: false).map(trimmed)
        guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
            throw .malformedCasting(text, reason: "“\(field)” is not a setting=number")
        }
        func limited(_ range: ClosedRange<Double>) throws(SynthesisError) -> Double {
            guard range.contains(value) else {
                throw .malformedCasting(
                    text,
                    reason: "\(parts[0]) must lie in \(range.lowerBound)…\(range.upperBound)")
            }
            return value
        }
        switch parts[0] {
        case "pitch": pitch = try limited(-12...12)
        case "rate": rate = try limited(0.4...2.5)
        case "brightness": brightness = try limited(-6...6)
        case "gain": gain = try limited(-40...20)
        case "pan": pan = try limited(-1...1)
        default:
            throw .malformedCasting(
                text, reason: "“\(parts[0])” is none of pitch, rate, brightness, gain, pan")
        }
    }
}

extension Voice.BlendPart {
    fileprivate init(parsing text: String, of whole: String) throws(SynthesisError) {
        let factors = text.split(separator: "*", omittingEmptySubsequences: false).map(trimmed)
        let weight = factors.count == 2 ? Double(factors[0]) : 1
        guard (1...2).contains(factors.count), let weight, weight > 0, weight.isFinite,
            let name = factors.last, !name.isEmpty
        else {
            throw .malformedCasting(whole, reason: "“\(text)” is not NAME or WEIGHT*NAME")
        }
        self.init(name: name, weight: weight)
    }
}

extension Voice: CustomStringConvertible {
    /// The recipe in the form that `init(parsing:)` reads.
    public var description: String {
        let parts = blend.map { $0.weight == 1 ? $0.name : "\($0.weight)*\($0.name)" }
        let settings = [
            ("pitch", pitch, 0), ("rate", rate, 1), ("brightness", brightness, 0),
            ("gain", gain, 0), ("pan", pan, 0),
        ].filter { $0.1 != $0.2 }.map { ":\($0.0)=\($0.1)" }
        return parts.joined(separator: "+") + settings.joined()
    }
}

func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}
