import Glibc

/// Memory for the packed weights of one network, in large blocks that the system backs with huge
/// pages where it can: filling 40 MB costs 20 page faults instead of 10,000.
///
/// Weights keep the blocks alive; the arena itself may go when the packing is done. Not for use by
/// several threads at once.
public final class PackingArena {
    private var block: PanelBlock?
    private var usedCount = 0

    public init() {}

    /// `count` floats of fresh memory, aligned to a cache line, and the block they lie in.
    func take(_ count: Int) -> (base: UnsafeMutablePointer<Float>, owner: PanelBlock) {
        let rounded = (count + 15) & ~15
        if let block, usedCount + rounded <= block.capacity {
            defer { usedCount += rounded }
            return (block.base + usedCount, block)
        }
        let fresh = PanelBlock(capacity: max(rounded, 2 << 20))
        block = fresh
        usedCount = rounded
        return (fresh.base, fresh)
    }
}

/// A block of an arena; written only while weights are being packed.
final class PanelBlock: Sendable {
    /// In floats.
    let capacity: Int
    nonisolated(unsafe) let base: UnsafeMutablePointer<Float>

    init(capacity: Int) {
        self.capacity = capacity
        let byteCount = capacity * MemoryLayout<Float>.stride
        let hugePage = 2 << 20
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
        madvise(memory, byteCount, MADV_HUGEPAGE)
        base = memory.bindMemory(to: Float.self, capacity: capacity)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }
}
