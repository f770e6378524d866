import Script
import Synthesis
import Testing

@testable import Playback

@Suite struct PlayerPartsTests {
    private let synthesizer = Synthesizer(
        model: HummingModel(), settings: .init(iterations: 0), read: readWords)

    private func slot(_ text: String) -> PlayerScript.Slot {
        let turn = turn(.a, .text(text))
        let voice = Voice(name: "luna")
        return PlayerScript.Slot(
            turn: turn, voice: voice, key: synthesizer.key(of: turn, voice: voice))
    }

    @Test("an actor on a WorkerThread works off the shared threads, in order")
    func workerThread() async {
        actor Counter {
            private let thread = WorkerThread(name: "parley-test", niceness: 1)
            private var counts: [Int] = []
            nonisolated var unownedExecutor: UnownedSerialExecutor {
                thread.asUnownedSerialExecutor()
            }
            func add() -> Int {
                counts.append(counts.count)
                return counts.count
            }
        }
        let counter = Counter()
        for count in 1...100 { #expect(await counter.add() == count) }
    }

    @Test("a RenderWorker's steps make the turn, also when another comes between")
    func renderWorker() async throws {
        let worker = RenderWorker(synthesizer)
        let (first, second) = (slot("one two. three four"), slot("five"))
        var cache = SoundCache(byteLimit: 1 << 20)
        while !cache.isComplete(first.key) {
            cache.take(try await worker.advance(first), for: first.key)
            if !cache.isComplete(second.key) {
                cache.take(try await worker.advance(second), for: second.key)
            }
        }
        let whole = try synthesizer.renderTurn(first.turn, voice: first.voice)
        #expect(cache[first.key]?.sampleCount == whole.samples.count)
        #expect(cache[first.key]?.report.sentenceCount == 2)
        await worker.forget(second.key)
        #expect(try await worker.advance(second).offset == 0)
    }

    @Test("a SoundCache lets go of what is wanted last, never of what is pinned")
    func soundCache() {
        var cache = SoundCache(byteLimit: 2 * 48_000)
        let slots = ["a", "b", "c", "d"].map { slot($0) }
        for slot in slots {
            let step = RenderWorker.Step(
                samples: Array(repeating: 0.5, count: 1000), offset: 0, report: TurnReport(),
                isComplete: true)
            cache.take(step, for: slot.key)
        }
        #expect(cache.isOverLimit && cache.completeCount == 4)
        let dropped = cache.trim(pinned: [slots[3].key], order: slots.map(\.key))
        #expect(dropped == [slots[1].key, slots[2].key])
        #expect(!cache.isOverLimit && cache.byteCount == 2 * 48_000)
    }

    @Test("a HeardLog knows the place that sounds, in silence and in a turn")
    func heardLog() {
        var log = HeardLog()
        #expect(log.cursor(delay: 0) == nil)
        var cursor = PlayCursor(turn: 0, slot: slot("a"), spacing: TurnSpacing(seed: 0))
        cursor.silenceLeft = 500
        log.add(Array(repeating: 0, count: 500), at: cursor)
        cursor.silenceLeft = 0
        log.add(Array(repeating: 1, count: 1000), at: cursor)
        #expect(log.cursor(delay: 1200)?.silenceLeft == 200)
        #expect(log.cursor(delay: 1000)?.offset == 0)
        #expect(log.cursor(delay: 300)?.offset == 700)
        #expect(log.cursor(delay: 0)?.offset == 1000 && log.blocks.count == 1)
    }

    @Test("a ChildCommand is told that there is no more, and how it ended")
    func childCommand() throws {
        var child = try ChildCommand("read line; exit 4")
        #expect(child.write(Array("x\n".utf8)[...]) == 2)
        child.closeInput()
        var ending: String?
        while ending == nil { ending = child.ending() }
        #expect(ending == "it ended with status 4")
        #expect(ALSADeviceName(name: "x", description: "").name == "x")
    }
}
