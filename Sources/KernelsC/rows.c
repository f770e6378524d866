// Kernels that reduce over each row: softmax and layer normalisation.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "vector_math.h"

#include <math.h>

PARLEY_AVX2_INLINE float row_maximum(const float *row, size_t columns) {
    __m256 highest = _mm256_set1_ps(-INFINITY);
    size_t j = 0;
    for (; j + 8 <= columns; j += 8) highest = _mm256_max_ps(highest, _mm256_loadu_ps(row + j));
    float maximum = parley_lane_maximum(highest);
    for (; j < columns; j++) maximum = row[j] > maximum ? row[j] : maximum;
    return maximum;
}

PARLEY_AVX2_INLINE float row_minimum(const float *row, size_t columns) {
    float minimum = INFINITY;
    for (size_t j = 0; j < columns; j++) minimum = row[j] < minimum ? row[j] : minimum;
    return minimum;
}

PARLEY_AVX2 void parley_softmax_rows(size_t rows, size_t columns, float factor, float *values) {
    __m256 f = _mm256_set1_ps(factor);
    for (size_t i = 0; i < rows; i++, values += columns) {
        float extreme = factor < 0 ? row_minimum(values, columns) : row_maximum(values, columns);
        __m256 offset = _mm256_set1_ps(-extreme * factor);
        __m256 sums = _mm256_setzero_ps();
        PARLEY_EACH_8(j, left, columns, {
            __m256 e = parley_exp(_mm256_fmadd_ps(parley_load(values + j, left), f, offset));
            parley_store(values + j, left, e);
            // Lanes beyond the row hold e^offset: keep them out of the sum.
            __m256 mask = _mm256_castsi256_ps(parley_lane_mask(left));
            sums = _mm256_add_ps(sums, _mm256_and_ps(e, mask));
        });
        parley_scale(columns, 1 / parley_lane_sum(sums), values);
    }
}

PARLEY_AVX2 void parley_softmax_rows_backward(
    size_t rows, size_t columns, float factor, const float *weights, float *gradient
) {
    __m256 f = _mm256_set1_ps(factor);
    for (size_t i = 0; i < rows; i++, weights += columns, gradient += columns) {
        __m256 sums = _mm256_setzero_ps();
        PARLEY_EACH_8(j, left, columns, {
            sums = _mm256_fmadd_ps(
                parley_load(weights + j, left), parley_load(gradient + j, left), sums);
        });
        __m256 projection = _mm256_set1_ps(parley_lane_sum(sums));
        PARLEY_EACH_8(j, left, columns, {
            __m256 difference = _mm256_sub_ps(parley_load(gradient + j, left), projection);
            __m256 scaled = _mm256_mul_ps(parley_load(weights + j, left), f);
            parley_store(gradient + j, left, _mm256_mul_ps(scaled, difference));
        });
    }
}

PARLEY_AVX2_INLINE float row_sum(const float *row, size_t columns) {
    __m256 sums[4] = {0};
    size_t j = 0;
    for (; j + 32 <= columns; j += 32) {
#pragma clang loop unroll(full)
        for (size_t k = 0; k < 4; k++) {
            sums[k] = _mm256_add_ps(sums[k], _mm256_loadu_ps(row + j + 8 * k));
        }
    }
    for (; j < columns; j += 8) sums[0] = _mm256_add_ps(sums[0], parley_load(row + j, columns - j));
    return parley_lane_sum(
        _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
}

// The sum of (row[j] - mean)^2.
PARLEY_AVX2_INLINE float row_deviation(const float *row, size_t columns, float mean) {
    __m256 sums[4] = {0};
    __m256 m = _mm256_set1_ps(mean);
    size_t j = 0;
    for (; j + 32 <= columns; j += 32) {
#pragma clang loop unroll(full)
        for (size_t k = 0; k < 4; k++) {
            __m256 difference = _mm256_sub_ps(_mm256_loadu_ps(row + j + 8 * k), m);
            sums[k] = _mm256_fmadd_ps(difference, difference, sums[k]);
        }
    }
    for (; j < columns; j += 8) {
        __m256 difference = _mm256_sub_ps(parley_load(row + j, columns - j), m);
        difference
            = _mm256_and_ps(difference, _mm256_castsi256_ps(parley_lane_mask(columns - j)));
        sums[0] = _mm256_fmadd_ps(difference, difference, sums[0]);
    }
    return parley_lane_sum(
        _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
}

PARLEY_AVX2 void parley_layer_norm(
    size_t rows, size_t columns, const float *x, const float *gain, const float *bias,
    float epsilon, float *output, float *mean, float *inverse_deviation
) {
    for (size_t i = 0; i < rows; i++, x += columns, output += columns) {
        mean[i] = row_sum(x, columns) / columns;
        inverse_deviation[i]
            = 1 / sqrtf(row_deviation(x, columns, mean[i]) / columns + epsilon);
        __m256 m = _mm256_set1_ps(mean[i]), inverse = _mm256_set1_ps(inverse_deviation[i]);
        PARLEY_EACH_8(j, left, columns, {
            __m256 v = _mm256_mul_ps(_mm256_sub_ps(parley_load(x + j, left), m), inverse);
            v = _mm256_fmadd_ps(v, parley_load(gain + j, left), parley_load(bias + j, left));
            parley_store(output + j, left, v);
        });
    }
}

PARLEY_AVX2 void parley_layer_norm_backward(
    size_t rows, size_t columns, const float *gradient, const float *x, const float *gain,
    const float *mean, const float *inverse_deviation, float *output, float *gain_gradient,
    float *bias_gradient
) {
    for (size_t i = 0; i < rows; i++, x += columns, gradient += columns, output += columns) {
        __m256 m = _mm256_set1_ps(mean[i]), inverse = _mm256_set1_ps(inverse_deviation[i]);
        __m256 sums = _mm256_setzero_ps(), projections = _mm256_setzero_ps();
        PARLEY_EACH_8(j, left, columns, {
            __m256 normalised
                = _mm256_mul_ps(_mm256_sub_ps(parley_load(x + j, left), m), inverse);
            __m256 g = parley_load(gradient + j, left);
            __m256 scaled = _mm256_mul_ps(g, parley_load(gain + j, left));
            sums = _mm256_add_ps(sums, scaled);
            projections = _mm256_fmadd_ps(scaled, normalised, projections);
            parley_store(
                gain_gradient + j, left,
                _mm256_fmadd_ps(g, normalised, parley_load(gain_gradient + j, left)));
            parley_store(
                bias_gradient + j, left, _mm256_add_ps(g, parley_load(bias_gradient + j, left)));
        });
        __m256 mean_gradient = _mm256_set1_ps(parley_lane_sum(sums) / columns);
        __m256 mean_projection = _mm256_set1_ps(parley_lane_sum(projections) / columns);
        PARLEY_EACH_8(j, left, columns, {
            __m256 normalised
                = _mm256_mul_ps(_mm256_sub_ps(parley_load(x + j, left), m), inverse);
            __m256 v = _mm256_mul_ps(parley_load(gradient + j, left), parley_load(gain + j, left));
            v = _mm256_sub_ps(v, mean_gradient);
            v = _mm256_fnmadd_ps(normalised, mean_projection, v);
            parley_store(output + j, left, _mm256_mul_ps(v, inverse));
        });
    }
}

#endif
