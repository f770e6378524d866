#ifndef PARLEY_MEMORY_H
#define PARLEY_MEMORY_H

/// Tells the C library to keep freed blocks for reuse instead of returning them to the system.
void parley_keep_freed_memory(void);

#endif
