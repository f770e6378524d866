#include "parley_bytes.h"

#include <string.h>

static float float_from_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = (half >> 10) & 0x1f, fraction = half & 0x3ff, bits;
    if (exponent == 0x1f) {
        bits = sign | 0x7f800000u | fraction << 13;
    } else if (exponent != 0) {
        bits = sign | (exponent + 112) << 23 | fraction << 13;
    } else {
        // Subnormal: fraction × 2⁻²⁴ is exact in float.
        float value = (float)fraction * 0x1p-24f;
        memcpy(&bits, &value, sizeof bits);
        bits |= sign;
    }
    float result;
    memcpy(&result, &bits, sizeof result);
    return result;
}

static uint16_t half_from_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
    if (magnitude >= 0x477ff000u) return (uint16_t)(sign | 0x7c00);
    if (magnitude < 0x38800000u) {
        // Subnormal half: adding 0.5 leaves the rounded fraction in the float's low bits.
        float shifted;
        memcpy(&shifted, &magnitude, sizeof shifted);
        shifted += 0.5f;
        uint32_t rounded;
        memcpy(&rounded, &shifted, sizeof rounded);
        return (uint16_t)(sign | (rounded - 0x3f000000u));
    }
    uint32_t odd = magnitude >> 13 & 1;
    return (uint16_t)(sign | ((magnitude - 0x38000000u + 0xfff + odd) >> 13));
}

void parley_floats_from_halves_plain(const void *from, float *to, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint16_t half;
        memcpy(&half, (const char *)from + 2 * i, sizeof half);
        to[i] = float_from_half(half);
    }
}

void parley_halves_from_floats_plain(const float *from, void *to, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint16_t half = half_from_float(from[i]);
        memcpy((char *)to + 2 * i, &half, sizeof half);
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx,f16c"))) static void floats_from_halves_f16c(
    const void *from, float *to, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i halves = _mm_loadu_si128((const __m128i *)((const char *)from + 2 * i));
        _mm256_storeu_ps(to + i, _mm256_cvtph_ps(halves));
    }
    parley_floats_from_halves_plain((const char *)from + 2 * i, to + i, count - i);
}

__attribute__((target("avx,f16c"))) static void halves_from_floats_f16c(
    const float *from, void *to, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i halves =
            _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128((__m128i *)((char *)to + 2 * i), halves);
    }
    parley_halves_from_floats_plain(from + i, (char *)to + 2 * i, count - i);
}

static int has_f16c(void) {
    // clang's __builtin_cpu_supports knows "f16c" and asks the operating system about AVX state.
    return __builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c");
}
#endif

void parley_floats_from_halves(const void *from, float *to, size_t count) {
#if defined(__x86_64__)
    if (has_f16c()) {
        floats_from_halves_f16c(from, to, count);
        return;
    }
#endif
    parley_floats_from_halves_plain(from, to, count);
}

void parley_halves_from_floats(const float *from, void *to, size_t count) {
#if defined(__x86_64__)
    if (has_f16c()) {
        halves_from_floats_f16c(from, to, count);
        return;
    }
#endif
    parley_halves_from_floats_plain(from, to, count);
}

int parley_are_finite(const float *values, size_t count) {
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        found |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return !found;
}

int parley_are_halves_finite(const void *halves, size_t count) {
    uint16_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t bits;
        memcpy(&bits, (const char *)halves + 2 * i, sizeof bits);
        found |= (bits & 0x7c00) == 0x7c00;
    }
    return !found;
}

static const uint64_t fnv_offset = 0xcbf29ce484222325ull, fnv_prime = 0x100000001b3ull;

uint64_t parley_checksum(const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    uint64_t lanes[8];
    for (int lane = 0; lane < 8; lane++) lanes[lane] = fnv_offset + (uint64_t)lane;
    size_t left = count;
    for (; left >= 64; left -= 64, next += 64) {
        uint64_t words[8];
        memcpy(words, next, 64);
        for (int lane = 0; lane < 8; lane++) lanes[lane] = (lanes[lane] ^ words[lane]) * fnv_prime;
    }
    uint64_t tail[8] = {0};
    memcpy(tail, next, left);
    uint64_t hash = (fnv_offset ^ count) * fnv_prime;
    for (int lane = 0; lane < 8; lane++) {
        lanes[lane] = (lanes[lane] ^ tail[lane]) * fnv_prime;
        hash = (hash ^ (lanes[lane] ^ lanes[lane] >> 32)) * fnv_prime;
    }
    return hash ^ hash >> 29;
}
