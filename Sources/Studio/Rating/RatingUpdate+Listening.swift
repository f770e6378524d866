import Listening

// MARK: - What has been heard, and what may therefore be rated

extension RatingState {
    /// Seconds of each MUSHRA version that must have been heard before its slider moves.
    static let leastSeconds = 3.0

    mutating func note(heard sound: Int, seconds: Double, share: Double) {
        guard stage == .trial, trial.heardSeconds.indices.contains(sound) else { return }
        trial.heardSeconds[sound] += seconds
        // A loop that was left may still report what was heard of it.
        if trial.isSounding {
            trial.playing = sheet.method == .mushra ? trial.playing ?? sound : sound
            trial.share = min(share, 1)
        }
        noteFirstHearing()
    }

    mutating func note(heardToEnd sound: Int) {
        guard stage == .trial, trial.heardSeconds.indices.contains(sound) else { return }
        trial.heardToEnd.insert(sound)
        noteFirstHearing()
    }

    private mutating func noteFirstHearing() {
        guard let current = currentTrial, trial.firstHeardAt == nil else { return }
        if isHeardEnough(current) {
            trial.firstHeardAt = now
            if sheet.method != .mushra { notice = "" }
        }
    }

    private func isHeardEnough(_ current: Trial) -> Bool {
        guard sheet.method == .mushra, current.soundCount > 1 else {
            return trial.heardToEnd.count >= current.soundCount
        }
        return trial.heardToEnd.contains(0)
            && current.clips.indices.allSatisfy { isVersionHeard($0, of: current) }
    }

    /// Whether a MUSHRA version has been heard long enough for its slider to move.
    func isVersionHeard(_ version: Int, of current: Trial) -> Bool {
        let sound = version + (current.reference == nil ? 0 : 1)
        guard trial.heardSeconds.indices.contains(sound) else { return true }
        return trial.heardToEnd.contains(sound) || trial.heardSeconds[sound] >= Self.leastSeconds
    }

    /// Why nothing can be rated yet; nil where it can.
    func whyNoRating() -> String? {
        guard let current = currentTrial, current.soundCount > 0 else { return nil }
        guard trial.isLoaded else { return say("The clip is being read.", "正在读取语音。") }
        if isHeardEnough(current) { return nil }
        guard sheet.method == .mushra, current.soundCount > 1 else {
            return current.soundCount == 1
                ? say("Hear the clip to its end, then rate it.", "请听完整段语音后再评分。")
                : say("Hear all clips to their end, then rate.", "请听完所有语音后再评分。")
        }
        let names = sheet.soundNames(of: current)
        if !trial.heardToEnd.contains(0) {
            return say(
                "Hear the reference to its end first (r).", "请先听完参考音（按 r）。")
        }
        let missing = current.clips.indices.first { !isVersionHeard($0, of: current) } ?? 0
        let name = names[missing + (current.reference == nil ? 0 : 1)]
        return say("Hear at least 3 s of \(name) first.", "请先听 \(name) 至少 3 秒。")
    }

    // MARK: - Playing

    /// Space: from the start, or silence.
    mutating func playOrStop() -> [RatingEffect] {
        if trial.isSounding { return stopPlaying() }
        return sheet.method == .mushra ? loop(trial.slider) : startPlaying()
    }

    mutating func stopPlaying() -> [RatingEffect] {
        trial.isSounding = false
        trial.playing = nil
        return [.stop]
    }

    /// Plays all sounds of the trial in turn, or one of them.
    mutating func startPlaying(only sound: Int? = nil) -> [RatingEffect] {
        guard let current = currentTrial, current.soundCount > 0 else { return [] }
        guard trial.isLoaded else {
            notice = say("The clip is being read.", "正在读取语音。")
            return []
        }
        if trial.firstHeardAt != nil || trial.isRevision {
            if let limit = sheet.replayLimit, trial.replays >= limit {
                notice = say(
                    "It can be heard again \(limit)× at most.", "最多只能重听 \(limit) 次。")
                return []
            }
            trial.replays += 1
        } else if sound != nil {
            notice = say("Hear all of them once first.", "请先完整听一遍。")
            return []
        }
        notice = ""
        trial.isSounding = true
        trial.share = 0
        trial.playing = sound ?? 0
        return [.play(sound.map { [$0] } ?? Array(0..<current.soundCount))]
    }

    /// MUSHRA: the version over and over (nil: the reference), from where the last one was.
    mutating func loop(_ version: Int?) -> [RatingEffect] {
        guard let current = currentTrial, trial.isLoaded else {
            notice = say("The clips are being read.", "正在读取语音。")
            return []
        }
        let lead = current.reference == nil ? 0 : 1
        let sound = version.map { $0 + lead } ?? 0
        trial.startCount += 1
        // Each has to be heard once; what goes beyond is hearing again.
        trial.replays = max(trial.startCount - current.soundCount, 0)
        trial.isSounding = true
        trial.playing = sound
        trial.slider = version
        notice = ""
        return [.loop(sound)]
    }
}

extension TrialState {
    /// As if all had been heard already.
    mutating func noteHeard(_ trial: Trial, at seconds: Double) {
        heardToEnd = Set(0..<trial.soundCount)
        firstHeardAt = seconds
    }
}
