import Listening

extension Screen {
    mutating func drawTrial(_ state: RatingState, _ layout: RatingLayout) {
        guard let trial = state.currentTrial else { return }
        if state.sheet.method == .mushra, trial.clips.count > 1 {
            return drawSliders(state, trial, layout)
        }
        let choices = state.sheet.choices(of: trial)
        // A trap that is only read asks by its instruction.
        let asked =
            trial.soundCount == 0
            ? trial.instruction?.text(state.sheet.language) ?? ""
            : state.sheet.question(of: trial)
        let question = rows(of: asked, width: layout.width)
        let sounds = trial.soundCount == 0 ? 0 : 1
        // From the largest that fits: with air between the answers, with air around, without.
        let room = layout.rows.count
        let whole = question.count + sounds + choices.count
        let air = room >= whole + choices.count + 3 ? 1 : 0
        let gap = room >= whole + air * choices.count + 2 ? 1 : 0
        var row = layout.rows.lowerBound
        row = drawQuestion(question, atMost: room - sounds - choices.count, row: row, layout)
        row += gap
        if sounds > 0 {
            drawSounds(state, trial, row: row, layout)
            row += 1 + gap
        }
        let top = row
        for choice in choices where row < layout.rows.upperBound {
            draw(choice, state, row: row, layout)
            row += 1 + air
        }
        drawChosen(state, choices, top: top, layout)
    }

    /// The question in so many rows, its last one shortened where it does not fit.
    ///
    /// - Returns: the row below.
    mutating func drawQuestion(
        _ lines: [String], atMost limit: Int, row: Int, _ layout: RatingLayout
    ) -> Int {
        let shown = min(lines.count, max(limit, 1))
        for index in 0..<shown {
            let isCut = index == shown - 1 && shown < lines.count
            let line = isCut ? lines[index...].joined(separator: " ") : lines[index]
            label(
                textWidth.shortened(line, to: layout.width), row: row + index,
                column: layout.left, style: Style(.text, .bold))
        }
        return row + shown
    }

    /// What sounds, and how much of it has been heard.
    private mutating func drawSounds(
        _ state: RatingState, _ trial: Trial, row: Int, _ layout: RatingLayout
    ) {
        let names = state.sheet.soundNames(of: trial)
        let width = (layout.width - 2 * (names.count - 1)) / max(names.count, 1)
        for (index, name) in names.enumerated() {
            let start = layout.left + index * (width + 2)
            let isPlaying = state.trial.playing == index && state.trial.isSounding
            let isHeard = state.trial.heardToEnd.contains(index)
            let mark = isPlaying ? ornament("▶", ">") : isHeard ? ornament("✓", "*") : " "
            put(mark, row: row, column: start, style: Style(isPlaying ? .accent : .success))
            let end = put(
                name, row: row, column: start + 2, style: Style(isPlaying ? .accent : .text),
                width: max(width - 8, 0))
            bar(
                isPlaying ? state.trial.share : isHeard ? 1 : 0, row: row, column: end + 1,
                width: max(start + width - end - 1, 0),
                style: Style(isPlaying ? .waveform : .muted))
        }
    }

    private mutating func draw(
        _ choice: RatingChoice, _ state: RatingState, row: Int, _ layout: RatingLayout
    ) {
        let isChosen = state.trial.answer == choice.answer
        let isOpen = state.whyNoRating() == nil
        let style =
            isChosen ? Style(.text, on: .selection, .bold) : Style(isOpen ? .text : .muted)
        let text = plain(choice.mark)
        let width = min(layout.width, 40)
        if isChosen {
            fill(
                Rect(column: layout.left, row: row, columns: width, rows: 1), style: style)
        }
        put(isChosen ? ornament("›", ">") : " ", row: row, column: layout.left, style: style)
        put(
            text, row: row, column: layout.left + 4 - textWidth.width(of: text),
            style: isChosen ? style : Style(isOpen ? .key : .muted))
        put(
            textWidth.shortened(choice.label, to: width - 7), row: row, column: layout.left + 6,
            style: style)
    }

    /// The chosen grade in large, where there is room: to be seen before it is stored.
    private mutating func drawChosen(
        _ state: RatingState, _ choices: [RatingChoice], top: Int, _ layout: RatingLayout
    ) {
        guard layout.isTall, layout.width >= 60 else { return }
        guard let chosen = choices.first(where: { $0.answer == state.trial.answer }) else { return }
        // A plus has no shape among the large digits, and needs none.
        let digits = chosen.mark.replacing("−", with: "–").replacing("+", with: "")
        guard digits.allSatisfy({ $0.isNumber || $0 == "–" }) else { return }
        let rows = BigDigits.rows(of: digits, inUnicode: hasOrnaments)
        let width = rows.first?.count ?? 0
        for (offset, row) in rows.enumerated() {
            put(
                row, row: top + 1 + offset, column: layout.left + layout.width - width - 4,
                style: Style(.accent, .bold))
        }
    }
}
