// Fully connected layers for inference, with weights that were packed once or lie in halves.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "panels.h"

#include "parley_bytes.h"

// Rows that share the widening of a panel: enough that it costs little beside their products.
enum { HALF_ROW_BLOCK = 384 };

size_t parley_packed_count(size_t outer, size_t inner) {
    return parley_round_up(outer, PARLEY_TILE_COLUMNS) * inner;
}

PARLEY_AVX2 void parley_pack_weight(
    size_t outer, size_t inner, const float *weight, float *packed
) {
    for (size_t j = 0; j < outer; j += PARLEY_TILE_COLUMNS) {
        parley_pack_panel(
            weight + j * inner, 1, inner, inner, parley_smaller(outer - j, PARLEY_TILE_COLUMNS),
            packed + j * inner);
    }
}

// Few rows against `count` neighbouring panels at once, so that enough independent sums are on the
// way to hide the latency of the multiply-adds. `rows` and `count` are constants where inlined.
PARLEY_AVX2_INLINE void multiply_panels(
    size_t rows, size_t count, size_t inner, const float *x, const float *panels,
    const float *bias, float *y, size_t y_row_stride
) {
    __m256 sums[12];
#pragma clang loop unroll(full)
    for (size_t k = 0; k < 2 * count; k++) {
        __m256 start = bias ? _mm256_loadu_ps(bias + 8 * k) : _mm256_setzero_ps();
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) sums[i * 2 * count + k] = start;
    }
    for (size_t p = 0; p < inner; p++) {
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            __m256 factor = _mm256_broadcast_ss(x + i * inner + p);
#pragma clang loop unroll(full)
            for (size_t k = 0; k < 2 * count; k++) {
                const float *b = panels + k / 2 * 16 * inner + 16 * p + k % 2 * 8;
                sums[i * 2 * count + k]
                    = _mm256_fmadd_ps(factor, _mm256_loadu_ps(b), sums[i * 2 * count + k]);
            }
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t k = 0; k < 2 * count; k++) {
            _mm256_storeu_ps(y + i * y_row_stride + 8 * k, sums[i * 2 * count + k]);
        }
    }
}

// One to six rows: each panel is read once, over the whole inner dimension.
PARLEY_AVX2 static void linear_few_rows(const parley_linear *layer) {
    size_t inner = layer->inner, outer = layer->outer, j = 0;
    size_t group = layer->rows == 1 ? 64 : layer->rows <= 3 ? 32 : outer + 1;
    for (; j + group <= outer; j += group) {
        const float *panels = layer->packed + j * inner;
        const float *bias = layer->bias ? layer->bias + j : NULL;
        switch (layer->rows) {
        case 1: multiply_panels(1, 4, inner, layer->x, panels, bias, layer->y + j, outer); break;
        case 2: multiply_panels(2, 2, inner, layer->x, panels, bias, layer->y + j, outer); break;
        default: multiply_panels(3, 2, inner, layer->x, panels, bias, layer->y + j, outer);
        }
    }
    parley_multiply_block(
        layer->rows, outer - j, inner, layer->x, PARLEY_TILE_ROWS * inner, inner, 1,
        layer->packed + j * inner, inner, layer->bias ? layer->bias + j : NULL, false,
        layer->y + j, outer);
}

PARLEY_AVX2 static void finish_rows(const parley_linear *layer, size_t row, size_t rows) {
    float *y = layer->y + row * layer->outer;
    size_t count = rows * layer->outer;
    if (layer->gelu) parley_gelu(count, y, y);
    if (layer->residual) parley_add_scaled(count, layer->residual + row * layer->outer, 1, y);
}

// Widens `depth` elements of up to 16 rows of halves into one panel.
PARLEY_AVX2 static void widen_panel(
    const char *halves, size_t inner, size_t depth, size_t width, float *panel
) {
    size_t p = 0;
    if (width == PARLEY_TILE_COLUMNS) {
        for (; p + 8 <= depth; p += 8) {
            float square[8 * 8];
            for (size_t j = 0; j < PARLEY_TILE_COLUMNS; j += 8) {
#pragma clang loop unroll(full)
                for (size_t i = 0; i < 8; i++) {
                    const char *row = halves + 2 * ((j + i) * inner + p);
                    _mm256_storeu_ps(
                        square + 8 * i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)row)));
                }
                parley_transpose_8x8(square, 8, panel + 16 * p + j, 16);
            }
        }
    }
    for (size_t j = 0; j < PARLEY_TILE_COLUMNS; j++) {
        for (size_t q = p; q < depth; q++) {
            panel[16 * q + j] = 0;
            if (j < width) {
                parley_floats_from_halves(
                    halves + 2 * (j * inner + q), panel + 16 * q + j, 1);
            }
        }
    }
}

PARLEY_AVX2 static void linear_from_halves(const parley_linear *layer) {
    float panel[PARLEY_INNER_BLOCK * PARLEY_TILE_COLUMNS];
    size_t inner = layer->inner, outer = layer->outer;
    for (size_t i = 0; i < layer->rows; i += HALF_ROW_BLOCK) {
        size_t rows = parley_smaller(layer->rows - i, HALF_ROW_BLOCK);
        size_t p = 0;
        do {
            size_t depth = parley_smaller(inner - p, PARLEY_INNER_BLOCK);
            for (size_t j = 0; j < outer; j += PARLEY_TILE_COLUMNS) {
                size_t width = parley_smaller(outer - j, PARLEY_TILE_COLUMNS);
                const char *halves = (const char *)layer->halves + 2 * (j * inner + p);
                widen_panel(halves, inner, depth, width, panel);
                parley_multiply_block(
                    rows, width, depth, layer->x + i * inner + p, PARLEY_TILE_ROWS * inner, inner,
                    1, panel, 0, p == 0 && layer->bias ? layer->bias + j : NULL, p > 0,
                    layer->y + i * outer + j, outer);
            }
            p += PARLEY_INNER_BLOCK;
        } while (p < inner);
        finish_rows(layer, i, rows);
    }
}

PARLEY_AVX2 void parley_run_linear(const parley_linear *layer) {
    if (!layer->packed) return linear_from_halves(layer);
    size_t inner = layer->inner, outer = layer->outer;
    if (layer->rows <= PARLEY_TILE_ROWS) {
        linear_few_rows(layer);
        finish_rows(layer, 0, layer->rows);
        return;
    }
    for (size_t i = 0; i < layer->rows; i += PARLEY_ROW_BLOCK) {
        size_t rows = parley_smaller(layer->rows - i, PARLEY_ROW_BLOCK);
        // At least once, so that an empty inner dimension leaves the bias.
        size_t p = 0;
        do {
            size_t depth = parley_smaller(inner - p, PARLEY_INNER_BLOCK);
            parley_multiply_block(
                rows, outer, depth, layer->x + i * inner + p, PARLEY_TILE_ROWS * inner, inner, 1,
                layer->packed + PARLEY_TILE_COLUMNS * p, inner, p == 0 ? layer->bias : NULL, p > 0,
                layer->y + i * outer, outer);
            p += PARLEY_INNER_BLOCK;
        } while (p < inner);
        finish_rows(layer, i, rows);
    }
}

#endif
