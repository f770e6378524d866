/// Measures what keys cost in a long script.
public struct EditorBenchmark: Sendable {
    public var turnCount: Int
    public var size: Size

    public init(turnCount: Int = 10_000, size: Size = Size(columns: 80, rows: 24)) {
        self.turnCount = turnCount
        self.size = size
    }

    /// What one kind of key costs, in seconds: taking it in and drawing the editor.
    public struct Cost: Hashable, Sendable {
        public var name: String
        public var median: Double
        /// 95th percentile.
        public var p95: Double
        public var longest: Double
    }

    /// Presses each kind of key `count` times in the middle of a script with a turn on each line,
    /// then types into the same text on a single line, as some programs write scripts.
    /// - Parameter now: a clock in seconds.
    public func run(count: Int = 200, now: () -> Double) -> [Cost] {
        let script = Self.script(turnCount: turnCount)
        var editor = Editor(script)
        editor.setViewport(size)
        editor.apply(.goToTurn(turnCount / 2))
        var costs = Self.keys.map { name, commands in
            measure(name, commands, in: &editor, count: count, now: now)
        }
        let line = script.split(separator: "\n").prefix(1000).joined(separator: " ")
        editor = Editor(line)
        editor.setViewport(size)
        editor.apply(.goToTurn(500))
        costs.append(
            measure(
                "type, 1,000 turns on one line", [.insert("a"), .insert("字")], in: &editor,
                count: count, now: now))
        return costs
    }

    private func measure(
        _ name: String, _ commands: [EditorCommand], in editor: inout Editor, count: Int,
        now: () -> Double
    ) -> Cost {
        var times: [Double] = []
        for index in 0..<max(count, 1) {
            let start = now()
            editor.apply(commands[index % commands.count])
            var screen = Screen(size)
            editor.draw(into: &screen, rect: screen.bounds)
            times.append(now() - start)
        }
        times.sort()
        return Cost(
            name: name, median: times[times.count / 2], p95: times[times.count * 95 / 100],
            longest: times[times.count - 1])
    }

    /// A script in two languages and four voices, the same every time.
    public static func script(turnCount: Int) -> String {
        var text = ""
        for index in 0..<turnCount {
            text += "[Speaker \(["A", "B", "C", "D"][index * 7 % 4])] "
            text +=
                index % 2 == 0
                ? "This is turn number \(index), which is a line of ordinary English words.\n"
                : "这是第\(index)句话，里面有一些普通的中文字，还有 a few English words。\n"
        }
        return text
    }

    private static let keys: [(String, [EditorCommand])] = [
        ("type", [.insert("a"), .insert("字")]),
        ("delete", [.delete(.back)]),
        ("newline and undo", [.newline, .undo]),
        ("down", [.move(.down)]),
        ("page up", [.move(.pageUp)]),
        ("next turn", [.move(.turnNext)]),
        ("new turn and undo", [.newTurn(), .undo]),
        ("move turn", [.moveTurnDown, .moveTurnUp]),
        ("document ends", [.move(.documentEnd), .move(.documentStart)]),
        ("find", [.find(SearchPattern("ordinary")), .findNext]),
    ]
}
