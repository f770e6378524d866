// The complex transform and its wrapping for real values, for any vector type: include with VALUE set
// to float or to a vector of floats (one transform per lane) and FN(name) to a name of its own.
//
// Radix 4 by Stockham's scheme (Cochran et al. 1967: "What is the fast Fourier transform?"): every
// pass reads one buffer and writes the other in sorted order, so no bit reversal. Data are pairs of
// real and imaginary part; with swap = 1 the two change places, which makes the transform the inverse.

#define INLINE static inline __attribute__((always_inline))

/// Transforms `count` pairs in a, using b; returns the one that holds the result. The twiddles are
/// those of a transform of table points, a multiple of count.
INLINE VALUE *FN(complex_fft)(
    size_t count, size_t table, const float *restrict twiddles, VALUE *a, VALUE *b, int swap) {
    const int re = swap, im = 1 - swap;
    size_t n = count, s = 1;
    for (; n >= 4; n /= 4, s *= 4) {
        const size_t quarter = n / 4, step = table / n;
        for (size_t p = 0; p < quarter; p++) {
            const float w1r = twiddles[2 * p * step], w1i = twiddles[2 * p * step + 1];
            const float w2r = twiddles[4 * p * step], w2i = twiddles[4 * p * step + 1];
            const float w3r = twiddles[6 * p * step], w3i = twiddles[6 * p * step + 1];
            const VALUE *restrict x = a + 2 * s * p;
            VALUE *restrict y = b + 8 * s * p;
            const size_t leg = 2 * s * quarter;
            for (size_t q = 0; q < 2 * s; q += 2) {
                const VALUE x0r = x[q + re], x0i = x[q + im];
                const VALUE x1r = x[q + leg + re], x1i = x[q + leg + im];
                const VALUE x2r = x[q + 2 * leg + re], x2i = x[q + 2 * leg + im];
                const VALUE x3r = x[q + 3 * leg + re], x3i = x[q + 3 * leg + im];
                const VALUE ar = x0r + x2r, ai = x0i + x2i, br = x0r - x2r, bi = x0i - x2i;
                const VALUE cr = x1r + x3r, ci = x1i + x3i, dr = x1r - x3r, di = x1i - x3i;
                y[q + re] = ar + cr;
                y[q + im] = ai + ci;
                const VALUE er = br + di, ei = bi - dr, fr = ar - cr, fi = ai - ci;
                const VALUE gr = br - di, gi = bi + dr;
                if (p == 0) {
                    y[q + 2 * s + re] = er;
                    y[q + 2 * s + im] = ei;
                    y[q + 4 * s + re] = fr;
                    y[q + 4 * s + im] = fi;
                    y[q + 6 * s + re] = gr;
                    y[q + 6 * s + im] = gi;
                } else {
                    y[q + 2 * s + re] = er * w1r - ei * w1i;
                    y[q + 2 * s + im] = er * w1i + ei * w1r;
                    y[q + 4 * s + re] = fr * w2r - fi * w2i;
                    y[q + 4 * s + im] = fr * w2i + fi * w2r;
                    y[q + 6 * s + re] = gr * w3r - gi * w3i;
                    y[q + 6 * s + im] = gr * w3i + gi * w3r;
                }
            }
        }
        VALUE *other = a;
        a = b;
        b = other;
    }
    if (n < 2) return a;
    for (size_t q = 0; q < 2 * s; q++) {
        const VALUE sum = a[q] + a[q + 2 * s], difference = a[q] - a[q + 2 * s];
        b[q] = sum;
        b[q + 2 * s] = difference;
    }
    return b;
}

/// Real spectrum at bins k and half - k, from the transform of the pairs of neighbouring samples
/// at the same bins, z and y.
INLINE void FN(split)(
    const VALUE *z, const VALUE *y, float wr, float wi, VALUE *low, VALUE *high) {
    const VALUE zr = z[0], zi = z[1], yr = y[0], yi = y[1];
    const VALUE er = 0.5f * (zr + yr), ei = 0.5f * (zi - yi);
    const VALUE or = 0.5f * (zi + yi), oi = 0.5f * (yr - zr);
    const VALUE tr = or * wr - oi * wi, ti = or * wi + oi * wr;
    low[0] = er + tr;
    low[1] = ei + ti;
    high[0] = er - tr;
    high[1] = ti - ei;
}

/// The inverse of split, without the factor 1/2.
INLINE void FN(join)(
    const VALUE *low, const VALUE *high, float wr, float wi, VALUE *z, VALUE *y) {
    const VALUE er = low[0] + high[0], ei = low[1] - high[1];
    const VALUE tr = low[0] - high[0], ti = low[1] + high[1];
    const VALUE or = tr * wr + ti * wi, oi = ti * wr - tr * wi;
    z[0] = er - oi;
    z[1] = ei + or;
    y[0] = er + oi;
    y[1] = or - ei;
}

/// Spectrum (half + 1 pairs) from the transformed pairs z (half of them).
INLINE void FN(spectrum_from_pairs)(
    size_t half, const float *restrict twiddles, const VALUE *z, VALUE *spectrum) {
    const VALUE zr = z[0], zi = z[1];
    spectrum[0] = zr + zi;
    spectrum[1] = zr - zr;
    spectrum[2 * half] = zr - zi;
    spectrum[2 * half + 1] = zr - zr;
    for (size_t k = 1; k <= half / 2; k++) {
        FN(split)(
            z + 2 * k, z + 2 * (half - k), twiddles[2 * k], twiddles[2 * k + 1],
            spectrum + 2 * k, spectrum + 2 * (half - k));
    }
}

/// Pairs to transform back, from a spectrum; twice as large as they should be.
INLINE void FN(pairs_from_spectrum)(
    size_t half, const float *restrict twiddles, const VALUE *spectrum, VALUE *z) {
    z[0] = spectrum[0] + spectrum[2 * half];
    z[1] = spectrum[0] - spectrum[2 * half];
    for (size_t k = 1; k <= half / 2; k++) {
        FN(join)(
            spectrum + 2 * k, spectrum + 2 * (half - k), twiddles[2 * k], twiddles[2 * k + 1],
            z + 2 * k, z + 2 * (half - k));
    }
}
