#ifndef PARLEY_BYTES_H
#define PARLEY_BYTES_H

#include <stddef.h>
#include <stdint.h>

/// IEEE binary16 (little-endian bits) to float; `from` needs no alignment.
void parley_floats_from_halves(const void *from, float *to, size_t count);
void parley_floats_from_halves_plain(const void *from, float *to, size_t count);

/// Float to IEEE binary16, to nearest even; too large becomes infinity.
void parley_halves_from_floats(const float *from, void *to, size_t count);
void parley_halves_from_floats_plain(const float *from, void *to, size_t count);

/// 1 if no value is infinite or not a number.
int parley_are_finite(const float *values, size_t count);
/// The same of binary16 values, which need no alignment.
int parley_are_halves_finite(const void *halves, size_t count);

/// A 64-bit FNV-1a over 64-bit words in eight interleaved lanes, then over the lanes and the
/// length. Not cryptographic: it finds damage, not malice.
uint64_t parley_checksum(const void *bytes, size_t count);

#endif
