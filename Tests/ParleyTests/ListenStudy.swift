import Delivery
import Foundation
import Listening
import Testing

/// Small studies made with the real program.
enum ListenStudy {
    /// A study of two systems whose clips are tones, each another one.
    ///
    /// - Returns: its folder.
    static func make(
        in folder: String, itemCount: Int, options: [String] = []
    ) throws -> String {
        for (index, system) in ["reference", "student"].enumerated() {
            let path = "\(folder)/in/\(system)"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            for item in 0..<itemCount {
                let frequency = 300.0 + 70 * Double(item) + 400 * Double(index)
                let samples = (0..<14_400).map {
                    Float(0.1 * sin(2 * Double.pi * frequency * Double($0) / 24_000))
                }
                try SoundFile.write(samples, to: "\(path)/item\(item).wav")
            }
        }
        let run = try CommandLineRun(
            ["listen", "new", "--folder", folder + "/in", "-o", folder + "/study"] + options)
        guard run.status == 0 else {
            Issue.record("no study: \(run.errors)")
            throw TmuxFailure(command: "listen new", message: run.errors)
        }
        return folder + "/study"
    }

    static func open(_ study: String) throws -> StudyStore {
        try StudyStore.open(study + "/study.parley-study")
    }
}
