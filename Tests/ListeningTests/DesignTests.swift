import Testing

@testable import Listening

@Suite("Answer")
struct AnswerTests {
    @Test(
        "reads what it writes",
        arguments: [
            Answer.score(4), .comparison(-3), .choice(.second), .mushra([0, 55, 100]),
            .speaker("Ann: the host"), .speaker("主持人"),
        ])
    func roundTrip(answer: Answer) {
        #expect(Answer(answer.description) == answer)
    }

    @Test(
        "refuses what it cannot have written",
        arguments: ["", "4", "score:", "score:four", "choice:third", "mushra:1//2", "grade:4"])
    func refuses(text: String) {
        #expect(Answer(text) == nil)
    }

    @Test(
        "fits its own method within its range only",
        arguments: [
            (Answer.score(5), Method.acr, true), (.score(6), .acr, false), (.score(0), .dcr, false),
            (.comparison(-3), .ccr, true), (.comparison(-4), .ccr, false),
            (.choice(.first), .ab, true), (.choice(.first), .acr, false),
            (.mushra([0, 100]), .mushra, true), (.mushra([0]), .mushra, false),
            (.mushra([0, 101]), .mushra, false), (.speaker("Ann"), .speaker, true),
            (.speaker("Bob"), .speaker, false),
        ])
    func fits(answer: Answer, method: Method, expected: Bool) {
        #expect(answer.fits(method, clipCount: 2, speakers: ["Ann"]) == expected)
    }
}

@Suite("Method (Scale)")
struct MethodTests {
    @Test("labels every grade of its range, best first", arguments: [Method.acr, .dcr, .ccr])
    func scaleCoversRange(method: Method) throws {
        let range = try #require(method.gradeRange)
        #expect(method.scale.map(\.value) == range.reversed())
        #expect(method.scale.allSatisfy { !$0.label.english.isEmpty && !$0.label.chinese.isEmpty })
    }

    @Test("words MUSHRA's fifths from the top")
    func mushraScale() {
        #expect(Method.mushra.scale.map(\.value) == [90, 70, 50, 30, 10])
    }
}

@Suite("SHA256")
struct SHA256Tests {
    @Test(
        "gives the digests of the standard",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func standardVectors(text: String, digest: String) {
        #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
    }

    @Test("pads at every length around a block")
    func paddingEdges() {
        // FIPS 180-4's long vector: a million letters a.
        let digest = SHA256.hexadecimal(of: [UInt8](repeating: 0x61, count: 1_000_000))
        #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        let lengths = [55, 56, 57, 63, 64, 65, 119, 120]
        let digests = Set(
            lengths.map { SHA256.hexadecimal(of: [UInt8](repeating: 0, count: $0)) })
        #expect(digests.count == lengths.count)
    }
}
