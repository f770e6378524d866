/// What those who will speak the script know about it, and this module does not.
struct SpeechChecks {
    var readability: Readability?
    var isPronounceable: ((_ word: String, _ phonemes: String) -> Bool)?
}

/// Remembers which characters can be read aloud, so that the question is put once for each.
final class Readability {
    private let isReadable: (Character) -> Bool
    /// One entry for each scalar below U+10000 that is a character of its own.
    private var known = [Answer](repeating: .unknown, count: 0x10000)
    private var knownClusters: [String: Bool] = [:]

    private enum Answer: UInt8 { case unknown, readable, unreadable }

    init(_ isReadable: @escaping (Character) -> Bool) {
        self.isReadable = isReadable
    }

    /// Where the unreadable characters in `range` of valid UTF-8 begin.
    func unreadableOffsets(in bytes: [UInt8], range: Range<Int>) -> [Int] {
        var offsets: [Int] = []
        forEachCharacter(of: bytes, in: range) { start, end in
            if !answer(bytes, start, end) { offsets.append(start) }
        }
        return offsets
    }

    private func answer(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        let (scalar, length) = decodeScalar(bytes, at: start)
        guard start + length == end, scalar.value < 0x10000 else {
            // A cluster longer than this is noise; asking with all of it would cost its square.
            guard end - start <= 64 else { return false }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            if let answer = knownClusters[text] { return answer }
            let answer = text.allSatisfy(isReadable)
            knownClusters[text] = answer
            return answer
        }
        let index = Int(scalar.value)
        if known[index] == .unknown {
            known[index] = isReadable(Character(scalar)) ? .readable : .unreadable
        }
        return known[index] == .readable
    }
}
