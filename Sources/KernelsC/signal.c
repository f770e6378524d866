// Blocks of eight frames: spectra, mel spectra, and the way back.
//
// The same source is compiled twice, for any processor and for AVX2. No fused multiply-add in either
// (the package builds with -ffp-contract=off), so both give the same bits.

#include "parley_signal.h"
#include "lanes.h"

#include <math.h>
#include <string.h>

#define VALUE lanes
#define FN(name) name##_plain
#include "fft_template.h"
#include "blocks_template.h"
#include "vocoder_template.h"
#undef FN

#if defined(__x86_64__)
#undef INLINE
#define FN(name) name##_avx2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "fft_template.h"
#include "blocks_template.h"
#include "vocoder_template.h"
#pragma clang attribute pop
#define DISPATCH(avx2, name, ...) ((avx2) ? name##_avx2(__VA_ARGS__) : name##_plain(__VA_ARGS__))
#else
#define DISPATCH(avx2, name, ...) name##_plain(__VA_ARGS__)
#endif

size_t parley_block_scratch(size_t size) { return 8 * (2 * size + size + 2); }

void parley_block_spectra(
    const parley_frames *frames, const float *samples, size_t count, float *real, float *imaginary,
    float *scratch) {
    DISPATCH(
        frames->avx2, block_spectra, frames, samples, count, real, imaginary, (lanes *)scratch);
}

void parley_add_block(
    const parley_frames *frames, const float *real, const float *imaginary, size_t count,
    float *samples, float *scratch) {
    DISPATCH(frames->avx2, add_block, frames, real, imaginary, count, samples, (lanes *)scratch);
}

void parley_block_log_mel(
    const parley_frames *frames, const parley_filterbank *bank, const float *samples, size_t count,
    float floor, float *rows, float *scratch) {
    DISPATCH(
        frames->avx2, block_log_mel, frames, bank, samples, count, floor, rows, (lanes *)scratch);
}

void parley_block_autocorrelation(
    const parley_frames *frames, const float *power_weights, const float *samples, size_t count,
    size_t lag_count, float *rows, float *scratch) {
    DISPATCH(
        frames->avx2, block_autocorrelation, frames, power_weights, samples, count, lag_count, rows,
        (lanes *)scratch);
}

size_t parley_best_match(
    bool avx2, const float *target, size_t length, const float *samples, size_t count) {
    return DISPATCH(avx2, best_match, target, length, samples, count);
}

void parley_excite_block(
    const parley_frames *frames, const parley_source *source, float *spectrum, float *scratch) {
    DISPATCH(frames->avx2, excite_block, frames, source, spectrum, (lanes *)scratch);
}

void parley_random_block(uint64_t seed, uint64_t block, size_t bin_count, float *spectrum) {
    float turns[2 * PARLEY_LANES];
    for (size_t k = 0; k < bin_count; k++) {
        parley_noise(seed, (block * bin_count + k) * PARLEY_LANES, PARLEY_LANES, turns);
        for (size_t l = 0; l < PARLEY_LANES; l++) {
            // The noise is even between plus and minus the root of 3.
            const float angle = turns[l] * (3.14159265f / 1.7320508f);
            spectrum[16 * k + l] = cosf(angle);
            spectrum[16 * k + 8 + l] = sinf(angle);
        }
    }
}

void parley_match_block(
    bool avx2, const parley_filterbank *bank, size_t updates, const float *log_mel, size_t count,
    float *spectrum, float *magnitudes, size_t stride, float *scratch) {
    DISPATCH(
        avx2, match_block, bank, updates, log_mel, count, spectrum, magnitudes, stride,
        (lanes *)scratch);
}

void parley_add_spectrum_block(
    const parley_frames *frames, const float *spectrum, float scale, float *samples,
    float *scratch) {
    DISPATCH(
        frames->avx2, add_spectrum_block, frames, spectrum, scale, samples, (lanes *)scratch);
}

void parley_refine_block(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float scale, float *out, float *scratch) {
    DISPATCH(
        frames->avx2, refine_block, frames, samples, magnitudes, stride, scale, out,
        (lanes *)scratch);
}

void parley_accelerated_block(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float momentum, float *previous, float scale, float *out, float *scratch) {
    DISPATCH(
        frames->avx2, accelerated_block, frames, samples, magnitudes, stride, momentum, previous,
        scale, out, (lanes *)scratch);
}
