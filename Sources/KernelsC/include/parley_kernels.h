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

/// Whether this processor, and this system for this process, can run parley_multiply_bfloat16: Intel
/// AMX with bfloat16. Asks the system for the tile registers.
bool parley_has_amx(void);

/// How many 16-bit values of scratch memory parley_multiply_bfloat16 needs; aligned to 64 bytes.
size_t parley_bfloat16_scratch(size_t columns, size_t inner);

/// Runs one product of operands rounded to bfloat16 (to nearest even), summed in single precision;
/// `inner` must not be 0.
void parley_multiply_bfloat16(const parley_product *product, uint16_t *scratch);

/// How many floats a packed weight [outer, inner] takes.
size_t parley_packed_count(size_t outer, size_t inner);
/// Packs a weight [outer, inner] into panels of 16 outer elements, zeros for missing ones.
void parley_pack_weight(size_t outer, size_t inner, const float *weight, float *packed);

/// y = x * weight' + bias, then gelu, then + residual; y may be the residual, not x.
typedef struct {
    size_t rows, inner, outer;
    const float *x, *packed;
    /// The weight [outer, inner] as binary16, which needs no alignment; used where packed is NULL.
    const void *halves;
    /// NULL for none; likewise residual.
    const float *bias, *residual;
    bool gelu;
    float *y;
} parley_linear;

/// Gives what parley_multiply, parley_gelu and parley_add_scaled give, to the last bit.
void parley_run_linear(const parley_linear *layer);

/// y = x * weight' + bias, then gelu, then + residual, with a weight [outer, inner] of bytes, row j
/// of which stands for weight[j, p] * scales[j]; y may be the residual, not x.
typedef struct {
    size_t rows, inner, outer;
    const float *x;
    /// Needs no alignment.
    const int8_t *weight;
    const float *scales;
    /// The sum of each row of the weight's bytes.
    const float *sums;
    /// NULL for none; likewise residual.
    const float *bias, *residual;
    bool gelu;
    float *y;
} parley_linear_int8;

/// A row of x as bytes: x[p] is about least + step * byte[p], the bytes being 0...127.
typedef struct {
    float least, step;
} parley_byte_range;

/// How many bytes of scratch memory parley_run_linear_int8 needs for these sizes.
size_t parley_int8_scratch(size_t rows, size_t inner);

/// Rounds every row of x to bytes by its own range, sums the products exactly, then scales:
/// scales[j] * (step * products + least * sums[j]) + bias[j].
void parley_run_linear_int8(
    const parley_linear_int8 *layer, int8_t *scratch, parley_byte_range *ranges);

/// Rounds every row of a weight to -127...127 times its own scale.
void parley_quantize_weight(
    size_t outer, size_t inner, const float *weight, float *scales, int8_t *bytes);
/// The sum of every row, exact below 2^24.
void parley_byte_sums(size_t outer, size_t inner, const int8_t *bytes, float *sums);

/// What parley_quantize_weight leaves of a weight, as floats.
void parley_round_weight(size_t outer, size_t inner, const float *weight, float *rounded);
/// What parley_run_linear_int8 sees of its input, as floats.
void parley_round_rows(size_t rows, size_t columns, const float *x, float *rounded);

/// 24 floating-point operations x 8 lanes per round, as fast as the core can: to measure its peak.
float parley_peak_rounds(size_t rounds);

// Element by element; the input may be the output.

/// a += factor * b
void parley_add_scaled(size_t count, const float *b, float factor, float *a);
/// a *= factor
void parley_scale(size_t count, float factor, float *a);
/// The sums of all columns, in row order.
void parley_column_sums(size_t rows, size_t columns, const float *x, float *sums);
/// Gelu in its tanh form.
void parley_gelu(size_t count, const float *x, float *y);
void parley_gelu_backward(size_t count, const float *gradient, const float *x, float *output);
void parley_relu(size_t count, const float *x, float *y);
void parley_relu_backward(size_t count, const float *gradient, const float *x, float *output);

/// Which elements dropout keeps: those whose hash of the index reaches the threshold.
typedef struct {
    uint32_t threshold, low_key, high_key;
    float factor;
} parley_dropout_mask;

void parley_dropout(size_t count, const float *x, const parley_dropout_mask *mask, float *y);

/// Replaces each row by softmax(factor * row).
void parley_softmax_rows(size_t rows, size_t columns, float factor, float *values);
/// Turns the gradient by the weights that parley_softmax_rows left into that by its input.
void parley_softmax_rows_backward(
    size_t rows, size_t columns, float factor, const float *weights, float *gradient);

void parley_layer_norm(
    size_t rows, size_t columns, const float *x, const float *gain, const float *bias,
    float epsilon, float *output, float *mean, float *inverse_deviation);
/// Adds to gain_gradient and bias_gradient, overwrites output.
void parley_layer_norm_backward(
    size_t rows, size_t columns, const float *gradient, const float *x, const float *gain,
    const float *mean, const float *inverse_deviation, float *output, float *gain_gradient,
    float *bias_gradient);

/// One sequence [rows, channels] through a kernel [width, channels] with zeros beyond its ends.
void parley_depthwise(
    size_t rows, size_t channels, size_t width, const float *x, const float *weight,
    const float *bias, float *output);
/// Adds to weight_gradient and bias_gradient, overwrites output.
void parley_depthwise_backward(
    size_t rows, size_t channels, size_t width, const float *gradient, const float *x,
    const float *weight, float *output, float *weight_gradient, float *bias_gradient);

/// The constants of one step of AdamW, as AdamWStep in Swift documents them.
typedef struct {
    float gradient_scale, rate, beta1, beta2, correction2, epsilon, keep;
} parley_adamw;

void parley_adamw_step(
    const parley_adamw *step, size_t count, float *parameters, const float *gradients,
    float *first, float *second);
/// average += share * (values - average)
void parley_move_towards(size_t count, float share, const float *values, float *average);
/// In eight interleaved chains of doubles, then their sum.
double parley_sum_of_squares(size_t count, const float *values);

#endif
