// Kernels that treat every element alike: sums, activations, dropout.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "vector_math.h"

PARLEY_AVX2 void parley_add_scaled(size_t count, const float *b, float factor, float *a) {
    __m256 f = _mm256_set1_ps(factor);
    PARLEY_EACH_8(i, left, count, {
        __m256 sum = _mm256_fmadd_ps(f, parley_load(b + i, left), parley_load(a + i, left));
        parley_store(a + i, left, sum);
    });
}

PARLEY_AVX2 void parley_scale(size_t count, float factor, float *a) {
    __m256 f = _mm256_set1_ps(factor);
    PARLEY_EACH_8(i, left, count, {
        parley_store(a + i, left, _mm256_mul_ps(f, parley_load(a + i, left)));
    });
}

PARLEY_AVX2 void parley_column_sums(size_t rows, size_t columns, const float *x, float *sums) {
    for (size_t j = 0; j < columns; j++) sums[j] = 0;
    for (size_t i = 0; i < rows; i++) parley_add_scaled(columns, x + i * columns, 1, sums);
}

PARLEY_AVX2 void parley_gelu(size_t count, const float *x, float *y) {
    PARLEY_EACH_8(i, left, count, {
        __m256 v = parley_load(x + i, left);
        parley_store(y + i, left, _mm256_div_ps(v, parley_gelu_divisor(v)));
    });
}

PARLEY_AVX2 void parley_gelu_backward(
    size_t count, const float *gradient, const float *x, float *output
) {
    PARLEY_EACH_8(i, left, count, {
        __m256 v = parley_load(x + i, left);
        __m256 gate = _mm256_div_ps(_mm256_set1_ps(1), parley_gelu_divisor(v));
        // 2 du/dx = 2 sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
        __m256 slope = _mm256_fmadd_ps(
            _mm256_mul_ps(v, v), _mm256_set1_ps(0.214064449f), _mm256_set1_ps(1.5957691216f));
        __m256 rest = _mm256_mul_ps(gate, _mm256_sub_ps(_mm256_set1_ps(1), gate));
        __m256 derivative = _mm256_fmadd_ps(_mm256_mul_ps(v, rest), slope, gate);
        parley_store(output + i, left, _mm256_mul_ps(parley_load(gradient + i, left), derivative));
    });
}

PARLEY_AVX2 void parley_relu(size_t count, const float *x, float *y) {
    PARLEY_EACH_8(i, left, count, {
        parley_store(y + i, left, _mm256_max_ps(parley_load(x + i, left), _mm256_setzero_ps()));
    });
}

PARLEY_AVX2 void parley_relu_backward(
    size_t count, const float *gradient, const float *x, float *output
) {
    PARLEY_EACH_8(i, left, count, {
        __m256 positive = _mm256_cmp_ps(parley_load(x + i, left), _mm256_setzero_ps(), _CMP_GT_OQ);
        parley_store(output + i, left, _mm256_and_ps(positive, parley_load(gradient + i, left)));
    });
}

// The 32-bit finaliser of MurmurHash3, as DropoutMask.mix in Swift.
PARLEY_AVX2_INLINE __m256i mix(__m256i h) {
    h = _mm256_xor_si256(h, _mm256_srli_epi32(h, 16));
    h = _mm256_mullo_epi32(h, _mm256_set1_epi32((int)0x85ebca6bu));
    h = _mm256_xor_si256(h, _mm256_srli_epi32(h, 13));
    h = _mm256_mullo_epi32(h, _mm256_set1_epi32((int)0xc2b2ae35u));
    return _mm256_xor_si256(h, _mm256_srli_epi32(h, 16));
}

PARLEY_AVX2 void parley_dropout(
    size_t count, const float *x, const parley_dropout_mask *mask, float *y
) {
    __m256i low_key = _mm256_set1_epi32((int)mask->low_key);
    __m256i high_key = _mm256_set1_epi32((int)mask->high_key);
    __m256i threshold = _mm256_set1_epi32((int)mask->threshold);
    __m256 factor = _mm256_set1_ps(mask->factor);
    PARLEY_EACH_8(i, left, count, {
        __m256i index = _mm256_add_epi32(
            _mm256_set1_epi32((int)(uint32_t)i), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        __m256i hash = mix(_mm256_xor_si256(index, low_key));
        hash = mix(_mm256_xor_si256(hash, high_key));
        // Unsigned hash >= threshold.
        __m256i keep = _mm256_cmpeq_epi32(_mm256_max_epu32(hash, threshold), hash);
        __m256 v = _mm256_mul_ps(parley_load(x + i, left), factor);
        parley_store(y + i, left, _mm256_and_ps(v, _mm256_castsi256_ps(keep)));
    });
}

#endif
