import Foundation
import Kernels
import Testing

@testable import Delivery

/// A sine of `frequency` Hz.
func sine(
    _ frequency: Double, amplitude: Float = 0.5, seconds: Double = 1, sampleRate: Double = 24_000
) -> [Float] {
    (0..<Int(seconds * sampleRate)).map {
        amplitude * Float(sin(2 * .pi * frequency * Double($0) / sampleRate))
    }
}

func rootMeanSquare(_ samples: some Collection<Float>) -> Float {
    (samples.reduce(0) { $0 + $1 * $1 } / Float(max(samples.count, 1))).squareRoot()
}

@Suite struct SoundFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    @Test("lossless formats give back the samples", arguments: [SoundFormat.wav, .flac])
    func lossless(format: SoundFormat) throws {
        try withFolder { folder in
            let path = "\(folder)/a.\(format.rawValue)"
            let samples = sine(440)
            try SoundFile.write(samples, to: path)
            let (read, sampleRate) = try SoundFile.read(path)
            #expect(sampleRate == 24_000)
            #expect(read.count == samples.count)
            let worst = zip(read, samples).map { abs($0 - $1) }.max() ?? 1
            #expect(worst <= 1.1 / 32_768)
        }
    }

    @Test("lossy formats keep length and level", arguments: [SoundFormat.opus, .mp3])
    func lossy(format: SoundFormat) throws {
        try withFolder { folder in
            let path = "\(folder)/a.\(format.rawValue.uppercased())"
            let samples = sine(440, seconds: 2)
            try SoundFile.write(samples, to: path)
            let (read, sampleRate) = try SoundFile.read(path)
            let seconds = Double(read.count) / sampleRate
            #expect(abs(seconds - 2) < 0.15)
            #expect(abs(rootMeanSquare(read) / rootMeanSquare(samples) - 1) < 0.1)
        }
    }

    @Test("several channels are averaged")
    func channels() throws {
        try withFolder { folder in
            let path = folder + "/stereo.wav"
            var writer = try SoundFileWriter(path: path, channelCount: 2)
            try writer.append([0.5, -0.25, 0.25, 0.25])
            try writer.commit()
            let read = try SoundFile.read(path).samples
            #expect(read.count == 2)
            #expect(abs(read[0] - 0.125) < 1e-4 && abs(read[1] - 0.25) < 1e-4)
        }
    }

    @Test("samples beyond full scale clip instead of wrapping")
    func clipping() throws {
        try withFolder { folder in
            try SoundFile.write([1.5, -1.5], to: folder + "/a.wav")
            let read = try SoundFile.read(folder + "/a.wav").samples
            #expect(read[0] > 0.99 && read[1] < -0.99)
        }
    }

    @Test("a writer that is dropped leaves no file, and an old one as it was")
    func abandoned() throws {
        try withFolder { folder in
            let path = folder + "/a.wav"
            func abandon() throws {
                var writer = try SoundFileWriter(path: path)
                try writer.append(sine(100))
            }
            try abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            try SoundFile.write([0.25], to: path)
            try abandon()
            #expect(try SoundFile.read(path).samples.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.wav"])
        }
    }

    @Test("errors say where, what and how to fix it")
    func errors() throws {
        try withFolder { folder in
            try Data("no sound".utf8).write(to: URL(fileURLWithPath: folder + "/a.wav"))
            #expect(throws: DeliveryError.self) { try SoundFile.read(folder + "/a.wav") }
            #expect(throws: DeliveryError.self) { try SoundFile.read(folder + "/absent.wav") }
            #expect(throws: DeliveryError.unknownFormat(path: "a.doc")) {
                try SoundFile.write([], to: "a.doc")
            }
            #expect(throws: DeliveryError.self) {
                try SoundFile.write([], to: folder + "/absent/a.wav")
            }
            #expect(DeliveryError.unknownFormat(path: "x").description.hasSuffix(".opus, .mp3."))
        }
    }
}
