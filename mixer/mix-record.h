/* A bounded recording in memory, filled block by block. Whoever holds it alone uses it. */
#pragma once
#include "mix-audio.h"

typedef struct _MixRecord MixRecord;

MixRecord *mix_record_new (guint n_frames, MixSoundFunc func, gpointer data);
/* NULL is fine; answers with NULL when it is not full. */
void mix_record_free (MixRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixRecord, mix_record_free)

/* Ring frame `index` and those after it. TRUE: it is full and has answered. */
gboolean mix_record_add (MixRecord *self, gint64 index, const float *samples, guint n_frames);
