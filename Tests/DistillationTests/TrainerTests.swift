import Foundation
import Kernels
import Phonemes
import StudentModel
import Testing

@testable import Distillation

private func tinyTraining(steps: Int) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.student.modelWidth = 16
    configuration.student.headCount = 2
    configuration.student.encoderLayerCount = 1
    configuration.student.decoderLayerCount = 1
    configuration.student.feedForwardWidth = 24
    configuration.student.convolutionWidth = 3
    configuration.framesPerBatch = 80
    configuration.stepCount = steps
    configuration.warmUpStepCount = 3
    configuration.learningRate = 3e-3
    return configuration
}

private func record(_ index: Int) -> UtteranceRecord {
    let frames = 20 + index % 7
    var values: [Float] = []
    for frame in 0..<frames {
        for bin in 0..<80 { values.append(-6 + sin(Float(frame * (index % 3 + 1) + bin) / 9)) }
    }
    return UtteranceRecord(
        id: "u\(index)", speakerIndex: index % 4, language: .english, text: "text",
        tokens: (0..<5).map {
            PhonemeToken(
                phoneme: $0 % 4 == 0 ? 0 : UInt8((index + 3 * $0) % 100), accent: .stressed)
        },
        durations: [4, 4, 4, 4, frames - 16],
        logMel: Matrix(rows: frames, columns: 80, values: values),
        f0: (0..<frames).map { $0 % 4 == 0 ? 0 : 140 + Float($0) })
}

private func examples(_ count: Int, _ configuration: TrainingConfiguration) -> [TrainingExample] {
    (0..<count).map {
        TrainingExample(
            record($0), configuration: configuration.student,
            melMean: Array(repeating: -6, count: 80))
    }
}

