import Foundation
import Kernels

/// One question to a service.
struct HTTPRequest: Equatable, Sendable {
    var method = "GET"
    var url: String
    var headers: [String: String] = [:]
    var body: [UInt8] = []
}

/// What a service answered; its body lies in a file as long as this value lives.
struct HTTPReply: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let bodyPath: String
    private let folder: TemporaryFolder

    init(status: Int, headers: [String: String], folder: TemporaryFolder) {
        (self.status, self.headers, self.folder) = (status, headers, folder)
        bodyPath = folder.path + "/body"
    }

    /// - Throws: `.badReply` where it is longer than `limit` or cannot be read.
    func body(limit: Int) throws(TeacherFailure) -> [UInt8] {
        do {
            return try readWholeFile(bodyPath, limit: limit)
        } catch {
            throw TeacherFailure(.badReply, "sent a reply that cannot be read (\(error.reason))")
        }
    }
}

/// HTTP through the program curl, which knows proxies, certificates and broken servers, and is
/// loaded only when there is somebody to ask.
///
/// Everything that may be secret reaches curl on its standard input, nothing by its arguments.
/// Only http and https, no redirections, and no reply larger than `replyLimit`.
struct HTTPClient: Sendable {
    /// Seconds for a whole exchange.
    var timeout = 120.0
    /// Bytes.
    var replyLimit = 256_000_000
    private static let connectTimeout = 15.0

    /// Asks and waits for the whole answer, whatever its status.
    ///
    /// - Throws: `.unreachable`, `.hung`, `.badReply`, `.misconfigured` for an address that is none.
    func reply(to request: HTTPRequest) throws(TeacherFailure) -> HTTPReply {
        guard request.url.hasPrefix("http://") || request.url.hasPrefix("https://") else {
            throw TeacherFailure(.misconfigured, "“\(request.url)” is no http or https address")
        }
        let folder = try TemporaryFolder()
        try write([], to: folder.path + "/body")
        if !request.body.isEmpty { try write(request.body, to: folder.path + "/request") }
        // The limit of the shell holds where the service does not say how much it will send.
        let program = TimedProgram(
            words: ["sh", "-c", "ulimit -f \(replyLimit / 512 + 1); exec curl -q --config -"],
            timeout: timeout + 5)
        do {
            try program.run(input: Array(configuration(request, folder: folder.path).utf8))
        } catch {
            throw failure(error, request: request)
        }
        return try parse(folder: folder)
    }

    /// curl's configuration file for a request.
    func configuration(_ request: HTTPRequest, folder: String) -> String {
        var lines = [
            "url = \(quoted(request.url))", "request = \(quoted(request.method))",
            "globoff", "silent", "proto = \"=http,https\"", "user-agent = \"parley\"",
            "header = \"Expect:\"", "connect-timeout = \(min(Self.connectTimeout, timeout))",
            "max-time = \(timeout)", "max-filesize = \(replyLimit)",
            "dump-header = \(quoted(folder + "/headers"))",
            "output = \(quoted(folder + "/body"))",
        ]
        for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
            lines.append("header = \(quoted("\(name): \(value)"))")
        }
        if !request.body.isEmpty {
            lines.append("data-binary = \(quoted("@" + folder + "/request"))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Quoted as curl reads it; what would end a line or a header is left out.
    private func quoted(_ text: String) -> String {
        let inner = text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
        let escaped = String(String.UnicodeScalarView(inner))
            .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    private func write(_ bytes: [UInt8], to path: String) throws(TeacherFailure) {
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        guard made else { throw TeacherFailure(.crashed, "cannot write \(path)") }
    }

    private func parse(folder: TemporaryFolder) throws(TeacherFailure) -> HTTPReply {
        let bytes: [UInt8]
        do {
            bytes = try readWholeFile(folder.path + "/headers", limit: 1_000_000)
        } catch {
            throw TeacherFailure(.badReply, "sent no headers (\(error.reason))")
        }
        var status = 0
        var headers: [String: String] = [:]
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            // Proxies and “100 Continue” put blocks of their own before the last one.
            if line.hasPrefix("HTTP/") {
                status = Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
                headers = [:]
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                headers[line[..<colon].lowercased()] = value
            }
        }
        guard (100...599).contains(status) else {
            throw TeacherFailure(.badReply, "does not speak HTTP")
        }
        return HTTPReply(status: status, headers: headers, folder: folder)
    }

    /// What curl's exit status means (`man curl`, EXIT CODES).
    private func failure(_ failure: TimedProgram.Failure, request: HTTPRequest) -> TeacherFailure {
        guard case .status(let status) = failure else {
            return TeacherFailure(.hung, "\(request.url): \(failure.problem)")
        }
        let (kind, problem): (TeacherFailure.Kind, String) =
            switch status {
            case 3: (.misconfigured, "is no address that curl understands")
            case 5: (.unreachable, "its proxy has no known name")
            case 6: (.unreachable, "has no known name")
            case 7: (.unreachable, "nobody answers")
            case 28: (.hung, "took over \(timeout.formatted()) s")
            case 18, 52, 55, 56, 92: (.badReply, "the connection broke off")
            case 23, 25, 63, 153: (.badReply, "sent more than \(replyLimit) bytes")
            case 35, 51, 53, 54, 58, 59, 60, 77, 83, 91:
                (.misconfigured, "its certificate or encryption is not accepted (curl \(status))")
            case 127: (.misconfigured, "curl is not installed (apt-get install curl)")
            default: (.unreachable, "curl ended with status \(status)")
            }
        return TeacherFailure(kind, "\(request.url): \(problem)")
    }
}
