/* A tape: the last seconds of a stream, addressed by sample frame. What was written in one go is a
 * run; between runs there is silence, and reading fades at the ends of each run so that nothing
 * clicks, however the runs came about. Pure, no lock; stereo, interleaved. */
#pragma once
#include <glib.h>

#define MIX_TAPE_FRAMES (1 << 18)   /* 5.4 s at 48 kHz: MIX_RING_NS and what is on its way */
#define MIX_TAPE_BEHIND (2 * 48000) /* kept behind the reader: a delay may grow by so much */
#define MIX_TAPE_AHEAD  (MIX_TAPE_FRAMES - MIX_TAPE_BEHIND) /* a writer gets no further ahead */
#define MIX_TAPE_RUNS   64 /* further ones are not kept until the reader has left the oldest */

typedef struct _MixTape MixTape;

/* `fade_frames` of 0: no fades; every sample reads exactly as it was written. */
MixTape *mix_tape_new (guint fade_frames);
void mix_tape_free (MixTape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixTape, mix_tape_free)

/* The next write begins a run at frame `index`. What stands there already gives way, but for the
 * fade-out of what is being read: the new run begins after it. */
void mix_tape_start_run (MixTape *self, gint64 index);

/* Writes on at the write index. Frames beyond MIX_TAPE_AHEAD of the reader are dropped; without a
 * reader the oldest give way. */
void mix_tape_write (MixTape *self, const float *samples, guint n_frames);
gint64 mix_tape_get_write_index (const MixTape *self);
gboolean mix_tape_has_room (const MixTape *self, guint n_frames); /* nothing would be dropped */

/* Forgets what was not read yet, but for the fade-out. */
void mix_tape_cut (MixTape *self);

/* Reads `n_frames` from `index` on. Not to go on where the last read ended is a change of delay:
 * old and new place are crossfaded. A fade-out needs to know the end of its run beforehand: without
 * `fade_frames` more behind the last frame read, that frame is faded already. Returns how many of
 * the frames belong to no run. */
guint mix_tape_read (MixTape *self, gint64 index, float *samples, guint n_frames);
