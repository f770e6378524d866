#include "parley_signal.h"

#include <math.h>

size_t parley_pitch_candidates(
    const float *autocorrelation, const float *correction, size_t first_lag, size_t last_lag,
    float sample_rate, float octave_bonus, size_t max_count, float *f0, float *strength) {
    size_t count = 0;
    if (!(autocorrelation[0] > 0)) return 0;
    const float scale = 1 / autocorrelation[0];
    float before = scale * autocorrelation[first_lag - 1] / correction[first_lag - 1];
    float here = scale * autocorrelation[first_lag] / correction[first_lag];
    for (size_t lag = first_lag; lag <= last_lag; lag++) {
        const float after = scale * autocorrelation[lag + 1] / correction[lag + 1];
        if (here > 0.15f && here > before && here >= after) {
            const float shift = 0.5f * (before - after) / (before - 2 * here + after);
            float height = here - 0.25f * (before - after) * shift;
            // A value above 1 comes from dividing by a small correction: trust it less.
            if (height > 1) height = 2 - height;
            const float hz = sample_rate / ((float)lag + shift);
            const float score =
                height + octave_bonus * log2f(hz * (float)last_lag / sample_rate);
            size_t place = count < max_count ? count++ : max_count;
            while (place > 0 && strength[place - 1] < score) {
                if (place < max_count) {
                    strength[place] = strength[place - 1];
                    f0[place] = f0[place - 1];
                }
                place--;
            }
            if (place < max_count) {
                strength[place] = score;
                f0[place] = hz;
            }
        }
        before = here;
        here = after;
    }
    return count;
}
