#ifndef PARLEY_PANELS_H
#define PARLEY_PANELS_H

// Panels of 16 columns, and blocks of rows against them: shared by the product of two matrices and
// the layers with weights packed beforehand.

#include "tile.h"

enum {
    PARLEY_INNER_BLOCK = 256,  // a panel of b: 16 KiB, half the first-level cache
    PARLEY_ROW_BLOCK = 96      // a block of a: 96 KiB, a fifth of the second-level cache
};

static inline size_t parley_smaller(size_t a, size_t b) { return a < b ? a : b; }

static inline size_t parley_round_up(size_t value, size_t unit) {
    return (value + unit - 1) / unit * unit;
}

// Packs `depth` rows of up to 16 columns of b, row after row, with zeros for missing columns.
PARLEY_AVX2 static inline void parley_pack_panel(
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

// One block of rows against one packed block of b. Tile t of a begins at a + t * a_tile_stride,
// the panel of column j at panels + j * panel_length.
PARLEY_AVX2 static inline void parley_multiply_block(
    size_t rows, size_t columns, size_t depth, const float *a, size_t a_tile_stride,
    size_t a_row_stride, size_t a_column_stride, const float *panels, size_t panel_length,
    const float *bias, bool accumulate, float *c, size_t c_row_stride
) {
    // Rows that were not packed may be cut into tiles anywhere.
    bool in_place = a_tile_stride == PARLEY_TILE_ROWS * a_row_stride;
    for (size_t j = 0; j < columns; j += PARLEY_TILE_COLUMNS) {
        const float *panel = panels + j * panel_length;
        size_t width = parley_smaller(columns - j, PARLEY_TILE_COLUMNS);
        for (size_t i = 0, count; i < rows; i += count) {
            // Seven or eight last rows go 4 and 3 or 4: a tile of one or two waits for its sums.
            count = in_place && rows - i > PARLEY_TILE_ROWS && rows - i <= PARLEY_TILE_ROWS + 2
                ? 4 : parley_smaller(rows - i, PARLEY_TILE_ROWS);
            parley_tile tile = {
                .depth = depth,
                .a = in_place ? a + i * a_row_stride : a + i / PARLEY_TILE_ROWS * a_tile_stride,
                .a_row_stride = a_row_stride,
                .a_column_stride = a_column_stride,
                .b = panel,
                .b_row_stride = PARLEY_TILE_COLUMNS,
                .bias = bias ? bias + j : NULL,
                .accumulate = accumulate,
                .c = c + i * c_row_stride + j,
                .c_row_stride = c_row_stride,
            };
            parley_multiply_tile(&tile, count, width);
        }
    }
}

#endif
