// Fully connected layers with weights of eight bits: each row of the input is rounded to 0...127 by
// its own least and greatest value, the products are summed exactly, and scaled at the end.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "byte_range.h"
#include "panels.h"

// Bytes of four neighbouring inner elements stand together: what maddubs and maddwd add up. Four
// rows at a time leave registers for what is in flight; the multiplications are the bottleneck.
enum { BYTE_GROUP = 4, BYTE_ROWS = 4 };

// Rounds one row; the bytes up to `padded`, a multiple of 32, become zero.
PARLEY_AVX2 static void quantize_row(
    size_t count, size_t padded, const float *x, uint8_t *bytes, parley_byte_range *range
) {
    float inverse;
    *range = parley_range_of_row(count, x, &inverse);
    __m256 vleast = _mm256_set1_ps(range->least), vinverse = _mm256_set1_ps(inverse);
    // The packs put the halves of four vectors next to each other; this puts them back in order.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    size_t p = 0;
    for (; p + 32 <= count; p += 32) {
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
            ? (uint8_t)_mm_cvtss_si32(_mm_set_ss((x[p] - range->least) * inverse)) : 0;
    }
}

// Puts 16 rows of the weight side by side, four bytes of each after another.
PARLEY_AVX2 static void pack_byte_panel(
    const int8_t *weight, size_t inner, size_t padded, size_t width, int8_t *panel
) {
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
}

// What turns the exact sums of 16 columns into output; missing columns are zeros.
typedef struct {
    float scales[PARLEY_TILE_COLUMNS], sums[PARLEY_TILE_COLUMNS], bias[PARLEY_TILE_COLUMNS];
    bool gelu;
} column_finish;

// Where 16 columns of some rows go, and what is added to them; NULL for nothing.
typedef struct {
    float *y;
    const float *residual;
    size_t row_stride;
} byte_target;

// scale * (step * product + least * sum of the weight's row) + bias, rounded in this order; then
// what parley_gelu makes of it.
PARLEY_AVX2_INLINE __m256 finished(
    __m256i product, const parley_byte_range *range, const column_finish *columns, size_t first
) {
    __m256 exact = _mm256_mul_ps(_mm256_set1_ps(range->step), _mm256_cvtepi32_ps(product));
    __m256 offset = _mm256_mul_ps(
        _mm256_set1_ps(range->least), _mm256_loadu_ps(columns->sums + first));
    __m256 whole = _mm256_mul_ps(
        _mm256_loadu_ps(columns->scales + first), _mm256_add_ps(exact, offset));
    __m256 y = _mm256_add_ps(whole, _mm256_loadu_ps(columns->bias + first));
    return columns->gelu ? _mm256_div_ps(y, parley_gelu_divisor(y)) : y;
}

PARLEY_AVX2_INLINE void store_finished(__m256 y, const byte_target *target, size_t place) {
    if (target->residual) y = _mm256_add_ps(_mm256_loadu_ps(target->residual + place), y);
    _mm256_storeu_ps(target->y + place, y);
}

// `rows` is a constant wherever this is inlined, so that the sums stay in registers.
PARLEY_AVX2_INLINE void multiply_bytes(
    size_t rows, size_t padded, const uint8_t *x, const int8_t *panel,
    const parley_byte_range *ranges, const column_finish *columns, const byte_target *target
) {
    const __m256i pairs = _mm256_set1_epi16(1);
    __m256i low[BYTE_ROWS], high[BYTE_ROWS];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) low[i] = high[i] = _mm256_setzero_si256();
#pragma clang loop unroll_count(2)
    for (size_t p = 0; p < padded; p += BYTE_GROUP) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(panel + 16 * p));
        __m256i b = _mm256_loadu_si256((const __m256i *)(panel + 16 * p + 32));
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            int32_t four;
            __builtin_memcpy(&four, x + i * padded + p, 4);
            __m256i factor = _mm256_set1_epi32(four);
            // At most 2 * 127 * 128 = 32,512: no sum of a pair saturates.
            low[i] = _mm256_add_epi32(
                low[i], _mm256_madd_epi16(_mm256_maddubs_epi16(factor, a), pairs));
            high[i] = _mm256_add_epi32(
                high[i], _mm256_madd_epi16(_mm256_maddubs_epi16(factor, b), pairs));
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        size_t place = i * target->row_stride;
        store_finished(finished(low[i], ranges + i, columns, 0), target, place);
        store_finished(finished(high[i], ranges + i, columns, 8), target, place + 8);
    }
}

PARLEY_AVX2 static void multiply_few_rows(
    size_t rows, size_t padded, const uint8_t *x, const int8_t *panel,
    const parley_byte_range *ranges, const column_finish *columns, const byte_target *target
) {
    switch (rows) {
    case 1: multiply_bytes(1, padded, x, panel, ranges, columns, target); break;
    case 2: multiply_bytes(2, padded, x, panel, ranges, columns, target); break;
    case 3: multiply_bytes(3, padded, x, panel, ranges, columns, target); break;
    default: multiply_bytes(BYTE_ROWS, padded, x, panel, ranges, columns, target);
    }
}

// All rows of the input against one panel: `width` columns of y from y[first] on.
PARLEY_AVX2 static void multiply_byte_panel(
    const parley_linear_int8 *layer, size_t padded, const uint8_t *input, const int8_t *panel,
    const parley_byte_range *ranges, const column_finish *columns, size_t first, size_t width
) {
    size_t stride = layer->outer;
    for (size_t i = 0, count; i < layer->rows; i += count) {
        const uint8_t *x = input + i * padded;
        float *y = layer->y + i * stride + first;
        const float *residual = layer->residual ? layer->residual + i * stride + first : NULL;
        count = parley_smaller(layer->rows - i, BYTE_ROWS);
        if (width == PARLEY_TILE_COLUMNS) {
            byte_target target = {.y = y, .residual = residual, .row_stride = stride};
            multiply_few_rows(count, padded, x, panel, ranges + i, columns, &target);
            continue;
        }
        // Nothing beyond the last column of y may be touched: compute in a buffer.
        float buffer[BYTE_ROWS * PARLEY_TILE_COLUMNS];
        byte_target target = {.y = buffer, .row_stride = PARLEY_TILE_COLUMNS};
        multiply_few_rows(count, padded, x, panel, ranges + i, columns, &target);
        for (size_t k = 0; k < count; k++) {
            for (size_t j = 0; j < width; j++) {
                float value = buffer[k * PARLEY_TILE_COLUMNS + j];
                y[k * stride + j] = residual ? residual[k * stride + j] + value : value;
            }
        }
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
        column_finish columns = {.gelu = layer->gelu};
        for (size_t k = 0; k < PARLEY_TILE_COLUMNS; k++) {
            bool is_there = k < width;
            columns.scales[k] = is_there ? layer->scales[j + k] : 0;
            columns.sums[k] = is_there ? layer->sums[j + k] : 0;
            columns.bias[k] = is_there && layer->bias ? layer->bias[j + k] : 0;
        }
        pack_byte_panel(layer->weight + j * inner, inner, padded, width, panel);
        multiply_byte_panel(layer, padded, input, panel, ranges, &columns, j, width);
    }
}

#endif
