import Foundation

/// The readings of characters and words: `Resources/readings.bin`, whose layout and source stand
/// in `docs/readings/make_readings.py`.
///
/// The file (0.8 MB) is read once, by the first text that has hanzi; nothing is unpacked.
struct ReadingTable: Sendable {
    private let bytes: [UInt8]
    private let syllables: [String]
    private let characterStart: Int
    private let wordStart: Int
    private let entryStart: Int
    let wordCount: Int

    /// The table in the resource bundle, or why there is none.
    static let shared: Result<ReadingTable, PhonemeError> = {
        let url = Bundle.module.url(forResource: "Resources/readings", withExtension: "bin")
        guard let url, let data = try? Data(contentsOf: url) else {
            return .failure(.damagedTable("readings.bin"))
        }
        return Result { () throws(PhonemeError) in try ReadingTable(bytes: [UInt8](data)) }
    }()

    /// Takes a table's bytes; throws `.damagedTable` if they are cut short or of another format.
    init(bytes: [UInt8]) throws(PhonemeError) {
        let headerSize = 36
        guard bytes.count >= headerSize, bytes.starts(with: Array("PARLEYR1".utf8)) else {
            throw .damagedTable("readings.bin")
        }
        self.bytes = bytes
        func header(_ index: Int) -> Int { Self.number(in: bytes, at: 8 + 4 * index, size: 4) }
        characterStart = header(2)
        wordStart = header(4)
        wordCount = header(5)
        entryStart = wordStart + 4 * (wordCount + 1)
        guard header(6) == bytes.count, header(0) == headerSize,
            characterStart + 2 * Self.pageNumbers + 512 * header(3) == wordStart,
            entryStart + Self.number(in: bytes, at: entryStart - 4, size: 4) == bytes.count
        else { throw .damagedTable("readings.bin") }
        var names: [String] = []
        var position = headerSize
        for _ in 0..<header(1) {
            let end = position + 1 + Int(bytes[position])
            names.append(String(decoding: bytes[position + 1..<end], as: UTF8.self))
            position = end
        }
        syllables = names
    }

    /// The usual reading of a character outside any word, such as `hao3`; nil if it has none.
    func reading(of character: Unicode.Scalar) -> String? {
        let code = Int(character.value)
        guard code >> 8 < Self.pageNumbers else { return nil }
        let page = u16(at: characterStart + 2 * (code >> 8))
        guard page > 0 else { return nil }
        let start = characterStart + 2 * Self.pageNumbers + 512 * (page - 1)
        let number = u16(at: start + 2 * (code & 255))
        return number == 0 ? nil : syllables[number - 1]
    }

    /// The words that begin at `start`, shortest first.
    func words(in text: [Unicode.Scalar], at start: Int) -> [Word] {
        var found: [Word] = []
        var range = 0..<wordCount
        for depth in 0..<min(Self.longestWord, text.count - start) {
            let unit = Int(text[start + depth].value)
            let lower = partition(range) { self.unit(depth, ofWord: $0) < unit }
            range =
                lower..<partition(lower..<range.upperBound) {
                    self.unit(depth, ofWord: $0) <= unit
                }
            if range.isEmpty { break }
            if Int(bytes[position(ofWord: range.lowerBound)]) == depth + 1 {
                found.append(Word(length: depth + 1, index: range.lowerBound))
            }
        }
        return found
    }

    /// The reading of a word where it isn't the usual one of each character.
    func reading(of word: Word) -> [String]? {
        let start = position(ofWord: word.index) + 1 + 2 * word.length
        guard bytes[start] == 1 else { return nil }
        return (0..<word.length).map { syllables[u16(at: start + 1 + 2 * $0)] }
    }

    struct Word {
        var length: Int
        var index: Int
    }
}

extension ReadingTable {
    private static let pageNumbers = 0x324
    private static let longestWord = 8

    private func position(ofWord index: Int) -> Int {
        entryStart + Self.number(in: bytes, at: wordStart + 4 * index, size: 4)
    }

    /// The code unit at `depth`, −1 past the word's end, so that a prefix sorts first.
    private func unit(_ depth: Int, ofWord index: Int) -> Int {
        let start = position(ofWord: index)
        return depth < Int(bytes[start]) ? u16(at: start + 1 + 2 * depth) : -1
    }

    private func partition(_ range: Range<Int>, where isBelow: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isBelow(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func u16(at position: Int) -> Int { Self.number(in: bytes, at: position, size: 2) }

    private static func number(in bytes: [UInt8], at position: Int, size: Int) -> Int {
        guard position + size <= bytes.count else { return 0 }
        var value = 0
        for index in (0..<size).reversed() { value = value << 8 | Int(bytes[position + index]) }
        return value
    }
}
