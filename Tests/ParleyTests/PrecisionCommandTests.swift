import Foundation
import Testing

@Suite(.serialized) struct PrecisionCommandTests {
    private let script = "[Speaker A] Good morning. [Speaker B] Good evening to you.\n"

    private func spoken(_ weights: String, _ arguments: [String] = []) throws -> Data {
        let run = try CommandLineRun(
            ["render", "-", "--iterations", "0", "--raw", "-", "--weights", weights] + arguments,
            input: script)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    private func export(_ folder: String, _ precision: String) throws -> (path: String, bytes: Int)
    {
        let path = "\(folder)/\(precision).safetensors"
        let run = try CommandLineRun([
            "distill", "export", CommandLineRun.weights, "--precision", precision, "-o", path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let line = String(decoding: run.output, as: UTF8.self)
        #expect(line.contains("parameters, \(precision), ") && line.contains(" MB"))
        return (path, try Data(contentsOf: URL(fileURLWithPath: path)).count)
    }

    @Test("what is exported in a precision speaks as what is asked for in it")
    func exports() throws {
        try withTemporaryFolder { folder in
            let (int8, float16) = (try export(folder, "int8"), try export(folder, "float16"))
            #expect(int8.bytes < float16.bytes)
            let asked = try spoken(CommandLineRun.weights, ["--precision", "int8"])
            #expect(try spoken(int8.path) == asked)
            #expect(try spoken(CommandLineRun.weights) != asked)
            #expect(try spoken(float16.path) == spoken(CommandLineRun.weights))
            _ = try spoken(int8.path, ["--precision", "float32"])
        }
    }

    @Test("an unknown precision is refused with those there are")
    func unknown() throws {
        let run = try CommandLineRun(["render", "-", "--precision", "int4"], input: script)
        #expect(run.status == 2)
        for precision in ["int8", "float16", "float32"] {
            #expect(run.errors.contains(precision))
        }
    }

    @Test("the bench renders in every precision, by turns")
    func bench() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/script.txt"
            try script.write(toFile: path, atomically: true, encoding: .utf8)
            let run = try CommandLineRun([
                "bench", "precision", path, "--runs", "1", "--weights", CommandLineRun.weights,
                "--json",
            ])
            #expect(run.status == 0, "\(run.errors)")
            let all = try JSONSerialization.jsonObject(with: run.output) as? [String: Any]
            let rows = try #require(all?["rows"] as? [[String: Any]])
            #expect(rows.map { $0["name"] as? String } == ["int8", "float16", "float32"])
        }
    }
}
