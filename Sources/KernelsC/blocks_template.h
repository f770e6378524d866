// The functions over blocks of eight frames; signal.c includes this once per instruction set.

/// Reads eight windowed frames into z, sample by sample, one frame per lane.
INLINE void FN(load_frames)(const parley_frames *frames, const float *samples, lanes *restrict z) {
    for (size_t n = 0; n < frames->size; n += 8) {
        lanes r[8];
        const lanes w = *(const loose_lanes *)(frames->window + n);
        for (int l = 0; l < 8; l++) {
            r[l] = w * *(const loose_lanes *)(samples + (size_t)l * frames->hop + n);
        }
        TRANSPOSE(r);
        for (int i = 0; i < 8; i++) z[n + (size_t)i] = r[i];
    }
}

/// Adds the eight frames in z, windowed and scaled, to the samples.
INLINE void FN(add_frames)(
    const parley_frames *frames, const lanes *restrict z, float scale, float *samples) {
    for (size_t n = 0; n < frames->size; n += 8) {
        lanes r[8];
        const lanes w = scale * *(const loose_lanes *)(frames->window + n);
        for (int i = 0; i < 8; i++) r[i] = z[n + (size_t)i];
        TRANSPOSE(r);
        for (int l = 0; l < 8; l++) {
            *(loose_lanes *)(samples + (size_t)l * frames->hop + n) += w * r[l];
        }
    }
}

/// The transformed pairs of eight frames, in one half of the scratch memory (2 * size lanes).
INLINE lanes *FN(forward)(const parley_frames *frames, const float *samples, lanes *scratch) {
    FN(load_frames)(frames, samples, scratch);
    return FN(complex_fft)(
        frames->size / 2, frames->size, frames->twiddles, scratch, scratch + frames->size, 0);
}

static void FN(block_spectra)(
    const parley_frames *frames, const float *samples, size_t count, float *real, float *imaginary,
    lanes *scratch) {
    const size_t bins = frames->size / 2 + 1;
    const lanes *z = FN(forward)(frames, samples, scratch);
    lanes *spectrum = scratch + 2 * frames->size;
    FN(spectrum_from_pairs)(frames->size / 2, frames->twiddles, z, spectrum);
    for (size_t l = 0; l < count; l++) {
        const float *from = (const float *)spectrum + l;
        for (size_t k = 0; k < bins; k++) {
            real[l * bins + k] = from[16 * k];
            imaginary[l * bins + k] = from[16 * k + 8];
        }
    }
}

static void FN(add_block)(
    const parley_frames *frames, const float *real, const float *imaginary, size_t count,
    float *samples, lanes *scratch) {
    const size_t bins = frames->size / 2 + 1;
    lanes *spectrum = scratch + 2 * frames->size;
    for (size_t l = 0; l < 8; l++) {
        float *to = (float *)spectrum + l;
        for (size_t k = 0; k < bins; k++) {
            to[16 * k] = l < count ? real[l * bins + k] : 0;
            to[16 * k + 8] = l < count ? imaginary[l * bins + k] : 0;
        }
    }
    FN(pairs_from_spectrum)(frames->size / 2, frames->twiddles, spectrum, scratch);
    const lanes *z = FN(complex_fft)(
        frames->size / 2, frames->size, frames->twiddles, scratch, scratch + frames->size, 1);
    FN(add_frames)(frames, z, 1.0f / (float)frames->size, samples);
}

/// Outputs of the filters, [filter][lane], for amplitudes [bin][lane].
INLINE void FN(apply_bank)(
    const parley_filterbank *bank, const lanes *restrict amplitudes, lanes *restrict outputs) {
    for (size_t m = 0; m < bank->filter_count; m++) {
        const float *weights = bank->weights + bank->start[m];
        const lanes *s = amplitudes + bank->first[m];
        lanes even = {0}, odd = {0};
        int32_t i = 0;
        for (; i + 2 <= bank->length[m]; i += 2) {
            even += weights[i] * s[i];
            odd += weights[i + 1] * s[i + 1];
        }
        if (i < bank->length[m]) even += weights[i] * s[i];
        outputs[m] = even + odd;
    }
}

static void FN(block_log_mel)(
    const parley_frames *frames, const parley_filterbank *bank, const float *samples, size_t count,
    float floor, float *rows, lanes *scratch) {
    const size_t half = frames->size / 2;
    const lanes *z = FN(forward)(frames, samples, scratch);
    lanes *spectrum = scratch + 2 * frames->size, *amplitudes = scratch;
    FN(spectrum_from_pairs)(half, frames->twiddles, z, spectrum);
    for (size_t k = 0; k <= half; k++) {
        const lanes re = spectrum[2 * k], im = spectrum[2 * k + 1];
        amplitudes[k] = __builtin_elementwise_sqrt(re * re + im * im);
    }
    lanes *outputs = spectrum;
    FN(apply_bank)(bank, amplitudes, outputs);
    for (size_t l = 0; l < count; l++) {
        const float *from = (const float *)outputs + l;
        for (size_t m = 0; m < bank->filter_count; m++) {
            const float value = from[8 * m];
            rows[l * bank->filter_count + m] = logf(value > floor ? value : floor);
        }
    }
}

static void FN(block_autocorrelation)(
    const parley_frames *frames, const float *power_weights, const float *samples, size_t count,
    size_t lag_count, float *rows, lanes *scratch) {
    const size_t half = frames->size / 2;
    const lanes *z = FN(forward)(frames, samples, scratch);
    lanes *spectrum = scratch + 2 * frames->size;
    FN(spectrum_from_pairs)(half, frames->twiddles, z, spectrum);
    for (size_t k = 0; k <= half; k++) {
        const lanes re = spectrum[2 * k], im = spectrum[2 * k + 1];
        spectrum[2 * k] = power_weights[k] * (re * re + im * im);
        spectrum[2 * k + 1] = re - re;
    }
    FN(pairs_from_spectrum)(half, frames->twiddles, spectrum, scratch);
    z = FN(complex_fft)(
        half, frames->size, frames->twiddles, scratch, scratch + frames->size, 1);
    const float scale = 1.0f / (float)frames->size;
    for (size_t l = 0; l < count; l++) {
        const float *from = (const float *)z + l;
        for (size_t k = 0; k < lag_count; k++) rows[l * lag_count + k] = scale * from[8 * k];
    }
}

/// The place 0 ..< count where `length` (a multiple of 8) samples are most like the target: largest
/// product over the root of the energy. Ties go to the first.
static size_t FN(best_match)(
    const float *target, size_t length, const float *samples, size_t count) {
    size_t best = 0;
    float best_score = -1e30f;
    for (size_t j = 0; j < count; j++) {
        lanes product = {0}, energy = {0};
        for (size_t i = 0; i < length; i += 8) {
            const lanes x = *(const loose_lanes *)(samples + j + i);
            product += x * *(const loose_lanes *)(target + i);
            energy += x * x;
        }
        float p = 0, e = 1e-9f;
        for (int l = 0; l < 8; l++) {
            p += product[l];
            e += energy[l];
        }
        const float score = p / sqrtf(e);
        if (score > best_score) {
            best_score = score;
            best = j;
        }
    }
    return best;
}
