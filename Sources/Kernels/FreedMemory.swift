import KernelsC

/// Keeps freed blocks in the process for reuse: a sentence allocates and frees tens of megabytes, a
/// training step hundreds, and returning them to the system each time costs a page fault every 4 KiB.
public func keepFreedMemory() { parley_keep_freed_memory() }
