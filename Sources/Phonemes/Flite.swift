import CFlite
import Glibc
import Synchronization

/// flite's English voices, all at 16 kHz: slt a woman; rms, awb (Scottish) and kal16 men.
public enum FliteVoice: String, CaseIterable, Sendable {
    case slt, rms, awb, kal16
}

/// One phone as flite made it.
public struct FliteSegment: Equatable, Sendable {
    /// flite's phone, such as `ax`, or `pau`.
    public var name: String
    /// Where the phone ends, in seconds from the start; 0 where no sound was made.
    public var endSeconds: Double
    public var stressed: Bool
    public var endsSyllable: Bool
    public var endsWord: Bool
    /// The spoken word, as flite expanded it (`25` gives `twenty` and `five`); empty for `pau`.
    public var word: String
    /// The punctuation after the written token, on the last phone of that token.
    public var punctuation: String
}

/// English text analysis and synthesis by the flite library: the only file that calls it.
///
/// flite counts references without atomics, so one lock serves all calls; any thread may call. A
/// voice's library (4 MB) is loaded when that voice first speaks; text analysis loads none.
public enum Flite {
    private struct Voices {
        var text: UnsafeMutablePointer<cst_voice>?
        var speaking: [FliteVoice: UnsafeMutablePointer<cst_voice>] = [:]
    }

    private static let voices = Mutex(Voices())

    /// The phones, stress and pauses of an English text, without durations or sound.
    ///
    /// Typographic quotes and dashes count as their ASCII forms; about 0.5 ms a sentence.
    /// - Throws: `.foreignCharacter` for a character flite can't read.
    public static func analyse(_ text: String) throws(PhonemeError) -> [FliteSegment] {
        let ascii = try asciiForm(of: text)
        return voices.withLock { voices in
            let voice = textVoice(&voices)
            guard let utterance = flite_synth_text(ascii, voice) else { return [] }
            defer { delete_utterance(utterance) }
            return segments(of: utterance)
        }
    }

    /// Speaks a text: mono samples −1…1 at `sampleRate` Hz, with the end time of every phone.
    ///
    /// About 0.02 s of work per second of speech.
    /// - Throws: `.foreignCharacter`, or `.voiceUnavailable` if the voice's library is missing.
    public static func synthesise(
        _ text: String, voice: FliteVoice
    ) throws(PhonemeError) -> (samples: [Float], sampleRate: Double, segments: [FliteSegment]) {
        let ascii = try asciiForm(of: text)
        let spoken: ([Float], Double, [FliteSegment])? = voices.withLock { voices in
            // flite draws its noise from rand(): without this, a text would sound different after
            // other texts.
            srand(1)
            guard let loaded = speakingVoice(voice, &voices),
                let utterance = flite_synth_text(ascii, loaded)
            else { return nil }
            defer { delete_utterance(utterance) }
            guard let wave = utt_wave(utterance) else { return nil }
            let count = Int(wave.pointee.num_samples)
            let samples = UnsafeBufferPointer(start: wave.pointee.samples, count: count)
            let sampleRate = Double(wave.pointee.sample_rate)
            var segments = segments(of: utterance)
            for index in segments.indices {
                // A diphone voice (kal16) stops in the middle of the last, silent phone.
                segments[index].endSeconds = min(
                    segments[index].endSeconds, Double(count) / sampleRate)
            }
            return (samples.map { Float($0) / 32_768 }, sampleRate, segments)
        }
        guard let spoken else { throw .voiceUnavailable(voice) }
        return spoken
    }

    /// `text` with typographic punctuation in ASCII.
    static func asciiForm(of text: String) throws(PhonemeError) -> String {
        var ascii = ""
        ascii.reserveCapacity(text.utf8.count)
        for (index, character) in text.enumerated() {
            if character.isASCII {
                ascii.append(character)
            } else if let plain = latinForms[character] {
                ascii += plain
            } else {
                throw .foreignCharacter(character, text: text, column: index + 1)
            }
        }
        return ascii
    }
}

// MARK: - Inside the lock

extension Flite {
    private static func textVoice(_ voices: inout Voices) -> UnsafeMutablePointer<cst_voice>? {
        if voices.text == nil { voices.text = parley_flite_text_voice() }
        return voices.text
    }

    private typealias Registration =
        @convention(c) (UnsafePointer<CChar>?) -> UnsafeMutablePointer<cst_voice>?

    /// The voices come by `dlopen`, since linking all four costs every start 5 MB of relocated data.
    private static func speakingVoice(
        _ voice: FliteVoice, _ voices: inout Voices
    ) -> UnsafeMutablePointer<cst_voice>? {
        if let loaded = voices.speaking[voice] { return loaded }
        let name = "flite_cmu_us_\(voice.rawValue)"
        guard
            let library = dlopen("lib\(name).so.1", RTLD_NOW) ?? dlopen("lib\(name).so", RTLD_NOW),
            let symbol = dlsym(library, "register_cmu_us_\(voice.rawValue)")
        else { return nil }
        let loaded = unsafeBitCast(symbol, to: Registration.self)(nil)
        voices.speaking[voice] = loaded
        return loaded
    }

    private static func segments(
        of utterance: UnsafeMutablePointer<cst_utterance>
    ) -> [FliteSegment] {
        guard utt_relation_present(utterance, "Segment") != 0 else { return [] }
        var result: [FliteSegment] = []
        var item = relation_head(utt_relation(utterance, "Segment"))
        while let segment = item {
            result.append(describe(segment))
            item = item_next(segment)
        }
        return result
    }

    private static func describe(_ segment: UnsafeMutablePointer<cst_item>) -> FliteSegment {
        var result = FliteSegment(
            name: String(cString: item_feat_string(segment, "name")), endSeconds: 0,
            stressed: false, endsSyllable: false, endsWord: false, word: "", punctuation: "")
        if item_feat_present(segment, "end") != 0 {
            result.endSeconds = Double(item_feat_float(segment, "end"))
        }
        guard let inSyllable = item_as(segment, "SylStructure"),
            let syllable = item_parent(inSyllable), let word = item_parent(syllable)
        else { return result }
        result.stressed = feature("stress", of: syllable) == "1"
        result.endsSyllable = item_next(inSyllable) == nil
        result.endsWord = result.endsSyllable && item_next(syllable) == nil
        result.word = feature("name", of: word)
        if result.endsWord, let inToken = item_as(word, "Token"), item_next(inToken) == nil,
            let token = item_parent(inToken)
        {
            result.punctuation = feature("punc", of: token)
        }
        return result
    }

    /// A string feature, or empty: asking flite for a missing one, or one of another type, is an
    /// error that ends the process.
    private static func feature(_ name: String, of item: UnsafeMutablePointer<cst_item>) -> String {
        guard item_feat_present(item, name) != 0, let text = item_feat_string(item, name) else {
            return ""
        }
        return String(cString: text)
    }
}
