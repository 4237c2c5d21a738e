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

#define MIX_GAIN_DB_MIN  -60.0 /* and below: silence */
#define MIX_GAIN_DB_MAX  24.0
#define MIX_DELAY_MS_MAX 2000
#define MIX_FADE_MS_MIN  10

/* Any thread, from the next tick on; before the first tick at once. `gain_db` is reached over
 * `fade_ms` (at least MIX_FADE_MS_MIN); a fade that already leads there is left alone. A mute takes
 * 10 ms, a change of delay crossfades in 5 ms. A delay makes the sound later. What is out of range
 * is brought into it. */
void mix_audio_set_mic (MixAudio *self, guint mic, double gain_db, gboolean mute, int delay_ms,
                        guint fade_ms);

/* Any thread, from the next tick on: crossfades in MIX_FADE_MS_MIN. */
void mix_audio_set_role (MixAudio *self, guint mic, MixRole role);

/* Some seconds of one microphone behind its gain and delay, before its mute: as it would be heard.
 * Mixer thread, must not wait: `samples` (transfer full, g_free()) are stereo; the first one is
 * heard with the picture that was at running time `start_ns`. NULL: there is none, as another
 * recording of this microphone runs, or the mixer ends. Called exactly once. */
typedef void (*MixSoundFunc) (float *samples, guint n_frames, gint64 start_ns, gpointer data);

/* Any thread. `n_frames` <= MIX_RECORD_FRAMES_MAX. */
void mix_audio_record (MixAudio *self, guint mic, guint n_frames, MixSoundFunc func, gpointer data);
#define MIX_RECORD_FRAMES_MAX (15 * MIX_AUDIO_RATE)

/* Mixer thread. `n_frames` (<= MIX_AUDIO_TICK) sample frames of programme sound for running time
 * `tick_ns`, never above -1 dBFS. The limiter's look-ahead is made up for: sound stays with the
 * picture. */
void mix_audio_render (MixAudio *self, gint64 tick_ns, float *samples, guint n_frames);

/* Any thread. While TRUE, a render in lockstep does not wait for sound, what is missing is silent:
 * for a source element that must stop now. */
void mix_audio_set_interrupted (MixAudio *self, gboolean interrupted);

/* Lockstep: sound follows the pictures, so that what is asked for at one of them is heard with it.
 * It may be made up to running time `until_ns`; before the first call there is no limit. Any
 * thread. */
void mix_audio_allow (MixAudio *self, gint64 until_ns);

/* Any thread but the source element's. Waits until all that is allowed is made, for
 * MIX_AUDIO_WAIT_MS at most: a file may want another picture taken before its sound comes. */
void mix_audio_wait_made (MixAudio *self);

/* For the source element. Waits until there may be sound at sample frame `position` of running
 * time, before which all is made now, and gives how many of `n_frames` from there on: all of them
 * after MIX_AUDIO_WAIT_MS, with which a picture that took so long has sound that may be another the
 * next time; 0 when that was asked for, or interrupted. */
guint mix_audio_wait_allowed (MixAudio *self, guint64 position, guint n_frames);
#define MIX_AUDIO_WAIT_MS 1000

typedef struct {
  double peak_dbfs,
      rms_dbfs; /* since the last call of mix_audio_get_meters(); -HUGE_VAL = digital zero */
} MixMeter;

typedef struct {
  MixMeter programme;           /* behind the limiter */
  MixMeter mics[SHOW_MICS_MAX]; /* behind gain, before mute: a muted one shows that it is alive */
  guint n_mics;
  double momentary_lufs, short_term_lufs, integrated_lufs; /* EBU R 128, of the programme */
  double gain_reduction_db; /* the limiter's, largest since the last call; >= 0 */
  guint64 lost_frames;      /* sample frames of the programme that no render made, since the start:
                               what comes after the source could not keep up */
} MixMeters;
void mix_audio_get_meters (MixAudio *self, MixMeters *ret_meters); /* any thread; resets peaks */
/* The same without loudness (NAN), which takes a hundred times as long as all the rest. */
void mix_audio_get_levels (MixAudio *self, MixMeters *ret_meters);

/* The programme's sound source: a live GstPushSrc that wakes every 20 ms of the pipeline's clock
 * and pushes two ticks of what mix_audio_render() makes, the first at a multiple of 20 ms of
 * running time. When late it makes up the missed blocks at once; beyond MIX_AUDIO_CATCH_UP_NS it
 * jumps (DISCONT). In lockstep it never waits for the clock but for mix_audio_allow(), begins at
 * 0 and ends after `n_frames` sample frames (0 = never). Floating reference. `self` must outlive
 * it. */
GstElement *mix_audio_new_source (MixAudio *self, guint64 n_frames);
#define MIX_AUDIO_CATCH_UP_NS (500 * GST_MSECOND)

/* For the source element: mix_audio_free() asserts that every start was followed by a stop. */
void mix_audio_source_started (MixAudio *self);
void mix_audio_source_stopped (MixAudio *self);
const MixFormat *mix_audio_get_format (MixAudio *self);
