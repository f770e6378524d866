// Phase retrieval for blocks of eight frames; signal.c includes this once per instruction set.

/// Turns a spectrum (half + 1 pairs) into eight frames and adds them, windowed, to the samples.
INLINE void FN(add_spectrum)(
    const parley_frames *frames, const lanes *spectrum, float scale, float *samples,
    lanes *scratch) {
    FN(pairs_from_spectrum)(frames->size / 2, frames->twiddles, spectrum, scratch);
    const lanes *z = FN(complex_fft)(
        frames->size / 2, frames->size, frames->twiddles, scratch, scratch + frames->size, 1);
    FN(add_frames)(frames, z, scale, samples);
}

static void FN(excite_block)(
    const parley_frames *frames, const parley_source *source, float *out, lanes *scratch) {
    const size_t half = frames->size / 2;
    lanes *spectrum = (lanes *)out;
    const lanes *z = FN(forward)(frames, source->pulses, scratch);
    FN(spectrum_from_pairs)(half, frames->twiddles, z, spectrum);
    z = FN(forward)(frames, source->noise, scratch);
    lanes *noise = scratch + 2 * frames->size;
    FN(spectrum_from_pairs)(half, frames->twiddles, z, noise);
    const lanes voiced = *(const loose_lanes *)source->voiced;
    for (size_t k = 0; k <= half; k++) {
        const lanes a = voiced * source->pulse_gains[k];
        const lanes b = 1 - voiced * (1 - source->noise_gains[k]);
        spectrum[2 * k] = a * spectrum[2 * k] + b * noise[2 * k];
        spectrum[2 * k + 1] = a * spectrum[2 * k + 1] + b * noise[2 * k + 1];
    }
}

/// One multiplicative update of the amplitudes for the Kullback-Leibler divergence.
INLINE void FN(update_amplitudes)(
    const parley_filterbank *bank, const lanes *restrict wanted, lanes *restrict amplitudes,
    lanes *restrict ratios) {
    FN(apply_bank)(bank, amplitudes, ratios);
    for (size_t m = 0; m < bank->filter_count; m++) {
        const lanes tiny = {1e-9f, 1e-9f, 1e-9f, 1e-9f, 1e-9f, 1e-9f, 1e-9f, 1e-9f};
        ratios[m] = wanted[m] / __builtin_elementwise_max(ratios[m], tiny);
    }
    ratios[bank->filter_count] = wanted[0] - wanted[0];
    for (size_t k = 0; k < bank->bin_count; k++) {
        const lanes *r = ratios + bank->owner[k];
        const float a = bank->pairs[2 * k], b = bank->pairs[2 * k + 1];
        amplitudes[k] *= (a * r[0] + b * r[1]) / (a + b + 1e-6f);
    }
}

static void FN(match_block)(
    const parley_filterbank *bank, size_t updates, const float *log_mel, size_t count, float *out,
    float *magnitudes, size_t stride, lanes *scratch) {
    const size_t bins = bank->bin_count, filters = bank->filter_count;
    lanes *spectrum = (lanes *)out;
    lanes *amplitudes = scratch, *start = amplitudes + bins;
    lanes *wanted = start + bins, *ratios = wanted + filters;
    for (size_t m = 0; m < filters; m++) {
        for (size_t l = 0; l < 8; l++) {
            wanted[m][l] = l < count ? expf(log_mel[l * filters + m]) : 0;
        }
    }
    for (size_t k = 0; k < bins; k++) {
        const lanes re = spectrum[2 * k], im = spectrum[2 * k + 1];
        start[k] = __builtin_elementwise_sqrt(re * re + im * im);
        amplitudes[k] = start[k] + 1e-3f;
    }
    for (size_t i = 0; i < updates; i++) {
        FN(update_amplitudes)(bank, wanted, amplitudes, ratios);
    }
    for (size_t k = 0; k < bins; k++) {
        const lanes gain = amplitudes[k] / (start[k] + 1e-9f);
        spectrum[2 * k] *= gain;
        spectrum[2 * k + 1] *= gain;
        *(loose_lanes *)(magnitudes + k * stride) = amplitudes[k];
    }
}

static void FN(add_spectrum_block)(
    const parley_frames *frames, const float *spectrum, float scale, float *samples,
    lanes *scratch) {
    FN(add_spectrum)(frames, (const lanes *)spectrum, scale, samples, scratch);
}

/// Gives a bin's value the wanted amplitude.
INLINE void FN(project)(lanes *value, const float *amplitude) {
    const lanes power = value[0] * value[0] + value[1] * value[1] + 1e-20f;
    const lanes gain = *(const loose_lanes *)amplitude / __builtin_elementwise_sqrt(power);
    value[0] *= gain;
    value[1] *= gain;
}

static void FN(refine_block)(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float scale, float *out, lanes *scratch) {
    const size_t half = frames->size / 2;
    lanes *z = FN(forward)(frames, samples, scratch);
    // Spectrum, projection and the way back in one pass over bins k and half - k.
    lanes ends[4] = {z[0] + z[1], z[0] - z[0], z[0] - z[1], z[0] - z[0]};
    FN(project)(ends, magnitudes);
    FN(project)(ends + 2, magnitudes + half * stride);
    z[0] = ends[0] + ends[2];
    z[1] = ends[0] - ends[2];
    for (size_t k = 1; k <= half / 2; k++) {
        const float wr = frames->twiddles[2 * k], wi = frames->twiddles[2 * k + 1];
        lanes low[2], high[2];
        FN(split)(z + 2 * k, z + 2 * (half - k), wr, wi, low, high);
        FN(project)(low, magnitudes + k * stride);
        FN(project)(high, magnitudes + (half - k) * stride);
        FN(join)(low, high, wr, wi, z + 2 * k, z + 2 * (half - k));
    }
    lanes *other = z == scratch ? scratch + frames->size : scratch;
    z = FN(complex_fft)(half, frames->size, frames->twiddles, z, other, 1);
    FN(add_frames)(frames, z, scale, out);
}

static void FN(accelerated_block)(
    const parley_frames *frames, const float *samples, const float *magnitudes, size_t stride,
    float momentum, float *previous, float scale, float *out, lanes *scratch) {
    const size_t half = frames->size / 2;
    const lanes *z = FN(forward)(frames, samples, scratch);
    lanes *spectrum = scratch + 2 * frames->size;
    FN(spectrum_from_pairs)(half, frames->twiddles, z, spectrum);
    for (size_t k = 0; k <= half; k++) {
        for (size_t part = 0; part < 2; part++) {
            loose_lanes *last = (loose_lanes *)(previous + 16 * k + 8 * part);
            const lanes rebuilt = spectrum[2 * k + part];
            spectrum[2 * k + part] = rebuilt + momentum * (rebuilt - *last);
            *last = rebuilt;
        }
        FN(project)(spectrum + 2 * k, magnitudes + k * stride);
    }
    FN(add_spectrum)(frames, spectrum, scale, out, scratch);
}
