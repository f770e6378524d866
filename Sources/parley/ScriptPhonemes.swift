import ArgumentParser
import Foundation
import Phonemes
import Script

/// `parley script phonemes`: what will be said, turn by turn and sentence by sentence.
struct ScriptPhonemes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phonemes",
        abstract: "Show the phonemes of every sentence of a script.",
        discussion: """
            Each turn's heading has the line it stands on. A sentence's text is followed by its \
            phonemes with tones or stress and boundaries. What cannot be said goes to standard \
            error.
            """)

    @Argument(help: "The script; - for standard input.")
    var file: String

    func run() throws {
        let input = try ScriptFile(path: file)
        let reading = ScriptReading(input.bytes)
        try input.report(reading.problems, atLeast: .error)
        let frontEnd = FrontEnd()
        for turn in reading.dialogue.turns {
            print("\(turn.speaker), line \(turn.line)")
            for stretch in turn.stretches {
                switch stretch {
                case .instruction(let text): print("  \(text)")
                case .speech(let pieces):
                    try show(pieces, frontEnd: frontEnd, file: input, line: turn.line)
                }
            }
        }
    }

    private func show(
        _ pieces: [FrontEnd.Piece], frontEnd: FrontEnd, file: ScriptFile, line: Int
    ) throws {
        do {
            for sentence in try frontEnd.sentences(in: pieces) {
                let text = sentence.description.trimmingCharacters(in: .whitespacesAndNewlines)
                print("  \(text)")
                for diagnostic in sentence.diagnostics {
                    let message =
                        "\(file.name): the turn of line \(line): “\(diagnostic.character)” cannot be "
                        + "read aloud. Write it in words, or delete it.\n"
                    FileHandle.standardError.write(Data(message.utf8))
                }
            }
        } catch {
            let message = "\(file.name): the turn of line \(line): \(error)\n"
            FileHandle.standardError.write(Data(message.utf8))
            throw ExitCode(1)
        }
    }
}

/// What is spoken in one go, or what stands between.
private enum Stretch {
    case speech([FrontEnd.Piece])
    case instruction(String)
}

extension Turn {
    fileprivate var stretches: [Stretch] {
        var stretches: [Stretch] = []
        var speech: [FrontEnd.Piece] = []
        func flush() {
            if !speech.isEmpty { stretches.append(.speech(speech)) }
            speech = []
        }
        for piece in pieces {
            switch piece {
            case .text(let text): speech.append(.text(text))
            case .pronunciation(let word, let phonemes):
                speech.append(.pronunciation(word: word, phonemes: phonemes))
            case .pause(let seconds):
                flush()
                stretches.append(.instruction("(pause of \(seconds) s)"))
            case .rate(let rate):
                flush()
                stretches.append(.instruction("(rate \(rate))"))
            }
        }
        flush()
        return stretches
    }
}
