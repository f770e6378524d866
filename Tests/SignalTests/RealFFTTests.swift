import Foundation
import Kernels
import Testing

@Suite struct RealFFTTests {
    @Test(
        "the spectrum is the discrete Fourier transform",
        arguments: [2, 4, 8, 16, 32, 64, 128, 256, 512])
    func agreesWithTheDefinition(size: Int) {
        let values = noise(size)
        let spectrum = RealFFT(size: size).spectrum(of: values)
        for bin in 0...size / 2 {
            var (real, imaginary) = (0.0, 0.0)
            for (index, value) in values.enumerated() {
                let angle = 2 * Double.pi * Double(bin * index % size) / Double(size)
                real += Double(value) * cos(angle)
                imaginary -= Double(value) * sin(angle)
            }
            let tolerance = 2e-6 * Double(size).squareRoot()
            #expect(abs(Double(spectrum[2 * bin]) - real) < tolerance, "bin \(bin)")
            #expect(abs(Double(spectrum[2 * bin + 1]) - imaginary) < tolerance, "bin \(bin)")
        }
    }

    @Test("the inverse gives the values back", arguments: [2, 4, 8, 64, 1024, 2048, 4096])
    func inverse(size: Int) {
        let fft = RealFFT(size: size)
        let values = noise(size)
        #expect(largestDifference(fft.values(of: fft.spectrum(of: values)), values) < 1e-6)
    }
}
