import KernelsC

/// Keeps freed blocks in the process for reuse: a training step allocates and frees hundreds of
/// megabytes, and returning them to the system each time costs a page fault every 4 KiB.
public func keepFreedMemory() { parley_keep_freed_memory() }
