import NIOHTTP1
import Synthesis

/// What the stream's server answers.
struct StreamAnswer: Equatable, Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    /// The whole body, or the beginning of a stream.
    var body: [UInt8]
    /// Whether sound without end follows.
    var isStream = false
}

/// Decides on requests, without any network.
struct StreamRoute: Sendable {
    /// Whether only this machine is meant to listen.
    let isLoopback: Bool
    var channelCount = 1

    func answer(to head: HTTPRequestHead) -> StreamAnswer {
        guard head.method == .GET || head.method == .HEAD else {
            return refusal(.methodNotAllowed, "Only GET.", headers: [("Allow", "GET, HEAD")])
        }
        guard isAskedHere(head.headers) else {
            return refusal(.forbidden, "This stream is for this machine alone.")
        }
        var answer: StreamAnswer
        switch head.uri.prefix(while: { $0 != "?" }) {
        case "/": answer = page
        case "/stream.wav":
            answer = stream("audio/wav", beginning: endlessWAVHeader(channelCount: channelCount))
        case "/stream.pcm": answer = stream("application/octet-stream", beginning: [])
        default: return refusal(.notFound, "Here are / and /stream.wav.")
        }
        if head.method == .HEAD {
            answer.body = []
            answer.isStream = false
        }
        return answer
    }

    /// For when there are listeners enough.
    var full: StreamAnswer { refusal(.serviceUnavailable, "There are too many listeners.") }

    private var page: StreamAnswer {
        answer(
            .ok, "text/html; charset=utf-8", Array(streamPage.utf8),
            headers: [
                (
                    "Content-Security-Policy",
                    "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; "
                        + "frame-ancestors 'none'"
                )
            ])
    }

    private func stream(_ type: String, beginning: [UInt8]) -> StreamAnswer {
        var answer = answer(.ok, type, beginning)
        answer.isStream = true
        answer.headers.remove(name: "Content-Length")
        return answer
    }

    /// Whether somebody asks who means this machine: not a page of another site, and not a name
    /// that was made to point here (DNS rebinding).
    private func isAskedHere(_ headers: HTTPHeaders) -> Bool {
        if headers.first(name: "Sec-Fetch-Site") == "cross-site" { return false }
        guard isLoopback else { return true }
        guard let host = headers.first(name: "Host") else { return false }
        let name =
            host.hasPrefix("[")
            ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost", "::1"].contains(name.lowercased())
    }

    private func refusal(
        _ status: HTTPResponseStatus, _ words: String, headers: [(String, String)] = []
    ) -> StreamAnswer {
        answer(status, "text/plain; charset=utf-8", Array((words + "\n").utf8), headers: headers)
    }

    private func answer(
        _ status: HTTPResponseStatus, _ type: String, _ body: [UInt8],
        headers: [(String, String)] = []
    ) -> StreamAnswer {
        StreamAnswer(
            status: status,
            headers: HTTPHeaders(
                [
                    ("Content-Type", type), ("Content-Length", "\(body.count)"),
                    ("Connection", "close"), ("Cache-Control", "no-store"),
                    ("X-Content-Type-Options", "nosniff"),
                ] + headers),
            body: body)
    }
}

/// The head of a WAV file (RIFF, 16-bit PCM) whose end nobody knows.
func endlessWAVHeader(
    sampleRate: Int = Synthesizer.sampleRate, channelCount: Int = 1
) -> [UInt8] {
    func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let endless = 0xffff_ffff
    return Array("RIFF".utf8) + number(endless, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        + number(1, 2) + number(channelCount, 2) + number(sampleRate, 4)
        + number(2 * channelCount * sampleRate, 4) + number(2 * channelCount, 2) + number(16, 2)
        + Array("data".utf8) + number(endless, 4)
}

private let streamPage = """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Parley</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 28em;
           padding: 0 1em; color: #223; background: #f7f5f0 }
    audio { width: 100% }
    </style>
    <h1>Parley</h1>
    <p><audio controls autoplay src="/stream.wav"></audio>
    <p>What the studio plays is heard here, live. If it stays silent, press play.
    </html>

    """
