// Rounding to bytes: of weights, once, and in training, where layers imitate those of eight bits.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "byte_range.h"

// The nearest of -127...127, ties to even. The smallest scales are so coarse that a quotient may
// lie beyond.
PARLEY_AVX2_INLINE __m256 nearest_byte(__m256 v, __m256 scale) {
    __m256 q = _mm256_round_ps(
        _mm256_div_ps(v, scale), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    return _mm256_max_ps(_mm256_min_ps(q, _mm256_set1_ps(127)), _mm256_set1_ps(-127));
}

PARLEY_AVX2 void parley_quantize_weight(
    size_t outer, size_t inner, const float *weight, float *scales, int8_t *bytes
) {
    for (size_t j = 0; j < outer; j++, weight += inner, bytes += inner) {
        scales[j] = parley_scale_of_row(inner, weight);
        __m256 scale = _mm256_set1_ps(scales[j] > 0 ? scales[j] : 1);
        bool is_zero = !(scales[j] > 0);
        PARLEY_EACH_8(p, left, inner, {
            float rounded[8];
            _mm256_storeu_ps(rounded, nearest_byte(parley_load(weight + p, left), scale));
            for (size_t k = 0; k < left; k++) bytes[p + k] = is_zero ? 0 : (int8_t)rounded[k];
        });
    }
}

PARLEY_AVX2 void parley_round_weight(
    size_t outer, size_t inner, const float *weight, float *rounded
) {
    for (size_t j = 0; j < outer; j++, weight += inner, rounded += inner) {
        float own = parley_scale_of_row(inner, weight);
        __m256 scale = _mm256_set1_ps(own), divisor = _mm256_set1_ps(own > 0 ? own : 1);
        PARLEY_EACH_8(p, left, inner, {
            __m256 q = nearest_byte(parley_load(weight + p, left), divisor);
            parley_store(rounded + p, left, _mm256_mul_ps(q, scale));
        });
    }
}

PARLEY_AVX2 void parley_round_rows(size_t rows, size_t columns, const float *x, float *rounded) {
    for (size_t i = 0; i < rows; i++, x += columns, rounded += columns) {
        float inverse;
        parley_byte_range range = parley_range_of_row(columns, x, &inverse);
        __m256 least = _mm256_set1_ps(range.least), step = _mm256_set1_ps(range.step);
        __m256 factor = _mm256_set1_ps(inverse);
        PARLEY_EACH_8(p, left, columns, {
            __m256 v = _mm256_mul_ps(_mm256_sub_ps(parley_load(x + p, left), least), factor);
            v = _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
            parley_store(rounded + p, left, _mm256_add_ps(_mm256_mul_ps(v, step), least));
        });
    }
}

PARLEY_AVX2 void parley_byte_sums(
    size_t outer, size_t inner, const int8_t *bytes, float *sums
) {
    for (size_t j = 0; j < outer; j++, bytes += inner) {
        int32_t sum = 0;
        for (size_t p = 0; p < inner; p++) sum += bytes[p];
        sums[j] = (float)sum;
    }
}

#endif
