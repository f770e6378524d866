#ifndef PARLEY_TILE_H
#define PARLEY_TILE_H

// The register tile that all matrix products share: up to 6 rows x 16 columns of c.

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>

#define PARLEY_AVX2 __attribute__((target("avx2,fma,f16c")))
#define PARLEY_AVX2_INLINE \
    __attribute__((target("avx2,fma,f16c"), always_inline)) static inline

enum { PARLEY_TILE_ROWS = 6, PARLEY_TILE_COLUMNS = 16 };

typedef struct {
    size_t depth;
    const float *a;
    size_t a_row_stride, a_column_stride;
    // 16 floats for each of `depth` rows, also where fewer columns are wanted.
    const float *b;
    size_t b_row_stride;
    const float *bias;
    bool accumulate;
    float *c;
    size_t c_row_stride;
} parley_tile;

// `rows` is a constant wherever this is inlined, so that the accumulators stay in registers.
PARLEY_AVX2_INLINE void parley_multiply_rows(
    const parley_tile *tile, size_t rows, float *c, size_t c_row_stride, const float *bias,
    bool accumulate
) {
    __m256 low[PARLEY_TILE_ROWS], high[PARLEY_TILE_ROWS];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        if (accumulate) {
            low[i] = _mm256_loadu_ps(c + i * c_row_stride);
            high[i] = _mm256_loadu_ps(c + i * c_row_stride + 8);
        } else {
            low[i] = bias ? _mm256_loadu_ps(bias) : _mm256_setzero_ps();
            high[i] = bias ? _mm256_loadu_ps(bias + 8) : _mm256_setzero_ps();
        }
    }
    const float *a = tile->a;
    const float *b = tile->b;
    size_t a_row_stride = tile->a_row_stride, a_column_stride = tile->a_column_stride;
    size_t b_row_stride = tile->b_row_stride;
    for (size_t p = tile->depth; p > 0; p--) {
        __m256 b_low = _mm256_loadu_ps(b);
        __m256 b_high = _mm256_loadu_ps(b + 8);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            __m256 factor = _mm256_broadcast_ss(a + i * a_row_stride);
            low[i] = _mm256_fmadd_ps(factor, b_low, low[i]);
            high[i] = _mm256_fmadd_ps(factor, b_high, high[i]);
        }
        a += a_column_stride;
        b += b_row_stride;
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        _mm256_storeu_ps(c + i * c_row_stride, low[i]);
        _mm256_storeu_ps(c + i * c_row_stride + 8, high[i]);
    }
}

PARLEY_AVX2_INLINE void parley_multiply_tile_16(
    const parley_tile *tile, size_t rows, float *c, size_t c_row_stride, const float *bias,
    bool accumulate
) {
    switch (rows) {
    case 1: parley_multiply_rows(tile, 1, c, c_row_stride, bias, accumulate); break;
    case 2: parley_multiply_rows(tile, 2, c, c_row_stride, bias, accumulate); break;
    case 3: parley_multiply_rows(tile, 3, c, c_row_stride, bias, accumulate); break;
    case 4: parley_multiply_rows(tile, 4, c, c_row_stride, bias, accumulate); break;
    case 5: parley_multiply_rows(tile, 5, c, c_row_stride, bias, accumulate); break;
    default: parley_multiply_rows(tile, 6, c, c_row_stride, bias, accumulate);
    }
}

// Computes `rows` (1 to 6) x `width` (1 to 16) elements of c.
PARLEY_AVX2 static inline void parley_multiply_tile(
    const parley_tile *tile, size_t rows, size_t width
) {
    if (width == PARLEY_TILE_COLUMNS) {
        parley_multiply_tile_16(
            tile, rows, tile->c, tile->c_row_stride, tile->bias, tile->accumulate);
        return;
    }
    // Nothing beyond the last column of c or bias may be touched: compute in a buffer.
    float buffer[PARLEY_TILE_ROWS * PARLEY_TILE_COLUMNS] = {0};
    if (tile->accumulate || tile->bias) {
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < width; j++) {
                buffer[i * PARLEY_TILE_COLUMNS + j]
                    = tile->accumulate ? tile->c[i * tile->c_row_stride + j] : tile->bias[j];
            }
        }
    }
    parley_multiply_tile_16(tile, rows, buffer, PARLEY_TILE_COLUMNS, NULL, true);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < width; j++) {
            tile->c[i * tile->c_row_stride + j] = buffer[i * PARLEY_TILE_COLUMNS + j];
        }
    }
}

// target[j * target_stride + i] = source[i * source_stride + j] for i, j in 0...7.
PARLEY_AVX2_INLINE void parley_transpose_8x8(
    const float *source, size_t source_stride, float *target, size_t target_stride
) {
    __m256 row[8], pair[8], quad[8];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 8; i++) row[i] = _mm256_loadu_ps(source + i * source_stride);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 8; i += 2) {
        pair[i] = _mm256_unpacklo_ps(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_ps(row[i], row[i + 1]);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 8; i += 4) {
        quad[i] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0x44);
        quad[i + 1] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0xee);
        quad[i + 2] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0x44);
        quad[i + 3] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0xee);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; i++) {
        _mm256_storeu_ps(
            target + i * target_stride, _mm256_permute2f128_ps(quad[i], quad[i + 4], 0x20));
        _mm256_storeu_ps(
            target + (i + 4) * target_stride, _mm256_permute2f128_ps(quad[i], quad[i + 4], 0x31));
    }
}

#endif