@Suite("Trainer")
struct TrainerTests {
    @Test(
        "the whole loss's gradient matches central differences in Double",
        arguments: [false, true])
    func lossGradient(isAbsolute: Bool) {
        var configuration = tinyTraining(steps: 1)
        configuration.durationLoss = isAbsolute ? .absolute : .squaredLogarithm
        configuration.phonemePitchLoss = isAbsolute ? .absolute : .squared
        configuration.student.modelWidth = 8
        configuration.student.feedForwardWidth = 8
        configuration.dropoutRate = 0
        let layout = StudentLayout(configuration.student)
        let batch = examples(2, configuration)
        let normalisation = LossNormalisation(batch)
        let start = layout.initialParameters(seed: 5)
            .map { Matrix(rows: $0.rows, columns: $0.columns, values: $0.values.map(Double.init)) }
        func loss(_ parameters: [Matrix<Double>]) -> (Double, [Matrix<Double>]) {
            let (parts, gradients) = lossAndGradients(
                batch, parameters: parameters, layout: layout, configuration: configuration,
                normalisation: normalisation, dropoutSeed: 0)
            let total =
                parts.mel + 0.2 * parts.pitch + 0.2 * parts.voicing + 0.3 * parts.duration
                + 0.3 * parts.phonemePitch
            return (total, gradients)
        }
        let gradients = loss(start).1
        for index in start.indices where layout.parameters[index].isTrained {
            let element = start[index].values.count / 2
            func shifted(_ step: Double) -> Double {
                var moved = start
                moved[index].values[element] += step
                return loss(moved).0
            }
            let numeric = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
            let analytic = gradients[index].values[element]
            // The absolute errors have kinks, so a few elements may lie within a step of one.
            #expect(
                abs(numeric - analytic) < 1e-4 * max(1, abs(numeric)),
                "\(layout.parameters[index].name): \(numeric) and \(analytic)")
        }
    }

    @Test("the absolute error of pitch counts voiced frames, and each unvoiced token as one")
    func absolutePitch() {
        var configuration = tinyTraining(steps: 1)
        configuration.phonemePitchLoss = .absolute
        let layout = StudentLayout(configuration.student)
        var unvoiced = record(0)
        unvoiced.f0.replaceSubrange(0..<4, with: [0, 0, 0, 0])
        let batch = [
            TrainingExample(
                unvoiced, configuration: configuration.student,
                melMean: Array(repeating: -6, count: 80))
        ]
        let forward = StudentForward(
            batch,
            operations: TapeOperations<Float>(
                parameters: layout.initialParameters(seed: 5), layout: layout, trained: []),
            layout: layout, normalisation: LossNormalisation(batch), configuration: configuration)
        let predicted = forward.tape.value(of: forward.prosody)
        var expected = 0.0
        for (row, token) in batch.flatMap({ zip($0.pitch, $0.voicedFrameCounts) }).enumerated() {
            expected += Double(max(1, token.1)) * Double(abs(predicted[row, 1] - token.0))
        }
        expected /= Double(batch.reduce(0) { $0 + $1.voicedFrameCount })
        #expect(batch[0].voicedFrameCounts[0] == 0)
        #expect(abs(forward.parts.phonemePitch - expected) < 1e-5 * expected)
    }

    @Test("the control of stage 2 trains as stage 2 does")
    func controlConfiguration() throws {
        let control = try TrainingConfiguration(
            path: DistillationResource.url("longer.json").path)
        #expect(control == (try StageConfiguration(stage: .distillation, path: nil)).training)
    }

    @Test(
        "training and inference compute the same output from the same weights, in stretches too",
        arguments: [[3, 4, 5, 6, 7], [9, 41, 6, 60, 7]])
    func sameOutput(durations: [Int]) {
        let configuration = tinyTraining(steps: 1)
        let layout = StudentLayout(configuration.student)
        var parameters = layout.initialParameters(seed: 9)
        parameters[layout.melMean].values = Array(repeating: -6, count: 80)
        let student = Student(StudentWeights(layout: layout, parameters: parameters))
        var tokens = examples(1, configuration)[0].tokens
        tokens[2].phoneme = StudentToken.pause
        let embedding = student.speakerEmbedding(at: 2)
        let spoken = student.speak(tokens: tokens, embedding: embedding, durations: durations)

        let operations = TapeOperations(parameters: parameters, layout: layout)
        let network = StudentNetwork(layout: layout, operations: operations)
        var batch = StudentBatch(configuration: configuration.student)
        batch.appendTokens(tokens)
        batch.appendDurations(durations)
        let speaker = operations.embedding(layout.speakerEmbedding, [2])
        let encoded = network.encode(batch, speakers: speaker)
        let prosody = operations.tape.value(of: network.prosody(encoded, batch))
        let pitch = Matrix(rows: 5, columns: 1, values: (0..<5).map { prosody[$0, 1] })
        let output = operations.tape.value(
            of: network.decode(encoded, batch, pitch: pitch, speakers: speaker))
        for frame in 0..<durations.reduce(0, +) {
            for bin in 0..<80 {
                let level = output.values[frame * 82 + bin] * configuration.student.melDeviation - 6
                #expect(abs(level - spoken.logMel[frame, bin]) < 1e-4)
            }
        }
    }

    @Test("products of bfloat16 change every gradient, and none of them much")
    func bfloat16Gradients() {
        var configuration = tinyTraining(steps: 1)
        let layout = StudentLayout(configuration.student)
        let batch = examples(2, configuration)
        let normalisation = LossNormalisation(batch)
        let parameters = layout.initialParameters(seed: 5)
        func gradients(_ precision: ProductPrecision) -> [Matrix<Float>] {
            configuration.productPrecision = precision
            return lossAndGradients(
                batch, parameters: parameters, layout: layout, configuration: configuration,
                normalisation: normalisation, dropoutSeed: 0
            ).gradients
        }
        for (index, (exact, rounded)) in zip(gradients(.float32), gradients(.bfloat16)).enumerated()
        where layout.parameters[index].isTrained {
            let name = layout.parameters[index].name
            let error = sumOfSquares(zip(exact.values, rounded.values).map { $0 - $1 })
            let size = sumOfSquares(exact.values)
            #expect(error > 0, "\(name)")
            #expect(error < 0.05 * size, "\(name): \(error) of \(size)")
        }
    }

    @Test(
        "the loss falls when one batch is trained on again and again",
        arguments: [ProductPrecision.float32, .bfloat16])
    func learns(productPrecision: ProductPrecision) async {
        var configuration = tinyTraining(steps: 60)
        configuration.productPrecision = productPrecision
        configuration.learningRate = 1e-2
        let layout = StudentLayout(configuration.student)
        var state = TrainingState(
            layout: layout, seed: 1, melMean: Array(repeating: -6, count: 80))
        let batch = examples(4, configuration)
        var losses: [Double] = []
        for _ in 0..<60 {
            losses.append(
                await state.step(batch, layout: layout, configuration: configuration).0.mel)
        }
        #expect(losses[59] < 0.6 * losses[0], "\(losses[0]) to \(losses[59])")
    }

    @Test("a run that stopped anywhere resumes to the same losses and weights")
    func resumes() async throws {
        let root = NSTemporaryDirectory() + "trainer-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let data = try makeDataset(at: root + "/data", records: (0..<23).map(record))
        let configuration = tinyTraining(steps: 12)

        func train(_ folder: String, stopAfter steps: Int? = nil) async throws {
            var trainer = try Trainer(
                configuration: configuration, training: data, heldOut: data,
                folder: root + "/" + folder)
            var taken = 0
            try await trainer.run(
                checkpointEvery: 5, shouldStop: { steps.map { taken >= $0 } ?? false },
                report: { _ in taken += 1 })
        }
        try await train("whole")
        try await train("parts", stopAfter: 7)
        // What a kill leaves behind: rows that the checkpoint knows nothing of, the last one torn.
        let losses = root + "/parts/losses.csv"
        let text = try String(contentsOfFile: losses, encoding: .utf8)
        try (text + "8,0.1,0.1,0.1,0.1,0.1,0.1,0.1,\n9,0.3,0").write(
            toFile: losses, atomically: true, encoding: .utf8)
        try await train("parts")
        #expect(
            try String(contentsOfFile: losses, encoding: .utf8)
                == String(contentsOfFile: root + "/whole/losses.csv", encoding: .utf8))
        let whole = try averagedWeights(of: [root + "/whole"])
        let parts = try averagedWeights(of: [root + "/parts"])
        #expect(whole.parameters == parts.parameters)
    }

    @Test("a checkpoint of another configuration is refused")
    func otherConfiguration() async throws {
        let root = NSTemporaryDirectory() + "trainer-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let data = try makeDataset(at: root + "/data", records: (0..<5).map(record))
        var configuration = tinyTraining(steps: 1)
        var trainer = try Trainer(
            configuration: configuration, training: data, heldOut: nil, folder: root + "/run")
        try await trainer.run { _ in }
        configuration.seed = 99
        #expect(throws: TrainingError.self) {
            try Trainer(
                configuration: configuration, training: data, heldOut: nil, folder: root + "/run")
        }
    }

    @Test("a run may start from weights, but not from those of another network")
    func startsFromWeights() async throws {
        let root = NSTemporaryDirectory() + "trainer-start-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let dataset = try makeDataset(at: root + "/data", records: (0..<6).map(record))
        var configuration = tinyTraining(steps: 1)
        configuration.learningRate = 0
        let layout = StudentLayout(configuration.student)
        let weights = StudentWeights(
            layout: layout, parameters: layout.initialParameters(seed: 99))
        var trainer = try Trainer(
            configuration: configuration, training: dataset, heldOut: nil, folder: root + "/run",
            startingFrom: weights)
        try await trainer.run { _ in }
        let trained = try averagedWeights(of: [root + "/run"])
        #expect(trained.parameters == weights.parameters)

        configuration.student.encoderLayerCount = 2
        #expect(throws: TrainingError.self) {
            try Trainer(
                configuration: configuration, training: dataset, heldOut: nil,
                folder: root + "/other", startingFrom: weights)
        }
    }

    @Test("weights are averaged with those of a file, but not with another network's")
    func averages() async throws {
        let root = NSTemporaryDirectory() + "trainer-mean-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let dataset = try makeDataset(at: root + "/data", records: (0..<6).map(record))
        let configuration = tinyTraining(steps: 1)
        var trainer = try Trainer(
            configuration: configuration, training: dataset, heldOut: nil, folder: root + "/run")
        try await trainer.run { _ in }
        let layout = StudentLayout(configuration.student)
        let other = StudentWeights(layout: layout, parameters: layout.initialParameters(seed: 99))
        try other.save(to: root + "/other.safetensors", precision: .float32)
        let trained = try averagedWeights(of: [root + "/run"])
        let mean = try averagedWeights(of: [root + "/run", root + "/other.safetensors"])
        for (index, matrix) in mean.parameters.enumerated() {
            for (place, value) in matrix.values.enumerated() {
                let expected =
                    (trained.parameters[index].values[place]
                        + other.parameters[index].values[place]) / 2
                #expect(abs(value - expected) < 1e-6)
            }
        }
        var wider = configuration.student
        wider.feedForwardWidth += 8
        let wide = StudentLayout(wider)
        try StudentWeights(layout: wide, parameters: wide.initialParameters(seed: 1))
            .save(to: root + "/wide.safetensors")
        #expect(throws: TrainingError.self) {
            try averagedWeights(of: [root + "/run", root + "/wide.safetensors"])
        }
    }

    @Test("the learning rate warms up, stays, and falls to nothing at the end")
    func learningRate() {
        var configuration = TrainingConfiguration()
        configuration.learningRate = 1
        configuration.stepCount = 1000
        configuration.warmUpStepCount = 100
        configuration.decayShare = 0.2
        #expect(abs(configuration.learningRate(at: 49) - 0.5) < 1e-6)
        #expect(configuration.learningRate(at: 100) == 1)
        #expect(configuration.learningRate(at: 799) == 1)
        #expect(abs(configuration.learningRate(at: 900) - 0.5) < 1e-6)
        #expect(configuration.learningRate(at: 999) < 0.01)
    }

    @Test("every utterance is in exactly one batch an epoch, and the seed decides the order")
    func schedule() {
        let lengths = (0..<100).map { 50 + ($0 * 37) % 90 }
        func epoch(_ seed: UInt64) -> [[Int]] {
            var schedule = BatchSchedule(
                frameCounts: lengths, framesPerBatch: 400, longest: 130, seed: seed)
            var batches: [[Int]] = []
            let usable = lengths.filter { $0 <= 130 }.count
            while batches.joined().count < usable { batches.append(schedule.next()) }
            return batches
        }
        let batches = epoch(4)
        #expect(Set(batches.joined()).count == batches.joined().count)
        #expect(batches.allSatisfy { $0.reduce(0) { $0 + lengths[$1] } <= 400 })
        #expect(batches == epoch(4))
        #expect(batches != epoch(5))
    }

    @Test("unvoiced tokens take the line between their voiced neighbours")
    func pitchInterpolation() {
        let pitch = TrainingExample.phonemePitch(
            [nil, 1, 1, nil, nil, 3, nil], durations: [1, 2, 1, 1, 1, 1])
        #expect(pitch == [1, 1, 1 + 2 / Float(3), 1 + 4 / Float(3), 3, 3])
    }

    @Test("a configuration file overrides only what it names, and unknown keys are refused")
    func configurationFile() throws {
        let path = NSTemporaryDirectory() + "training-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try #"{"seed": 7, "student": {"decoderLayerCount": 4}}"#.write(
            toFile: path, atomically: true, encoding: .utf8)
        let configuration = try TrainingConfiguration(path: path)
        #expect(configuration.seed == 7)
        #expect(configuration.student.decoderLayerCount == 4)
        #expect(configuration.student.encoderLayerCount == 6)
        try #"{"sed": 7}"#.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: TrainingError.self) { try TrainingConfiguration(path: path) }
    }
}

private func makeDataset(at directory: String, records: [UtteranceRecord]) throws -> Dataset {
    let header = DatasetHeader(
        speakers: ["A", "B", "C", "D"], split: "train", plan: "test", shardCount: 1)
    try DatasetWriter(directory: directory, header: header).writeShard(0, records: records)
    return try Dataset(directory: directory)
}
