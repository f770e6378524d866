// Depthwise convolution over rows: every channel has its own short kernel.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "vector_math.h"

// The taps of the row `row` that fall inside the sequence: first...end - 1.
static inline size_t first_tap(size_t row, size_t half) { return row < half ? half - row : 0; }

static inline size_t end_tap(size_t row, size_t half, size_t rows, size_t width) {
    size_t inside = rows - row + half;
    return inside < width ? inside : width;
}

PARLEY_AVX2 void parley_depthwise(
    size_t rows, size_t channels, size_t width, const float *x, const float *weight,
    const float *bias, float *output
) {
    size_t half = width / 2;
    for (size_t row = 0; row < rows; row++) {
        size_t first = first_tap(row, half), end = end_tap(row, half, rows, width);
        PARLEY_EACH_8(c, left, channels, {
            __m256 sum = parley_load(bias + c, left);
            for (size_t tap = first; tap < end; tap++) {
                const float *source = x + (row + tap - half) * channels + c;
                sum = _mm256_fmadd_ps(
                    parley_load(weight + tap * channels + c, left), parley_load(source, left), sum);
            }
            parley_store(output + row * channels + c, left, sum);
        });
    }
}

PARLEY_AVX2 void parley_depthwise_backward(
    size_t rows, size_t channels, size_t width, const float *gradient, const float *x,
    const float *weight, float *output, float *weight_gradient, float *bias_gradient
) {
    size_t half = width / 2;
    for (size_t row = 0; row < rows; row++) {
        parley_add_scaled(channels, gradient + row * channels, 1, bias_gradient);
        size_t first = first_tap(row, half), end = end_tap(row, half, rows, width);
        PARLEY_EACH_8(c, left, channels, {
            __m256 g = parley_load(gradient + row * channels + c, left);
            __m256 sum = _mm256_setzero_ps();
            // Row r gave x[row] to the outputs row + half - tap; by symmetry the same taps of the
            // weights, read backwards, collect what they send back.
            for (size_t tap = first; tap < end; tap++) {
                size_t neighbour = (row + tap - half) * channels + c;
                float *sink = weight_gradient + tap * channels + c;
                parley_store(
                    sink, left,
                    _mm256_fmadd_ps(g, parley_load(x + neighbour, left), parley_load(sink, left)));
                const float *mirrored = weight + (width - 1 - tap) * channels + c;
                sum = _mm256_fmadd_ps(
                    parley_load(mirrored, left), parley_load(gradient + neighbour, left), sum);
            }
            parley_store(output + row * channels + c, left, sum);
        });
    }
}

#endif
