/// Hanzi to words with their dictionary readings: segmentation, phrase table, then contexts.
struct MandarinReader: Sendable {
    let table: ReadingTable
    let contexts: ContextRules

    /// The words of a run of hanzi, all of which the table can read, with tones before sandhi.
    func words(in text: [Unicode.Scalar]) -> [MandarinWord] {
        var pieces = merged(segments(of: text), in: text)
        for index in pieces.indices {
            let range = pieces[index].range
            for position in range where pieces[index].isOpen {
                let reading = contexts.reading(at: position, in: text)
                if let reading { pieces[index].reading[position - range.lowerBound] = reading }
            }
        }
        return pieces.map { piece in
            var hanzi = String.UnicodeScalarView()
            hanzi.append(contentsOf: text[piece.range])
            return MandarinWord(hanzi: String(hanzi), pinyin: piece.reading)
        }
    }

    private struct Piece {
        var range: Range<Int>
        var reading: [String]
        /// Whether this is no word of the table, so that a context may change its readings.
        var isOpen: Bool
    }

    /// The fewest words that cover the text; where two ways tie, the longer word stands later
    /// (为|人民, not 为人|民).
    private func segments(of text: [Unicode.Scalar]) -> [Piece] {
        var cost = [Int](repeating: 0, count: text.count + 1)
        var choice = [ReadingTable.Word?](repeating: nil, count: text.count)
        for start in text.indices.reversed() {
            cost[start] = cost[start + 1] + (standAlone.contains(text[start]) ? 11 : 13)
            // A number keeps its digits: 三十|分, not 三|十分.
            if start > 0, isNumeral(text[start]), isNumeral(text[start - 1]) { continue }
            for word in table.words(in: text, at: start)
            where cost[start + word.length] + 10 < cost[start] {
                cost[start] = cost[start + word.length] + 10
                choice[start] = word
            }
        }
        var pieces: [Piece] = []
        var start = 0
        while start < text.count {
            let length = choice[start]?.length ?? 1
            let range = start..<start + length
            let special = choice[start].flatMap(table.reading(of:))
            pieces.append(
                Piece(
                    range: range,
                    reading: special ?? text[range].map { table.reading(of: $0) ?? "" },
                    isOpen: choice[start] == nil))
            start += length
        }
        return pieces
    }

    /// Joins single characters that stand side by side and have no life of their own: names and
    /// words that the table lacks, by twos and threes; a digit and its unit.
    private func merged(_ pieces: [Piece], in text: [Unicode.Scalar]) -> [Piece] {
        var result: [Piece] = []
        var canGrow = false
        for (index, piece) in pieces.enumerated() {
            let character = text[piece.range.lowerBound]
            let isSingle = piece.range.count == 1
            let isFree = isSingle && !standAlone.contains(character) && !isNumeral(character)
            let wasUnit = result.last.map { last in
                isSingle && numeralUnits.contains(character)
                    && last.range.count == 1 && isNumeral(text[last.range.lowerBound])
            }
            // A third character joins only if it would be left alone.
            let nextIsFree =
                index + 1 < pieces.count && pieces[index + 1].range.count == 1
                && !standAlone.contains(text[pieces[index + 1].range.lowerBound])
            let hasRoom = result.last.map { $0.range.count == 1 || !nextIsFree } ?? false
            // A 儿 left alone belongs to the word before: 有点|儿.
            let isEnding = isSingle && character == "儿" && index > 0
            if isEnding || wasUnit == true || (canGrow && isFree && hasRoom),
                var last = result.popLast()
            {
                last.range = last.range.lowerBound..<piece.range.upperBound
                last.reading += piece.reading
                result.append(last)
                canGrow = isFree && last.range.count < 3
            } else {
                result.append(piece)
                canGrow = isFree
            }
        }
        return result
    }

    private func isNumeral(_ character: Unicode.Scalar) -> Bool {
        numeralDigits.contains(character) || numeralUnits.contains(character)
    }
}

private let numeralDigits = Set("零〇一二三四五六七八九两几幺".unicodeScalars)
private let numeralUnits = Set("十百千万亿".unicodeScalars)

/// Characters that are words by themselves.
private let standAlone = Set(
    """
    的了着过得地吗呢吧啊呀哦嗯嘛啦我你他她它您咱谁这那哪是在有和与跟或及不没也都就还又再才只很太更最挺把被\
    让给对向从到为以于因由所个会能要可想说看去来上下里中多少好该此某每各请问叫像比用做吃喝走跑坐站买卖找住\
    年月日号点分秒元块位名次天周岁只条张本件杯瓶斤种类家座辆台部架把双套份篇首句段层遍趟场支根片颗粒碗盘盒\
    箱袋包批群组倍人大小高低长短新老快慢真却并且但而若如则等第约近超比白黑红绿蓝冷热远轻重厚薄深浅贵强弱\
    累忙饿渴错难坏甜苦香臭空满另先后前内外
    """.unicodeScalars)
