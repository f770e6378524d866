import Script
import Synthesis

/// Who speaks how, and what of that is being changed.
struct CastState: Equatable, Sendable {
    /// Empty until the model is there.
    var known: [VoiceInfo] = []
    var map = VoiceMap(embeddings: [])
    /// By speaker, A first; nil until the model is there.
    var cast: Cast?
    var speaker = Speaker.a
    var field = CastField.voice

    /// How the chosen speaker speaks; nil until the model is there.
    var voice: Voice? { cast?.voices[speaker.index] }

    /// Gives `speaker` a voice.
    mutating func set(_ voice: Voice, for speaker: Speaker) {
        cast?.assign(voice, to: speaker)
    }

    /// Where `voice` stands on the map; nil where a part of its blend is unknown.
    func place(of voice: Voice) -> VoiceMap.Place? {
        let sum = voice.blend.reduce(0) { $0 + $1.weight }
        var place = VoiceMap.Place(x: 0, y: 0)
        for part in voice.blend {
            guard let index = known.firstIndex(where: { $0.name == part.name }), sum > 0 else {
                return nil
            }
            place.x += map.places[index].x * Float(part.weight / sum)
            place.y += map.places[index].y * Float(part.weight / sum)
        }
        return place
    }
}

/// A setting of a voice, in the order of the pane.
enum CastField: String, CaseIterable, Sendable {
    case voice, blend, mix, pitch, rate, brightness, gain, pan

    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// What a number may be, and how far a key takes it; nil for voice and blend.
    var scale: Scale? {
        switch self {
        case .voice, .blend: nil
        case .mix: Scale(range: 0...100, step: 5, neutral: 0, places: 0, unit: "%")
        case .pitch: Scale(range: -12...12, step: 0.5, neutral: 0, places: 1, unit: "st")
        case .rate: Scale(range: 0.4...2.5, step: 0.05, neutral: 1, places: 2, unit: "x")
        case .brightness: Scale(range: -6...6, step: 0.5, neutral: 0, places: 1, unit: "dB/oct")
        case .gain: Scale(range: -40...20, step: 1, neutral: 0, places: 0, unit: "dB")
        case .pan: Scale(range: -1...1, step: 0.1, neutral: 0, places: 1, unit: "")
        }
    }

    struct Scale: Equatable, Sendable {
        var range: ClosedRange<Double>
        var step: Double
        var neutral: Double
        var places: Int
        var unit: String
    }

    var next: CastField? { Self.allCases.drop { $0 != self }.dropFirst().first }
    var previous: CastField? { Self.allCases.prefix { $0 != self }.last }
}

extension CastField {
    /// The number of this setting in `voice`.
    func value(in voice: Voice) -> Double {
        switch self {
        case .voice, .blend: 0
        case .mix: voice.mixPercent
        case .pitch: voice.pitch
        case .rate: voice.rate
        case .brightness: voice.brightness
        case .gain: voice.gain
        case .pan: voice.pan
        }
    }

    /// Sets it, kept within its range and rounded to what is shown.
    func set(_ value: Double, in voice: inout Voice) {
        guard let scale else { return }
        let grid = Double([1, 10, 100][scale.places])
        let limited = min(max(value, scale.range.lowerBound), scale.range.upperBound)
        let number = (limited * grid).rounded() / grid
        switch self {
        case .voice, .blend: break
        case .mix: voice.mixPercent = number
        case .pitch: voice.pitch = number
        case .rate: voice.rate = number
        case .brightness: voice.brightness = number
        case .gain: voice.gain = number
        case .pan: voice.pan = number
        }
    }
}

extension Voice {
    /// How much of the second voice of the blend there is, 0…100.
    var mixPercent: Double {
        get {
            guard blend.count > 1 else { return 0 }
            return (100 * blend[1].weight / blend.reduce(0) { $0 + $1.weight }).rounded()
        }
        set {
            guard blend.count > 1 else { return }
            // A weight has to be positive.
            let share = min(max(newValue, 1), 99)
            blend[0].weight = (100 - share) / 100
            blend[1].weight = share / 100
            blend.removeSubrange(2...)
        }
    }

    /// Blends the voice with another, in equal parts at first; nil leaves one alone.
    mutating func blend(with name: String?) {
        let first = BlendPart(name: blend[0].name, weight: 1)
        guard let name, name != first.name else {
            blend = [first]
            return
        }
        let percent = blend.count > 1 ? mixPercent : 50
        blend = [first, BlendPart(name: name, weight: 1)]
        mixPercent = percent
    }
}
