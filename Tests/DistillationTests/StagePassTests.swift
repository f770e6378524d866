import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("StagePass")
struct StagePassTests {
    /// A stage's loss over a batch of two, as a function of all its networks in `Double`.
    private struct Bench {
        var configuration: StageConfiguration
        var lambda: Float = 0
        var teacher: InsideTeacher?
        let examples: [TrainingExample]
        let weights: StudentWeights
        var networks: StageNetworks<Double>

        init(_ configuration: StageConfiguration, teacherWidth: Int? = nil, teacherHeads: Int = 2) {
            let student = configuration.training.student
            self.configuration = configuration
            examples = TinyTraining.examples(2, student)
            weights = TinyTraining.weights(student, seed: 5)
            let adversary = Discriminator(
                configuration.adversarial.discriminator, student: student)
            let speakers = SpeakerNetwork(
                width: configuration.speakers.classifierWidth, student: student)
            networks = StageNetworks(
                student: weights.parameters.map { converted($0) },
                projections: initialProjections(
                    from: student.modelWidth, to: [teacherWidth, teacherWidth]
                ).map { Self.learnt($0) },
                discriminator: adversary.initialParameters(seed: 4).map { converted($0) },
                classifier: speakers.initialParameters(seed: 6).map { converted($0) })
            if let teacherWidth {
                let large = TinyTraining.student(
                    width: teacherWidth, heads: teacherHeads, layers: 3)
                teacher = try? InsideTeacher(
                    weights: TinyTraining.weights(large, seed: 8), student: student)
            }
        }

        /// A projection as it may be after some steps; a fresh one gives the student no gradient.
        private static func learnt(_ fresh: Matrix<Float>) -> Matrix<Double> {
            Matrix(
                rows: fresh.rows, columns: fresh.columns,
                values: fresh.values.indices.map { sin(Double($0 * 7 + 1)) / 3 })
        }

        func run(_ networks: StageNetworks<Double>) -> StageContribution<Double> {
            let layout = weights.layout
            var pass = StagePass<Double>(
                configuration: configuration, layout: layout,
                normalisation: LossNormalisation(examples), lambda: lambda)
            pass.patchCounts = DiscriminatorPatches.rowCounts(
                frameCounts: examples.map(\.frameCount),
                scaleCount: configuration.adversarial.discriminator.scaleCount, binCount: 80)
            let melMean = Array(repeating: Float(-6), count: 80)
            return pass.run(
                examples, networks: networks,
                inside: teacher?.inside(examples, melMean: melMean))
        }

        /// The sum of the losses as the configuration weighs them.
        func objective(_ losses: [String: Double]) -> Double {
            let training = configuration.training
            let adversarial = configuration.adversarial
            let weights: [String: Float] = [
                "mel": configuration.melShare,
                "pitch": configuration.prosodyShare * training.pitchWeight,
                "voicing": configuration.prosodyShare * training.voicingWeight,
                "duration": configuration.prosodyShare * training.durationWeight,
                "phonemePitch": configuration.prosodyShare * training.phonemePitchWeight,
                "output": configuration.distillation.outputWeight,
                "attention": configuration.distillation.attentionWeight,
                "hidden": configuration.distillation.hiddenWeight,
                "adversarial": lambda, "matching": lambda * adversarial.featureMatching,
                "confusion": configuration.speakers.confusionWeight,
                "globalVariance": configuration.globalVarianceWeight,
            ]
            return losses.reduce(0) { sum, loss in
                let own = loss.key.replacing("teacher.", with: "")
                let isOfTeacher = own != loss.key
                let share =
                    isOfTeacher
                    ? configuration.distillation.prosodyWeight / configuration.prosodyShare : 1
                return sum + loss.value * Double((weights[own] ?? 0) * share)
            }
        }
    }

    private typealias Part = WritableKeyPath<StageNetworks<Double>, [Matrix<Double>]>

    /// Largest error of the gradient by one network, an element of each of its parameters.
    private func error(
        _ bench: Bench, by part: Part, gradient: [Double],
        of loss: ([String: Double]) -> Double
    ) -> Double {
        var worst = 0.0
        var start = 0
        for (index, matrix) in bench.networks[keyPath: part].enumerated() {
            defer { start += matrix.values.count }
            if part == \.student, !bench.weights.layout.parameters[index].isTrained { continue }
            let element = matrix.values.count / 2
            func shifted(_ step: Double) -> Double {
                var networks = bench.networks
                networks[keyPath: part][index].values[element] += step
                return loss(bench.run(networks).losses)
            }
            let numeric = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
            worst = max(worst, abs(numeric - gradient[start + element]) / max(1, abs(numeric)))
        }
        return worst
    }

