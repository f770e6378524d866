import Foundation

/// The script that the first start opens.
enum SampleScript {
    static let fileName = "first-words.txt"

    /// Where it lies: in the `samples` folder of the installation or the checkout.
    static func path(program: String) -> String? {
        var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent()
            .appendingPathComponent("share/parley/samples/\(fileName)").path
        var candidates = [installed]
        for _ in 0..<5 {
            candidates.append(folder.appendingPathComponent("samples/\(fileName)").path)
            folder.deleteLastPathComponent()
        }
        return candidates.first { access($0, R_OK) == 0 }
    }

    /// What is opened where the program was moved away from its samples.
    static let spare = """
        [Speaker A] Hello, and welcome to Parley. 大家好，欢迎收听。
        [Speaker B] I'm the second voice. 我是第二个声音，很高兴认识你。
        """
}
