import Glibc
import Kernels
import Studio

/// What the process takes, measured between one question and the next.
struct ResourceMeter {
    private var lastSeconds = monotonicSeconds()
    private var lastCPU = Self.cpuSeconds

    mutating func measure() -> ResourceUse {
        let seconds = monotonicSeconds()
        let cpu = Self.cpuSeconds
        defer { (lastSeconds, lastCPU) = (seconds, cpu) }
        let status = Self.status
        return ResourceUse(
            resident: status["VmRSS"] ?? 0, peak: status["VmHWM"] ?? 0,
            cpu: (cpu - lastCPU) / max(seconds - lastSeconds, 1e-3))
    }

    private static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Bytes, from the kernel's account of this process.
    private static var status: [String: Int] {
        guard let bytes = try? readWholeFile("/proc/self/status") else { return [:] }
        var values: [String: Int] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
            guard words.count == 3, let kilobytes = Int(words[1]) else { continue }
            values[String(words[0])] = kilobytes * 1024
        }
        return values
    }
}
