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
#include "panels.h"

#include <string.h>

enum {
    COLUMN_BLOCK = 256,
    PACKED_COUNT = 64 * 1024  // packed b: 256 KiB, half the second-level cache
};

bool parley_has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && __builtin_cpu_supports("f16c");
}

// How much of the inner dimension is packed at once.
static size_t depth_limit(size_t columns) {
    size_t limit = PACKED_COUNT / parley_round_up(columns, PARLEY_TILE_COLUMNS);
    return limit / PARLEY_INNER_BLOCK * PARLEY_INNER_BLOCK;
}

size_t parley_multiply_scratch(size_t rows, size_t columns, size_t inner) {
    columns = parley_smaller(columns, COLUMN_BLOCK);
    if (columns == 0) return 0;
    size_t depth = parley_smaller(inner, depth_limit(columns));
    size_t block_rows = parley_round_up(parley_smaller(rows, PARLEY_ROW_BLOCK), PARLEY_TILE_ROWS);
    return depth * parley_round_up(columns, PARLEY_TILE_COLUMNS)
        + parley_smaller(inner, PARLEY_INNER_BLOCK) * block_rows;
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
            parley_multiply_tile(&tile, parley_smaller(product->rows - i, PARLEY_TILE_ROWS), 16);
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
    size_t rows = parley_smaller(product->rows - row, PARLEY_ROW_BLOCK);
    float *c = product->c + row * product->c_row_stride + column;
    const float *bias = product->bias ? product->bias + column : NULL;
    for (size_t p = 0; p < depth; p += PARLEY_INNER_BLOCK) {
        size_t block = parley_smaller(depth - p, PARLEY_INNER_BLOCK);
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
        parley_multiply_block(
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
        parley_pack_panel(
            b + j * product->b_column_stride, product->b_row_stride, product->b_column_stride,
            depth, parley_smaller(columns - j, PARLEY_TILE_COLUMNS), panels + j * depth);
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
        size_t columns = parley_smaller(product->columns - j, COLUMN_BLOCK);
        size_t limit = depth_limit(columns);
        for (size_t p = 0; p < product->inner; p += limit) {
            size_t depth = parley_smaller(product->inner - p, limit);
            float *packed_rows = scratch + depth * parley_round_up(columns, PARLEY_TILE_COLUMNS);
            pack_columns(product, j, columns, p, depth, scratch);
            for (size_t i = 0; i < product->rows; i += PARLEY_ROW_BLOCK) {
                multiply_row_block(product, i, j, columns, p, depth, scratch, packed_rows);
            }
        }
    }
}

#else

bool parley_has_avx2(void) { return false; }

#endif
