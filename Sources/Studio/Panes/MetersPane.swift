import Script

extension Screen {
    /// The measures in one line: the most telling first, as many as fit.
    mutating func drawMetersLine(_ state: StudioState, _ rect: Rect) {
        guard rect.size.rows > 0 else { return }
        var column = 1
        for part in state.meterParts {
            let text = plain(part.label)
            let value = plain(part.value)
            let width = textWidth.width(of: text) + textWidth.width(of: value) + 1
            guard column + width < size.columns else { break }
            column = put(text, row: rect.origin.row, column: column, style: Style(.muted)) + 1
            column = put(value, row: rect.origin.row, column: column, style: Style(part.role)) + 2
        }
    }

    /// Everything that is measured.
    mutating func drawMeters(_ state: StudioState, _ rect: Rect) {
        let isFocused = state.pane == .meters
        let (left, width) = (rect.origin.column + 1, rect.size.columns - 2)
        var row = rect.origin.row
        let end = row + rect.size.rows
        drawHeading("Meters", row: row, column: left, isFocused: isFocused)
        row += rect.size.rows >= 14 ? 2 : 1
        for line in state.meterLines {
            guard row < end else { break }
            label(line.label, row: row, column: left, style: Style(.muted))
            label(line.value, row: row, column: left + 18, width: width - 18)
            if line.showsHistory {
                drawSparkline(
                    state.meters.history, row: row, column: left + 18, width: min(width - 19, 60))
            }
            if let share = line.share, width >= 56 {
                bar(
                    share, row: row, column: left + 40, width: min(width - 42, 30),
                    style: Style(.meter(line.isHard ? 1 : 0)))
            }
            row += 1
        }
    }

    /// The last values as columns; the highest is the largest of them.
    mutating func drawSparkline(_ values: [Double], row: Int, column: Int, width: Int) {
        let shown = values.suffix(max(width, 0))
        let top = max(shown.max() ?? 0, 1e-9)
        for (offset, value) in shown.enumerated() {
            put(
                level(Float(value / top) * 0.999), row: row, column: column + offset,
                style: Style(.meter(value > 0.5 ? 2 : value > 0.1 ? 1 : 0)))
        }
    }

    mutating func drawHeading(_ text: String, row: Int, column: Int, isFocused: Bool) {
        put(text, row: row, column: column, style: Style(isFocused ? .accent : .title, .bold))
    }
}

/// A measure with its name.
struct MeterPart: Equatable, Sendable {
    var label: String
    var value: String
    var role = Role.text
}

/// A line of the full meters.
struct MeterLine: Equatable, Sendable {
    var label: String
    var value: String
    /// Drawn as a bar; nil for none.
    var share: Double?
    var isHard = false
    /// Whether the real-time factors of the last turns are drawn in it.
    var showsHistory = false
}

extension StudioState {
    private func factor(_ value: Double?) -> String { value.map { decimal($0, 3) } ?? "–" }

    private func role(ofFactor value: Double?) -> Role {
        guard let value else { return .muted }
        return .meter(value > 0.5 ? 2 : value > 0.1 ? 1 : 0)
    }

    /// In order of importance.
    var meterParts: [MeterPart] {
        let render = meters.render
        var parts: [MeterPart] = []
        if let job = meters.job {
            let name = fileName(job.path)
            parts.append(
                MeterPart(
                    label: "→ \(name)", value: "\(decimal(job.fractionDone * 100, 0)) %",
                    role: .accent))
        }
        parts.append(
            MeterPart(
                label: "RTF", value: factor(render.lastTurn), role: role(ofFactor: render.lastTurn))
        )
        parts.append(MeterPart(label: "all", value: factor(render.whole)))
        parts.append(
            MeterPart(label: "first", value: render.firstAudioSeconds.map(shortTime) ?? "–"))
        let memory = meters.resources.map { megabytes($0.resident) } ?? "–"
        parts.append(MeterPart(label: "mem", value: memory))
        parts.append(
            MeterPart(label: "peak", value: meters.resources.map { megabytes($0.peak) } ?? "–"))
        parts.append(
            MeterPart(
                label: "CPU", value: meters.resources.map { "\(decimal($0.cpu * 100, 0)) %" } ?? "–"
            ))
        if render.underrunCount > 0 {
            parts.append(
                MeterPart(label: "underruns", value: "\(render.underrunCount)", role: .warning))
        }
        parts.append(MeterPart(label: "LUFS", value: loudnessText))
        if let split = stageSplit {
            parts.append(
                MeterPart(
                    label: "split",
                    value: split.map { decimal($0.share * 100, 0) }.joined(separator: "/") + " %"))
        }
        return parts
    }

    private var loudnessText: String {
        let loudness = turnAtHand.flatMap { script.sounds[safe: $0]?.loudness }
        return loudness.map { decimal($0, 1) } ?? "–"
    }

    /// What each stage took of all the work; nil before there was any.
    var stageSplit: [(name: String, seconds: Double, share: Double)]? {
        let stages = [
            ("Front end", meters.render.frontEndSeconds),
            ("Student", meters.render.studentSeconds),
            ("Vocoder", meters.render.vocoderSeconds),
        ]
        let sum = stages.reduce(0) { $0 + $1.1 }
        return sum > 0 ? stages.map { ($0.0, $0.1, $0.1 / sum) } : nil
    }

    /// From speed through memory to where the sound goes.
    var meterLines: [MeterLine] {
        let render = meters.render
        var lines = [
            MeterLine(
                label: "Real-time factor",
                value: "\(factor(render.lastTurn)) last  \(factor(render.whole)) all"),
            MeterLine(
                label: "of the last turns", value: meters.history.isEmpty ? "–" : "",
                showsHistory: true),
            MeterLine(
                label: "First audio", value: render.firstAudioSeconds.map(shortTime) ?? "–"),
        ]
        for (name, seconds, share) in stageSplit ?? [] {
            lines.append(
                MeterLine(
                    label: name,
                    value: "\(decimal(share * 100, 0)) %  \(shortTime(seconds))", share: share))
        }
        if stageSplit == nil { lines.append(MeterLine(label: "Stages", value: "–")) }
        if let use = meters.resources {
            lines.append(
                MeterLine(
                    label: "Memory",
                    value: "\(megabytes(use.resident)) now  \(megabytes(use.peak)) peak"))
            lines.append(
                MeterLine(
                    label: "CPU", value: "\(decimal(use.cpu * 100, 0)) % of a core", share: use.cpu,
                    isHard: use.cpu > 0.8))
        } else {
            lines.append(MeterLine(label: "Memory, CPU", value: "–"))
        }
        lines.append(MeterLine(label: "Loudness", value: "\(loudnessText) LUFS, this turn"))
        lines.append(MeterLine(label: "Turns", value: turnsText))
        let output = player.output.isEmpty ? "–" : player.output
        let underruns = counted(render.underrunCount, "underrun")
        lines.append(MeterLine(label: "Output", value: "\(output)  \(underruns)"))
        if let url = player.streamURL { lines.append(MeterLine(label: "Stream", value: url)) }
        return lines
    }

    private var turnsText: String {
        let ready = script.sounds.count { $0.seconds != nil }
        let kept = megabytes(meters.render.cacheBytes)
        let text = "\(ready) of \(script.sounds.count) ready  \(kept) kept"
        // The pane beside the script at 120 columns has room for no more.
        return text.count <= 25 ? text : "\(ready)/\(script.sounds.count) ready  \(kept)"
    }
}
