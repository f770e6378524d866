import Glibc
import Script
import Testing

/// Reading takes time in proportion to the length, whatever stands in the file.
@Suite struct LinearTimeTests {
    @Test(
        "four times the text takes about four times as long",
        arguments: [
            "[", "]", "[x]", "\\", "<", "<Person1>", "[Speaker A]", "好", "e\u{301}", "\u{301}",
            "👩‍👧", "\u{200B}", "\u{200D}", "\n", "\r", "#", "*", ":", "A:\n", "Speaker 1:\n", "{",
            "[[", "{\"a\":", "\u{0}", "a ", "【", "\\[", "[S1]", "[pause 1s]",
        ])
    func linear(unit: String) {
        for prefix in ["[Speaker A] ", "", "{\"A\": \""] {
            let short = cpuSeconds(reading: prefix, unit, byteCount: 6_000)
            let long = cpuSeconds(reading: prefix, unit, byteCount: 24_000)
            // Square time would be 16; below 5 ms fixed costs and the clock decide.
            #expect(long < 0.005 || long < 9 * short, "\(prefix)\(unit): \(short), \(long) s")
        }
    }

    /// The processor's time, not the wall's: other work on the machine does not count.
    private func cpuSeconds(reading prefix: String, _ unit: String, byteCount: Int) -> Double {
        let count = byteCount / unit.utf8.count
        let bytes = Array((prefix + String(repeating: unit, count: count)).utf8) + [0xFF]
        let times = (0..<2).map { _ in
            let start = threadSeconds()
            _ = ScriptReading(bytes, isReadable: { $0.isLetter })
            return threadSeconds() - start
        }
        return min(times[0], times[1])
    }

    private func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
