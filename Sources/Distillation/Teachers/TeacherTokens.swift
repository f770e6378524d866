import Phonemes

/// What a black-box teacher leaves out: the phonemes of its text, and provisional times.
enum TeacherTokens {
    /// The speech with tokens by the front end and equal lengths, where the teacher gave none.
    ///
    /// `parley distill align --data` finds the true lengths afterwards.
    /// - Throws: `.teacherFailed` for a text that cannot be read.
    static func complete(
        _ speech: TeacherSpeech, text: String
    ) throws(DistillationError) -> TeacherSpeech {
        if speech.tokens != nil, speech.tokenEnds != nil { return speech }
        let tokens = try tokens(of: text)
        let seconds = Double(speech.samples.count) / speech.sampleRate
        let ends = tokens.indices.map { seconds * Double($0 + 1) / Double(tokens.count) }
        return TeacherSpeech(
            samples: speech.samples, sampleRate: speech.sampleRate, tokens: tokens,
            tokenEnds: ends)
    }

    /// The tokens of all sentences, one `pau` between them.
    static func tokens(of text: String) throws(DistillationError) -> [PhonemeToken] {
        var tokens: [PhonemeToken] = []
        do {
            for sentence in try FrontEnd().sentences(in: text) {
                tokens += tokens.isEmpty ? sentence.tokens[...] : sentence.tokens.dropFirst()
            }
        } catch {
            throw .teacherFailed(teacher: "front end", text: text, problem: "\(error)")
        }
        guard tokens.count > 2 else {
            throw .teacherFailed(
                teacher: "front end", text: text, problem: "holds nothing that can be said")
        }
        return tokens
    }
}
