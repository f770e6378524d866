import Phonemes

/// What a black-box teacher leaves out: the phonemes of its text, and provisional times.
enum TeacherTokens {
    /// The speech with the tokens given and equal lengths, where the teacher gave none.
    ///
    /// `parley distill align --data` finds the true lengths afterwards.
    static func complete(_ speech: TeacherSpeech, tokens: [PhonemeToken]) -> TeacherSpeech {
        if speech.tokens != nil, speech.tokenEnds != nil { return speech }
        let seconds = Double(speech.samples.count) / speech.sampleRate
        let ends = tokens.indices.map { seconds * Double($0 + 1) / Double(tokens.count) }
        return TeacherSpeech(
            samples: speech.samples, sampleRate: speech.sampleRate, tokens: tokens,
            tokenEnds: ends)
    }

    /// The speech with at most 0.2 s of the silence at either end, where the teacher gave no times.
    static func trimmed(_ speech: TeacherSpeech) -> TeacherSpeech {
        guard speech.tokenEnds == nil else { return speech }
        let range = Recordings.speechRange(of: speech.samples, sampleRate: speech.sampleRate)
        let margin = Int(0.16 * speech.sampleRate)
        let begin = max(0, range.lowerBound - margin)
        let end = min(speech.samples.count, range.upperBound + margin)
        var result = speech
        result.samples = Array(speech.samples[begin..<end])
        return result
    }

    /// The tokens of all sentences, one `pau` between them.
    ///
    /// - Throws: `.unusableText` for a text that cannot be read whole, or says nothing.
    static func tokens(of text: String) throws(TeacherFailure) -> [PhonemeToken] {
        let sentences: [SpokenSentence]
        do {
            sentences = try FrontEnd().sentences(in: text)
        } catch {
            throw TeacherFailure(.unusableText, "\(error)")
        }
        var tokens: [PhonemeToken] = []
        for sentence in sentences {
            // The teacher may say what Parley cannot read: then sound and tokens would not agree.
            if let diagnostic = sentence.diagnostics.first {
                throw TeacherFailure(.unusableText, "\(diagnostic)")
            }
            tokens += tokens.isEmpty ? sentence.tokens[...] : sentence.tokens.dropFirst()
        }
        guard tokens.count > 2 else {
            throw TeacherFailure(.unusableText, "holds nothing that can be said")
        }
        return tokens
    }
}
