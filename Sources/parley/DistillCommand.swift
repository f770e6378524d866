import ArgumentParser

/// `parley distill`: from a teacher to a student's weights, one subcommand a step.
struct DistillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distill",
        abstract: "Train a student: label, align, match timbres, train, evaluate, report, export.",
        subcommands: [
            DistillDialogues.self, DistillLabel.self, DistillAlign.self, DistillTimbre.self,
            DistillTrain.self, DistillEvaluate.self, DistillCompare.self, DistillReport.self,
            DistillExport.self, DistillWiden.self,
            DistillBench.self, DistillRecogniser.self,
        ])
}
