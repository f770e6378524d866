import Foundation
import StudentModel
import Testing

/// The program run from outside, with weights that have learnt nothing: enough to see what becomes
/// of files, streams and exit statuses.
struct CommandLineRun {
    var status: Int32
    var output: Data
    var errors: String

    /// The program beside the tests.
    static let program: URL = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("parley")
    }()

    /// A small random student, made once.
    static let weights: String = {
        var configuration = StudentConfiguration()
        configuration.modelWidth = 16
        configuration.headCount = 2
        configuration.encoderLayerCount = 1
        configuration.decoderLayerCount = 1
        configuration.feedForwardWidth = 16
        configuration.speakerNames = ["luna", "rms", "clara", "awb"]
        let layout = StudentLayout(configuration)
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-tests-\(getpid()).safetensors").path
        do {
            try StudentWeights(layout: layout, parameters: layout.initialParameters(seed: 1))
                .save(to: path)
        } catch {
            Issue.record("no weights: \(error)")
        }
        return path
    }()

    init(_ arguments: [String], input: String = "") throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        try process.run()
        try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inputPipe.fileHandleForWriting.close()
        output = outputPipe.fileHandleForReading.readDataToEndOfFile()
        errors = String(
            decoding: errorPipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }
}

func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("parley-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
}
