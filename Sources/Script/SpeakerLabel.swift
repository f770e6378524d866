/// How a script names a speaker, before it is known who that is.
struct SpeakerLabel: Hashable {
    enum Identity: Hashable {
        /// 0 for A.
        case letter(Int)
        case number(Int)
        /// Only in JSON: any other name.
        case name(String)
    }

    let identity: Identity
    /// As messages show it: "Speaker E".
    let text: String

    init(identity: Identity, text: String) {
        self.identity = identity
        self.text = text
    }

    /// The speaker it means by itself; numbers may begin at 0 or 1.
    var speaker: Speaker? {
        switch identity {
        case .letter(let index): Speaker(rawValue: index)
        case .number(let number): Speaker(rawValue: max(number - 1, 0))
        case .name: nil
        }
    }
}

extension SpeakerLabel {
    /// Reads a label in the form that `format` uses; `tag` is in lower case.
    init?(tag: String, format: ScriptFormat) {
        guard let (word, identity) = wordAndIdentity(tag) else { return nil }
        let isNumber = if case .number = identity { true } else { false }
        let isAccepted =
            switch format {
            case .parley: isSpeakerWord(word) && !isNumber
            case .prefixedLines: isSpeakerWord(word)
            case .letteredLines: word.isEmpty && !isNumber
            case .shortTags: (isSpeakerWord(word) || word == "s") && isNumber
            case .numberTags: word.isEmpty && isNumber
            case .personElements: word == "person" && isNumber
            case .json: word.isEmpty || word == "s" || isSpeakerWord(word)
            }
        guard isAccepted else { return nil }
        self.init(identity: identity, text: displayed(tag))
    }

    /// A label of any format that has a word in it: what a stray one of another format looks like.
    init?(anyFormat tag: String) {
        guard let (word, identity) = wordAndIdentity(tag), isSpeakerWord(word) || word == "s" else {
            return nil
        }
        self.init(identity: identity, text: displayed(tag))
    }
}

private func isSpeakerWord(_ word: String) -> Bool {
    switch word {
    case "speaker", "spk", "person", "voice", "host", "说话人", "发言人", "讲话人", "角色": true
    default: false
    }
}

/// Splits "speaker 2", "spk_2" or "说话人b" into its word and what follows.
private func wordAndIdentity(_ tag: String) -> (word: String, identity: SpeakerLabel.Identity)? {
    guard tag.utf8.count <= 24 else { return nil }
    var word = Array(tag.utf8)
    var (number, scale) = (0, 1)
    while let last = word.last, isASCIIDigit(last), scale <= 1000 {
        number += Int(last - UInt8(ascii: "0")) * scale
        scale *= 10
        word.removeLast()
    }
    let identity: SpeakerLabel.Identity
    if scale > 1 {
        guard scale <= 1000 else { return nil }
        identity = .number(number)
    } else {
        guard let letter = word.popLast(), isASCIILetter(letter) else { return nil }
        // "speaker" alone ends in a letter, too: a letter stands apart from an English word.
        if let before = word.last, isASCIILetter(before) { return nil }
        identity = .letter(Int(letter | 0x20) - Int(UInt8(ascii: "a")))
    }
    while let last = word.last, " _-#".utf8.contains(last) { word.removeLast() }
    return (String(decoding: word, as: UTF8.self), identity)
}

private func isASCIIDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
}

/// "speaker e" as "Speaker E".
private func displayed(_ tag: String) -> String {
    tag.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        .joined(separator: " ")
}

/// Gives the labels of one file their speakers.
struct Casting {
    private let startsAtZero: Bool
    private let order: [SpeakerLabel.Identity: Int]?

    /// Numbers count from 0 if a 0 occurs, else from 1. If any speaker has a name, all are taken in
    /// the order in which they first speak.
    init(_ labels: [SpeakerLabel]) {
        startsAtZero = labels.contains { $0.identity == .number(0) }
        let hasNames = labels.contains { if case .name = $0.identity { true } else { false } }
        guard hasNames else {
            order = nil
            return
        }
        var order: [SpeakerLabel.Identity: Int] = [:]
        for label in labels where order[label.identity] == nil {
            order[label.identity] = order.count
        }
        self.order = order
    }

    /// The speaker of `label`; nil if it is outside the cast of four.
    func speaker(of label: SpeakerLabel) -> Speaker? {
        if let order { return order[label.identity].flatMap(Speaker.init(rawValue:)) }
        return switch label.identity {
        case .letter(let index): Speaker(rawValue: index)
        case .number(let number): Speaker(rawValue: startsAtZero ? number : number - 1)
        case .name: nil
        }
    }
}
