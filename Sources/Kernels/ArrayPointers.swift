/// Calls `body` with the addresses of three arrays, none of which may be empty.
///
/// Callers run it only where there is at least one row and one column to work on; for an empty array
/// it does nothing.
func withBases<S, T>(
    _ a: [S], _ b: [S], _ c: [T],
    _ body: (UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<T>) -> Void
) {
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            c.withUnsafeBufferPointer { c in
                guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
                    return
                }
                body(a, b, c)
            }
        }
    }
}

/// Calls `body` with the addresses of two arrays to write to; does nothing if one is empty.
func withMutableBases<S>(
    _ a: inout [S], _ b: inout [S],
    _ body: (UnsafeMutablePointer<S>, UnsafeMutablePointer<S>) -> Void
) {
    a.withUnsafeMutableBufferPointer { a in
        b.withUnsafeMutableBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress else { return }
            body(a, b)
        }
    }
}

/// Calls `body` with the address of an array; does nothing if it is empty.
func withBases<S>(_ a: [S], _ body: (UnsafePointer<S>) -> Void) {
    a.withUnsafeBufferPointer { a in
        if let a = a.baseAddress { body(a) }
    }
}

/// Calls `body` with uninitialised memory for `count` plain numbers; does nothing for none.
func withScratch<S: BitwiseCopyable>(
    of type: S.Type, count: Int, _ body: (UnsafeMutablePointer<S>) -> Void
) {
    // 64 bytes, so that vectors never straddle a cache line.
    withUnsafeTemporaryAllocation(
        byteCount: count * MemoryLayout<S>.stride, alignment: 64
    ) { buffer in
        if count > 0, let base = buffer.baseAddress {
            body(base.bindMemory(to: S.self, capacity: count))
        }
    }
}

/// Stops unless `segments` cover all rows, in order, without gaps.
func checkTiling(_ segments: [Range<Int>], rows: Int, name: String) {
    var end = 0
    for segment in segments {
        precondition(
            segment.lowerBound == end,
            "\(name): a segment begins at row \(segment.lowerBound), the last one ended at \(end)")
        end = segment.upperBound
    }
    precondition(end == rows, "\(name): the segments end at row \(end), x has \(rows)")
}

/// Calls `body` with the address of an array, nil if there is none or it is empty.
func withOptionalBase<S>(_ a: [S]?, _ body: (UnsafePointer<S>?) -> Void) {
    guard let a else { return body(nil) }
    a.withUnsafeBufferPointer { body($0.baseAddress) }
}