    private static func distilling(_ form: DistillationLoss.Form) -> StageConfiguration {
        var configuration = TinyTraining.configuration(.distillation)
        configuration.distillation.form = form
        configuration.distillation.outputWeight = 1
        configuration.distillation.prosodyWeight = 0.7
        configuration.distillation.attentionWeight = 0.3
        configuration.distillation.hiddenWeight = 0.5
        return configuration
    }

    @Test(
        "stage 2: gradients by student and projections match central differences",
        arguments: [DistillationLoss.Form.softmax, .gaussian], [2, 4])
    func distillationGradient(form: DistillationLoss.Form, teacherHeads: Int) {
        let bench = Bench(Self.distilling(form), teacherWidth: 12, teacherHeads: teacherHeads)
        let result = bench.run(bench.networks)
        let names = [
            "output", "attention", "hidden", "teacher.pitch", "teacher.voicing",
            "teacher.duration", "teacher.phonemePitch",
        ]
        #expect(names.allSatisfy { (result.losses[$0] ?? 0) > 1e-6 })
        let student = error(
            bench, by: \.student, gradient: result.student, of: bench.objective)
        #expect(student < 1e-4, "student \(student)")
        let projections = error(
            bench, by: \.projections, gradient: result.projections, of: bench.objective)
        #expect(projections < 1e-6, "projections \(projections)")
    }

    @Test(
        "stage 3: gradients by student and discriminator match central differences",
        arguments: [AdversarialLoss.Form.leastSquares, .hinge])
    func adversarialGradient(form: AdversarialLoss.Form) {
        var configuration = TinyTraining.configuration(.adversarial)
        configuration.adversarial.form = form
        configuration.adversarial.lambda = 0.7
        configuration.globalVarianceWeight = 2
        var bench = Bench(configuration)
        bench.lambda = 0.7
        let result = bench.run(bench.networks)
        let student = error(
            bench, by: \.student, gradient: result.student, of: bench.objective)
        #expect(student < 1e-4, "student \(student)")
        let discriminator = error(
            bench, by: \.discriminator, gradient: result.discriminator,
            of: { $0["discriminator"] ?? 0 })
        #expect(discriminator < 1e-4, "discriminator \(discriminator)")
    }

    @Test("a fresh projection teaches itself and leaves the student alone")
    func freshProjection() {
        var configuration = Self.distilling(.softmax)
        configuration.distillation.outputWeight = 0
        configuration.distillation.prosodyWeight = 0
        configuration.distillation.attentionWeight = 0
        configuration.melShare = 0
        configuration.prosodyShare = 0
        var bench = Bench(configuration, teacherWidth: 12)
        bench.networks.projections = initialProjections(from: 8, to: [12, 12]).map {
            converted($0)
        }
        let result = bench.run(bench.networks)
        #expect(result.student.allSatisfy { $0 == 0 })
        #expect(result.projections.contains { $0 != 0 })
        // A row of deviation 1 against zeros.
        #expect(abs((result.losses["hidden"] ?? 0) - 1) < 1e-3)
    }

    @Test("the check catches a part of the loss that the gradient leaves out")
    func plantedFault() {
        var bench = Bench(Self.distilling(.softmax), teacherWidth: 12)
        let gradient = bench.run(bench.networks).student
        bench.configuration.distillation.hiddenWeight = 5
        #expect(error(bench, by: \.student, gradient: gradient, of: bench.objective) > 1e-2)
    }

    @Test("speakers: the gradient reaches the embeddings and nothing else")
    func speakerGradient() {
        var configuration = TinyTraining.configuration(.speakers)
        configuration.speakers.confusionWeight = 0.5
        let bench = Bench(configuration)
        let result = bench.run(bench.networks)
        var start = 0
        for (index, matrix) in bench.networks.student.enumerated() {
            let own = result.student[start..<start + matrix.values.count]
            start += matrix.values.count
            let isSpeaker = index == bench.weights.layout.speakerEmbedding
            #expect(own.contains { $0 != 0 } == isSpeaker)
            guard isSpeaker else { continue }
            func shifted(_ step: Double) -> Double {
                var networks = bench.networks
                networks.student[index].values[3] += step
                return bench.objective(bench.run(networks).losses)
            }
            let numeric = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
            #expect(abs(numeric - own[own.startIndex + 3]) < 1e-6 * max(1, abs(numeric)))
        }
    }

