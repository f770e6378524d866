extension StudioState {
    /// The mouse: a comfort, never needed.
    mutating func accept(_ event: MouseEvent) -> [Effect] {
        if demo != nil { return event.action == .press ? [.quit(keepRecovery: false)] : [] }
        if overlay != nil { return overlayMouse(event) }
        let layout = Layout(self, size)
        switch event.action {
        case .press:
            if let split = layout.split, event.point.column == split,
                layout.main.contains(event.point)
            {
                drag = .movingSplit
                return []
            }
            return press(event.point, layout)
        case .drag: return drag(to: event.point, layout)
        case .release:
            let wasMovingSplit = drag == .movingSplit
            drag = nil
            return wasMovingSplit ? [.saveSettings(settings)] : []
        case .doubleClick:
            guard let position = editorPosition(event.point, layout) else { return [] }
            mode = .write
            return edit(.selectWord(position))
        case .wheelUp: return wheel(event.point, layout, by: -3)
        case .wheelDown: return wheel(event.point, layout, by: 3)
        }
    }

    private func editorPosition(_ point: Point, _ layout: Layout) -> Position? {
        layout.script.flatMap { editor.position(at: point, in: $0) }
    }

    private mutating func press(_ point: Point, _ layout: Layout) -> [Effect] {
        if point.row == layout.title.origin.row, layout.title.size.rows > 0 {
            if let pane = tab(at: point.column) { return show(pane: pane.rawValue) }
            return []
        }
        if layout.transport.contains(point) { return pressTransport(point, layout) }
        if let position = editorPosition(point, layout) {
            pane = .script
            drag = .selecting
            return edit(.place(position))
        }
        if let cast = layout.cast, cast.contains(point) {
            if pane != .cast { return show(pane: "cast") }
            return pressCast(point, cast)
        }
        if let meters = layout.meters, meters.contains(point) { return show(pane: "meters") }
        return []
    }

    /// A click on the bar goes to that time; elsewhere it plays or pauses.
    private mutating func pressTransport(_ point: Point, _ layout: Layout) -> [Effect] {
        guard let bar = transportBar(layout.transport), bar.contains(point),
            let head = player.playhead, head.totalSeconds > 0
        else { return playOrPause() }
        let share = Double(point.column - bar.origin.column) / Double(max(bar.size.columns - 1, 1))
        return [.player(.seek(bySeconds: share * head.totalSeconds - head.seconds))]
    }

    private mutating func pressCast(_ point: Point, _ rect: Rect) -> [Effect] {
        let cells = CastCells(self, rect)
        if let speaker = cells.speaker(at: point) { cast.speaker = speaker }
        if let field = cells.field(at: point) { cast.field = field }
        return []
    }

    private mutating func drag(to point: Point, _ layout: Layout) -> [Effect] {
        switch drag {
        case .selecting:
            guard let position = editorPosition(point, layout) else { return [] }
            return edit(.place(position, selecting: true))
        case .movingSplit:
            let share = Double(point.column) / Double(max(size.columns, 1))
            settings.split = min(max(share, 0.3), 0.8)
        case nil: break
        }
        return []
    }

    private mutating func wheel(_ point: Point, _ layout: Layout, by rows: Int) -> [Effect] {
        guard let script = layout.script, script.contains(point) else { return [] }
        return edit(.scroll(rows: rows))
    }

    private mutating func overlayMouse(_ event: MouseEvent) -> [Effect] {
        switch event.action {
        case .wheelUp: return moveInOverlay("previous")
        case .wheelDown: return moveInOverlay("next")
        default: return []
        }
    }
}
