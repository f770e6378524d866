#ifndef PARLEY_BYTE_RANGE_H
#define PARLEY_BYTE_RANGE_H

// How the values of a row are mapped to bytes: shared by the layers that compute in bytes and by
// the training that imitates them.

#include "parley_kernels.h"
#include "vector_math.h"

// The least and the greatest value of a row, zeros for none.
PARLEY_AVX2_INLINE void parley_row_extremes(
    size_t count, const float *x, float *least, float *greatest
) {
    *least = *greatest = count > 0 ? x[0] : 0;
    size_t p = 0;
    if (count >= 8) {
        __m256 low = _mm256_loadu_ps(x), high = low;
        for (p = 8; p + 8 <= count; p += 8) {
            __m256 v = _mm256_loadu_ps(x + p);
            low = _mm256_min_ps(low, v);
            high = _mm256_max_ps(high, v);
        }
        __m256 zero = _mm256_setzero_ps();
        *least = -parley_lane_maximum(_mm256_sub_ps(zero, low));
        *greatest = parley_lane_maximum(high);
    }
    for (; p < count; p++) {
        *least = x[p] < *least ? x[p] : *least;
        *greatest = x[p] > *greatest ? x[p] : *greatest;
    }
}

// The range of a row of a layer's input, and what (value - least) is multiplied by to be 0...127.
PARLEY_AVX2_INLINE parley_byte_range parley_range_of_row(
    size_t count, const float *x, float *inverse
) {
    float least, greatest;
    parley_row_extremes(count, x, &least, &greatest);
    float spread = greatest - least;
    *inverse = spread > 0 ? 127 / spread : 0;
    return (parley_byte_range){.least = least, .step = spread / 127};
}

// What the bytes of a row of a weight are multiplied by: its greatest magnitude is 127.
PARLEY_AVX2_INLINE float parley_scale_of_row(size_t count, const float *x) {
    float least, greatest;
    parley_row_extremes(count, x, &least, &greatest);
    return (greatest > -least ? greatest : -least) / 127;
}

#endif
