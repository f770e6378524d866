import ArgumentParser
import Distillation
import Foundation

/// `parley distill dialogues`: scripts for teachers to speak.
struct DistillDialogues: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialogues",
        abstract: "Write made-up dialogues, in Chinese, English and both, for a teacher to speak.",
        discussion: """
            Each is a script of its own, dialogue-00001.txt and so on; a number and a seed always \
            give the same one. Ends with how varied they are: different sentences, phonemes, \
            syllables, problems. `parley distill label --dialogues` lets a teacher speak them.
            """)

    @Option(help: "How many dialogues.")
    var count = 10_000
    @Option(help: "Chooses topics, speakers, sentences, names and numbers.")
    var seed: UInt64 = 1
    @Option(
        name: .shortAndLong, help: "The folder for the scripts; without it they are only counted.")
    var out: String?

    func validate() throws {
        guard (1...1_000_000).contains(count) else {
            throw ValidationError("--count is \(count). Use 1 to 1000000.")
        }
    }

    func run() throws {
        let generator = try DialogueGenerator(seed: seed)
        var variety = DialogueVariety()
        if let out {
            try FileManager.default.createDirectory(
                atPath: out, withIntermediateDirectories: true)
        }
        for index in 0..<count {
            let sample = generator.sample(index)
            try variety.add(sample)
            if let out { try write(sample, number: index + 1, to: out) }
        }
        print(variety)
        for problem in variety.problems.prefix(20) { DistillMessage.print(problem) }
        guard variety.problems.isEmpty else { throw ExitCode(1) }
    }

    private func write(
        _ sample: DialogueGenerator.Sample, number: Int, to folder: String
    ) throws {
        let digits = String(number)
        let name = "dialogue-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        let heading = "# \(sample.topic), \(sample.mix.rawValue); seed \(seed), number \(number)\n"
        // A kill here costs no more than running the command again.
        try Data((heading + sample.dialogue.description).utf8)
            .write(to: URL(fileURLWithPath: "\(folder)/\(name).txt"))
    }
}
