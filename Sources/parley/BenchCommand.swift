import ArgumentParser

/// `parley bench`: how fast and how lean this is, here and now.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure speed and memory on this machine.",
        subcommands: [
            BenchRender.self, BenchMemory.self, BenchKernels.self, BenchVocoder.self,
            BenchText.self, BenchPrecision.self, BenchStudio.self, BenchListen.self,
            BenchBurn.self,
        ],
        defaultSubcommand: BenchRender.self)
}