    @Test("a student that is its own teacher has nothing to learn from it")
    func ownTeacher() throws {
        var bench = Bench(Self.distilling(.softmax))
        bench.networks.projections = []
        bench.teacher = try InsideTeacher(
            weights: bench.weights, student: bench.configuration.training.student)
        let losses = bench.run(bench.networks).losses
        #expect(abs(losses["output"] ?? 1) < 1e-9)
        #expect(abs(losses["attention"] ?? 1) < 1e-12)
        #expect(abs(losses["hidden"] ?? 1) < 1e-9)
        #expect(abs(losses["teacher.pitch"] ?? 1) < 1e-6)
        #expect(abs(losses["teacher.duration"] ?? 1) < 1e-6)
        #expect(abs(losses["teacher.phonemePitch"] ?? 1) < 1e-6)
        // What is left of the cross-entropy is the teacher's own doubt.
        #expect((losses["teacher.voicing"] ?? 0) > 0)
    }

    @Test("a teacher's pitch is understood in its own units")
    func teacherUnits() throws {
        let student = TinyTraining.student()
        let examples = TinyTraining.examples(2, student)
        func prosody(_ configuration: StudentConfiguration) throws -> Matrix<Double> {
            let weights = TinyTraining.weights(student, seed: 5)
            let layout = StudentLayout(configuration)
            let teacher = try InsideTeacher(
                weights: StudentWeights(layout: layout, parameters: weights.parameters),
                student: student)
            let inside: TeacherInside<Double> = teacher.inside(
                examples, melMean: Array(repeating: -6, count: 80))
            return try #require(inside.prosody)
        }
        var other = student
        other.f0Centre = 200
        other.f0Deviation = 0.2
        let (own, moved) = (try prosody(student), try prosody(other))
        for row in 0..<own.rows {
            #expect(own[row, 0] == moved[row, 0])
            // Hz, from the network's value in one unit and in the other.
            let (a, b) = (160 * exp(0.4 * own[row, 1]), 160 * exp(0.4 * moved[row, 1]))
            #expect(abs(b / 200 - (a / 160).squareRoot()) < 1e-5)
        }
    }

    @Test(
        "blocks are matched evenly, last to last",
        arguments: [
            (4, 4, [0, 1, 2, 3]), (4, 8, [1, 3, 5, 7]), (4, 6, [1, 2, 4, 5]), (2, 1, [0, 0]),
        ])
    func matching(students: Int, teachers: Int, expected: [Int]) {
        #expect(InsideTeacher.matched(students, teachers) == expected)
    }

    @Test("a teacher with other phonemes is refused")
    func otherTeacher() {
        var other = TinyTraining.student()
        other.phonemeCount = 50
        #expect(throws: TrainingError.self) {
            try InsideTeacher(
                weights: TinyTraining.weights(other, seed: 1), student: TinyTraining.student())
        }
    }
}

@Suite("DiscriminatorPatches")
struct DiscriminatorPatchesTests {
    @Test("positions are counted as they are made, for odd and even lengths")
    func counts() {
        let student = TinyTraining.student()
        var configuration = DiscriminatorConfiguration()
        configuration.scaleCount = 3
        let examples = TinyTraining.examples(5, student)
        let patches = DiscriminatorPatches(
            examples, discriminator: Discriminator(configuration, student: student),
            student: student)
        #expect(
            patches.scales.map(\.rowCounts)
                == DiscriminatorPatches.rowCounts(
                    frameCounts: examples.map(\.frameCount), scaleCount: 3, binCount: 80))
        for scale in patches.scales {
            #expect(scale.layers[0].count == 25 * scale.rowCounts[0])
            #expect(scale.bandOfRow.count == scale.rowCounts[0])
            #expect(scale.speakerOfRow.count == scale.rowCounts[1])
        }
    }

    @Test("the first window sees the corner of the picture and zeros outside")
    func corner() {
        let student = TinyTraining.student()
        var configuration = DiscriminatorConfiguration()
        configuration.scaleCount = 1
        let examples = TinyTraining.examples(2, student)
        let patches = DiscriminatorPatches(
            examples, discriminator: Discriminator(configuration, student: student),
            student: student)
        let window = patches.scales[0].layers[0].prefix(25)
        // Two rows and two columns lie outside; a frame is 82 values wide.
        #expect(window.count { $0 < 0 } == 16)
        #expect(window.filter { $0 >= 0 } == [0, 1, 2, 82, 83, 84, 164, 165, 166])
    }
}
