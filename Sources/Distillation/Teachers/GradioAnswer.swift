import Foundation

/// A function's inputs with places for the text and the voice.
struct GradioInputs: Sendable {
    private let template: Data

    init(template: String) throws(DistillationError) {
        let object = try? JSONSerialization.jsonObject(with: Data(template.utf8))
        guard let list = object as? [Any] else {
            throw .badConfiguration(
                path: "--inputs", line: nil, problem: "is no JSON array such as [\"{text}\"]")
        }
        guard "\(list)".contains("{text}") else {
            throw .badConfiguration(path: "--inputs", line: nil, problem: "has no {text}")
        }
        self.template = Data(template.utf8)
    }

    /// `{"data": […]}` for one text.
    func body(text: String, voice: String) throws(TeacherFailure) -> [UInt8] {
        func filled(_ value: Any) -> Any {
            switch value {
            case let string as String:
                // In one pass, so that a text that holds “{voice}” keeps it.
                string.split(separator: "{text}", omittingEmptySubsequences: false)
                    .map { $0.replacing("{voice}", with: voice) }.joined(separator: text)
            case let list as [Any]: list.map(filled)
            case let object as [String: Any]: object.mapValues(filled)
            default: value
            }
        }
        do {
            let inputs = try JSONSerialization.jsonObject(with: template)
            let body: [String: Any] = ["data": filled(inputs)]
            return Array(
                try JSONSerialization.data(
                    withJSONObject: body, options: [.sortedKeys, .withoutEscapingSlashes]))
        } catch {
            throw TeacherFailure(.unusableText, "cannot be written as JSON (\(error))")
        }
    }
}

/// What a Gradio interface answers.
enum GradioAnswer {
    static func object(in bytes: [UInt8]) throws(TeacherFailure) -> [String: Any] {
        let parsed = try? JSONSerialization.jsonObject(with: Data(bytes))
        guard let object = parsed as? [String: Any] else {
            throw TeacherFailure(.badReply, "answered what is no JSON object")
        }
        return object
    }

    /// The outputs in a stream of server-sent events: the data of “complete”.
    ///
    /// - Throws: `.serverError` for the event “error”, `.badReply` for a stream without an end.
    static func outputs(inEvents bytes: [UInt8]) throws(TeacherFailure) -> Any {
        var event = ""
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line.hasPrefix("event:") {
                event = line.dropFirst(6).trimmingCharacters(in: .whitespaces)
            } else if line.hasPrefix("data:") {
                let data = Data(line.dropFirst(5).utf8)
                if event == "error" {
                    let text = String(decoding: data, as: UTF8.self)
                        .trimmingCharacters(in: .whitespaces)
                    let words = text == "null" || text.isEmpty ? "" : ": \(text.prefix(200))"
                    throw TeacherFailure(.serverError, "reported an error\(words)")
                }
                guard event == "complete" else { continue }
                guard
                    let outputs = try? JSONSerialization.jsonObject(
                        with: data, options: .fragmentsAllowed)
                else { throw TeacherFailure(.badReply, "ended with outputs that are no JSON") }
                return outputs
            }
        }
        throw TeacherFailure(.badReply, "ended its events without outputs")
    }
}

/// A sound among a function's outputs.
enum GradioSound: Equatable {
    case inline([UInt8])
    /// On the service: its path there, its address by the service's own word, or both.
    case file(path: String?, url: String?)

    /// The last sound in the outputs, since interfaces that stream give the whole one at the end.
    static func last(in value: Any) -> GradioSound? {
        switch value {
        case let list as [Any]:
            return list.reversed().lazy.compactMap(last(in:)).first
        case let object as [String: Any]:
            return sound(in: object)
                ?? object.keys.sorted().lazy.compactMap { object[$0].flatMap(last(in:)) }.first
        case let text as String:
            if text.hasPrefix("data:") { return inline(text) }
            guard isSoundName(text) else { return nil }
            let isAddress = text.hasPrefix("http://") || text.hasPrefix("https://")
            return isAddress ? .file(path: nil, url: text) : .file(path: text, url: nil)
        default: return nil
        }
    }

    private static func sound(in object: [String: Any]) -> GradioSound? {
        if object["is_stream"] as? Bool == true { return nil }
        if let text = object["data"] as? String, text.hasPrefix("data:") { return inline(text) }
        let path = (object["path"] ?? object["name"]) as? String
        let url = object["url"] as? String
        let type = object["mime_type"] as? String ?? ""
        guard type.hasPrefix("audio/") || [path, url].contains(where: { isSoundName($0 ?? "") })
        else { return nil }
        return .file(path: path, url: url)
    }

    private static func isSoundName(_ name: String) -> Bool {
        guard name.count < 2000, !name.contains(where: \.isNewline) else { return false }
        let plain = name.split(separator: "?").first.map { $0.lowercased() } ?? ""
        return [".wav", ".mp3", ".flac", ".ogg", ".opus"].contains(where: plain.hasSuffix)
    }

    private static func inline(_ uri: String) -> GradioSound? {
        guard let comma = uri.firstIndex(of: ","), uri[..<comma].hasSuffix(";base64"),
            let bytes = Data(base64Encoded: String(uri[uri.index(after: comma)...]))
        else { return nil }
        return .inline(Array(bytes))
    }

    /// Where the file may be had, the likeliest first.
    func addresses(base: String, route: String) -> [String] {
        guard case .file(let path, let url) = self else { return [] }
        var found: [String] = []
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: "?#")
        if let path, let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) {
            let door = route.hasPrefix("/gradio_api") ? "/gradio_api/file=" : "/file="
            found.append(base + door + escaped)
        }
        if let url { found.append(url.hasPrefix("/") ? base + url : url) }
        return found
    }
}
