import Foundation

/// The fingerprint of the machine and the build that a measurement belongs to.
struct Machine: Codable, Equatable {
    var processor: String
    var coreCount: Int
    var memoryBytes: Int
    var kernel: String
    var compiler: String
    var build: String

    static var current: Machine {
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8))
            .map { $0.filter { $0 != "\n" } }
        return Machine(
            processor: processorName, coreCount: ProcessInfo.processInfo.activeProcessorCount,
            memoryBytes: Int(ProcessInfo.processInfo.physicalMemory), kernel: kernel ?? "unknown",
            compiler: compilerName, build: buildName)
    }

    var line: String {
        let gigabytes = Int((Double(memoryBytes) / 1e9).rounded())
        return "\(processor), \(coreCount) cores, \(gigabytes) GB, Linux \(kernel), \(compiler), "
            + "\(build) build"
    }

    private static var processorName: String {
        let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = facts.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last.map { $0.drop { $0 == " " } }
        return name.map(String.init) ?? "unknown processor"
    }

    private static var compilerName: String {
        #if compiler(>=6.4)
            "Swift 6.4 or later"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #elseif compiler(>=6.2)
            "Swift 6.2"
        #else
            "Swift 6.1"
        #endif
    }

    private static var buildName: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
