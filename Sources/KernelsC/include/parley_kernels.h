#ifndef PARLEY_KERNELS_H
#define PARLEY_KERNELS_H

// The compute kernels in C. They take pointers and sizes, allocate nothing, keep no state and check
// nothing: the Swift functions of the module Kernels have checked every shape before they call.
//
// Everything here but parley_has_avx2 needs AVX2, FMA and F16C; call it only where that says so.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor can run the other functions of this file.
bool parley_has_avx2(void);

/// One matrix product, c[i, j] = (c[i, j] or bias[j] or 0) + sum over p of a[i, p] * b[p, j].
typedef struct {
    size_t rows, columns, inner;
    /// a[i, p] lies at a[i * a_row_stride + p * a_column_stride].
    const float *a;
    size_t a_row_stride, a_column_stride;
    /// b[p, j] lies at b[p * b_row_stride + j * b_column_stride].
    const float *b;
    size_t b_row_stride, b_column_stride;
    /// NULL for none; not together with accumulate.
    const float *bias;
    float *c;
    size_t c_row_stride;
    /// Whether to add to what c holds.
    bool accumulate;
} parley_product;

/// How many floats of scratch memory parley_multiply needs for these sizes.
size_t parley_multiply_scratch(size_t rows, size_t columns, size_t inner);

/// Runs one product. Every element of c is one chain of fused multiply-adds in the order of p.
void parley_multiply(const parley_product *product, float *scratch);

#endif
