import Testing

@testable import Kernels

@Suite("Half precision and the benchmark")
struct HalfPrecisionTests {
    @Test("every half survives the way through a float")
    func roundTrip() {
        let halves = (UInt16.min...UInt16.max).filter { $0 & 0x7c00 != 0x7c00 || $0 & 0x3ff == 0 }
        #expect(halfPrecision(from: singlePrecision(from: halves)) == halves)
    }

    @Test("halves at an odd address are read")
    func unaligned() {
        let bytes: [UInt8] = [0xff, 0x00, 0x3c, 0x00, 0xc0]
        let values = bytes.withUnsafeBytes {
            singlePrecision(fromRawHalves: UnsafeRawBufferPointer(rebasing: $0[1...]))
        }
        #expect(values == [1, -2])
    }

    @Test("no arrays give no arrays")
    func empty() {
        #expect(halfPrecision(from: []) == [])
        #expect(singlePrecision(from: []) == [])
    }

    @Test("the peak of the core is measured where there are fast kernels")
    func peak() {
        let peak = machinePeak()
        #expect((peak != nil) == (KernelSet<Float>.fast != nil))
        #expect(peak ?? 1 > 0)
    }
}
