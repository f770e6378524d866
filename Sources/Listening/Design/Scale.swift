/// The language of the rater's screen.
public enum ScreenLanguage: String, Codable, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"
}

/// One text in both languages of the screen.
public struct BilingualText: Codable, Equatable, Sendable {
    public var english: String
    public var chinese: String

    public init(english: String, chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The text in one language.
    public func text(_ language: ScreenLanguage) -> String {
        language == .english ? english : chinese
    }
}

/// One step of a scale: the number that is stored and the word that is shown.
public struct ScaleStep: Equatable, Sendable {
    public var value: Int
    public var label: BilingualText
}

extension Method {
    /// The labelled steps, best first, as the Recommendations word them; empty where answers are
    /// no grades. MUSHRA's five words each stand for 20 points; `value` is the middle.
    public var scale: [ScaleStep] {
        switch self {
        case .acr: steps(from: 5, qualityWords)
        case .dcr: steps(from: 5, degradationWords)
        case .ccr: steps(from: 3, comparisonWords)
        case .mushra: steps(from: 90, by: 20, qualityWords)
        case .ab, .abx, .speaker: []
        }
    }

    /// What is asked when the study words no question of its own.
    public var standardQuestion: BilingualText {
        switch self {
        case .acr:
            BilingualText(
                english: "How good is the quality of this speech?", chinese: "这段语音的质量如何？")
        case .dcr:
            BilingualText(
                english: "How much worse is the second clip than the first?",
                chinese: "与第一段相比，第二段的质量下降了多少？")
        case .ccr:
            BilingualText(
                english: "How good is the second clip compared with the first?",
                chinese: "与第一段相比，第二段的质量如何？")
        case .ab:
            BilingualText(english: "Which clip is better?", chinese: "哪一段更好？")
        case .abx:
            BilingualText(english: "Which clip is the same as X?", chinese: "哪一段与 X 相同？")
        case .mushra:
            BilingualText(
                english: "How good is each version compared with the reference?",
                chinese: "与参考音相比，每个版本的质量如何？")
        case .speaker:
            BilingualText(english: "Who is speaking?", chinese: "是谁在说话？")
        }
    }
}

private func steps(
    from best: Int, by step: Int = 1, _ words: [(english: String, chinese: String)]
) -> [ScaleStep] {
    words.enumerated().map { index, word in
        ScaleStep(
            value: best - index * step,
            label: BilingualText(english: word.english, chinese: word.chinese))
    }
}

private let qualityWords = [
    ("Excellent", "优"), ("Good", "良"), ("Fair", "中"), ("Poor", "差"), ("Bad", "劣"),
]

private let degradationWords = [
    ("Inaudible", "听不出劣化"), ("Audible but not annoying", "可听出但不讨厌"),
    ("Slightly annoying", "稍微讨厌"), ("Annoying", "讨厌"), ("Very annoying", "非常讨厌"),
]

private let comparisonWords = [
    ("Much better", "好得多"), ("Better", "较好"), ("Slightly better", "稍好"),
    ("About the same", "差不多"), ("Slightly worse", "稍差"), ("Worse", "较差"),
    ("Much worse", "差得多"),
]
