// One real transform at a time; signal.c holds those of eight frames at once.

#include "parley_signal.h"

#include <string.h>

#define VALUE float
#define FN(name) name
#include "fft_template.h"

void parley_real_fft(
    size_t size, const float *twiddles, const float *values, float *spectrum, float *scratch) {
    memcpy(scratch, values, size * sizeof(float));
    float *z = complex_fft(size / 2, size, twiddles, scratch, scratch + size, 0);
    spectrum_from_pairs(size / 2, twiddles, z, spectrum);
}

void parley_inverse_real_fft(
    size_t size, const float *twiddles, const float *spectrum, float *values, float *scratch) {
    pairs_from_spectrum(size / 2, twiddles, spectrum, scratch);
    const float *z = complex_fft(size / 2, size, twiddles, scratch, scratch + size, 1);
    const float scale = 1.0f / (float)size;
    for (size_t i = 0; i < size; i++) values[i] = z[i] * scale;
}
