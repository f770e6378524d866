// What runs over all parameters once a training step. Bound by memory, so each reads them once.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "vector_math.h"

PARLEY_AVX2 void parley_adamw_step(
    const parley_adamw *step, size_t count, float *parameters, const float *gradients,
    float *first, float *second
) {
    __m256 scale = _mm256_set1_ps(step->gradient_scale), rate = _mm256_set1_ps(step->rate);
    __m256 beta1 = _mm256_set1_ps(step->beta1), rest1 = _mm256_set1_ps(1 - step->beta1);
    __m256 beta2 = _mm256_set1_ps(step->beta2), rest2 = _mm256_set1_ps(1 - step->beta2);
    __m256 correction2 = _mm256_set1_ps(step->correction2);
    __m256 epsilon = _mm256_set1_ps(step->epsilon), keep = _mm256_set1_ps(step->keep);
    PARLEY_EACH_8(i, left, count, {
        __m256 g = _mm256_mul_ps(parley_load(gradients + i, left), scale);
        __m256 m = _mm256_mul_ps(parley_load(first + i, left), beta1);
        m = _mm256_fmadd_ps(rest1, g, m);
        __m256 v = _mm256_mul_ps(parley_load(second + i, left), beta2);
        v = _mm256_fmadd_ps(_mm256_mul_ps(rest2, g), g, v);
        __m256 deviation = _mm256_add_ps(_mm256_sqrt_ps(_mm256_mul_ps(v, correction2)), epsilon);
        __m256 p = _mm256_mul_ps(parley_load(parameters + i, left), keep);
        p = _mm256_sub_ps(p, _mm256_div_ps(_mm256_mul_ps(rate, m), deviation));
        parley_store(first + i, left, m);
        parley_store(second + i, left, v);
        parley_store(parameters + i, left, p);
    });
}

PARLEY_AVX2 void parley_move_towards(
    size_t count, float share, const float *values, float *average
) {
    __m256 s = _mm256_set1_ps(share);
    PARLEY_EACH_8(i, left, count, {
        __m256 a = parley_load(average + i, left);
        __m256 difference = _mm256_sub_ps(parley_load(values + i, left), a);
        parley_store(average + i, left, _mm256_fmadd_ps(s, difference, a));
    });
}

PARLEY_AVX2 double parley_sum_of_squares(size_t count, const float *values) {
    __m256d low = _mm256_setzero_pd(), high = _mm256_setzero_pd();
    for (size_t i = 0; i < count; i += 8) {
        __m256 v = parley_load(values + i, count - i);
        __m256d first = _mm256_cvtps_pd(_mm256_castps256_ps128(v));
        __m256d last = _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1));
        low = _mm256_fmadd_pd(first, first, low);
        high = _mm256_fmadd_pd(last, last, high);
    }
    double sums[4];
    _mm256_storeu_pd(sums, _mm256_add_pd(low, high));
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

#endif
