/// Where everything is on a screen of a size; what has no room is empty or nil.
struct Layout: Equatable, Sendable {
    /// Name, panes and mode.
    private(set) var title: Rect
    /// All of the panes.
    private(set) var main: Rect
    private(set) var script: Rect?
    private(set) var cast: Rect?
    private(set) var meters: Rect?
    /// The column between script and the panes beside it, on wide screens.
    private(set) var split: Int?
    private(set) var transport: Rect
    private(set) var wave: Rect
    private(set) var metersLine: Rect
    /// Notices, problems and the command line.
    private(set) var status: Rect
    /// Which key does what; empty where the status line has to do for both.
    private(set) var hints: Rect

    /// From here on all panes are side by side.
    static let wideColumns = 120

    init(_ state: StudioState, _ size: Size) {
        let (columns, rows) = (size.columns, size.rows)
        var bottom = rows
        func takeBottom(_ count: Int) -> Rect {
            bottom -= count
            return Rect(column: 0, row: bottom, columns: columns, rows: count)
        }
        hints = takeBottom(rows >= 18 ? 1 : 0)
        status = takeBottom(rows >= 4 ? 1 : 0)
        metersLine = takeBottom(rows >= 10 ? 1 : 0)
        wave = takeBottom(rows >= 44 ? 5 : rows >= 42 ? 3 : rows >= 34 ? 2 : rows >= 20 ? 1 : 0)
        transport = takeBottom(rows >= 6 ? 1 : 0)
        let top = rows >= 8 ? 1 : 0
        title = Rect(column: 0, row: 0, columns: columns, rows: top)
        main = Rect(column: 0, row: top, columns: columns, rows: bottom - top)
        if columns >= Self.wideColumns && main.size.rows >= 24 {
            placeSideBySide(share: state.settings.split, pane: state.pane)
        } else {
            switch state.pane {
            case .script: script = main
            case .cast: cast = main
            case .meters: meters = main
            }
        }
    }

    private mutating func placeSideBySide(share: Double, pane: Pane) {
        // The cast needs 40 columns to be legible, and so does the script.
        let wanted = Int(Double(main.size.columns) * share)
        let left = min(max(wanted, 40), main.size.columns - 41)
        let right = main.size.columns - left - 1
        let (row, rows) = (main.origin.row, main.size.rows)
        // Who casts wants to see the map of the voices, and has the meters' line below anyway.
        let metersRows = pane == .cast ? 6 : rows >= 30 ? 12 : 10
        script = Rect(column: 0, row: row, columns: left, rows: rows)
        cast = Rect(column: left + 1, row: row, columns: right, rows: rows - metersRows - 1)
        meters = Rect(
            column: left + 1, row: row + rows - metersRows, columns: right, rows: metersRows)
        split = left
    }
}
