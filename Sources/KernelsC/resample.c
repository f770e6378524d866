#include "parley_signal.h"

#include <math.h>

void parley_resample(
    const float *x, size_t x_count, double step, double half_width, size_t resolution,
    const float *table, float *y, size_t count) {
    for (size_t j = 0; j < count; j++) {
        const double centre = (double)j * step;
        double first = ceil(centre - half_width), last = floor(centre + half_width);
        if (first < 0) first = 0;
        if (last > (double)x_count - 1) last = (double)x_count - 1;
        double sum = 0;
        for (double i = first; i <= last; i++) {
            const double place = fabs(centre - i) * (double)resolution;
            const size_t index = (size_t)place;
            const float part = (float)(place - (double)index);
            const float weight = table[index] + part * (table[index + 1] - table[index]);
            sum += (double)(weight * x[(size_t)i]);
        }
        y[j] = (float)sum;
    }
}
