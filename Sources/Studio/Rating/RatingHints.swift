import Listening

// MARK: - What stands on a rater's screen besides the trial

extension RatingState {
    /// How far the rater is: of what counts, or of the practice before it.
    var progress: (text: String, share: Double) {
        let training = sheet.trainingCount
        let total = sheet.trials.count
        if index < training, stage != .practiceOver {
            return (
                say("practice \(index + 1)/\(training)", "练习 \(index + 1)/\(training)"),
                Double(index) / Double(max(total, 1))
            )
        }
        let done = min(index + 1, total) - training
        return ("\(done)/\(total - training)", Double(index) / Double(max(total, 1)))
    }

    var hasArrows: Bool { glyphs == .unicode && textWidth.ambiguous == .narrow }
    /// The arrow keys, as a terminal can show them.
    var along: String { hasArrows ? "↑↓" : "Up/Down" }
    var across: String { hasArrows ? "←→" : "Left/Right" }

    /// What to do next, where nothing else has to be said.
    var prompt: String {
        switch stage {
        case .trial: return trialPrompt
        case .level:
            return say("Enter when it is comfortable.", "音量合适后按 Enter。")
        case .introduction, .practiceOver, .rest:
            return say("Enter goes on.", "按 Enter 继续。")
        case .finished: return say("Enter leaves.", "按 Enter 退出。")
        case .trouble: return say("Enter tries again.", "按 Enter 重试。")
        }
    }

    private var trialPrompt: String {
        if isStoring { return say("Storing…", "正在保存……") }
        guard trial.isLoaded else { return say("Reading the clip…", "正在读取语音……") }
        if sheet.method == .mushra, !trial.sliders.isEmpty, trial.startCount == 0 {
            return say("r plays the reference.", "按 r 播放参考音。")
        }
        if whyNoRating() != nil {
            return trial.isSounding
                ? say("Listen to the end.", "请听到结束。")
                : say("Space plays.", "按空格键播放。")
        }
        if trial.answer == nil, trial.sliders.isEmpty || sheet.method != .mushra {
            return say("Rate with digits or arrows.", "请用数字键或方向键评分。")
        }
        if sheet.method == .mushra, trial.sliders.contains(nil) {
            return say(
                "\(across) a version, \(along) its slider.",
                "\(across) 选择版本，\(along) 移动滑块。")
        }
        return say("Enter stores it.", "按 Enter 保存。")
    }

    /// Keys and what they do, the more needed first.
    var hints: [(key: String, what: String)] {
        if let overlay { return hints(over: overlay) }
        let leave = ("q", say("leave", "退出"))
        let help = ("?", say("help", "帮助"))
        switch stage {
        case .level:
            return [
                ("Enter", say("go on", "继续")), ("Space", say("play", "播放")),
                (along, say("level", "音量")), leave, help,
            ]
        case .introduction: return [("Enter", say("go on", "继续")), leave, help]
        case .practiceOver, .rest:
            return [
                ("Enter", say("go on", "继续")), ("Backspace", say("back one", "退回一步")), leave,
            ]
        case .finished:
            return [("Enter", say("leave", "退出")), ("Backspace", say("back one", "退回一步"))]
        case .trouble: return [("Enter", say("try again", "重试")), leave]
        case .trial: return trialHints + [help, leave]
        }
    }

    private var trialHints: [(key: String, what: String)] {
        let enter = ("Enter", say("store", "保存"))
        let comment = ("c", say("comment", "评论"))
        let back = ("Backspace", say("back one", "退回一步"))
        if sheet.method == .mushra, !trial.sliders.isEmpty {
            return [
                enter, ("Space", say("play/stop", "播放/停止")), ("r", say("reference", "参考音")),
                (across, say("version", "版本")), ("\(along) 0-9", say("rate", "评分")), comment, back,
            ]
        }
        var play = trial.firstHeardAt == nil ? say("play", "播放") : say("again", "重听")
        if let limit = sheet.replayLimit, trial.firstHeardAt != nil {
            play += " (\(max(limit - trial.replays, 0)))"
        }
        if trial.isSounding { play = say("stop", "停止") }
        var hints = [("Space", play), enter]
        if let current = currentTrial {
            let choices = sheet.choices(of: current)
            let digits = sheet.method == .ccr ? "0-3 -" : "1-\(max(choices.count, 1))"
            hints.append((digits, say("rate", "评分")))
            if sheet.method == .ab || sheet.method == .abx, current.clips.count > 1 {
                hints.append((sheet.method == .ab ? "a b" : "a b x", say("one alone", "单独听")))
            }
        }
        return hints + [back, comment]
    }

    private func hints(over overlay: Overlay) -> [(key: String, what: String)] {
        switch overlay {
        case .comment:
            [("Enter", say("keep", "保留")), ("Esc", say("drop", "放弃"))]
        case .help: [("Esc", say("close", "关闭"))]
        case .leaving:
            [("y", say("leave", "退出")), ("n", say("stay", "留下"))]
        }
    }
}
