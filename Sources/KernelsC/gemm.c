// Single-precision matrix product for AVX2 and FMA.
//
// The blocking is that of Goto & van de Geijn 2008: b is packed into panels of 16 columns, a block
// of rows of a stays in the second-level cache, and tiles of 6 x 16 of c live in registers. An
// operand whose layout already suits the tile loop is read where it lies.
//
// Each element of c starts from 0, its bias or its old value, and takes its products one by one in
// the order of the inner dimension. So its value does not depend on the blocking, on the other
// rows, or on whether the weights were packed beforehand.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "tile.h"

#include <string.h>

enum {
    INNER_BLOCK = 256,   // a panel of b: 16 KiB, half the first-level cache
    ROW_BLOCK = 96,      // a block of a: 96 KiB, a fifth of the second-level cache
    COLUMN_BLOCK = 1024,
    PACKED_COUNT = 256 * 1024  // packed b: 1 MiB
};

bool parley_has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && __builtin_cpu_supports("f16c");
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

// How much of the inner dimension is packed at once.
static size_t depth_limit(size_t columns) {
    size_t limit = PACKED_COUNT / round_up(columns, PARLEY_TILE_COLUMNS);
    return limit / INNER_BLOCK * INNER_BLOCK;
}

size_t parley_multiply_scratch(size_t rows, size_t columns, size_t inner) {
    columns = smaller(columns, COLUMN_BLOCK);
    if (columns == 0) return 0;
    size_t depth = smaller(inner, depth_limit(columns));
    return depth * round_up(columns, PARLEY_TILE_COLUMNS)
        + smaller(inner, INNER_BLOCK) * round_up(smaller(rows, ROW_BLOCK), PARLEY_TILE_ROWS);
}

// Packs `depth` rows of up to 16 columns of b, row after row, with zeros for missing columns.
PARLEY_AVX2 static void pack_panel(
    const float *b, size_t row_stride, size_t column_stride, size_t depth, size_t width,
    float *packed
) {
    if (width == PARLEY_TILE_COLUMNS && column_stride == 1) {
        for (size_t p = 0; p < depth; p++) {
            const float *row = b + p * row_stride;
            _mm256_storeu_ps(packed + 16 * p, _mm256_loadu_ps(row));
            _mm256_storeu_ps(packed + 16 * p + 8, _mm256_loadu_ps(row + 8));
        }
        return;
    }
    size_t p = 0;
    if (width == PARLEY_TILE_COLUMNS && row_stride == 1) {
        for (; p + 8 <= depth; p += 8) {
            parley_transpose_8x8(b + p, column_stride, packed + 16 * p, 16);
            parley_transpose_8x8(b + p + 8 * column_stride, column_stride, packed + 16 * p + 8, 16);
        }
    }
    for (; p < depth; p++) {
        for (size_t j = 0; j < PARLEY_TILE_COLUMNS; j++) {
            packed[16 * p + j] = j < width ? b[p * row_stride + j * column_stride] : 0;
        }
    }
}

// Packs rows of a in tiles of 6, each tile column after column, so that a tile loop that walks down
// the columns of a reads one stream.
PARLEY_AVX2 static void pack_rows(
    const float *a, size_t row_stride, size_t column_stride, size_t rows, size_t depth,
    float *packed
) {
    size_t whole = rows / PARLEY_TILE_ROWS * PARLEY_TILE_ROWS;
    for (size_t p = 0; p < depth; p++) {
        const float *column = a + p * column_stride;
        float *target = packed + 6 * p;
        if (row_stride == 1) {
            for (size_t i = 0; i < whole; i += 6) {
                _mm_storeu_ps(target, _mm_loadu_ps(column + i));
                memcpy(target + 4, column + i + 4, 2 * sizeof(float));
                target += 6 * depth;
            }
        } else {
            for (size_t i = 0; i < whole; i += 6) {
                for (size_t k = 0; k < 6; k++) target[k] = column[(i + k) * row_stride];
                target += 6 * depth;
            }
        }
        for (size_t i = whole; i < rows; i++) target[i - whole] = column[i * row_stride];
    }
}

