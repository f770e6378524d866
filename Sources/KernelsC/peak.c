// What the core could do at best, for comparison.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "vector_math.h"

PARLEY_AVX2 float parley_peak_rounds(size_t rounds) {
    __m256 sums[12];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 12; i++) sums[i] = _mm256_set1_ps((float)i);
    __m256 factor = _mm256_set1_ps(0.999f), term = _mm256_set1_ps(0.001f);
    for (size_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
        for (size_t i = 0; i < 12; i++) sums[i] = _mm256_fmadd_ps(sums[i], factor, term);
    }
    for (size_t i = 1; i < 12; i++) sums[0] = _mm256_add_ps(sums[0], sums[i]);
    return parley_lane_sum(sums[0]);
}

#endif
