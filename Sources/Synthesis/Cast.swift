import Script

/// Who speaks with which voice.
public struct Cast: Equatable, Sendable {
    /// By the index of the speaker, A first.
    public private(set) var voices: [Voice]

    /// Each speaker in turn with the built-in voice of the same index; where there are fewer voices
    /// than speakers they go round.
    public init(voiceNames: [String]) {
        precondition(!voiceNames.isEmpty, "Cast: no voices")
        voices = Speaker.allCases.map { Voice(name: voiceNames[$0.index % voiceNames.count]) }
    }

    /// Gives `speaker` another voice.
    public mutating func assign(_ voice: Voice, to speaker: Speaker) {
        voices[speaker.index] = voice
    }

    /// Changes the cast as `A=luna,B=0.6*rms+0.4*awb` says; an empty text changes nothing.
    public mutating func apply(_ text: String) throws(SynthesisError) {
        for assignment in text.split(separator: ",") where !trimmed(assignment).isEmpty {
            guard let equals = assignment.firstIndex(of: "=") else {
                throw .malformedCasting(String(assignment), reason: "it lacks “=”")
            }
            let name = trimmed(assignment[..<equals])
            guard let speaker = Speaker(name: name) else {
                throw .unknownSpeaker(name)
            }
            let recipe = assignment[assignment.index(after: equals)...]
            voices[speaker.index] = try Voice(parsing: trimmed(recipe))
        }
    }

    /// The cast with its blends as points in the model's embedding space.
    ///
    /// - Throws: `.unknownVoice` for a name that the model does not have.
    func resolved(by model: some AcousticModel) throws(SynthesisError) -> [ResolvedVoice] {
        var resolved: [ResolvedVoice] = []
        for voice in voices { resolved.append(try ResolvedVoice(voice, by: model)) }
        return resolved
    }
}

/// A voice ready to speak.
struct ResolvedVoice: Sendable {
    let voice: Voice
    let embedding: [Float]

    init(_ voice: Voice, by model: some AcousticModel) throws(SynthesisError) {
        let names = model.voiceNames
        let sum = voice.blend.reduce(0) { $0 + $1.weight }
        var embedding: [Float] = []
        for part in voice.blend {
            guard let index = names.firstIndex(of: part.name) else {
                throw .unknownVoice(part.name, known: names)
            }
            let weight = Float(part.weight / sum)
            let point = model.embedding(ofVoiceAt: index)
            if embedding.isEmpty { embedding = Array(repeating: 0, count: point.count) }
            for dimension in point.indices { embedding[dimension] += weight * point[dimension] }
        }
        self.voice = voice
        self.embedding = embedding
    }
}