// One block of rows against one packed block of b. Tile t of a begins at a + t * a_tile_stride,
// the panel of column j at panels + j * panel_length.
PARLEY_AVX2 static void multiply_block(
    size_t rows, size_t columns, size_t depth, const float *a, size_t a_tile_stride,
    size_t a_row_stride, size_t a_column_stride, const float *panels, size_t panel_length,
    const float *bias, bool accumulate, float *c, size_t c_row_stride
) {
    for (size_t j = 0; j < columns; j += PARLEY_TILE_COLUMNS) {
        const float *panel = panels + j * panel_length;
        size_t width = smaller(columns - j, PARLEY_TILE_COLUMNS);
        for (size_t i = 0; i < rows; i += PARLEY_TILE_ROWS) {
            parley_tile tile = {
                .depth = depth,
                .a = a + i / PARLEY_TILE_ROWS * a_tile_stride,
                .a_row_stride = a_row_stride,
                .a_column_stride = a_column_stride,
                .b = panel,
                .b_row_stride = PARLEY_TILE_COLUMNS,
                .bias = bias ? bias + j : NULL,
                .accumulate = accumulate,
                .c = c + i * c_row_stride + j,
                .c_row_stride = c_row_stride,
            };
            parley_multiply_tile(&tile, smaller(rows - i, PARLEY_TILE_ROWS), width);
        }
    }
}

// A few rows against a b that lies row by row: packing would cost more than it saves.
PARLEY_AVX2 static void multiply_in_place(const parley_product *product) {
    for (size_t j = 0; j < product->columns; j += PARLEY_TILE_COLUMNS) {
        for (size_t i = 0; i < product->rows; i += PARLEY_TILE_ROWS) {
            parley_tile tile = {
                .depth = product->inner,
                .a = product->a + i * product->a_row_stride,
                .a_row_stride = product->a_row_stride,
                .a_column_stride = product->a_column_stride,
                .b = product->b + j,
                .b_row_stride = product->b_row_stride,
                .bias = product->bias ? product->bias + j : NULL,
                .accumulate = product->accumulate,
                .c = product->c + i * product->c_row_stride + j,
                .c_row_stride = product->c_row_stride,
            };
            parley_multiply_tile(&tile, smaller(product->rows - i, PARLEY_TILE_ROWS), 16);
        }
    }
}

// Whether a transposed a is better read where it lies: when few columns share the cost of packing
// it and its lines stay in the first-level cache.
static bool is_read_in_place(const parley_product *product, size_t columns) {
    return product->a_row_stride == 1 && product->a_column_stride <= 256 && columns <= 48;
}

// One block of rows over `depth` of the inner dimension against panels of as many rows.
PARLEY_AVX2 static void multiply_row_block(
    const parley_product *product, size_t row, size_t column, size_t columns, size_t start,
    size_t depth, const float *panels, float *packed_rows
) {
    size_t rows = smaller(product->rows - row, ROW_BLOCK);
    float *c = product->c + row * product->c_row_stride + column;
    const float *bias = product->bias ? product->bias + column : NULL;
    for (size_t p = 0; p < depth; p += INNER_BLOCK) {
        size_t block = smaller(depth - p, INNER_BLOCK);
        size_t row_stride = product->a_row_stride, column_stride = product->a_column_stride;
        const float *a = product->a + row * row_stride + (start + p) * column_stride;
        size_t tile_stride = PARLEY_TILE_ROWS * row_stride;
        if (column_stride != 1 && !is_read_in_place(product, columns)) {
            pack_rows(a, row_stride, column_stride, rows, block, packed_rows);
            a = packed_rows;
            tile_stride = PARLEY_TILE_ROWS * block;
            row_stride = 1;
            column_stride = PARLEY_TILE_ROWS;
        }
        bool first = start + p == 0;
        multiply_block(
            rows, columns, block, a, tile_stride, row_stride, column_stride,
            panels + PARLEY_TILE_COLUMNS * p, depth, first ? bias : NULL,
            product->accumulate || !first, c, product->c_row_stride);
    }
}

