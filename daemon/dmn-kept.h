/* What was asked of microphones' own devices, kept for the next start: a small file in the state
 * folder. Main thread. */
#pragma once
#include "dmn-config.h"
#include "show-state.h"

typedef struct _DmnKept DmnKept;

/* Reads what was kept and puts it into the set-up of the show, where a microphone's `volume` in the
 * config is still what it was when that was asked: whoever has written another one meant it. A file
 * that cannot be read is as none. */
DmnKept *dmn_kept_new (DmnConfig *config, const char *state_dir);
void dmn_kept_free (DmnKept *self); /* writes what is not written yet; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnKept, dmn_kept_free)

/* Of SHOW_EFFECT_SOUNDCARD. Written DMN_KEPT_MS later, once for all that comes until then. */
void dmn_kept_note (DmnKept *self, guint mic, const ShowSoundcardWish *wish);
#define DMN_KEPT_MS 1000

#define DMN_KEPT_FILE "soundcards.ini"
