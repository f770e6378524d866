/// Base 64 (RFC 4648), for the clipboard.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)

    static func encode(_ bytes: [UInt8]) -> String {
        var result = String.UnicodeScalarView()
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)].map(UInt32.init)
            let padded = group + Array(repeating: 0, count: 3 - group.count)
            let value = padded[0] << 16 | padded[1] << 8 | padded[2]
            for index in 0..<4 {
                let isPadding = index > group.count
                result.append(isPadding ? "=" : alphabet[Int(value >> (18 - 6 * index) & 63)])
            }
        }
        return String(result)
    }
}
