/// The trials of each rater: a pure function of study and rater index.
///
/// - Every system (in paired tests every pair with its sides) is heard once per item, and comes
///   after every other and after itself equally often, to within one (`LabelSequence`), so that
///   what was heard tells nothing of what follows.
/// - Over as many raters as there are systems, each system stands at each position equally often.
/// - Items are shuffled for each rater; the versions of one item never follow each other where
///   there are three items or more, and lie as far apart as the numbers allow (`ItemPlacement`).
/// - Repeats come in the last third and repeat something from the first half.
/// - MUSHRA's sliders follow the rows of a Williams square.
public struct TrialPlan: Sendable {
    private let study: Study
    private let stimulusOf: [String: [String: Stimulus]]
    private let reference: String?
    let labels: [TrialLabel]

    /// Raised when orders change; a stored session keeps the order it was given.
    public static let version = 1

    /// - Parameter study: one that `validate` accepts.
    public init(_ study: Study) {
        self.study = study
        stimulusOf = Dictionary(grouping: study.stimuli, by: \.system).mapValues {
            Dictionary($0.map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
        }
        reference =
            study.method.showsReference
            ? study.systems.first { $0.role == .reference }?.name : nil
        labels = TrialLabel.all(study)
    }

    /// All trials of one rater, training first.
    public static func trials(_ study: Study, raterIndex: Int) -> [Trial] {
        TrialPlan(study).trials(raterIndex: raterIndex)
    }

    /// All trials of one rater, training first.
    public func trials(raterIndex: Int) -> [Trial] {
        var random = StudyRandom(seed: study.seed, stream: UInt64(raterIndex) &* 2 &+ 1)
        let screens = screens(raterIndex, &random)
        let traps = trapPlaces(screens.count, &random)
        var assembly = SessionAssembly(study)
        for (position, screen) in screens.enumerated() {
            for trap in traps[position] ?? [] { assembly.append(trap) }
            assembly.append(screen)
        }
        return assembly.trials
    }

    /// What is shown, place by place, without traps and training.
    func screens(_ raterIndex: Int, _ random: inout StudyRandom) -> [PlannedScreen] {
        let items = study.items
        let itemsOf = itemsOf(raterIndex, items)
        let repeats = itemsOf.map {
            min($0.count, (study.repeatCount + labels.count - 1) / labels.count)
        }
        let counts = zip(itemsOf, repeats).map { $0.count + $1 }
        let placement = ItemPlacement(
            labels: sequence(counts, raterIndex, &random), itemsOf: itemsOf, repeatCounts: repeats,
            random: &random)
        var rows = SliderRows(systemCount: study.systems.count, raterIndex: raterIndex)
        var shown: [Int: PlannedScreen] = [:]
        return placement.items.indices.compactMap { place in
            guard placement.items[place] >= 0 else { return nil }
            if let original = placement.original[place], let first = shown[original] {
                return PlannedScreen(
                    place: place, clips: first.clips, reference: first.reference,
                    repeatedPlace: original)
            }
            let item = items[placement.items[place]]
            let order = study.method == .mushra ? rows.next(&random) : []
            let screen = PlannedScreen(
                place: place, clips: clips(labels[placement.labels[place]], item, order),
                reference: reference.flatMap { stimulusOf[$0]?[item]?.clip }, repeatedPlace: nil)
            shown[place] = screen
            return screen
        }
    }

    /// Where all labels are equally frequent, raters come in groups of as many as there are labels:
    /// they share one sequence, each with the labels turned on by one, which balances positions.
    private func sequence(
        _ counts: [Int], _ raterIndex: Int, _ random: inout StudyRandom
    ) -> [Int] {
        let count = labels.count
        guard Set(counts).count == 1 else {
            return LabelSequence.balanced(labelCounts: counts, random: &random)
        }
        var shared = StudyRandom(
            seed: study.seed, stream: UInt64(raterIndex / count) &* 2 &+ 0x8000_0000)
        let names = shared.permutation(count)
        let base = LabelSequence.balanced(labelCounts: counts, random: &shared)
        return base.map { names[($0 + raterIndex) % count] }
    }

    /// The items of each label. Where the sides of a pair share the items between them, sides
    /// change from item to item and from rater to rater.
    private func itemsOf(_ raterIndex: Int, _ items: [String]) -> [[Int]] {
        var shared = StudyRandom(seed: study.seed, stream: 0x4000_0000)
        let rank = shared.permutation(items.count)
        return labels.map { label in
            let held = items.indices.filter { item in
                label.systems.allSatisfy { stimulusOf[$0]?[items[item]] != nil }
            }
            guard label.variantCount > 1 else { return held }
            let ordered = held.sorted { rank[$0] < rank[$1] }
            return ordered.enumerated().filter {
                ($0.offset + raterIndex) % label.variantCount == label.variant
            }.map(\.element)
        }
    }

    private func clips(_ label: TrialLabel, _ item: String, _ order: [Int]) -> [Clip] {
        let systems = order.isEmpty ? label.systems : order.map { study.systems[$0].name }
        return systems.compactMap { stimulusOf[$0]?[item]?.clip }
    }

    /// One trap in each of as many equal stretches as there are traps, never before the third place.
    private func trapPlaces(_ count: Int, _ random: inout StudyRandom) -> [Int: [Trap]] {
        let traps = random.shuffled(study.traps)
        guard count > 0 else { return [:] }
        var places: [Int: [Trap]] = [:]
        for (index, trap) in traps.enumerated() {
            let low = index * count / traps.count
            let width = max(1, (index + 1) * count / traps.count - low)
            let place = min(count - 1, max(min(2, count - 1), low + random.index(below: width)))
            places[place, default: []].append(trap)
        }
        return places
    }
}

/// Clips to be shown together, before trials are numbered.
struct PlannedScreen {
    var place: Int
    var clips: [Clip]
    var reference: Clip?
    var repeatedPlace: Int?
}

/// The slider orders of one rater's MUSHRA trials: all rows of a Williams square in random order,
/// then all again.
struct SliderRows {
    private let square: [[Int]]
    private let turn: Int
    private var waiting: [[Int]] = []

    init(systemCount: Int, raterIndex: Int) {
        square = WilliamsSquare.rows(systemCount)
        turn = raterIndex
    }

    mutating func next(_ random: inout StudyRandom) -> [Int] {
        if waiting.isEmpty { waiting = random.shuffled(square) }
        let row = waiting.removeLast()
        // Turned on by one from rater to rater: the last, incomplete round evens out over raters.
        return row.map { ($0 + turn) % square[0].count }
    }
}
