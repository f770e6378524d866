/// The elements of a weight: in memory, or where they lie in a mapped file, which costs neither
/// time nor memory to load. Copies share them.
enum WeightStorage<Element: BitwiseCopyable & Sendable>: Sendable {
    case memory([Element])
    case file(MappedFile, offset: Int, count: Int)

    /// `count` elements from byte `offset` of `file`, which need no alignment.
    init(_ file: MappedFile, at offset: Int, count: Int) {
        precondition(
            offset >= 0 && offset + count * MemoryLayout<Element>.size <= file.byteCount,
            "WeightStorage: the elements lie outside the file")
        self = .file(file, offset: offset, count: count)
    }

    /// Calls `body` with the address of the first element; nil if there is none.
    func withBase<Result>(_ body: (UnsafeRawPointer?) -> Result) -> Result {
        switch self {
        case .memory(let elements):
            elements.withUnsafeBytes { body($0.baseAddress) }
        case .file(let file, let offset, let count):
            withExtendedLifetime(file) {
                body(file.pointer(to: offset..<offset + count * MemoryLayout<Element>.size))
            }
        }
    }
}
