import Studio

/// How every role looks.
public struct Theme: Equatable, Sendable {
    /// Colours and attributes of a role.
    public struct Paint: Equatable, Sendable {
        /// nil takes that of `text`.
        public var foreground: ThemeColour?
        public var background: ThemeColour?
        public var attributes: Style.Emphasis

        public init(
            _ foreground: ThemeColour? = nil, on background: ThemeColour? = nil,
            _ attributes: Style.Emphasis = []
        ) {
            self.foreground = foreground
            self.background = background
            self.attributes = attributes
        }
    }

    /// As `:theme` takes it.
    public var name: String
    /// For people.
    public var title: String
    public var paints: [Role: Paint]

    public init(name: String, title: String, paints: [Role: Paint]) {
        self.name = name
        self.title = title
        self.paints = paints
    }

    /// Whether it names any colour.
    public var usesColour: Bool {
        paints.values.contains { $0.foreground != nil || $0.background != nil }
    }

    /// How a style is drawn with so many colours. Without any, a theme that only colours would
    /// show nothing, so `monochrome` stands in for it.
    func pen(for style: Style, _ depth: ColourDepth) -> Pen {
        guard depth != .none || !usesColour else { return Self.monochrome.pen(for: style, depth) }
        let paint = paints[style.role] ?? Paint()
        let ground = style.background.map { paints[$0] ?? Paint() }
        let base = paints[.text] ?? Paint()
        var attributes = paint.attributes
        // A background that is an attribute, as reverse is, joins those of the glyph.
        if let ground, ground.background == nil { attributes.formUnion(ground.attributes) }
        if style.emphasis.contains(.reversed), attributes.contains(.reversed) {
            attributes.remove(.reversed)
            attributes.formUnion(style.emphasis.subtracting(.reversed))
        } else {
            attributes.formUnion(style.emphasis)
        }
        guard depth != .none else { return Pen(attributes: attributes) }
        let background = (ground?.background ?? paint.background ?? base.background)?.pen(depth)
        // What stands out by a background of its own (other than that of all text) does so by that
        // colour where it stands on another.
        let isOnAnother = ground?.background.map { $0 != paint.background } ?? false
        let own = isOnAnother && paint.background != base.background ? paint.background : nil
        let foreground = (own ?? paint.foreground ?? base.foreground)?.pen(depth, on: background)
        return Pen(foreground: foreground, background: background, attributes: attributes)
    }
}

extension Theme {
    /// What every role is called in a theme's file.
    public static let roleNames: [(name: String, role: Role)] =
        [
            ("text", .text), ("muted", .muted), ("accent", .accent), ("title", .title),
            ("border", .border), ("focused-border", .focusedBorder),
            ("speaker-a", .speaker(0)), ("speaker-b", .speaker(1)),
            ("speaker-c", .speaker(2)), ("speaker-d", .speaker(3)),
            ("tag", .tag), ("comment", .comment), ("selection", .selection),
            ("current-line", .currentLine), ("match", .match),
            ("error", .error), ("warning", .warning), ("success", .success),
            ("status-bar", .statusBar), ("key", .key), ("prompt", .prompt),
            ("play-head", .playHead), ("waveform", .waveform),
            ("meter-easy", .meter(0)), ("meter-busy", .meter(1)), ("meter-full", .meter(2)),
        ] + (0..<8).map { ("spectrum-\($0)", .spectrum($0)) }

    /// Without any colour: bold, dim, underlined and reversed.
    public static let monochrome = Theme(
        name: "monochrome", title: "Monochrome: no colour at all",
        paints: [
            .muted: Paint([.dim]), .accent: Paint([.bold]), .title: Paint([.bold]),
            .focusedBorder: Paint([.bold]), .border: Paint([.dim]), .tag: Paint([.bold]),
            .speaker(0): Paint([.bold]), .speaker(1): Paint([.bold]),
            .speaker(2): Paint([.bold]), .speaker(3): Paint([.bold]),
            .comment: Paint([.dim]), .selection: Paint([.reversed]),
            .match: Paint([.underlined, .bold]), .error: Paint([.bold, .reversed]),
            .warning: Paint([.bold]), .success: Paint([.bold]), .statusBar: Paint([.reversed]),
            .key: Paint([.bold]), .prompt: Paint([.bold]), .playHead: Paint([.bold, .reversed]),
            .meter(2): Paint([.bold, .reversed]), .meter(1): Paint([.bold]),
        ])

    /// The terminal's own sixteen colours: what is used where no theme's file can be found.
    public static let sixteen = Theme(
        name: "sixteen", title: "Sixteen: the terminal's own colours",
        paints: [
            .muted: Paint(.ansi(8)), .accent: Paint(.ansi(6)), .title: Paint(nil, [.bold]),
            .border: Paint(.ansi(8)), .focusedBorder: Paint(.ansi(6)),
            .speaker(0): Paint(.ansi(4)), .speaker(1): Paint(.ansi(2)),
            .speaker(2): Paint(.ansi(5)), .speaker(3): Paint(.ansi(3)),
            .tag: Paint(.ansi(6)), .comment: Paint(.ansi(8)),
            .selection: Paint(nil, [.reversed]), .match: Paint(.ansi(0), on: .ansi(3)),
            .error: Paint(.ansi(1), [.bold]), .warning: Paint(.ansi(3)),
            .success: Paint(.ansi(2)), .statusBar: Paint(nil, [.reversed]),
            .key: Paint(.ansi(6), [.bold]), .prompt: Paint(.ansi(6)),
            .playHead: Paint(.ansi(0), on: .ansi(2)), .waveform: Paint(.ansi(6)),
            .meter(0): Paint(.ansi(2)), .meter(1): Paint(.ansi(3)), .meter(2): Paint(.ansi(1)),
            .spectrum(0): Paint(.ansi(8)), .spectrum(1): Paint(.ansi(4)),
            .spectrum(2): Paint(.ansi(4)), .spectrum(3): Paint(.ansi(6)),
            .spectrum(4): Paint(.ansi(6)), .spectrum(5): Paint(.ansi(2)),
            .spectrum(6): Paint(.ansi(3)), .spectrum(7): Paint(.ansi(3), [.bold]),
        ])
}

extension Theme.Paint {
    fileprivate init(_ attributes: Style.Emphasis) { self.init(nil, on: nil, attributes) }

    fileprivate init(_ foreground: ThemeColour?, _ attributes: Style.Emphasis) {
        self.init(foreground, on: nil, attributes)
    }
}
