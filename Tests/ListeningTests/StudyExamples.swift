@testable import Listening

/// A study with every system speaking every item, for tests.
func exampleStudy(
    _ method: Method, systems: [(String, System.Role)] = [("old", .teacher), ("new", .student)],
    itemCount: Int = 12, repeatCount: Int = 0, traps: [Trap] = [], raterCount: Int = 5,
    seed: UInt64 = 7, questions: [Question] = [], blockLength: Int = 20
) -> Study {
    let speakers = ["Ann", "Bob", "张伟"]
    let stimuli = systems.flatMap { system in
        (0..<itemCount).map { item in
            let id = Stimulus.opaqueIdentifier(
                studyID: "example", seed: seed, system: system.0, item: "item\(item)")
            return Stimulus(
                id: id, system: system.0, item: "item\(item)",
                condition: item % 2 == 0 ? "en" : "zh", speaker: speakers[item % 3],
                sha256: SHA256.hexadecimal(of: Array(id.utf8)), fileName: id + ".wav")
        }
    }
    return Study(
        id: "example", title: "Example", method: method, questions: questions,
        systems: systems.map {
            System(
                name: $0.0, role: $0.1, weightsChecksum: "sum-" + $0.0, toolVersion: "parley 1")
        },
        stimuli: stimuli, speakers: method == .speaker ? speakers : [],
        training: [
            TrainingTrial(
                clips: (0..<method.clipCount(systemCount: systems.count)).map {
                    Clip(id: "training\($0)", fileName: "training\($0).wav")
                }, reference: method.showsReference ? Clip(id: "lead", fileName: "lead.wav") : nil)
        ],
        traps: traps, repeatCount: repeatCount, blockLength: blockLength, raterCount: raterCount,
        seed: seed)
}

/// The names of `count` systems, the first a teacher.
func exampleSystems(_ count: Int) -> [(String, System.Role)] {
    (0..<count).map { ("system\($0)", $0 == 0 ? .teacher : .student) }
}

/// Four systems as MUSHRA wants them.
let mushraSystems: [(String, System.Role)] = [
    ("recording", .reference), ("new", .student), ("low35", .anchor), ("low70", .anchor),
]

/// A trap for score methods.
func exampleTrap(_ id: String, press: Int = 2) -> Trap {
    Trap(
        id: id,
        instruction: BilingualText(english: "Press \(press) now.", chinese: "请按 \(press)。"),
        expected: .score(press))
}
