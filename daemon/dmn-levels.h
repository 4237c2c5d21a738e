/* The mixer's meters for those who look at their own pace: the show's figures once a second, and
 * remotes and pages many times a second while there are some. The mixer's own begin again with
 * every look. Any thread. */
#pragma once
#include "mix-audio.h"

typedef enum {
  DMN_LEVELS_FIGURES = 1,
  DMN_LEVELS_METERS,
  DMN_LEVELS_PAGES,
} DmnLevelsReader;

typedef struct _DmnLevels DmnLevels;

DmnLevels *dmn_levels_new (MixAudio *audio); /* borrowed */
void dmn_levels_free (DmnLevels *self);      /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnLevels, dmn_levels_free)

/* Everything as mix_audio_get_meters() gives it, since the last look of that reader; loudness for
 * the figures only, for it takes the most time. */
void dmn_levels_read (DmnLevels *self, DmnLevelsReader reader, MixMeters *ret_meters);
