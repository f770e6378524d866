extension Screen {
    /// What sounds: the waveform of the turn with the play head, and above it, where there is room,
    /// the spectrum of the last seconds. At the right the level.
    mutating func drawWave(_ state: StudioState, _ rect: Rect) {
        guard rect.size.rows > 0 else { return }
        let meterWidth = rect.size.columns >= 60 ? 14 : 0
        let width = rect.size.columns - meterWidth - 1
        let bottom = rect.origin.row + rect.size.rows - 1
        drawWaveform(state, row: bottom, column: 1, width: width - 1)
        if meterWidth > 0, state.player.transport != .stopped {
            drawLevel(state, row: bottom, column: width + 1, width: meterWidth - 2)
        }
        guard rect.size.rows > 1 else { return }
        drawSpectrogram(
            state,
            Rect(
                column: 1, row: rect.origin.row, columns: rect.size.columns - 2,
                rows: rect.size.rows - 1))
    }

    private mutating func drawWaveform(_ state: StudioState, row: Int, column: Int, width: Int) {
        guard width > 0, let turn = state.turnAtHand, let status = state.script.sounds[safe: turn]
        else { return }
        let peaks = status.waveform
        let share: Double? = state.player.playhead.flatMap { head in
            guard state.player.transport != .stopped, head.turn == turn, let total = status.seconds,
                total > 0
            else { return nil }
            return min(max(head.turnSeconds / total, 0), 1)
        }
        let place = share.map { Int(($0 * Double(width - 1)).rounded()) }
        let loudest = max(peaks.max() ?? 0, 0.05)
        for cell in 0..<width {
            let peak = Self.peak(of: peaks, cell: cell, width: width)
            let isHere = cell == place
            let isPast = place.map { cell <= $0 } ?? false
            let glyph = peak > 0 ? level((peak / loudest).squareRoot() * 0.999) : ornament("·", ".")
            put(
                glyph, row: row, column: column + cell,
                style: Style(
                    isHere ? .playHead : isPast ? .waveform : .muted, isHere ? .reversed : []))
        }
    }

    /// The largest of the peaks that fall into a cell.
    static func peak(of peaks: [Float], cell: Int, width: Int) -> Float {
        guard !peaks.isEmpty else { return 0 }
        let start = cell * peaks.count / width
        let end = max((cell + 1) * peaks.count / width, start + 1)
        return peaks[start..<min(end, peaks.count)].max() ?? 0
    }

    /// A bar in decibels: −48 to 0.
    private mutating func drawLevel(_ state: StudioState, row: Int, column: Int, width: Int) {
        let share = Self.loudness(state.player.rms)
        let peak = Self.loudness(state.player.peak)
        let role: Role = peak > 0.98 ? .meter(2) : peak > 0.88 ? .meter(1) : .meter(0)
        bar(Double(share), row: row, column: column, width: width, style: Style(role))
        guard peak > 0 else { return }
        let place = column + min(Int(peak * Float(width)), width - 1)
        put(ornament("▏", "|"), row: row, column: place, style: Style(role, .bold))
    }

    /// 0 at −48 dB and below, 1 at full scale.
    static func loudness(_ amplitude: Float) -> Float {
        guard amplitude > 0.004 else { return 0 }
        // log2 by halving: there is no logarithm without a C library.
        var (value, halvings) = (min(amplitude, 1), Float(0))
        while value < 0.5 {
            value *= 2
            halvings += 1
        }
        // Between halvings a straight line is near enough for a bar.
        return max(1 - (halvings + 2 * (1 - value)) / 8, 0)
    }

    /// Columns of time, newest at the right; rows of frequency, low at the bottom.
    mutating func drawSpectrogram(_ state: StudioState, _ rect: Rect) {
        let frames = state.player.spectra.suffix(rect.size.columns)
        let first = rect.origin.column + rect.size.columns - frames.count
        let shades =
            hasOrnaments
            ? [" ", "·", "░", "░", "▒", "▒", "▓", "█"] : [" ", ".", ".", ":", "-", "=", "*", "#"]
        for (offset, bands) in frames.enumerated() where !bands.isEmpty {
            for row in 0..<rect.size.rows {
                let low = row * bands.count / rect.size.rows
                let high = max((row + 1) * bands.count / rect.size.rows, low + 1)
                let energy = bands[low..<min(high, bands.count)].max() ?? 0
                let index = min(max(Int(energy * 8), 0), 7)
                put(
                    shades[index], row: rect.origin.row + rect.size.rows - 1 - row,
                    column: first + offset, style: Style(.spectrum(index)))
            }
        }
    }
}
