import Foundation

/// How much there is of every speaker and language: a table for people.
public struct DatasetReport: CustomStringConvertible, Sendable {
    public struct Row: Equatable, Sendable {
        public var speaker: String
        public var language: Language
        public var utteranceCount: Int
        public var hours: Double
    }

    public let rows: [Row]

    public init(_ dataset: Dataset) {
        var counts: [String: (count: Int, frames: Int)] = [:]
        for index in 0..<dataset.count {
            let summary = dataset.summary(of: index)
            counts["\(summary.speakerIndex)\(summary.language.rawValue)", default: (0, 0)].count +=
                1
            counts["\(summary.speakerIndex)\(summary.language.rawValue)", default: (0, 0)].frames +=
                summary.frameCount
        }
        rows = dataset.speakers.indices.flatMap { speaker in
            Language.allCases.compactMap { language in
                counts["\(speaker)\(language.rawValue)"].map {
                    Row(
                        speaker: dataset.speakers[speaker], language: language,
                        utteranceCount: $0.count, hours: Double($0.frames) * 256 / 24_000 / 3600)
                }
            }
        }
    }

    public var description: String {
        let lines = rows.map {
            "\($0.speaker)  \($0.language.rawValue)  \($0.utteranceCount) utterances  "
                + String(format: "%.2f h", $0.hours)
        }
        let hours = rows.reduce(0) { $0 + $1.hours }
        return (lines + [String(format: "together %.2f h", hours)]).joined(separator: "\n")
    }
}
