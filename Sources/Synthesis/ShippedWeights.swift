import Glibc

/// The weights that come with the program.
public enum ShippedWeights {
    /// The name of the weights file among the resources.
    public static let fileName = "parley.safetensors"

    /// Where the weights lie: beside the program, in the resources that the build put there.
    ///
    /// - Throws: `.noWeights`.
    public static func path() throws(SynthesisError) -> String {
        let candidates = folders.map { "\($0)/\(fileName)" }
        for candidate in candidates where access(candidate, R_OK) == 0 { return candidate }
        throw .noWeights(path: candidates.first ?? fileName)
    }

    // Not Bundle.module: it stops the program where it finds nothing, and needs Foundation.
    private static var folders: [String] {
        var folders: [String] = []
        if let link = realpath("/proc/self/exe", nil) {
            let program = String(cString: link)
            free(link)
            let folder = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
            folders.append("\(folder)/parley_Synthesis.resources/Resources")
            folders.append("\(folder)/../share/parley")
        }
        return folders
    }
}
