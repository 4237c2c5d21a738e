/* The audio mixer: samples of every ring, delayed, levelled, ducked, summed, limited, measured.
 * Setters may be called by any thread; gain changes are ramped so that nothing clicks. */
#pragma once
#include "mix-ring.h"

typedef enum {
  MIX_ROLE_VOICE = 1, /* what people say: makes music duck */
  MIX_ROLE_MUSIC,     /* ducked by 12 dB while there is voice above -35 dBFS */
  MIX_ROLE_AMBIENT,   /* neither */
} MixRole;

MixAudio *mix_audio_new (const MixFormat *format);
void mix_audio_free (MixAudio *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixAudio, mix_audio_free)

/* Before the start. Returns the microphone's index. Takes a reference. */
guint mix_audio_add_mic (MixAudio *self, MixRing *ring, MixRole role);

/* `gain_db` is reached over `fade_ms` (at least 10 ms). -60 dB and below is silence. */
void mix_audio_set_mic (MixAudio *self, guint mic, double gain_db, gboolean mute, int delay_ms,
                        guint fade_ms);

/* Mixer thread. `n_frames` (<= MIX_AUDIO_TICK) sample frames of programme sound for running time
 * `tick_ns`, never above -1 dBFS. The limiter's look-ahead is made up for: sound stays with the
 * picture. */
void mix_audio_render (MixAudio *self, gint64 tick_ns, float *samples, guint n_frames);

typedef struct {
  double peak_dbfs,
      rms_dbfs; /* since the last call of mix_audio_get_meters(); -HUGE_VAL = digital zero */
} MixMeter;

typedef struct {
  MixMeter programme;
  MixMeter mics[SHOW_MICS_MAX];
  guint n_mics;
  double momentary_lufs, short_term_lufs, integrated_lufs; /* EBU R 128, of the programme */
  double gain_reduction_db; /* the limiter's, largest since the last call */
} MixMeters;
void mix_audio_get_meters (MixAudio *self, MixMeters *ret_meters); /* any thread; resets peaks */

/* The programme's sound source: ticks every 10 ms. As mix_vision_new_source(). */
GstElement *mix_audio_new_source (MixAudio *self, guint64 n_frames);
