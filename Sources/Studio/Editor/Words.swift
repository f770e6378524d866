/// The words of a line, for moving, deleting and double clicks.
///
/// Letters and digits are words as far as they reach. Chinese writes no spaces: there a word is two
/// characters, as most are, but the small words that most sentences are held together by (的, 了, 是,
/// 我, 不 …) stand alone, and what is left over at the end joins the word before it. No dictionary,
/// and nothing to load.
struct Words: Equatable, Sendable {
    /// Where each word, run of spaces or of marks begins, and at last the end.
    private let starts: [Int]
    /// Whether each of them is white space.
    private let isSpace: [Bool]

    init(_ line: String) {
        let characters = Array(line)
        var starts: [Int] = []
        var isSpace: [Bool] = []
        var column = 0
        while column < characters.count {
            let kind = Kind(characters[column])
            var end = column + 1
            while end < characters.count, Kind(characters[end]) == kind { end += 1 }
            let parts = kind == .ideograph ? Self.split(characters[column..<end]) : [column]
            starts += parts
            isSpace += Array(repeating: kind == .space, count: parts.count)
            column = end
        }
        self.starts = starts + [characters.count]
        self.isSpace = isSpace
    }

    /// Of the line, in characters.
    var length: Int { starts[starts.count - 1] }

    /// Where the word after the one at `column` begins, or the line ends.
    func start(after column: Int) -> Int {
        var index = index(at: column) + 1
        if index < isSpace.count, isSpace[index] { index += 1 }
        return starts[min(index, starts.count - 1)]
    }

    /// Where the word before `column` begins.
    func start(before column: Int) -> Int {
        guard column > 0 else { return 0 }
        let index = index(at: column - 1)
        return starts[isSpace[index] && index > 0 ? index - 1 : index]
    }

    /// The columns of the word at `column`, or of the last one beyond it; nil in an empty line.
    func word(at column: Int) -> Range<Int>? {
        guard length > 0 else { return nil }
        let index = index(at: min(column, length - 1))
        return starts[index]..<starts[index + 1]
    }

    /// The index of the word at a column of the line.
    private func index(at column: Int) -> Int {
        (starts.firstIndex { $0 > column } ?? starts.count) - 1
    }

    /// What belongs together.
    private enum Kind {
        case space, word, ideograph, other

        init(_ character: Character) {
            if character.isWhitespace {
                self = .space
            } else if let scalar = character.unicodeScalars.first, scalar.properties.isIdeographic {
                self = .ideograph
            } else if character.isLetter || character.isNumber || "_'’".contains(character) {
                self = .word
            } else {
                self = .other
            }
        }
    }

    /// Where words begin in a run of ideographs.
    private static func split(_ run: ArraySlice<Character>) -> [Int] {
        var starts: [Int] = []
        var column = run.startIndex
        while column < run.endIndex {
            // Up to the next small word.
            let end = run[column...].firstIndex { small.contains($0) } ?? run.endIndex
            guard end > column else {
                starts.append(column)
                column += 1
                // 我们, 你们: the ending of the plural stays with its word.
                if column < run.endIndex, run[column] == "们" { column += 1 }
                continue
            }
            // An odd one at the end belongs to the word before: 公共|汽车, 图书馆.
            let pairs = max((end - column) / 2, 1)
            starts += (0..<pairs).map { column + 2 * $0 }
            column = end
        }
        return starts
    }

    /// Particles, pronouns, prepositions, negations: words of one character that seldom begin a
    /// longer one.
    private static let small = Set<Character>(
        "的了是我你他她它在不也都就和很吗呢吧啊把被让给跟与但又还")
}
