/// When the guard of the adversarial part steps in.
public struct BalanceConfiguration: Codable, Equatable, Sendable {
    /// The discriminator has won if it tells teacher from student in this share of the patches: it
    /// waits until the student has caught up to `resumeBelow`.
    public var pauseDiscriminatorAbove: Float = 0.97
    public var resumeBelow: Float = 0.9
    /// It has lost if it is right no more often than this: lambda is 0 until it has learnt to be
    /// right in `resumeAbove`.
    public var pauseStudentBelow: Float = 0.52
    public var resumeAbove: Float = 0.6
    /// The mel error may grow to this many times what it was before lambda rose; above it, the
    /// student is put back to the last good state and lambda halved.
    public var melTolerance: Float = 1.25
    /// Steps between the states that are kept to go back to.
    public var keepEvery = 50

    public init() {}
}

/// Watches discriminator and student, and falls back when one of them wins outright.
///
/// Averages move by 1/20 a step, so that one batch decides nothing.
struct AdversarialBalance: Codable, Equatable, Sendable {
    enum Mode: String, Codable, Sendable {
        case balanced
        /// The discriminator has won and waits.
        case discriminatorPaused
        /// The discriminator has lost; the student hears nothing of it until it is better.
        case studentPaused
    }

    enum Event: String, Codable, Equatable, Sendable {
        case discriminatorPaused = "discriminator won: it pauses"
        case studentPaused = "discriminator lost: lambda is 0"
        case resumed = "balanced again"
        case restored = "mel error too high: last good state restored, lambda halved"
        case notANumber = "not a number: last good state restored, lambda halved"
    }

    private(set) var mode = Mode.balanced
    /// Share of patches that the discriminator puts right, 0…1; nil before the first step.
    private(set) var accuracy: Float?
    /// Factor on lambda.
    private(set) var lambdaFactor: Float = 1
    private(set) var melError: Double?
    /// The mel error before lambda rose.
    private(set) var melReference: Double?

    var trainsDiscriminator: Bool { mode != .discriminatorPaused }
    var factor: Float { mode == .studentPaused ? 0 : lambdaFactor }

    /// Takes note of a step.
    ///
    /// - Parameters:
    ///   - mel: mel error of the batch, nats.
    ///   - isWarmingUp: whether lambda is still 0.
    /// - Returns: what the trainer must log; `restored` and `notANumber` order it to go back.
    mutating func observe(
        accuracy newest: Float, mel: Double, isWarmingUp: Bool,
        _ configuration: BalanceConfiguration
    ) -> Event? {
        guard newest.isFinite, mel.isFinite else {
            halve()
            return .notANumber
        }
        let accuracy = (accuracy ?? newest) + 0.05 * (newest - (accuracy ?? newest))
        self.accuracy = accuracy
        let error = (melError ?? mel) + 0.05 * (mel - (melError ?? mel))
        melError = error
        if isWarmingUp {
            melReference = error
            return nil
        }
        if let melReference, error > melReference * Double(configuration.melTolerance) {
            halve()
            melError = melReference
            return .restored
        }
        return change(accuracy, configuration)
    }

    private mutating func halve() {
        lambdaFactor /= 2
        mode = .balanced
    }

    private mutating func change(_ accuracy: Float, _ configuration: BalanceConfiguration) -> Event?
    {
        switch mode {
        case .balanced where accuracy > configuration.pauseDiscriminatorAbove:
            mode = .discriminatorPaused
            return .discriminatorPaused
        case .balanced where accuracy < configuration.pauseStudentBelow:
            mode = .studentPaused
            return .studentPaused
        case .discriminatorPaused where accuracy < configuration.resumeBelow,
            .studentPaused where accuracy > configuration.resumeAbove:
            mode = .balanced
            return .resumed
        default: return nil
        }
    }
}
