import Script
import Signal
import Synthesis
import Testing

@testable import Playback

@Suite(.timeLimit(.minutes(2))) struct PlayerTests {
    private let dialogue = Dialogue(turns: [
        turn(.a, .text("one two three. four five"), .pause(seconds: 0.2)),
        turn(.b, .pause(seconds: 0.7)),
        turn(.b, .text("six"), .pause(seconds: 0.8), .text("seven eight nine ten eleven")),
        turn(.c, .pause(seconds: 0.1), .text("now somebody else speaks for a while")),
    ])

    @Test("all of a script is heard as render writes it, and told as it is heard")
    func whole() async throws {
        let bench = PlayerBench()
        bench.send(dialogue)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        let expected = try await bench.rendered(dialogue)
        #expect(pcm16(of: bench.written.samples) == expected)

        let positions = events.compactMap(\.position)
        for (earlier, later) in zip(positions, positions.dropFirst()) {
            #expect(earlier.seconds <= later.seconds && later.seconds - earlier.seconds < 0.2)
        }
        let total = Double(expected.count) / 24_000
        let last = try #require(positions.last)
        #expect(last.isTotalKnown && abs(last.totalSeconds - total) < 1e-6)
        #expect(last.seconds > total - 0.3)
        #expect(Set(positions.compactMap(\.turn)).isSuperset(of: [0, 2, 3]))
        #expect(events.contains { if case .level(let peak, _) = $0 { peak > 0.01 } else { false } })
        #expect(Set(events.compactMap(\.readyIndex)) == [0, 1, 2, 3])
        #expect(events.contains { if case .waveform(index: 2, _) = $0 { true } else { false } })
        let meters = try #require(events.compactMap(\.meters).last)
        #expect(meters.firstAudioSeconds != nil && meters.renderedTurnCount == 4)
        #expect(meters.whole ?? 0 > 0 && meters.stages.vocoder > 0 && meters.underrunCount == 0)
    }

    @Test("a changed turn is rendered anew, and no other")
    func change() async throws {
        let bench = PlayerBench()
        bench.send(dialogue)
        let first = await bench.events { $0.meters?.renderedTurnCount == 4 }
        #expect(first.compactMap(\.readyIndex).count == 4)
        var changed = dialogue
        changed.turns[2] = turn(.b, .text("six and a half"))
        changed.turns.insert(dialogue.turns[0], at: 3)
        bench.send(changed)
        let second = await bench.events { $0.meters?.renderedTurnCount == 5 }
        #expect(second.contains(.turnState(index: 2, .rendering)))
        let ready = second.compactMap(\.readyIndex)
        // The last turn has only moved, and what was told of it still holds.
        #expect(Set(ready) == [2, 3])
        bench.player.send(.play(.all))
        let played = await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == (try await bench.rendered(changed)))
        #expect(played.compactMap(\.meters).last?.renderedTurnCount == 5)
    }

    @Test("one turn alone, and from a turn or a second on")
    func ranges() async throws {
        let bench = PlayerBench()
        bench.send(dialogue)
        bench.player.send(.play(.only(turn: 2)))
        await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == (try bench.rendered(turn: dialogue.turns[2])))

        bench.written.clear()
        bench.player.send(.play(.from(turn: 2)))
        await bench.events { $0 == .stopped }
        let whole = try await bench.rendered(dialogue)
        let heard = pcm16(of: bench.written.samples)
        #expect(heard.count < whole.count && heard == Array(whole.suffix(heard.count)))

        bench.written.clear()
        bench.player.send(.play(.fromSecond(0.5)))
        await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == Array(whole[12_000...]))
    }

    @Test("after a pause the sound goes on at the sample where it was left")
    func pausing() async throws {
        let bench = PlayerBench(timeLimit: 0.5)
        bench.send(dialogue)
        bench.player.send(.play(.all))
        await bench.events { ($0.position?.seconds ?? 0) >= 0.4 }
        bench.player.send(.pause)
        let place = try #require(await bench.events { $0 == .paused }.last)
        #expect(place == .paused)
        let position = try #require(await bench.events { $0.position != nil }.last?.position)
        bench.written.clear()
        bench.clock.allow(until: .infinity)
        bench.player.send(.resume)
        await bench.events { $0 == .stopped }
        let rest = try await bench.rendered(dialogue)[Int((position.seconds * 24_000).rounded())...]
        #expect(pcm16(of: bench.written.samples) == Array(rest))
    }

    @Test("a turn is repeated until told otherwise")
    func looping() async throws {
        let bench = PlayerBench(timeLimit: 30)
        bench.send(dialogue)
        bench.player.send(.loop(turn: 3))
        await bench.events { ($0.position?.turnSeconds ?? 0) > 0.5 }
        await bench.events { ($0.position?.turnSeconds ?? 1) < 0.2 }
        await bench.events { ($0.position?.turnSeconds ?? 0) > 0.5 }
        bench.player.send(.loop(turn: nil))
        bench.clock.allow(until: .infinity)
        let events = await bench.events { $0 == .stopped }
        #expect(events.compactMap(\.position).dropLast().allSatisfy { $0.turn == 3 })
    }

    @Test("seeking moves the head by seconds and turns, playing or not")
    func seeking() async throws {
        let bench = PlayerBench()
        bench.send(dialogue)
        // Told once all is rendered, since only then the length is known.
        await bench.events { $0.position?.isTotalKnown ?? false }
        func position(after order: Player.Order) async -> PlayerEvent.Position? {
            bench.player.send(order)
            return await bench.events { $0.position != nil }.last?.position
        }
        #expect(await position(after: .seekToTurn(2))?.turn == 2)
        let there = try #require(await position(after: .seekBySeconds(0.5)))
        #expect(there.turn == 2 && abs(there.turnSeconds - 0.5) < 0.001)
        #expect(await position(after: .seekBySeconds(-100))?.seconds == 0)
        #expect(await position(after: .seekToTurn(99))?.turn == 3)
        let end = try #require(await position(after: .seekBySeconds(100)))
        #expect(end.turn == 3 && end.totalSeconds - end.seconds < 0.001)
    }

    @Test("the turn that is wanted is rendered before all that come before it")
    func wanting() async throws {
        let turns = (0..<14).map { turn(.a, .text("word \($0) and some more words to say")) }
        let bench = PlayerBench()
        bench.send(Dialogue(turns: turns))
        bench.player.send(.want(turn: 12))
        let order = await bench.events { $0.meters?.renderedTurnCount == 14 }
            .compactMap(\.readyIndex)
        #expect(order.count == 14 && (order.firstIndex(of: 12) ?? 14) < 9)
    }

    @Test("a turn that cannot be read is told and skipped")
    func unreadable() async throws {
        var broken = dialogue
        broken.turns[2] = turn(.b, .text("§"))
        let bench = PlayerBench()
        bench.send(broken)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        #expect(
            events.contains {
                if case .turnState(index: 2, .failed(let reason)) = $0 {
                    reason.contains("§")
                } else {
                    false
                }
            })
        broken.turns.remove(at: 2)
        #expect(bench.written.samples.count > 24_000)
        #expect(pcm16(of: bench.written.samples) == (try await bench.rendered(broken)))
    }

    @Test("an output that goes away is told once, and the head goes on in silence from there")
    func unplugged() async throws {
        let bench = PlayerBench()
        bench.written.limit(to: 24_000)
        bench.send(dialogue)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        let problem = PlayerEvent.problem(PlaybackError.unplugged(device: "bench").description)
        let lost = try #require(events.firstIndex(of: problem))
        #expect(events.filter { $0 == problem }.count == 1)
        #expect(events[..<lost].contains(.output(description: "silent", isAudible: false)))
        let after = events[lost...].compactMap(\.position)
        #expect((0.5...1).contains(after.first?.seconds ?? 0))
        #expect((after.last?.turn ?? 0) == 3 && !events.contains(.paused))
    }

    @Test("trying out a voice leaves the script's place alone")
    func audition() async throws {
        let bench = PlayerBench()
        bench.send(dialogue)
        bench.player.send(.seekToTurn(2))
        await bench.events { $0.position?.turn == 2 }
        let voice = bench.cast.voices[3]
        bench.player.send(.audition(voice, text: "hello there"))
        let events = await bench.events { $0 == .stopped }
        #expect(events.contains { $0.position.map { $0.turn == nil } ?? false })
        let said = turn(.d, .text("hello there"))
        #expect(pcm16(of: bench.written.samples) == (try bench.rendered(turn: said)))
        bench.player.send(.resume)
        #expect(await bench.events { $0.position != nil }.last?.position?.turn == 2)
    }

    @Test("what sounds goes on when turns move and when it is changed itself")
    func changeWhilePlaying() async throws {
        let bench = PlayerBench(timeLimit: 0.5)
        bench.send(dialogue)
        bench.player.send(.play(.all))
        await bench.events { ($0.position?.seconds ?? 0) >= 0.4 }
        var changed = dialogue
        changed.turns.insert(turn(.d, .text("new at the front")), at: 0)
        bench.send(changed)
        await bench.events { $0.meters?.renderedTurnCount == 5 }
        changed.turns[1] = turn(.a, .text("changed under the head"))
        bench.send(changed)
        bench.clock.allow(until: .infinity)
        let events = await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == (try await bench.rendered(dialogue)))
        let turns = events.compactMap { $0.position?.turn }
        #expect(turns.first == 1 && turns.contains(4))
    }

    @Test("closing ends the events")
    func closing() async {
        let bench = PlayerBench()
        bench.send(dialogue)
        bench.player.send(.play(.all))
        await bench.events { $0 == .playing }
        await bench.player.close()
        await bench.events { _ in false }
    }
}
