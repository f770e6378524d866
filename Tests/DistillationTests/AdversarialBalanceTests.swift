import Testing

@testable import Distillation

@Suite("AdversarialBalance")
struct AdversarialBalanceTests {
    private let limits = BalanceConfiguration()

    /// The events of a run in which every step has these figures.
    private func events(
        _ balance: inout AdversarialBalance, accuracy: Float, mel: Double = 0.3, steps: Int,
        isWarmingUp: Bool = false
    ) -> [AdversarialBalance.Event] {
        (0..<steps).compactMap { _ in
            balance.observe(accuracy: accuracy, mel: mel, isWarmingUp: isWarmingUp, limits)
        }
    }

    @Test("a discriminator that wins outright pauses, and goes on when the student has caught up")
    func discriminatorWins() {
        var balance = AdversarialBalance()
        #expect(events(&balance, accuracy: 1, steps: 100) == [.discriminatorPaused])
        #expect(!balance.trainsDiscriminator)
        #expect(balance.factor == 1)
        #expect(events(&balance, accuracy: 0.7, steps: 100) == [.resumed])
        #expect(balance.trainsDiscriminator)
    }

    @Test("a discriminator that loses outright is not listened to until it is better")
    func discriminatorLoses() {
        var balance = AdversarialBalance()
        #expect(events(&balance, accuracy: 0.8, steps: 50).isEmpty)
        #expect(events(&balance, accuracy: 0.4, steps: 100) == [.studentPaused])
        #expect(balance.factor == 0)
        #expect(balance.trainsDiscriminator)
        #expect(events(&balance, accuracy: 0.7, steps: 100) == [.resumed])
        #expect(balance.factor == 1)
    }

    @Test("a mel error that grows beyond tolerance orders the way back and halves lambda")
    func restores() {
        var balance = AdversarialBalance()
        #expect(events(&balance, accuracy: 0.8, steps: 30, isWarmingUp: true).isEmpty)
        #expect(events(&balance, accuracy: 0.8, mel: 0.36, steps: 60).isEmpty)
        #expect(events(&balance, accuracy: 0.8, mel: 0.9, steps: 1) == [.restored])
        #expect(balance.factor == 0.5)
    }

    @Test("what is not a number orders the way back at once")
    func notANumber() {
        var balance = AdversarialBalance()
        #expect(events(&balance, accuracy: .nan, steps: 1) == [.notANumber])
        #expect(events(&balance, accuracy: 0.7, mel: .infinity, steps: 1) == [.notANumber])
        #expect(balance.factor == 0.25)
    }

    @Test("no verdict while the discriminator takes its lead")
    func lead() {
        var balance = AdversarialBalance()
        #expect(events(&balance, accuracy: 0.1, steps: 100, isWarmingUp: true).isEmpty)
        #expect(balance.mode == .balanced)
    }

    @Test("lambda is 0 during the lead, then rises to its full value")
    func warmUp() {
        var loss = AdversarialLoss()
        loss.lambda = 2
        loss.discriminatorLeadCount = 10
        loss.warmUpStepCount = 20
        #expect([0, 10, 20, 30, 99].map { loss.lambda(at: $0) } == [0, 0, 1, 2, 2])
    }
}
