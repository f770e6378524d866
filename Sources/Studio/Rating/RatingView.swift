import Listening

/// The picture of a rater's session in a terminal of `size`.
///
/// Nothing on it comes from a clip's file, and no length or time of a clip is shown: only how much
/// of it has been heard.
public func view(_ state: RatingState, in size: Size) -> Screen {
    var screen = Screen(size, glyphs: state.glyphs, textWidth: state.textWidth)
    guard size.columns >= 24, size.rows >= 10 else {
        screen.put("parley: make it larger", row: 0, column: 0, style: Style(.muted))
        return screen
    }
    let body = RatingLayout(size)
    screen.drawHeader(state, body)
    switch state.stage {
    case .level: screen.drawLevel(state, body)
    case .trial: screen.drawTrial(state, body)
    case .introduction: screen.drawPage(state.introduction, body)
    case .practiceOver: screen.drawPage(state.practiceOverPage, body)
    case .rest(let start): screen.drawPage(state.restPage(since: start), body)
    case .finished: screen.drawPage(state.finishedPage, body)
    case .trouble(let trouble): screen.drawPage(state.troublePage(trouble), body)
    }
    switch state.overlay {
    case .comment(let text): screen.drawComment(state, text, body)
    case .help: screen.drawBox(state.helpPage, body)
    case .leaving: screen.drawBox(state.leavingPage, body)
    case nil: screen.drawNotice(state, body)
    }
    screen.drawRatingHints(state.hints, body)
    return screen
}

/// Where things are on a rater's screen.
struct RatingLayout: Equatable, Sendable {
    let size: Size
    /// The left edge of everything, and how wide it is.
    let left: Int
    let width: Int
    /// First and last + 1 row between header and notice.
    let rows: Range<Int>
    /// Whether there is room to breathe.
    let isTall: Bool

    var noticeRow: Int { size.rows - 2 }
    var hintsRow: Int { size.rows - 1 }

    init(_ size: Size) {
        self.size = size
        width = min(size.columns - 2, 72)
        left = (size.columns - width) / 2
        isTall = size.rows >= 18
        rows = (isTall ? 3 : 1)..<(size.rows - 2)
    }
}

/// Paragraphs, the first of them a title.
struct RatingPage: Equatable, Sendable {
    var title: String
    var paragraphs: [String]
    /// Whether it is bad news.
    var isTrouble = false
}

extension Screen {
    // MARK: - Around the edges

    fileprivate mutating func drawHeader(_ state: RatingState, _ layout: RatingLayout) {
        let progress = state.progress
        let right = plain("\(state.raterName) · \(progress.text)")
        let room = layout.width - textWidth.width(of: right) - 2
        label(
            textWidth.shortened(state.sheet.common.title, to: max(room, 0)), row: 0,
            column: layout.left, style: Style(.title), width: max(room, 0))
        labelEnding(right, row: 0, before: layout.left + layout.width, style: Style(.muted))
        guard layout.isTall else { return }
        bar(
            progress.share, row: 1, column: layout.left, width: layout.width,
            style: Style(.accent))
    }

    fileprivate mutating func drawNotice(_ state: RatingState, _ layout: RatingLayout) {
        let isWarning = !state.notice.isEmpty
        let text = isWarning ? state.notice : state.prompt
        label(
            textWidth.shortened(text, to: layout.width), row: layout.noticeRow,
            column: layout.left, style: Style(isWarning ? .warning : .muted))
    }

    fileprivate mutating func drawComment(
        _ state: RatingState, _ text: String, _ layout: RatingLayout
    ) {
        let lead = state.say("Comment: ", "评论：")
        let start = label(
            lead, row: layout.noticeRow, column: layout.left, style: Style(.prompt))
        // What has been typed last is seen, however long it is.
        let room = layout.left + layout.width - start - 1
        var shown = Substring(text)
        while textWidth.width(of: String(shown)) > room { shown.removeFirst() }
        let end = put(String(shown), row: layout.noticeRow, column: start)
        cursor = Point(column: min(end, size.columns - 1), row: layout.noticeRow)
    }

    fileprivate mutating func drawRatingHints(
        _ hints: [(key: String, what: String)], _ layout: RatingLayout
    ) {
        var column = layout.left
        let end = layout.left + layout.width
        for (key, what) in hints {
            let key = plain(key)
            let width = textWidth.width(of: key) + 1 + textWidth.width(of: what)
            guard column + width <= end else { continue }
            let next = put(key, row: layout.hintsRow, column: column, style: Style(.key))
            column =
                put(what, row: layout.hintsRow, column: next + 1, style: Style(.muted)) + 2
        }
    }

    // MARK: - Pages of text

    fileprivate mutating func drawPage(_ page: RatingPage, _ layout: RatingLayout) {
        let lines = wrapped(page, width: layout.width, isTall: layout.isTall)
        let spare = max(layout.rows.count - lines.count, 0)
        for (offset, line) in lines.prefix(layout.rows.count).enumerated() {
            put(
                line.text, row: layout.rows.lowerBound + spare / 3 + offset, column: layout.left,
                style: line.style)
        }
    }

    fileprivate mutating func drawBox(_ page: RatingPage, _ layout: RatingLayout) {
        let width = min(layout.width, 56)
        let lines = wrapped(page, width: width - 4, isTall: false)
        let height = min(lines.count + 2, layout.size.rows - 1)
        let rect = Rect(
            column: (layout.size.columns - width) / 2, row: (layout.size.rows - height) / 2,
            columns: width, rows: height)
        fill(rect)
        box(rect, style: Style(.focusedBorder))
        for (offset, line) in lines.prefix(height - 2).enumerated() {
            put(
                line.text, row: rect.origin.row + 1 + offset, column: rect.origin.column + 2,
                style: line.style)
        }
    }

    private func wrapped(
        _ page: RatingPage, width: Int, isTall: Bool
    ) -> [(text: String, style: Style)] {
        var lines = rows(of: page.title, width: width).map {
            ($0, Style(page.isTrouble ? .error : .accent, .bold))
        }
        for paragraph in page.paragraphs {
            if isTall || lines.count == 1 && paragraph == page.paragraphs.first {
                if isTall { lines.append(("", Style())) }
            }
            lines += rows(of: paragraph, width: width).map { ($0, Style()) }
        }
        return lines
    }

    /// `text` folded into rows.
    func rows(of text: String, width: Int) -> [String] {
        let text = plain(text)
        let characters = Array(text)
        return EditorLayout(width: width, textWidth: textWidth).rows(of: text).map { range in
            var row = String(characters[range])
            while row.hasSuffix(" ") { row.removeLast() }
            return row
        }
    }
}
