// One frame of source-filter analysis and synthesis.

#include "parley_signal.h"

#include <math.h>
#include <string.h>

static const float pi = 3.14159265f;

/// The mean of the power over width Hz around every bin, by its running integral. The spectrum is
/// mirrored at both ends.
static void smooth_linearly(float *power, size_t half, float width_in_bins, float *integral) {
    const size_t margin = (size_t)(width_in_bins / 2) + 2;
    double sum = 0;
    for (size_t i = 0; i < half + 1 + 2 * margin; i++) {
        size_t k = i < margin ? margin - i : i - margin;
        if (k > half) k = 2 * half - k;
        sum += (double)power[k];
        integral[i] = (float)sum;
    }
    for (size_t k = 0; k <= half; k++) {
        const float centre = (float)(k + margin) - 0.5f;
        float value = 0;
        for (int side = -1; side <= 1; side += 2) {
            const float place = centre + (float)side * width_in_bins / 2;
            const size_t index = (size_t)place;
            const float part = place - (float)index;
            value += (float)side
                * (integral[index] + part * (integral[index + 1] - integral[index]));
        }
        power[k] = value / width_in_bins;
    }
}

/// Power of three periods under a Hann window of energy 1.
static void pitch_synchronous_power(
    size_t size, const float *twiddles, const float *samples, float period, float *power,
    float *scratch) {
    float *windowed = scratch, *spectrum = scratch + size;
    const float reach = 1.5f * period;
    float energy = 0, mean = 0, weight = 0;
    memset(windowed, 0, size * sizeof(float));
    const size_t centre = size / 2;
    const size_t first = centre - (size_t)reach, last = centre + (size_t)reach;
    for (size_t i = first; i <= last; i++) {
        const float w = 0.5f + 0.5f * cosf(pi * ((float)i - (float)centre) / reach);
        windowed[i] = w * samples[i];
        energy += w * w;
        mean += windowed[i];
        weight += w;
    }
    mean /= weight;
    const float scale = 1 / sqrtf(energy);
    for (size_t i = first; i <= last; i++) {
        const float w = 0.5f + 0.5f * cosf(pi * ((float)i - (float)centre) / reach);
        windowed[i] = scale * (windowed[i] - w * mean);
    }
    parley_real_fft(size, twiddles, windowed, spectrum, scratch + 2 * size + 2);
    for (size_t k = 0; k <= size / 2; k++) {
        power[k] = spectrum[2 * k] * spectrum[2 * k] + spectrum[2 * k + 1] * spectrum[2 * k + 1];
    }
}

void parley_smooth_envelope(
    size_t size, const float *twiddles, const float *samples, float f0, float sample_rate,
    float *envelope, float *scratch) {
    const size_t half = size / 2;
    const float f0_in_bins = f0 * (float)size / sample_rate;
    float *power = envelope;
    pitch_synchronous_power(size, twiddles, samples, sample_rate / f0, power, scratch);
    // Below the pitch there is no harmonic: fold what lies above zero back onto it.
    for (size_t k = 0; (float)k < f0_in_bins / 2; k++) {
        const float mirrored = f0_in_bins - (float)k;
        const size_t index = (size_t)mirrored;
        const float part = mirrored - (float)index;
        const float value = power[index] + part * (power[index + 1] - power[index]);
        if (value > power[k]) power[k] = value;
    }
    smooth_linearly(power, half, f0_in_bins * 2 / 3, scratch);
    float *spectrum = scratch, *cepstrum = scratch + size + 2, *work = cepstrum + size;
    for (size_t k = 0; k <= half; k++) {
        spectrum[2 * k] = 0.5f * logf(power[k] + 1e-12f);
        spectrum[2 * k + 1] = 0;
    }
    parley_inverse_real_fft(size, twiddles, spectrum, cepstrum, work);
    for (size_t q = 1; q <= half; q++) {
        const float turns = (float)q * f0 / sample_rate;
        const float lifter =
            sinf(pi * turns) / (pi * turns) * (1.3f - 0.3f * cosf(2 * pi * turns));
        cepstrum[q] *= lifter;
        if (q < half) cepstrum[size - q] *= lifter;
    }
    float *smooth = scratch;
    parley_real_fft(size, twiddles, cepstrum, smooth, work);
    for (size_t k = 0; k <= half; k++) envelope[k] = smooth[2 * k];
}

void parley_minimum_phase(
    size_t size, const float *twiddles, const float *envelope, float *spectrum, float *scratch) {
    const size_t half = size / 2;
    float *cepstrum = scratch, *work = scratch + size;
    for (size_t k = 0; k <= half; k++) {
        spectrum[2 * k] = envelope[k];
        spectrum[2 * k + 1] = 0;
    }
    parley_inverse_real_fft(size, twiddles, spectrum, cepstrum, work);
    for (size_t q = 1; q < half; q++) {
        cepstrum[q] *= 2;
        cepstrum[size - q] = 0;
    }
    parley_real_fft(size, twiddles, cepstrum, spectrum, work);
    for (size_t k = 0; k <= half; k++) {
        const float amplitude = expf(spectrum[2 * k]), angle = spectrum[2 * k + 1];
        spectrum[2 * k] = amplitude * cosf(angle);
        spectrum[2 * k + 1] = amplitude * sinf(angle);
    }
}

void parley_add_filtered(
    size_t size, const float *twiddles, const float *window, size_t window_length,
    const float *pulses, const float *noise, const float *pulse_weights, const float *filter,
    float *samples, float *scratch) {
    float *values = scratch, *p = scratch + size, *z = p + size + 2, *work = z + size + 2;
    memset(values, 0, size * sizeof(float));
    for (size_t i = 0; i < window_length; i++) values[i] = window[i] * pulses[i];
    parley_real_fft(size, twiddles, values, p, work);
    for (size_t i = 0; i < window_length; i++) values[i] = window[i] * noise[i];
    parley_real_fft(size, twiddles, values, z, work);
    for (size_t k = 0; k <= size / 2; k++) {
        const float a = sqrtf(pulse_weights[k]), b = sqrtf(1 - pulse_weights[k]);
        const float re = a * p[2 * k] + b * z[2 * k], im = a * p[2 * k + 1] + b * z[2 * k + 1];
        p[2 * k] = re * filter[2 * k] - im * filter[2 * k + 1];
        p[2 * k + 1] = re * filter[2 * k + 1] + im * filter[2 * k];
    }
    parley_inverse_real_fft(size, twiddles, p, values, work);
    for (size_t i = 0; i < size; i++) samples[i] += values[i];
}
