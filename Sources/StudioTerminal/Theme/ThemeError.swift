/// What is wrong with a theme.
public enum ThemeError: Error, Equatable, CustomStringConvertible {
    case notFound(name: String, known: [String])
    case unreadable(path: String, reason: String)
    case notTOML(path: String, line: Int, reason: String)
    case unknownKey(path: String, line: Int, key: String, known: [String])
    case badColour(path: String, line: Int, key: String, value: String)
    case badValue(path: String, line: Int, key: String, expected: String)

    public var description: String {
        switch self {
        case .notFound(let name, let known):
            "no theme “\(name)”. Use \(known.joined(separator: ", "))."
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason). Mend the file, or choose another theme."
        case .notTOML(let path, let line, let reason):
            "\(path):\(line): \(reason). Mend the line; docs/themes.md shows the form."
        case .unknownKey(let path, let line, let key, let known):
            "\(path):\(line): nothing is called “\(key)”. Use \(known.joined(separator: ", "))."
        case .badColour(let path, let line, let key, let value):
            "\(path):\(line): “\(key)” has the colour “\(value)”. Write #rrggbb, a name of the "
                + "theme's palette, or one of the terminal's, such as “bright-blue”."
        case .badValue(let path, let line, let key, let expected):
            "\(path):\(line): “\(key)” should be \(expected)."
        }
    }
}
