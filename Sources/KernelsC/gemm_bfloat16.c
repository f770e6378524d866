// Matrix product whose operands are rounded to bfloat16 and whose sums are single precision, on the
// tile registers of Intel AMX.
//
// An operand is cut into strips of 16 lines (rows of a, columns of b). A tile holds 32 elements of
// the inner dimension for each of them, two to a word: [line][pair] for a, [pair][line] for b, which
// are each other's transposes. Four tiles of c, 32 x 32 elements, stay in registers.

#include "parley_kernels.h"

#if defined(__x86_64__)
#include "panels.h"

#include <cpuid.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PARLEY_AMX __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512bf16")))

enum {
    LINES = 16,
    PAIRS = 16,
    TILE_DEPTH = 2 * PAIRS,
    TILE_COUNT = LINES * TILE_DEPTH,  // bfloat16 values
    BLOCK = 2 * LINES,                // rows and columns of c in registers
    MOST_COLUMNS = 512,
    MOST_DEPTH = 1024  // packed b: 1 MiB, half the second-level cache
};

bool parley_has_amx(void) {
    unsigned a, b, c, d;
    bool has_tiles = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 22 & 1) && (d >> 24 & 1);
    bool has_rounding = __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
    if (!has_tiles || !has_rounding || !__builtin_cpu_supports("avx512bw")
        || !__builtin_cpu_supports("avx512vl")) {
        return false;
    }
    // Linux wants to be asked before a process uses the tile registers.
    enum { ARCH_REQ_XCOMP_PERM = 0x1023, TILE_DATA = 18 };
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0;
}

size_t parley_bfloat16_scratch(size_t columns, size_t inner) {
    size_t lines = parley_round_up(parley_smaller(columns, MOST_COLUMNS), BLOCK) + BLOCK;
    return lines * parley_round_up(parley_smaller(inner, MOST_DEPTH), TILE_DEPTH);
}

static inline uint16_t first_bits(size_t count) {
    return count >= 16 ? 0xffff : (uint16_t)((1u << count) - 1);
}

// Swaps word j of register i with word i of register j.
PARLEY_AMX static inline void transpose(__m512i words[16]) {
    const __m512i lanes
        = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
#pragma clang loop unroll(full)
    for (int span = 1; span < 16; span *= 2) {
        __mmask16 upper = _mm512_test_epi32_mask(lanes, _mm512_set1_epi32(span));
        __m512i low = _mm512_mask_add_epi32(lanes, upper, lanes, _mm512_set1_epi32(16 - span));
        __m512i high = _mm512_mask_add_epi32(
            _mm512_add_epi32(lanes, _mm512_set1_epi32(span)), upper, lanes, _mm512_set1_epi32(16));
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            if (i & span) continue;
            __m512i first = words[i], second = words[i + span];
            words[i] = _mm512_permutex2var_epi32(first, low, second);
            words[i + span] = _mm512_permutex2var_epi32(first, high, second);
        }
    }
}

// 32 floats that lie side by side, zeros after the first `count`.
PARLEY_AMX static inline __m512i round_line(const float *source, size_t count) {
    __m512 low = _mm512_maskz_loadu_ps(first_bits(count), source);
    __m512 high = count > 16 ? _mm512_maskz_loadu_ps(first_bits(count - 16), source + 16)
                             : _mm512_setzero_ps();
    return (__m512i)_mm512_cvtne2ps_pbh(high, low);
}

