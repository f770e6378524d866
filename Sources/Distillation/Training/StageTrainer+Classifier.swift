import StudentModel

extension StageTrainer {
    /// Teaches the classifier of speakers with teacher speech; it is frozen afterwards.
    mutating func trainClassifier() throws {
        let network = SpeakerNetwork(
            width: configuration.speakers.classifierWidth, student: layout.configuration)
        let melMean = layout.melMean(in: state.student.parameters)
        var schedule = BatchSchedule(
            frameCounts: (0..<training.count).map { training.frameCount(of: $0) },
            framesPerBatch: configuration.training.framesPerBatch,
            longest: configuration.training.longestUtterance,
            seed: configuration.training.seed &+ 17)
        for _ in 0..<configuration.speakers.classifierStepCount {
            let examples = try schedule.next().map {
                TrainingExample(
                    try training.record($0), configuration: layout.configuration,
                    melMean: melMean)
            }
            let lesson = network.lesson(examples, parameters: state.classifier.matrices)
            state.classifier.apply(
                gradients: lesson.gradient, rate: configuration.speakers.classifierRate)
        }
    }
}
