// Fully connected layers with weights of eight bits: each row of the input is rounded to 0...127 by
// its own least and greatest value, the products are summed exactly, and scaled at the end.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "panels.h"

// Bytes of four neighbouring inner elements stand together: what maddubs and maddwd add up.
enum { BYTE_GROUP = 4 };

PARLEY_AVX2_INLINE float least_lane(__m256 v) {
    __m128 m = _mm_min_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_min_ps(m, _mm_movehl_ps(m, m));
    return _mm_cvtss_f32(_mm_min_ss(m, _mm_shuffle_ps(m, m, 1)));
}

// Rounds one row; the bytes up to `padded`, a multiple of 32, become zero.
PARLEY_AVX2 static void quantize_row(
    size_t count, size_t padded, const float *x, uint8_t *bytes, parley_byte_range *range
) {
    float least = count > 0 ? x[0] : 0, greatest = least;
    size_t p = 0;
    if (count >= 8) {
        __m256 low = _mm256_loadu_ps(x), high = low;
        for (p = 8; p + 8 <= count; p += 8) {
            __m256 v = _mm256_loadu_ps(x + p);
            low = _mm256_min_ps(low, v);
            high = _mm256_max_ps(high, v);
        }
        least = least_lane(low);
        greatest = -least_lane(_mm256_sub_ps(_mm256_setzero_ps(), high));
    }
    for (; p < count; p++) {
        least = x[p] < least ? x[p] : least;
        greatest = x[p] > greatest ? x[p] : greatest;
    }
    float spread = greatest - least;
    float inverse = spread > 0 ? 127 / spread : 0;
    range->least = least;
    range->step = spread / 127;
    __m256 vleast = _mm256_set1_ps(least), vinverse = _mm256_set1_ps(inverse);
    // The packs put the halves of four vectors next to each other; this puts them back in order.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    for (p = 0; p + 32 <= count; p += 32) {
        __m256i q[4];
#pragma clang loop unroll(full)
        for (size_t k = 0; k < 4; k++) {
            __m256 v = _mm256_sub_ps(_mm256_loadu_ps(x + p + 8 * k), vleast);
            q[k] = _mm256_cvtps_epi32(_mm256_mul_ps(v, vinverse));
        }
        __m256i packed = _mm256_packus_epi16(
            _mm256_packs_epi32(q[0], q[1]), _mm256_packs_epi32(q[2], q[3]));
        _mm256_storeu_si256(
            (__m256i *)(bytes + p), _mm256_permutevar8x32_epi32(packed, order));
    }
    for (; p < padded; p++) {
        bytes[p] = p < count
            ? (uint8_t)_mm_cvtss_si32(_mm_set_ss((x[p] - least) * inverse)) : 0;
    }
}

// Puts 16 rows of the weight side by side, four bytes of each after another, and sums every row.
PARLEY_AVX2 static void pack_byte_panel(
    const int8_t *weight, size_t inner, size_t padded, size_t width, int8_t *panel, int32_t *sums
) {
    const __m256i ones = _mm256_set1_epi8(1), pairs = _mm256_set1_epi16(1);
    __m256i low = _mm256_setzero_si256(), high = low;
    size_t p = 0;
    if (width == PARLEY_TILE_COLUMNS && inner % BYTE_GROUP == 0) {
        for (; p + 32 <= inner; p += 32) {
            for (size_t j = 0; j < PARLEY_TILE_COLUMNS; j += 8) {
                // Four bytes travel as one float would.
                parley_transpose_8x8(
                    (const float *)(weight + j * inner + p), inner / BYTE_GROUP,
                    (float *)(panel + 16 * p + BYTE_GROUP * j), 16);
            }
        }
    }
    for (; p < padded; p++) {
        for (size_t j = 0; j < PARLEY_TILE_COLUMNS; j++) {
            panel[p / BYTE_GROUP * 64 + j * BYTE_GROUP + p % BYTE_GROUP]
                = p < inner && j < width ? weight[j * inner + p] : 0;
        }
    }
    for (p = 0; p < padded; p += BYTE_GROUP) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(panel + 16 * p));
        __m256i b = _mm256_loadu_si256((const __m256i *)(panel + 16 * p + 32));
        low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_maddubs_epi16(ones, a), pairs));
        high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_maddubs_epi16(ones, b), pairs));
    }
    _mm256_storeu_si256((__m256i *)sums, low);
    _mm256_storeu_si256((__m256i *)(sums + 8), high);
}

