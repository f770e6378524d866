extension Study {
    /// Checks that every rater can be given trials.
    ///
    /// - Throws: `.invalidStudy` with the first thing that is wrong and how to mend it.
    public func validate() throws(ListeningError) {
        try validateNumbers()
        try validateNames()
        try validateStimuli()
        try validateTraps()
        switch method {
        case .acr, .speaker: break
        case .dcr, .mushra: try validateReference()
        case .ccr, .ab, .abx: try validatePairs()
        }
    }

    private func validateNumbers() throws(ListeningError) {
        try require(blockLength >= 1, "block length \(blockLength)", "Give 1 or more trials.")
        try require(breakMinutes >= 0, "a break of \(breakMinutes) minutes", "Give 0 or more.")
        try require(raterCount >= 1, "\(raterCount) raters", "Plan for at least one.")
        try require(repeatCount >= 0, "\(repeatCount) repeated trials", "Give 0 or more.")
        try require((replayLimit ?? 0) >= 0, "replay limit below 0", "Give 0 or more, or none.")
        try require(
            questions.count == 1 || (questions.count > 1 && (method == .acr || method == .dcr)),
            "\(questions.count) questions with the method \(method.rawValue)",
            "Ask one question; only acr and dcr take several.")
        for question in questions {
            guard let labels = question.labels else { continue }
            try require(
                labels.count == method.scale.count,
                "question “\(question.id)” has \(labels.count) labels",
                "Give \(method.scale.count), best first, or none.")
        }
    }

    private func validateNames() throws(ListeningError) {
        try require(!systems.isEmpty, "no systems", "Name at least one.")
        try require(!stimuli.isEmpty, "no clips", "Give at least one clip for each system.")
        try requireUnique(systems.map(\.name), "system")
        try requireUnique(stimuli.map(\.id), "stimulus")
        try requireUnique(stimuli.map { $0.system + "\u{1F}" + $0.item }, "system and item")
        try requireUnique(questions.map(\.id), "question")
        try requireUnique(traps.map(\.id), "trap")
        try requireUnique(speakers, "speaker")
    }

    private func validateStimuli() throws(ListeningError) {
        let names = Set(systems.map(\.name))
        for stimulus in stimuli {
            try require(
                names.contains(stimulus.system),
                "a clip of the unknown system “\(stimulus.system)”",
                "Add the system, or correct its name.")
            guard method == .speaker else { continue }
            try require(
                speakers.contains(stimulus.speaker),
                "clip “\(stimulus.item)” of “\(stimulus.system)” speaks as “\(stimulus.speaker)”",
                "Use one of the study's speakers: \(speakers.joined(separator: ", ")).")
        }
        for system in ratedSystems {
            try require(
                stimuli.contains { $0.system == system.name },
                "system “\(system.name)” has no clip",
                "Give it clips, or leave it out.")
        }
        if method == .speaker {
            try require(speakers.count >= 2, "\(speakers.count) speakers", "Name two or more.")
        }
    }

    private func validateReference() throws(ListeningError) {
        let references = systems.filter { $0.role == .reference }
        try require(
            references.count == 1,
            "\(references.count) systems with the role “reference” in \(method.rawValue)",
            "Give exactly one: the recording or the teacher that leads.")
        for item in items {
            try require(
                stimulus(system: references[0].name, item: item) != nil,
                "item “\(item)” has no reference clip", "Give one in “\(references[0].name)”.")
            guard method == .mushra else { continue }
            for system in systems {
                try require(
                    stimulus(system: system.name, item: item) != nil,
                    "item “\(item)” has no clip of “\(system.name)”",
                    "MUSHRA shows every system of an item: give one, or leave the item out.")
            }
        }
        try require(ratedSystems.count >= 1, "nothing but a reference", "Add a system to judge.")
    }

    private func validatePairs() throws(ListeningError) {
        try require(!comparedPairs.isEmpty, "no pair to compare", "Name two systems or more.")
        for pair in comparedPairs {
            let names = Set(systems.map(\.name))
            try require(
                names.isSuperset(of: [pair.baseline, pair.other]) && pair.baseline != pair.other,
                "the pair “\(pair.baseline)” and “\(pair.other)”", "Name two of the systems.")
            try require(
                !sharedItems(pair).isEmpty,
                "“\(pair.baseline)” and “\(pair.other)” have no item in common",
                "Give both a clip of the same item.")
        }
    }

    /// Items of which both systems of a pair have a clip.
    func sharedItems(_ pair: SystemPair) -> [String] {
        items.filter {
            stimulus(system: pair.baseline, item: $0) != nil
                && stimulus(system: pair.other, item: $0) != nil
        }
    }

    private func validateTraps() throws(ListeningError) {
        try require(
            traps.isEmpty || method != .mushra, "a trap in MUSHRA",
            "Leave it out: the hidden reference and the anchors do that work.")
        for trap in traps {
            try require(
                trap.expected.fits(
                    method, clipCount: method.clipCount(systemCount: systems.count),
                    speakers: speakers),
                "trap “\(trap.id)” expects “\(trap.expected)”",
                "Expect an answer that the method \(method.rawValue) allows.")
        }
    }

    private func requireUnique(_ names: [String], _ kind: String) throws(ListeningError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            let shown = name.split(separator: "\u{1F}").joined(separator: ", ")
            throw .invalidStudy(
                study: title, reason: "\(kind) “\(shown)” twice", fix: "Give each its own name.")
        }
    }

    private func require(
        _ holds: Bool, _ reason: @autoclosure () -> String, _ fix: @autoclosure () -> String
    ) throws(ListeningError) {
        guard !holds else { return }
        throw .invalidStudy(study: title, reason: reason(), fix: fix())
    }
}
