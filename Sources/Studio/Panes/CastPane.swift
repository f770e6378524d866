import Script
import Synthesis

/// Where the parts of the cast pane are.
struct CastCells: Equatable, Sendable {
    let rect: Rect
    /// Of the heading above the speakers.
    let top: Int
    let fieldTop: Int
    /// Columns for speakers and settings.
    let formWidth: Int
    /// The map; nil where there is no room.
    let map: Rect?

    /// Speakers share one row, and the settings move through what is left.
    let isCompact: Bool
    /// The first setting that shows.
    let firstField: Int

    init(_ state: StudioState, _ rect: Rect) {
        self.rect = rect
        top = rect.origin.row
        isCompact = rect.size.rows < 14
        guard !isCompact else {
            fieldTop = top + 1
            formWidth = rect.size.columns
            map = nil
            let rows = max(rect.size.rows - 1, 1)
            let chosen = CastField.allCases.firstIndex(of: state.cast.field) ?? 0
            firstField = max(chosen - rows + 1, 0)
            return
        }
        firstField = 0
        let isWide = rect.size.columns >= 70
        let gap = isWide && rect.size.rows >= 16 ? 1 : 0
        let speakers = Speaker.allCases.count
        fieldTop = top + 1 + speakers + gap + 1
        let bottom = rect.origin.row + rect.size.rows
        let end = fieldTop + CastField.allCases.count
        if isWide {
            formWidth = min(rect.size.columns * 11 / 20, 52)
            let left = rect.origin.column + formWidth + 2
            map = Rect(
                column: left, row: top + 1,
                columns: rect.origin.column + rect.size.columns - left - 1,
                rows: min(rect.size.rows - 2, 16))
        } else {
            formWidth = rect.size.columns
            let rows = bottom - end - 1
            map =
                rows >= 3
                ? Rect(
                    column: rect.origin.column + 1, row: end + 1,
                    columns: rect.size.columns - 2, rows: rows) : nil
        }
    }

    func speakerRow(_ speaker: Speaker) -> Int { isCompact ? top : top + 1 + speaker.index }

    /// Nil where it does not show.
    func fieldRow(_ field: CastField) -> Int? {
        let index = (CastField.allCases.firstIndex(of: field) ?? 0) - firstField
        let row = fieldTop + index
        return index >= 0 && row < rect.origin.row + rect.size.rows ? row : nil
    }

    func speaker(at point: Point) -> Speaker? {
        guard isInForm(point) else { return nil }
        if isCompact {
            guard point.row == top, compactWidth > 0 else { return nil }
            return Speaker(rawValue: (point.column - rect.origin.column - 1) / compactWidth)
        }
        return Speaker.allCases.first { speakerRow($0) == point.row }
    }

    /// Columns of a speaker where all share a row.
    var compactWidth: Int { (rect.size.columns - 2) / Speaker.allCases.count }

    func field(at point: Point) -> CastField? {
        isInForm(point) ? CastField.allCases.first { fieldRow($0) == point.row } : nil
    }

    private func isInForm(_ point: Point) -> Bool {
        rect.contains(point) && point.column < rect.origin.column + formWidth
    }
}

extension Screen {
    /// Who speaks with which voice, the chosen voice's settings, and where the voices stand.
    mutating func drawCast(_ state: StudioState, _ rect: Rect) {
        let cells = CastCells(state, rect)
        let left = rect.origin.column + 1
        let isFocused = state.pane == .cast
        if !cells.isCompact {
            drawHeading("Speakers", row: cells.top, column: left, isFocused: false)
        }
        guard state.cast.cast != nil else {
            label("The voices are being loaded…", row: cells.top + 2, column: left)
            return
        }
        for speaker in Speaker.allCases { drawSpeaker(speaker, state, cells, isFocused) }
        if !cells.isCompact {
            drawHeading(
                "Voice of \(state.cast.speaker.name)", row: cells.fieldTop - 1, column: left,
                isFocused: isFocused)
        }
        for field in CastField.allCases { drawField(field, state, cells, isFocused) }
        guard let map = cells.map else { return }
        if rect.size.columns >= 70 {
            drawHeading(
                "Map of the voices", row: cells.top, column: map.origin.column, isFocused: false)
        }
        drawVoiceMap(state, map)
    }

