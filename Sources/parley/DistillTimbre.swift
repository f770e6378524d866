import ArgumentParser
import Distillation

/// `parley distill timbre`: one timbre for each voice in both languages.
struct DistillTimbre: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timbre",
        abstract: "Bring both languages of each voice to one timbre and one bandwidth.",
        discussion: """
            Without --apply, learns the timbre of a labelled dataset's voices and writes it to \
            --out. With --apply, writes a copy of the dataset in that timbre. Learn from the \
            training set; apply the same file to the training and the held-out set.
            """)

    @Option(help: "Folder of a labelled dataset.")
    var data: String
    @Option(help: "A timbre that this command learnt.")
    var apply: String?
    @Option(name: [.short, .long], help: "The timbre file, or the folder of the new dataset.")
    var out: String

    func run() throws {
        let dataset = try Dataset(directory: data)
        if let apply {
            try VoiceTimbre(path: apply).apply(to: dataset, writing: out)
            print("\(out): \(dataset.count) utterances")
        } else {
            try VoiceTimbre(of: dataset) { DistillMessage.print($0) }.save(to: out)
            print(out)
        }
    }
}
