import Phonemes

/// One sentence of the script, ready for the student.
struct Utterance: Sendable {
    /// Counts the sentences of the walk from 0.
    var index: Int
    /// Stands for what is said; see `contentHash`.
    var content: UInt64
    var turnIndex: Int
    var speakerIndex: Int
    var tokens: [PhonemeToken]
    /// Relative speed asked for by the script.
    var rate: Double
    /// Samples of silence before it, without what the student pauses itself.
    var silence: Int
    /// How much of the script lies behind when it has been spoken, 0…1.
    var fractionDone: Double
}

/// One sentence as the front end reads it.
public struct ReadSentence: Equatable, Sendable {
    /// Begins and ends with a pause; empty where nothing can be said.
    public var tokens: [PhonemeToken]
    /// Characters that were left out because they cannot be read.
    public var unreadable: [Character]

    public init(tokens: [PhonemeToken], unreadable: [Character] = []) {
        self.tokens = tokens
        self.unreadable = unreadable
    }
}

/// Turns the pieces of one stretch of speech into sentences.
public typealias Reader =
    @Sendable (_ pieces: [FrontEnd.Piece]) throws(PhonemeError) -> [ReadSentence]

extension FrontEnd {
    /// This front end as the synthesizer wants it.
    public var reader: Reader {
        { pieces throws(PhonemeError) in
            try sentences(in: pieces).map {
                ReadSentence(tokens: $0.tokens, unreadable: $0.diagnostics.map(\.character))
            }
        }
    }
}