// `rows` is a constant wherever this is inlined, so that the sums stay in registers.
PARLEY_AVX2_INLINE void multiply_bytes(
    size_t rows, size_t padded, const uint8_t *x, const int8_t *panel, int32_t *products
) {
    const __m256i pairs = _mm256_set1_epi16(1);
    __m256i low[PARLEY_TILE_ROWS], high[PARLEY_TILE_ROWS];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) low[i] = high[i] = _mm256_setzero_si256();
    for (size_t p = 0; p < padded; p += BYTE_GROUP) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(panel + 16 * p));
        __m256i b = _mm256_loadu_si256((const __m256i *)(panel + 16 * p + 32));
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            int32_t four;
            __builtin_memcpy(&four, x + i * padded + p, 4);
            __m256i factor = _mm256_set1_epi32(four);
            // At most 2 * 127 * 127 = 32,258: no sum of a pair saturates.
            low[i] = _mm256_add_epi32(
                low[i], _mm256_madd_epi16(_mm256_maddubs_epi16(factor, a), pairs));
            high[i] = _mm256_add_epi32(
                high[i], _mm256_madd_epi16(_mm256_maddubs_epi16(factor, b), pairs));
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        _mm256_storeu_si256((__m256i *)(products + 16 * i), low[i]);
        _mm256_storeu_si256((__m256i *)(products + 16 * i + 8), high[i]);
    }
}

// y[j] = scale[j] * (step * products[j] + least * sums[j]) + bias[j] for up to 16 columns.
PARLEY_AVX2_INLINE void scale_products(
    const parley_linear_int8 *layer, const parley_byte_range *range, const int32_t *products,
    const float *sums, size_t column, size_t width, float *y
) {
    for (size_t j = 0; j < width; j++) {
        float whole = range->step * (float)products[j] + range->least * sums[j];
        float bias = layer->bias ? layer->bias[column + j] : 0;
        y[j] = layer->scales[column + j] * whole + bias;
    }
}

size_t parley_int8_scratch(size_t rows, size_t inner) {
    return (PARLEY_TILE_COLUMNS + rows) * parley_round_up(inner, 32);
}

PARLEY_AVX2 void parley_run_linear_int8(
    const parley_linear_int8 *layer, int8_t *scratch, parley_byte_range *ranges
) {
    size_t inner = layer->inner, outer = layer->outer, rows = layer->rows;
    size_t padded = parley_round_up(inner, 32);
    int8_t *panel = scratch;
    uint8_t *input = (uint8_t *)(scratch + PARLEY_TILE_COLUMNS * padded);
    for (size_t i = 0; i < rows; i++) {
        quantize_row(inner, padded, layer->x + i * inner, input + i * padded, ranges + i);
    }
    for (size_t j = 0; j < outer; j += PARLEY_TILE_COLUMNS) {
        size_t width = parley_smaller(outer - j, PARLEY_TILE_COLUMNS);
        int32_t sums[PARLEY_TILE_COLUMNS], products[PARLEY_TILE_ROWS * PARLEY_TILE_COLUMNS];
        float float_sums[PARLEY_TILE_COLUMNS];
        pack_byte_panel(layer->weight + j * inner, inner, padded, width, panel, sums);
        for (size_t k = 0; k < PARLEY_TILE_COLUMNS; k++) float_sums[k] = (float)sums[k];
        for (size_t i = 0, count; i < rows; i += count) {
            const uint8_t *x = input + i * padded;
            count = parley_smaller(rows - i, PARLEY_TILE_ROWS);
            switch (count) {
            case 1: multiply_bytes(1, padded, x, panel, products); break;
            case 2: multiply_bytes(2, padded, x, panel, products); break;
            case 3: multiply_bytes(3, padded, x, panel, products); break;
            case 4: multiply_bytes(4, padded, x, panel, products); break;
            case 5: multiply_bytes(5, padded, x, panel, products); break;
            default: multiply_bytes(6, padded, x, panel, products);
            }
            for (size_t k = 0; k < count; k++) {
                float *y = layer->y + (i + k) * outer + j;
                const int32_t *row = products + 16 * k;
                if (width == PARLEY_TILE_COLUMNS) {
                    scale_products(layer, ranges + i + k, row, float_sums, j, 16, y);
                } else {
                    scale_products(layer, ranges + i + k, row, float_sums, j, width, y);
                }
            }
        }
    }
}

#endif
