import Foundation

/// The lists and sentences that dialogues are made of: one resource for each way of talking.
struct DialoguePhrasebook: Sendable {
    /// How a turn talks.
    enum Tongue: String, CaseIterable, Sendable {
        case english, mandarin
        /// Both within a sentence.
        case mixed
    }

    /// What a sentence does in a dialogue.
    enum Part: String, CaseIterable, Sendable {
        case open, ask, answer, remark, react, close
    }

    /// Words by list, such as `city`.
    private(set) var lists: [String: [String]] = [:]
    /// Sentences by topic and part.
    private(set) var sentences: [String: [Part: [String]]] = [:]
    /// Topics in the order of the file, without `any`.
    private(set) var topics: [String] = []
    static let anyTopic = "any"

    /// The phrasebook of a tongue that ships with this module.
    init(_ tongue: Tongue) throws(DistillationError) {
        let name = "dialogues-\(tongue.rawValue).txt"
        try self.init(lines: DistillationResource.lines(name), path: name)
    }

    /// Reads a phrasebook: `@list NAME`, then words between spaces or commas; `@topic NAME`, then
    /// `@PART` and a sentence a line, reactions divided by bars.
    init(lines: [String], path: String) throws(DistillationError) {
        var list: String?
        var topic = Self.anyTopic
        var part: Part?
        for line in lines {
            if let name = Self.argument(of: line, after: "@list ") {
                (list, part) = (name, nil)
            } else if let name = Self.argument(of: line, after: "@topic ") {
                (topic, list, part) = (name, nil, nil)
                if name != Self.anyTopic { topics.append(name) }
            } else if line.hasPrefix("@") {
                guard let known = Part(rawValue: String(line.dropFirst())) else {
                    throw .badConfiguration(path: path, line: nil, problem: "has “\(line)”")
                }
                (part, list) = (known, nil)
            } else if let list {
                lists[list, default: []] += Self.words(line)
            } else if let part {
                let found = part == .react ? line.components(separatedBy: " | ") : [line]
                sentences[topic, default: [:]][part, default: []] += found
            } else {
                throw .badConfiguration(
                    path: path, line: nil, problem: "has “\(line)” outside of any part")
            }
        }
    }

    /// The sentences for a part: those of the topic and those that fit any.
    func sentences(topic: String, part: Part) -> [String] {
        (sentences[topic]?[part] ?? []) + (sentences[Self.anyTopic]?[part] ?? [])
    }

    private static func argument(of line: String, after key: String) -> String? {
        line.hasPrefix(key) ? String(line.dropFirst(key.count)) : nil
    }

    private static func words(_ line: String) -> [String] {
        for mark in ["、", ","] where line.contains(mark) {
            return line.components(separatedBy: mark)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return line.components(separatedBy: " ").filter { !$0.isEmpty }
    }
}
