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

/// Band-limited interpolation: y[j] = sum of x[i] * kernel(j * step - i) for j in 0 ..< count.
/// Row p of phases holds kernel(p / resolution + reach - 1 - k) for the taps k in 0 ..< 2 * reach;
/// there are resolution + 1 rows, and places between two rows are interpolated linearly.
void parley_resample(
    const float *x, size_t x_count, double step, size_t reach, size_t resolution,
    const float *phases, float *y, size_t count);

/// Autocorrelation at lags 0 ..< lag_count of the eight windowed frames, rows of lag_count values.
/// The power spectra are first multiplied by the size / 2 + 1 weights, which filters the sound.
void parley_block_autocorrelation(
    const parley_frames *frames, const float *power_weights, const float *samples, size_t count,
    size_t lag_count, float *rows, float *scratch);

/// Finds the peaks of one row of autocorrelation between the lags: largest first, at most max_count.
/// correction[lag] divides the row's values over that at lag 0; both have last_lag + 2 values.
/// strength is the height of the peak plus octave_bonus for every octave above the last lag's pitch.
/// Returns how many there are.
size_t parley_pitch_candidates(
    const float *autocorrelation, const float *correction, size_t first_lag, size_t last_lag,
    float sample_rate, float octave_bonus, size_t max_count, float *f0, float *strength);

/// The place 0 ..< count where `length` (a multiple of 8) samples are most like the target: largest
/// product over the root of the energy; of equals the first.
size_t parley_best_match(
    bool avx2, const float *target, size_t length, const float *samples, size_t count);

/// Where a train of pulses stands.
typedef struct {
    double sample_rate;
    /// Periods since the beginning.
    double phase;
} parley_pulse_train;

/// How far, in samples, a pulse reaches beyond the segment it belongs to.
enum { PARLEY_PULSE_REACH = 17 };

/// Adds the band-limited pulses of `count` samples to signal, which must reach PARLEY_PULSE_REACH
/// samples beyond both ends. The pitch glides from one to the other; the amplitude of a pulse is
/// sqrt(sample_rate / pitch), so that the power is 1. Pulses of the first or second half are left out
/// where that is not voiced.
void parley_add_pulses(
    parley_pulse_train *train, double from_hz, double to_hz, bool first_half, bool second_half,
    size_t count, float *signal);

/// Noise of power 1, evenly distributed: sample i of the endless sequence that belongs to the seed is
/// the same however the sequence is cut.
void parley_noise(uint64_t seed, uint64_t first, size_t count, float *signal);

/// What excites a voice, for one block.
typedef struct {
    /// Both from the first sample of the first frame on: 7 * hop + size samples.
    const float *pulses, *noise;
    /// Factors of both at every bin of a voiced frame; elsewhere 0 and 1.
    const float *pulse_gains, *noise_gains;
    /// For each of the eight frames 1 or 0.
    const float *voiced;
} parley_source;

// Spectra of blocks are pairs of eight real and eight imaginary parts for every bin, aligned to 32
// bytes: 16 * (size / 2 + 1) floats. Magnitudes are [bin][frame] with `stride` frames a row, eight of
// which are used.

/// The spectra of eight frames of excitation.
void parley_excite_block(
    const parley_frames *frames, const parley_source *source, float *spectrum, float *scratch);

/// Values of amplitude 1 and random phase.
void parley_random_block(uint64_t seed, uint64_t block, size_t bin_count, float *spectrum);

/// Pulls the amplitudes of eight spectra, by multiplicative updates, towards such whose filter outputs
/// are exp(log_mel) (count rows; the other frames become silent). The phases stay.
void parley_match_block(
    bool avx2, const parley_filterbank *bank, size_t updates, const float *log_mel, size_t count,
    float *spectrum, float *magnitudes, size_t stride, float *scratch);

/// Adds the eight windowed frames with these spectra to the samples. A scale of 1 / size is that of
/// the inverse transform.
void parley_add_spectrum_block(
    const parley_frames *frames, const float *spectrum, float scale, float *samples,
    float *scratch);

/// Adds the eight windowed frames to out that have the given magnitudes and the phases of those in
/// samples (Griffin & Lim 1984).
void parley_refine_block(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float scale, float *out, float *scratch);

/// The same with the phases moved on by momentum (Perraudin, Balazs & Sondergaard 2013); previous
/// holds the spectra of the last round and gets those of this one.
void parley_accelerated_block(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float momentum, float *previous, float scale, float *out, float *scratch);

/// Moves every row to the left by count columns; zeros follow.
void parley_shift_rows(float *values, size_t rows, size_t columns, size_t count);

#endif
