import Listening

// MARK: - Pages

extension RatingState {
    var introduction: RatingPage {
        let total = sheet.trials.count - sheet.trainingCount
        let title =
            isReturning
            ? say("Welcome back, \(raterName).", "欢迎回来，\(raterName)。")
            : say("Welcome, \(raterName).", "欢迎，\(raterName)。")
        var paragraphs: [String] = []
        if isReturning {
            let done = max(index - sheet.trainingCount, 0)
            paragraphs.append(
                say(
                    "\(done) of \(total) are done. You go on at the very next one.",
                    "已完成 \(done)/\(total)，从下一条继续。"))
        } else {
            let practice = sheet.trainingCount
            paragraphs.append(
                say(
                    "You will be asked \(total) times"
                        + (practice > 0 ? ", after \(practice) for practice." : "."),
                    "共有 \(total) 题" + (practice > 0 ? "，之前有 \(practice) 题练习。" : "。")))
        }
        paragraphs.append(task)
        paragraphs.append(
            say(
                "Each answer is stored as soon as you press Enter. You can leave at any time "
                    + "with q and come back later.",
                "按 Enter 后评分立即保存。随时可按 q 退出，以后再继续。"))
        return RatingPage(title: title, paragraphs: paragraphs)
    }

    /// The method in a sentence or two.
    private var task: String {
        switch sheet.method {
        case .acr:
            say("Hear each clip to its end, then grade it.", "听完每段语音后打分。")
        case .dcr:
            say(
                "Each time you hear the reference, then a clip. Grade how much worse it is.",
                "每题先播放参考音，再播放一段语音，请评价质量下降的程度。")
        case .ccr:
            say(
                "Each time you hear two clips. Grade the second against the first.",
                "每题播放两段语音，请将第二段与第一段比较。")
        case .ab:
            say("Each time you hear two clips. Choose the better.", "每题播放两段语音，请选择更好的一段。")
        case .abx:
            say(
                "Each time you hear A, B and X. X is one of the two: say which.",
                "每题播放 A、B 和 X。X 与其中之一相同，请指出。")
        case .mushra:
            say(
                "Switch between the versions as often as you like and give each 0 to 100. One of "
                    + "them is the reference itself and should get 100.",
                "可随意切换各个版本，并给每个版本打 0 至 100 分。其中之一就是参考音，应得 100 分。")
        case .speaker:
            say("Hear each clip, then say who speaks.", "听完每段语音后指出说话人。")
        }
    }

    var practiceOverPage: RatingPage {
        RatingPage(
            title: say("The practice is over.", "练习结束。"),
            paragraphs: [
                say("From here on it counts.", "从现在起正式评分。"),
                say("Use the whole scale as you just heard it.", "请像刚才那样使用整个评分范围。"),
            ])
    }

    func restPage(since start: Double) -> RatingPage {
        let total = sheet.trials.count - sheet.trainingCount
        let done = index - sheet.trainingCount
        let left = max(Double(sheet.common.breakMinutes) * 60 - max(now - start, 0), 0)
        var paragraphs = [
            say("\(done) of \(total) are done.", "已完成 \(done)/\(total)。")
        ]
        if sheet.common.breakMinutes > 0 {
            paragraphs.append(
                left > 0
                    ? say(
                        "Rest your ears, best for \(clockTime(left)) more.",
                        "请让耳朵休息，建议再休息 \(clockTime(left))。")
                    : say("Rested? Go on when you like.", "休息好了就可以继续。"))
        }
        return RatingPage(title: say("Time for a break.", "休息一下。"), paragraphs: paragraphs)
    }

    var finishedPage: RatingPage {
        RatingPage(
            title: say("That was all. Thank you!", "全部完成，谢谢！"),
            paragraphs: [
                say(
                    "All your answers are stored. Nothing more is to be done.",
                    "所有评分均已保存，无需其他操作。")
            ])
    }

    func troublePage(_ trouble: Trouble) -> RatingPage {
        let title =
            switch trouble.remedy {
            case .load: say("A clip cannot be read.", "无法读取语音。")
            case .store: say("The answer could not be stored.", "评分未能保存。")
            case .play: say("The sound stopped.", "声音中断。")
            }
        return RatingPage(
            title: title,
            paragraphs: [
                trouble.text,
                say(
                    "What you confirmed before is stored. Tell the organiser, or try again.",
                    "之前确认的评分均已保存。请告知组织者，或重试。"),
            ], isTrouble: true)
    }

    var leavingPage: RatingPage {
        RatingPage(
            title: say("Leave now?", "现在退出？"),
            paragraphs: [
                say(
                    "All that you confirmed is stored. Start again as you did and you go on at "
                        + "this clip.", "已确认的评分均已保存。用同样的命令再次启动，即从这一题继续。")
            ])
    }

    var helpPage: RatingPage {
        var lines = [
            say("Space  play, stop, hear again", "空格 播放、停止、重听"),
            say("Enter  store the answer", "Enter 保存评分"),
            say("Backspace  back to the last answer", "Backspace 退回上一题"),
            say("c  comment, q  leave", "c 评论，q 退出"),
        ]
        switch sheet.method {
        case .mushra:
            lines += [
                say("r  reference, A B C …  a version", "r 参考音，A B C … 各版本"),
                say(
                    "\(across)  the next version, at the same place",
                    "\(across) 在同一位置切换版本"),
                say(
                    "\(along)  1 point, PgUp PgDn  10, 0-9  tens",
                    "\(along) 1 分，PgUp PgDn 10 分，0-9 整十"),
            ]
        case .ccr:
            lines.append(
                say("0 1 2 3, with - before or after for less", "0 1 2 3，负分前后加 -"))
        case .ab: lines.append(say("a b  hear one alone", "a b 单独听"))
        case .abx: lines.append(say("a b x  hear one alone", "a b x 单独听"))
        default: break
        }
        return RatingPage(title: say("Keys", "按键"), paragraphs: lines)
    }
}

extension Screen {
    /// Setting the volume.
    mutating func drawLevel(_ state: RatingState, _ layout: RatingLayout) {
        var row = layout.rows.lowerBound
        let title = state.say("First, the volume.", "首先调整音量。")
        label(title, row: row, column: layout.left, style: Style(.accent, .bold))
        row += layout.isTall ? 2 : 1
        let text = state.say(
            "Put your headphones on and press Space. Change the level until the sound is "
                + "comfortable, as somebody speaking to you; then leave it until the end.",
            "请戴上耳机，按空格键。把音量调到舒适、如同有人对您说话，之后请不要再改变。")
        for line in rows(of: text, width: layout.width).prefix(layout.isTall ? 6 : 4) {
            put(line, row: row, column: layout.left)
            row += 1
        }
        row += layout.isTall ? 1 : 0
        let name = state.say("Level", "音量")
        let end = label(
            "\(name) \(decimal(state.level, 0)) dB", row: row, column: layout.left,
            style: Style(.text, .bold))
        bar(
            (state.level + 40) / 40, row: row, column: end + 1,
            width: max(layout.left + layout.width - end - 1, 0), style: Style(.accent))
        row += layout.isTall ? 2 : 1
        let place =
            state.isAudible
            ? state.output
            : state.say("No sound card: nothing can be heard.", "没有声卡，听不到声音。")
        label(
            textWidth.shortened(place, to: layout.width), row: row, column: layout.left,
            style: Style(state.isAudible ? .muted : .warning))
    }
}
