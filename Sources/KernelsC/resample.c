#include "parley_signal.h"

#include <math.h>

void parley_resample(
    const float *x, size_t x_count, double step, size_t reach, size_t resolution,
    const float *phases, float *y, size_t count) {
    const size_t taps = 2 * reach;
    for (size_t j = 0; j < count; j++) {
        const double centre = (double)j * step;
        const ptrdiff_t base = (ptrdiff_t)centre;
        const double place = (centre - (double)base) * (double)resolution;
        const size_t phase = (size_t)place;
        const float part = (float)(place - (double)phase);
        const float *low = phases + phase * taps, *high = low + taps;
        const ptrdiff_t start = base - (ptrdiff_t)reach + 1;
        const size_t first = start < 0 ? (size_t)-start : 0;
        const ptrdiff_t room = (ptrdiff_t)x_count - start;
        const size_t end = room < 0 ? 0 : room < (ptrdiff_t)taps ? (size_t)room : taps;
        float sum = 0;
        {
#pragma clang fp reassociate(on)
            for (size_t k = first; k < end; k++)
                sum += (low[k] + part * (high[k] - low[k])) * x[start + (ptrdiff_t)k];
        }
        y[j] = sum;
    }
}