// Element 2 p and, if there is one, 2 p + 1 of each of 16 lines that lie side by side.
PARLEY_AMX static inline __m512i round_pairs(
    const float *source, size_t inner_stride, size_t lines, size_t depth
) {
    const __m512i interleaved = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19,
        3, 18, 2, 17, 1, 16, 0);
    if (depth == 0) return _mm512_setzero_si512();
    __mmask16 mask = first_bits(lines);
    __m512 even = _mm512_maskz_loadu_ps(mask, source);
    __m512 odd = depth > 1 ? _mm512_maskz_loadu_ps(mask, source + inner_stride)
                           : _mm512_setzero_ps();
    return _mm512_permutexvar_epi16(interleaved, (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

// Packs up to 16 lines over `depth` of the inner dimension into tiles, zeros for what is missing.
PARLEY_AMX static void pack_strip(
    const float *source, size_t line_stride, size_t inner_stride, size_t lines, size_t depth,
    bool pairs_first, uint16_t *tiles
) {
    for (size_t p = 0; p < depth; p += TILE_DEPTH, tiles += TILE_COUNT) {
        size_t count = parley_smaller(depth - p, TILE_DEPTH);
        const float *block = source + p * inner_stride;
        __m512i words[16];
        bool in_lines = line_stride != 1;
        if (inner_stride == 1) {
            in_lines = true;
            for (size_t i = 0; i < LINES; i++) {
                words[i] = i < lines ? round_line(block + i * line_stride, count)
                                     : _mm512_setzero_si512();
            }
        } else if (line_stride == 1) {
            for (size_t i = 0; i < PAIRS; i++) {
                size_t start = parley_smaller(2 * i, count);
                words[i]
                    = round_pairs(block + start * inner_stride, inner_stride, lines, count - start);
            }
        } else {
            for (size_t i = 0; i < LINES; i++) {
                float line[TILE_DEPTH] = {0};
                for (size_t k = 0; i < lines && k < count; k++) {
                    line[k] = block[i * line_stride + k * inner_stride];
                }
                words[i] = round_line(line, TILE_DEPTH);
            }
        }
        if (in_lines == pairs_first) transpose(words);
        for (size_t i = 0; i < 16; i++) {
            _mm512_store_si512(tiles + i * TILE_DEPTH, words[i]);
        }
    }
}

// 32 x 32 elements of c: the products over `tile_count` tiles, added to what c holds or not. Each
// strip of a and b has `length` values.
PARLEY_AMX static void multiply_block(
    const uint16_t *a, const uint16_t *b, size_t length, size_t tile_count, bool accumulate,
    float *c, size_t c_row_stride
) {
    size_t stride = c_row_stride * sizeof(float);
    float *lower = c + LINES * c_row_stride;
    if (accumulate) {
        _tile_loadd(0, c, stride);
        _tile_loadd(1, c + LINES, stride);
        _tile_loadd(2, lower, stride);
        _tile_loadd(3, lower + LINES, stride);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (size_t t = 0; t < tile_count; t++, a += TILE_COUNT, b += TILE_COUNT) {
        _tile_loadd(4, a, 64);
        _tile_loadd(6, b, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, b + length, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, a + length, 64);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, c, stride);
    _tile_stored(1, c + LINES, stride);
    _tile_stored(2, lower, stride);
    _tile_stored(3, lower + LINES, stride);
}

// Rows of `to` become rows of `from`; all the same one with a stride of 0.
static void copy_rows(
    size_t rows, size_t columns, const float *from, size_t from_stride, float *to, size_t to_stride
) {
    for (size_t i = 0; i < rows; i++) {
        memcpy(to + i * to_stride, from + i * from_stride, columns * sizeof(float));
    }
}

// Up to 32 rows against packed columns of b.
PARLEY_AMX static void multiply_rows(
    const parley_product *product, size_t row, size_t column, size_t columns, size_t start,
    size_t depth, const uint16_t *packed_b, uint16_t *packed_a
) {
    size_t rows = parley_smaller(product->rows - row, BLOCK);
    size_t tile_count = (depth + TILE_DEPTH - 1) / TILE_DEPTH, length = tile_count * TILE_COUNT;
    const float *a
        = product->a + row * product->a_row_stride + start * product->a_column_stride;
    for (size_t i = 0; i < BLOCK; i += LINES) {
        pack_strip(
            a + parley_smaller(i, rows) * product->a_row_stride, product->a_row_stride,
            product->a_column_stride, rows - parley_smaller(i, rows), depth, false,
            packed_a + i / LINES * length);
    }
    bool accumulate = product->accumulate || product->bias || start > 0;
    for (size_t j = 0; j < columns; j += BLOCK) {
        size_t width = parley_smaller(columns - j, BLOCK);
        float *c = product->c + row * product->c_row_stride + column + j;
        const uint16_t *b = packed_b + j / LINES * length;
        if (product->bias && start == 0) {
            copy_rows(rows, width, product->bias + column + j, 0, c, product->c_row_stride);
        }
        if (rows == BLOCK && width == BLOCK) {
            multiply_block(
                packed_a, b, length, tile_count, accumulate, c, product->c_row_stride);
        } else {
            float buffer[BLOCK * BLOCK] = {0};
            if (accumulate) copy_rows(rows, width, c, product->c_row_stride, buffer, BLOCK);
            multiply_block(packed_a, b, length, tile_count, accumulate, buffer, BLOCK);
            copy_rows(rows, width, buffer, BLOCK, c, product->c_row_stride);
        }
    }
}

PARLEY_AMX static void set_up_tiles(void) {
    struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } tiles = {.palette = 1};
    for (size_t i = 0; i < 8; i++) {
        tiles.row_bytes[i] = 64;
        tiles.rows[i] = LINES;
    }
    _tile_loadconfig(&tiles);
}

PARLEY_AMX void parley_multiply_bfloat16(const parley_product *product, uint16_t *scratch) {
    set_up_tiles();
    for (size_t j = 0; j < product->columns; j += MOST_COLUMNS) {
        size_t columns = parley_smaller(product->columns - j, MOST_COLUMNS);
        for (size_t p = 0; p < product->inner; p += MOST_DEPTH) {
            size_t depth = parley_smaller(product->inner - p, MOST_DEPTH);
            size_t length = parley_round_up(depth, TILE_DEPTH) * LINES;
            const float *b = product->b + p * product->b_row_stride;
            size_t lines = parley_round_up(columns, BLOCK);
            for (size_t k = 0; k < lines; k += LINES) {
                size_t first = parley_smaller(k, columns);
                pack_strip(
                    b + (j + first) * product->b_column_stride, product->b_column_stride,
                    product->b_row_stride, columns - first, depth, true,
                    scratch + k / LINES * length);
            }
            for (size_t i = 0; i < product->rows; i += BLOCK) {
                multiply_rows(
                    product, i, j, columns, p, depth, scratch, scratch + lines / LINES * length);
            }
        }
    }
    _tile_release();
}

#else

bool parley_has_amx(void) { return false; }

#endif