    private mutating func drawSpeaker(
        _ speaker: Speaker, _ state: StudioState, _ cells: CastCells, _ isFocused: Bool
    ) {
        guard let voice = state.cast.cast?.voices[speaker.index] else { return }
        if cells.isCompact {
            let column = cells.rect.origin.column + 1 + speaker.index * cells.compactWidth
            let isChosen = speaker == state.cast.speaker
            let mark = isChosen ? plain("›") : " "
            let end = put(
                "\(mark)\(speaker.name) ", row: cells.top, column: column,
                style: Style(.speaker(speaker.index), isChosen ? [.bold, .underlined] : .bold))
            let room = column + cells.compactWidth - end - 1
            put(
                textWidth.shortened(voice.blend[0].name, to: room), row: cells.top, column: end,
                style: Style(isChosen ? .text : .muted))
            return
        }
        let row = cells.speakerRow(speaker)
        let left = cells.rect.origin.column + 1
        let isChosen = speaker == state.cast.speaker
        let background: Role? = isChosen && isFocused ? .currentLine : nil
        if background != nil {
            fill(
                Rect(column: left - 1, row: row, columns: cells.formWidth, rows: 1),
                style: Style(.text, on: background))
        }
        if isChosen {
            label("›", row: row, column: left, style: Style(.accent, on: background, .bold))
        }
        put(
            speaker.name, row: row, column: left + 2,
            style: Style(.speaker(speaker.index), on: background, .bold))
        let count = state.script.dialogue.turns.count { $0.speaker == speaker }
        let turns = count > 0 ? counted(count, "turn") : "–"
        let end = left + cells.formWidth - 2
        let text = textWidth.shortened(plain(voice.summary), to: max(end - left - 15, 4))
        put(text, row: row, column: left + 4, style: Style(.text, on: background))
        labelEnding(turns, row: row, before: end, style: Style(.muted, on: background))
    }

    private mutating func drawField(
        _ field: CastField, _ state: StudioState, _ cells: CastCells, _ isFocused: Bool
    ) {
        guard let voice = state.cast.voice, let row = cells.fieldRow(field) else { return }
        let left = cells.rect.origin.column + 1
        let isChosen = field == state.cast.field && isFocused
        let background: Role? = isChosen ? .currentLine : nil
        if isChosen {
            fill(
                Rect(column: left - 1, row: row, columns: cells.formWidth, rows: 1),
                style: Style(.text, on: background))
            label("›", row: row, column: left, style: Style(.accent, on: background, .bold))
        }
        put(
            field.title, row: row, column: left + 2,
            style: Style(isChosen ? .text : .muted, on: background))
        let text = plain(field.text(in: voice))
        let isOff = field == .mix && voice.blend.count < 2
        put(
            text, row: row, column: left + 14,
            style: Style(isOff ? .muted : .text, on: background, isChosen ? .bold : []))
        let slider = left + 26
        let width = cells.formWidth - 29
        guard let scale = field.scale, width >= 8, !isOff else { return }
        drawSlider(
            field.value(in: voice), scale,
            Rect(column: slider, row: row, columns: min(width, 21), rows: 1), background,
            isNeutral: field != .mix && field.value(in: voice) == scale.neutral)
    }

    private mutating func drawSlider(
        _ value: Double, _ scale: CastField.Scale, _ rect: Rect, _ background: Role?,
        isNeutral: Bool
    ) {
        let row = rect.origin.row
        func column(_ value: Double) -> Int {
            let share =
                (value - scale.range.lowerBound)
                / (scale.range.upperBound - scale.range.lowerBound)
            let last = Double(rect.size.columns - 1)
            return rect.origin.column + Int((share * last).rounded())
        }
        put(
            String(repeating: ornament("─", "-"), count: rect.size.columns), row: row,
            column: rect.origin.column, style: Style(.muted, on: background))
        put(
            ornament("┼", "+"), row: row, column: column(scale.neutral),
            style: Style(.muted, on: background))
        put(
            ornament("●", "o"), row: row, column: column(value),
            style: Style(isNeutral ? .text : .accent, on: background, .bold))
    }
}

extension CastField {
    /// The value with its unit.
    func text(in voice: Voice) -> String {
        switch self {
        case .voice: return voice.blend[0].name
        case .blend: return voice.blend.count > 1 ? voice.blend[1].name : "–"
        case .mix: return voice.blend.count > 1 ? "\(decimal(voice.mixPercent, 0)) %" : "–"
        default: break
        }
        guard let scale else { return "" }
        let number = value(in: voice)
        if self == .pan {
            let amount = decimal(abs(number) * 100, 0)
            return number == 0 ? "middle" : "\(amount) % \(number < 0 ? "left" : "right")"
        }
        let text =
            self == .rate ? decimal(number, scale.places) : signed(number, scale.places)
        return "\(text) \(scale.unit)"
    }
}

extension Voice {
    /// The recipe, for people: "60 % Leo, 40 % Ian, −1.0 st".
    var summary: String {
        var parts: [String] = []
        let sum = blend.reduce(0) { $0 + $1.weight }
        if blend.count == 1 {
            parts.append(blend[0].name)
        } else {
            parts += blend.map { "\(decimal(100 * $0.weight / sum, 0)) % \($0.name)" }
        }
        for field in [CastField.pitch, .rate, .brightness, .gain, .pan]
        where field.value(in: self) != field.scale?.neutral {
            parts.append(field.text(in: self))
        }
        return parts.joined(separator: ", ")
    }
}
