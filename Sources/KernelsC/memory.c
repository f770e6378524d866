#include "parley_memory.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <limits.h>

void parley_keep_freed_memory(void) {
#if defined(M_MMAP_THRESHOLD) && defined(M_TRIM_THRESHOLD)
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    // Threads of their own arenas would have blocks above 64 MiB mapped all the same.
    mallopt(M_ARENA_MAX, 1);
#endif
}
