#ifndef PARLEY_VECTOR_MATH_H
#define PARLEY_VECTOR_MATH_H

// Eight floats at a time: partial loads, sums and the exponential.

#include "tile.h"

// All bits set in the first `count` of 8 lanes.
PARLEY_AVX2_INLINE __m256i parley_lane_mask(size_t count) {
    __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count < 8 ? (int)count : 8), lanes);
}

// The 8 floats at p, or the first `left` of them and zeros.
PARLEY_AVX2_INLINE __m256 parley_load(const float *p, size_t left) {
    return left >= 8 ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, parley_lane_mask(left));
}

PARLEY_AVX2_INLINE void parley_store(float *p, size_t left, __m256 v) {
    if (left >= 8) {
        _mm256_storeu_ps(p, v);
    } else {
        _mm256_maskstore_ps(p, parley_lane_mask(left), v);
    }
}

// Runs a block for every 8 of `count` elements: `i` is where they begin, `left` how many there are,
// 8 but for the last time. Twice in the code, so that full vectors are free of masks and branches.
#define PARLEY_EACH_8(i, left, count, ...)     \
    do {                                       \
        size_t i = 0;                          \
        for (; i + 8 <= (count); i += 8) {     \
            enum { left = 8 };                 \
            __VA_ARGS__                        \
        }                                      \
        if (i < (count)) {                     \
            const size_t left = (count) - i;   \
            __VA_ARGS__                        \
        }                                      \
    } while (0)

PARLEY_AVX2_INLINE float parley_lane_sum(__m256 v) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

PARLEY_AVX2_INLINE float parley_lane_maximum(__m256 v) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

// e to the power of x, within 2 units in the last place; x beyond the range of a float is clamped
// to it, and a NaN stays one (the order of the operands of min and max matters for that).
//
// x = n ln 2 + r with |r| <= ln 2 / 2, then the Taylor series of degree 7 for e^r, whose remainder
// is below 6e-9, and n goes into the exponent.
PARLEY_AVX2_INLINE __m256 parley_exp(__m256 x) {
    x = _mm256_min_ps(_mm256_set1_ps(88.0f), x);
    x = _mm256_max_ps(_mm256_set1_ps(-87.0f), x);
    __m256 n = _mm256_round_ps(
        _mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
        _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    // ln 2 in two parts, the first of which times n is exact.
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    // Estrin's grouping: half the latency of Horner's.
    __m256 square = _mm256_mul_ps(r, r);
    __m256 y = _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 5040), r, _mm256_set1_ps(1.0f / 720));
    __m256 next = _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 120), r, _mm256_set1_ps(1.0f / 24));
    y = _mm256_fmadd_ps(y, square, next);
    next = _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 6), r, _mm256_set1_ps(0.5f));
    y = _mm256_fmadd_ps(y, square, next);
    next = _mm256_add_ps(r, _mm256_set1_ps(1.0f));
    y = _mm256_fmadd_ps(y, square, next);
    __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(y), exponent));
}

// 1 + e^(-2u) with u = sqrt(2 / pi) (x + 0.044715 x^3): gelu(x) is x over this.
PARLEY_AVX2_INLINE __m256 parley_gelu_divisor(__m256 x) {
    __m256 slope = _mm256_fmadd_ps(
        _mm256_mul_ps(x, x), _mm256_set1_ps(-0.0713548162f), _mm256_set1_ps(-1.5957691216f));
    return _mm256_add_ps(_mm256_set1_ps(1), parley_exp(_mm256_mul_ps(x, slope)));
}

#endif
