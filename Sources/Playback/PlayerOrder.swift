import Script
import Synthesis

extension Player {
    /// What a player can be told to do. Turns are indices into the dialogue given last.
    public enum Order: Sendable {
        /// Another version of the dialogue: what did not change keeps its sound, and what sounds
        /// goes on sounding.
        case script(Dialogue, Cast)
        case play(Range)
        /// Falls silent where it is.
        case pause
        case resume
        /// Falls silent and goes back to the beginning.
        case stop
        /// Forward, or back where negative.
        case seekBySeconds(Double)
        /// Of the whole dialogue.
        case seekToSecond(Double)
        case seekToTurn(Int)
        /// Goes to this turn and repeats it until told otherwise; nil ends that.
        case loop(turn: Int?)
        /// Renders this turn before all others.
        case want(turn: Int)
        /// Speaks a text beside the script, whose place is kept.
        case audition(Voice, text: String)
        /// Goes on elsewhere; where that cannot be opened, `.problem` is told and all stays.
        case output(SoundOutput)
        /// The same with an output that is open already.
        case sink(AudioSink)
    }

    /// What is played.
    public enum Range: Equatable, Sendable {
        case all
        case from(turn: Int)
        case fromSecond(Double)
        case only(turn: Int)
    }

    /// Orders from without, and what the player's own tasks have to tell.
    enum Command: Sendable {
        case order(Order)
        case ended(generation: Int)
        case failed(String, generation: Int)
    }

    func perform(_ command: Command) async {
        switch command {
        case .order(let order): await perform(order)
        case .ended(let ended): if ended == generation { await finish() }
        case .failed(let message, let failed): if failed == generation { await lose(message) }
        }
    }

    private func perform(_ order: Order) async {
        switch order {
        case .script(let dialogue, let cast): await update(dialogue, cast: cast)
        case .play(let range): await play(range)
        case .pause: await pause()
        case .resume: await resume()
        case .stop: await stop()
        case .seekBySeconds(let seconds): await seek(bySeconds: seconds)
        case .seekToSecond(let second): await seek(toSecond: second)
        case .seekToTurn(let index): await seek(to: index)
        case .loop(let index): await loop(index)
        case .want(let index): want(index)
        case .audition(let voice, let text): await audition(voice, text)
        case .output(let output): await use(output)
        case .sink(let sink): await use(sink)
        }
    }
}
