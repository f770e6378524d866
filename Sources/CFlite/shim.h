#include <flite/flite.h>

// Exported by libflite_usenglish and libflite_cmulex, but declared in no installed header.
void usenglish_init(cst_voice *voice);
cst_lexicon *cmu_lex_init(void);

static inline cst_utterance *parley_flite_leave(cst_utterance *utterance) { return utterance; }

// A voice that stops before durations, F0 and sound: words, phonemes, stress and pauses only.
// In C because flite keeps the feature names' addresses, which Swift's temporaries can't promise.
static inline cst_voice *parley_flite_text_voice(void) {
    cst_voice *voice = new_voice();
    voice->name = "text";
    usenglish_init(voice);
    feat_set_string(voice->features, "name", "text");
    cst_lexicon *lexicon = cmu_lex_init();
    feat_set(voice->features, "lexicon", lexicon_val(lexicon));
    feat_set(voice->features, "postlex_func", uttfunc_val(lexicon->postlex));
    feat_set_string(voice->features, "no_segment_duration_model", "1");
    feat_set_string(voice->features, "no_f0_target_model", "1");
    feat_set_string(voice->features, "no_intonation_accent_model", "1");
    feat_set(voice->features, "wave_synth_func", uttfunc_val(&parley_flite_leave));
    return voice;
}
