import Listening

extension Screen {
    /// MUSHRA: all versions side by side.
    mutating func drawSliders(_ state: RatingState, _ trial: Trial, _ layout: RatingLayout) {
        let question = rows(of: state.sheet.question(of: trial), width: layout.width)
        var row = drawQuestion(
            question, atMost: layout.isTall ? 2 : 1, row: layout.rows.lowerBound, layout)
        drawPlace(state, trial, row: row, layout)
        row += layout.isTall ? 2 : 1
        // Names, then the sliders, then the values.
        let height = max(layout.rows.upperBound - row - 2, 1)
        let names = state.sheet.soundNames(of: trial)
        let hasReference = trial.reference != nil
        let labels = drawScale(state, top: row + 1, height: height, layout)
        let (start, room) = (layout.left + labels, layout.width - labels)
        let width = max(min(room / names.count, 9), 4)
        // With more versions than there is room for, those around the one at hand are shown.
        let shown = max(room / width, 1)
        let hand = (state.trial.slider ?? -1) + (hasReference ? 1 : 0)
        let first = min(max(hand - shown + 1, 0), max(names.count - shown, 0))
        for (place, index) in (first..<min(first + shown, names.count)).enumerated() {
            let column = Rect(
                column: start + place * width, row: row, columns: width, rows: height + 2)
            let version = hasReference ? index - 1 : index
            let name = version < 0 ? state.say("Ref", "参考") : names[index]
            drawSlider(
                state, name, version: version < 0 ? nil : version,
                isPlaying: state.trial.isSounding && state.trial.playing == index, column)
        }
    }

    /// What sounds, and where in the item.
    private mutating func drawPlace(
        _ state: RatingState, _ trial: Trial, row: Int, _ layout: RatingLayout
    ) {
        let names = state.sheet.soundNames(of: trial)
        let playing = state.trial.isSounding ? state.trial.playing.flatMap { names[safe: $0] } : nil
        let mark = playing == nil ? " " : ornament("▶", ">")
        put(mark, row: row, column: layout.left, style: Style(.accent))
        let end = put(
            playing ?? state.say("silent", "静音"), row: row, column: layout.left + 2,
            style: Style(playing == nil ? .muted : .accent))
        bar(
            playing == nil ? 0 : state.trial.share, row: row, column: end + 1,
            width: max(layout.left + layout.width - end - 1, 0), style: Style(.waveform))
    }

    /// The five words beside the sliders, each in the middle of its fifth.
    ///
    /// - Returns: how many columns they take.
    private mutating func drawScale(
        _ state: RatingState, top: Int, height: Int, _ layout: RatingLayout
    ) -> Int {
        let steps = state.sheet.method.scale
        let words = steps.map { $0.label.text(state.sheet.language) }
        let hasWords = layout.width >= 60
        for (index, word) in words.enumerated() where height >= steps.count {
            let row = top + (2 * index + 1) * height / (2 * steps.count)
            let text = hasWords ? word : "\(100 - 20 * index)"
            put(text, row: row, column: layout.left, style: Style(.muted))
        }
        return hasWords ? (words.map { textWidth.width(of: $0) }.max() ?? 0) + 2 : 4
    }

    private mutating func drawSlider(
        _ state: RatingState, _ name: String, version: Int?, isPlaying: Bool, _ rect: Rect
    ) {
        let isAtHand = state.trial.slider == version
        let style = isAtHand ? Style(.text, on: .selection, .bold) : Style()
        let (top, left) = (rect.origin.row, rect.origin.column)
        put(name, row: top, column: left, style: style, width: rect.size.columns - 1)
        if isPlaying {
            let end = left + textWidth.width(of: name)
            put(ornament("▶", ">"), row: top, column: end, style: Style(.accent))
        }
        guard let version, state.trial.sliders.indices.contains(version) else { return }
        let value = state.trial.sliders[version]
        let height = rect.size.rows - 2
        let width = max(min(rect.size.columns - 2, 3), 1)
        let filled = Double(value ?? 0) / 100 * Double(height)
        for step in 0..<height {
            // Counted from the bottom.
            let part = filled - Double(step)
            let cell =
                part >= 1
                ? ornament("█", "#") : part > 0.06 ? level(Float(part)) : ornament("·", ".")
            put(
                String(repeating: cell, count: width), row: top + height - step, column: left,
                style: Style(part > 0.06 ? (isAtHand ? .accent : .text) : .muted))
        }
        put(
            value.map(String.init) ?? plain("–"), row: top + height + 1, column: left,
            style: style)
    }
}