PARLEY_AVX2 static void pack_columns(
    const parley_product *product, size_t column, size_t columns, size_t start, size_t depth,
    float *panels
) {
    const float *b
        = product->b + start * product->b_row_stride + column * product->b_column_stride;
    for (size_t j = 0; j < columns; j += PARLEY_TILE_COLUMNS) {
        pack_panel(
            b + j * product->b_column_stride, product->b_row_stride, product->b_column_stride,
            depth, smaller(columns - j, PARLEY_TILE_COLUMNS), panels + j * depth);
    }
}

static void fill_without_products(const parley_product *product) {
    if (product->accumulate) return;
    for (size_t i = 0; i < product->rows; i++) {
        for (size_t j = 0; j < product->columns; j++) {
            product->c[i * product->c_row_stride + j] = product->bias ? product->bias[j] : 0;
        }
    }
}

void parley_multiply(const parley_product *product, float *scratch) {
    if (product->inner == 0) return fill_without_products(product);
    if (product->rows <= 2 * PARLEY_TILE_ROWS && product->b_column_stride == 1
        && product->columns % PARLEY_TILE_COLUMNS == 0) {
        return multiply_in_place(product);
    }
    for (size_t j = 0; j < product->columns; j += COLUMN_BLOCK) {
        size_t columns = smaller(product->columns - j, COLUMN_BLOCK);
        size_t limit = depth_limit(columns);
        for (size_t p = 0; p < product->inner; p += limit) {
            size_t depth = smaller(product->inner - p, limit);
            float *packed_rows = scratch + depth * round_up(columns, PARLEY_TILE_COLUMNS);
            pack_columns(product, j, columns, p, depth, scratch);
            for (size_t i = 0; i < product->rows; i += ROW_BLOCK) {
                multiply_row_block(product, i, j, columns, p, depth, scratch, packed_rows);
            }
        }
    }
}

size_t parley_packed_count(size_t outer, size_t inner) {
    return round_up(outer, PARLEY_TILE_COLUMNS) * inner;
}

PARLEY_AVX2 void parley_pack_weight(
    size_t outer, size_t inner, const float *weight, float *packed
) {
    for (size_t j = 0; j < outer; j += PARLEY_TILE_COLUMNS) {
        pack_panel(
            weight + j * inner, 1, inner, inner, smaller(outer - j, PARLEY_TILE_COLUMNS),
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
    multiply_block(
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

PARLEY_AVX2 void parley_run_linear(const parley_linear *layer) {
    size_t inner = layer->inner, outer = layer->outer;
    if (layer->rows <= PARLEY_TILE_ROWS) {
        linear_few_rows(layer);
        finish_rows(layer, 0, layer->rows);
        return;
    }
    for (size_t i = 0; i < layer->rows; i += ROW_BLOCK) {
        size_t rows = smaller(layer->rows - i, ROW_BLOCK);
        // At least once, so that an empty inner dimension leaves the bias.
        size_t p = 0;
        do {
            multiply_block(
                rows, outer, smaller(inner - p, INNER_BLOCK), layer->x + i * inner + p,
                PARLEY_TILE_ROWS * inner, inner, 1, layer->packed + PARLEY_TILE_COLUMNS * p, inner,
                p == 0 ? layer->bias : NULL, p > 0, layer->y + i * outer, outer);
            p += INNER_BLOCK;
        } while (p < inner);
        finish_rows(layer, i, rows);
    }
}

#else

bool parley_has_avx2(void) { return false; }

#endif
