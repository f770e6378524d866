#ifndef PARLEY_SIGNAL_H
#define PARLEY_SIGNAL_H

// Transforms between samples and spectra. As everywhere in this folder: no allocation, no state, no
// checks. Functions that take `avx2` do the same arithmetic in the same order either way, so their
// results are equal to the bit; pass what parley_has_avx2() says, or false for the plain version.
//
// A block is eight frames side by side, one per SIMD lane: element [k][lane].
// Twiddles of a transform of `size` points are `size` pairs cos(2πk/size), -sin(2πk/size).

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARLEY_LANES = 8 };

/// Spectrum (size / 2 + 1 pairs of real and imaginary part) of `size` real values; size is a power of
/// two, at least 2. scratch: 2 * size floats.
void parley_real_fft(
    size_t size, const float *twiddles, const float *values, float *spectrum, float *scratch);

/// The inverse of parley_real_fft, scaled so that the two cancel. scratch: 2 * size floats.
void parley_inverse_real_fft(
    size_t size, const float *twiddles, const float *spectrum, float *values, float *scratch);

/// What a transform of windowed frames needs to know.
typedef struct {
    /// Points of the transform, a multiple of 8 and a power of two; samples between frames.
    size_t size, hop;
    /// `size` values.
    const float *window;
    const float *twiddles;
    bool avx2;
} parley_frames;

/// Floats of scratch memory, aligned to 64 bytes, that the functions over blocks need.
size_t parley_block_scratch(size_t size);

/// Spectra of the `count` (1...8) windowed frames that begin at samples, samples + hop, ... Frame l
/// goes to real + l * (size / 2 + 1) and imaginary + the same. All eight frames are read: samples
/// must hold 7 * hop + size of them.
void parley_block_spectra(
    const parley_frames *frames, const float *samples, size_t count, float *real, float *imaginary,
    float *scratch);

/// Adds to samples the `count` frames whose spectra are given (as parley_block_spectra gives them),
/// windowed. All eight frames are written, the missing ones as zeros.
void parley_add_block(
    const parley_frames *frames, const float *real, const float *imaginary, size_t count,
    float *samples, float *scratch);

/// A bank of overlapping triangular filters as two sparse matrices.
typedef struct {
    size_t bin_count, filter_count;
    /// Filter m covers bins first[m] ..< first[m] + length[m]; its weights begin at weights[start[m]].
    const int32_t *first, *length, *start;
    const float *weights;
    /// Bin k belongs to filters owner[k] and owner[k] + 1, by weights pairs[2k] and pairs[2k + 1];
    /// where owner[k] is the last filter, the second weight is 0.
    const int32_t *owner;
    const float *pairs;
} parley_filterbank;

/// Natural logarithms, floored at log(floor), of the filterbank's outputs for the amplitude spectra of
/// the `count` frames that begin at samples, samples + hop, ...: rows of filter_count values.
void parley_block_log_mel(
    const parley_frames *frames, const parley_filterbank *bank, const float *samples, size_t count,
    float floor, float *rows, float *scratch);

/// Band-limited interpolation: y[j] = sum of x[i] * kernel(|j * step - i|) for j in 0 ..< count.
/// The kernel reaches half_width input samples to either side; its right half is tabulated at
/// `resolution` points a sample, plus two points, and interpolated linearly.
void parley_resample(
    const float *x, size_t x_count, double step, double half_width, size_t resolution,
    const float *table, float *y, size_t count);

#endif
