/// What a trial is balanced by: a system, or a pair of systems with its sides.
struct TrialLabel: Equatable {
    /// Names in the order shown; for ABX the third is X. All systems for MUSHRA.
    var systems: [String]
    /// Which share of the items falls to this label, of `variantCount`.
    var variant = 0
    var variantCount = 1

    static func all(_ study: Study) -> [TrialLabel] {
        switch study.method {
        case .acr, .dcr, .speaker:
            return study.ratedSystems.map { TrialLabel(systems: [$0.name]) }
        case .mushra:
            return [TrialLabel(systems: study.systems.map(\.name))]
        case .ccr:
            // Both orders of every item (ITU-T P.800, Annex E).
            return study.comparedPairs.flatMap { pair in
                [
                    TrialLabel(systems: [pair.baseline, pair.other]),
                    TrialLabel(systems: [pair.other, pair.baseline]),
                ]
            }
        case .ab:
            return study.comparedPairs.flatMap { variants(sides($0)) }
        case .abx:
            return study.comparedPairs.flatMap { pair in
                variants(sides(pair).flatMap { side in side.map { side + [$0] } })
            }
        }
    }

    private static func sides(_ pair: SystemPair) -> [[String]] {
        [[pair.baseline, pair.other], [pair.other, pair.baseline]]
    }

    private static func variants(_ orders: [[String]]) -> [TrialLabel] {
        orders.enumerated().map {
            TrialLabel(systems: $0.element, variant: $0.offset, variantCount: orders.count)
        }
    }
}
