import Script
import Synthesis
import Testing

@testable import Studio

/// One line of a table: what is done to a studio, and what has to be true after it.
struct ReducerCase: CustomTestStringConvertible, Sendable {
    /// Names of keys; what stands in ‹› is typed, what begins with “:” is a command line.
    var keys: [String]
    var expected: [Expectation]
    var script: String?

    init(_ keys: String..., script: String? = nil, expect: Expectation...) {
        self.keys = keys
        expected = expect
        self.script = script
    }

    var testDescription: String { keys.joined(separator: " ") }

    func check() {
        var run = StudioRun(script ?? StudioRun.english)
        for key in keys {
            if key.hasPrefix(":") && key.count > 1 {
                run.press(":")
                run.type(String(key.dropFirst()))
                run.effects = []
                run.press("Enter")
            } else if key.hasPrefix("‹") {
                run.type(String(key.dropFirst().dropLast()))
            } else {
                run.press(key)
            }
        }
        for expectation in expected { expectation.check(run, testDescription) }
    }
}

/// Something that can be seen of a studio.
enum Expectation: Sendable {
    case pane(Pane)
    case mode(Mode)
    case order(PlayerOrder)
    case noOrder
    case effect(Effect)
    case noEffect
    case says(String)
    case saysNothing
    case text(String)
    case noText(String)
    case unchanged
    case line(Int)
    case overlay(String)
    case noOverlay
    case prompt(String)
    case noPrompt
    case voice(Speaker, String)
    case field(CastField)
    case speaker(Speaker)
    case transport(Transport)
    case holds(@Sendable (StudioState) -> Bool)

    func check(_ run: StudioRun, _ name: String) {
        let state = run.state
        switch self {
        case .pane(let pane): #expect(state.pane == pane, "\(name)")
        case .mode(let mode): #expect(state.mode == mode, "\(name)")
        case .order(let order):
            #expect(run.orders.contains(order), "\(name): \(run.orders)")
        case .noOrder:
            let orders = run.orders.filter { if case .want = $0 { false } else { true } }
            #expect(orders.isEmpty, "\(name)")
        case .effect(let effect):
            #expect(run.effects.contains(effect), "\(name): \(run.effects)")
        case .noEffect:
            let quiet = run.effects.allSatisfy { if case .wakeIn = $0 { true } else { false } }
            #expect(quiet, "\(name): \(run.effects)")
        case .says(let words): #expect(run.notice.contains(words), "\(name): \(run.notice)")
        case .saysNothing: #expect(run.notice.isEmpty, "\(name): \(run.notice)")
        case .text(let part): #expect(run.text.contains(part), "\(name): \(run.text)")
        case .noText(let part): #expect(!run.text.contains(part), "\(name): \(run.text)")
        case .unchanged: #expect(!state.hasUnsavedChanges, "\(name)")
        case .line(let line): #expect(state.cursorLine == line, "\(name)")
        case .overlay(let kind):
            #expect(state.overlay.map { "\($0)".hasPrefix(kind) } ?? false, "\(name)")
        case .noOverlay: #expect(state.overlay == nil, "\(name)")
        case .prompt(let text): #expect(state.prompt?.line.text == text, "\(name)")
        case .noPrompt: #expect(state.prompt == nil, "\(name)")
        case .voice(let speaker, let recipe):
            let voice = state.cast.cast?.voices[speaker.index].description
            #expect(voice == recipe, "\(name)")
        case .field(let field): #expect(state.cast.field == field, "\(name)")
        case .speaker(let speaker): #expect(state.cast.speaker == speaker, "\(name)")
        case .transport(let transport): #expect(state.player.transport == transport, "\(name)")
        case .holds(let claim): #expect(claim(state), "\(name)")
        }
    }
}
