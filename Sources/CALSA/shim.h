#include <alsa/asoundlib.h>

// ALSA prints its troubles on standard error, also those that the caller handles. Its hook is
// variadic, which Swift cannot write.
static void parley_alsa_quiet(
    const char *file, int line, const char *function, int error, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

static inline void parley_silence_alsa(void) { snd_lib_error_set_handler(parley_alsa_quiet); }
