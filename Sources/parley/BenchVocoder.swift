import ArgumentParser
import Delivery
import Foundation
import Phonemes
import Signal

/// `parley bench vocoder`: what each way of making sound from mel frames costs and loses.
struct BenchVocoder: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocoder",
        abstract: "Rebuild a recording from its mel spectrogram and pitch, and measure the loss.")

    @Argument(help: "A recording; by itself a sentence that flite speaks.")
    var recording: String?
    @Option(help: "Seed of noise and starting phases.")
    var seed: UInt64 = 0
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var rows: [Row]
    }

    private struct Row: Encodable {
        var condition: String
        var harmonicToNoiseRatio: Double
        var harmonicToNoiseChange: Double
        var melDistance: Double
        var realTimeFactor: Double

        init(_ row: CopySynthesisRow) {
            condition = row.condition
            harmonicToNoiseRatio = row.harmonicToNoiseRatio
            harmonicToNoiseChange = row.harmonicToNoiseChange
            melDistance = row.melDistance
            realTimeFactor = row.realTimeFactor
        }
    }

    func run() throws {
        let (samples, sampleRate) = try sound()
        let rate = Double(MelConfiguration.standard.sampleRate)
        let rows = copySynthesisReport(
            samples: resample(samples, from: sampleRate, to: rate), seed: seed)
        let result = Result(machine: .current, rows: rows.map(Row.init))
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print("harmonic-to-noise ratio on voiced frames; distance of the log-mel spectrograms")
        print("   HNR dB   change dB   mel nats       RTF")
        for row in result.rows {
            print(
                String(
                    format: "%9.2f  %10.2f  %9.3f  %8.4f  ", row.harmonicToNoiseRatio,
                    row.harmonicToNoiseChange, row.melDistance, row.realTimeFactor)
                    + row.condition)
        }
    }

    private func sound() throws -> (samples: [Float], sampleRate: Double) {
        if let recording { return try SoundFile.read(recording) }
        let spoken = try Flite.synthesise(
            "The quick brown fox jumps over the lazy dog, while nine old owls watch in silence.",
            voice: .slt)
        return (spoken.samples, spoken.sampleRate)
    }
}
