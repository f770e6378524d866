#include "parley_signal.h"

#include <math.h>
#include <string.h>

/// A sinc under a Hann window, 15 samples before to 16 after the rounded-down centre.
static void add_pulse(double centre, double amplitude, float *signal) {
    const double pi = 3.14159265358979323846;
    const long base = (long)floor(centre);
    const double part = centre - (double)base;
    const double sine = sin(pi * part);
    for (long i = -15; i <= 16; i++) {
        const double d = (double)i - part;
        const double sinc =
            fabs(d) < 1e-9 ? 1 : (i % 2 == 0 ? -sine : sine) / (pi * d);
        const double taper = 0.5 * (1 + cos(pi * d / 17));
        signal[base + i] += (float)(amplitude * sinc * taper);
    }
}

void parley_add_pulses(
    parley_pulse_train *train, double from_hz, double to_hz, bool first_half, bool second_half,
    size_t count, float *signal) {
    const double rate = train->sample_rate;
    for (size_t n = 0; n < count; n++) {
        const double hz = from_hz + (to_hz - from_hz) * (double)n / (double)count;
        train->phase += hz / rate;
        if (train->phase < 1) continue;
        train->phase -= floor(train->phase);
        const bool voiced = 2 * n < count ? first_half : second_half;
        if (!voiced) continue;
        // Where the phase really wrapped, between two samples.
        add_pulse((double)n - train->phase * rate / hz, sqrt(rate / hz), signal);
    }
}

void parley_noise(uint64_t seed, uint64_t first, size_t count, float *signal) {
    for (size_t i = 0; i < count; i++) {
        // SplitMix64 (Steele, Lea & Flood 2014), by counter.
        uint64_t z = seed * 0xd1342543de82ef95ull + (first + i + 1) * 0x9e3779b97f4a7c15ull;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ z >> 27) * 0x94d049bb133111ebull;
        z ^= z >> 31;
        const float uniform = (float)(int32_t)(z >> 40) * 0x1p-24f - 0.5f + 0x1p-25f;
        signal[i] = uniform * 3.4641016f;
    }
}

void parley_shift_rows(float *values, size_t rows, size_t columns, size_t count) {
    for (size_t row = 0; row < rows; row++) {
        float *first = values + row * columns;
        memmove(first, first + count, (columns - count) * sizeof(float));
        memset(first + columns - count, 0, count * sizeof(float));
    }
}
