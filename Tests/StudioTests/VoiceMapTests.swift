import Testing

@testable import Studio

@Suite("VoiceMap")
struct VoiceMapTests {
    @Test("spreads the strongest difference along the first axis")
    func firstAxis() {
        let map = VoiceMap(embeddings: [[10, 1, 0], [-10, 1, 0], [9, -1, 0], [-9, -1, 0]])
        let places = map.places
        #expect(places[0].x * places[1].x < 0)
        #expect(places[0].x * places[2].x > 0)
        #expect(places[0].y * places[2].y < 0)
        let widest = places.map { abs($0.x) }.max() ?? 0
        #expect(abs(widest - 1) < 1e-4)
        #expect(places.allSatisfy { abs($0.y) < 0.2 })
    }

    @Test("keeps distances that lie in a plane")
    func isometry() {
        let plane: [[Float]] = [[0, 0], [3, 0], [0, 1], [3, 2], [-2, -1]]
        // The plane, turned into five dimensions.
        let turned = plane.map { point -> [Float] in
            [point[0] * 0.6, point[0] * 0.8, point[1], 0, 5]
        }
        let places = VoiceMap(embeddings: turned).places
        func distance(_ a: Int, _ b: Int) -> Float {
            let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y)
            return (dx * dx + dy * dy).squareRoot()
        }
        func original(_ a: Int, _ b: Int) -> Float {
            let (dx, dy) = (plane[a][0] - plane[b][0], plane[a][1] - plane[b][1])
            return (dx * dx + dy * dy).squareRoot()
        }
        let scale = distance(0, 1) / original(0, 1)
        for a in 0..<5 {
            for b in 0..<a { #expect(abs(distance(a, b) - scale * original(a, b)) < 2e-3) }
        }
    }

    @Test("puts voices that are alike in the middle")
    func alike() {
        let middle = VoiceMap.Place(x: 0, y: 0)
        #expect(VoiceMap(embeddings: []).places.isEmpty)
        #expect(VoiceMap(embeddings: [[1, 2]]).places == [middle])
        #expect(VoiceMap(embeddings: [[1, 2], [1, 2]]).places == [middle, middle])
    }

    @Test("puts two voices at the ends of the first axis")
    func two() {
        let places = VoiceMap(embeddings: [[0, 0, 1], [0, 4, 1]]).places
        #expect(abs(abs(places[0].x) - 1) < 1e-4 && abs(places[0].x + places[1].x) < 1e-4)
        #expect(places.allSatisfy { abs($0.y) < 1e-3 })
    }

    @Test("comes out the same whatever is added to all")
    func translation() {
        let plain = StudioRun.voices.map(\.embedding)
        let moved = plain.map { $0.map { $0 + 3 } }
        for (a, b) in zip(
            VoiceMap(embeddings: plain).places, VoiceMap(embeddings: moved).places)
        {
            #expect(abs(a.x - b.x) < 1e-3 && abs(a.y - b.y) < 1e-3)
        }
    }

    @Test("sets a blend between its voices")
    func blends() {
        var run = StudioRun()
        run.command("voice A 0.5*Mei+0.5*Leo")
        let cast: CastState = run.state.cast
        let place = cast.place(of: cast.voice!)!
        let (mei, leo) = (cast.map.places[0], cast.map.places[1])
        #expect(abs(place.x - (mei.x + leo.x) / 2) < 1e-5)
        #expect(abs(place.y - (mei.y + leo.y) / 2) < 1e-5)
    }

    @Test("draws in DotField's braille, or in full stops")
    func dots() {
        var field = DotField(columns: 2, rows: 1)
        field.set(0, 0)
        field.set(3, 3)
        field.set(9, 9)
        field.set(-1, 0)
        #expect(field.text(0, 0, inUnicode: true) == "⠁")
        #expect(field.text(1, 0, inUnicode: true) == "⢀")
        #expect(field.text(1, 0, inUnicode: false) == ".")
        #expect(DotField(columns: 1, rows: 1).text(0, 0, inUnicode: true).isEmpty)
    }
}
