#include "mix-audio.h"
#include "mix-ducker.h"
#include "mix-limiter.h"
#include "mix-meter.h"
#include "mix-ramp.h"
#include "mix-record.h"

#include <math.h>
#include <string.h>

#define FRAMES_PER_MS (MIX_AUDIO_RATE / 1000)
#define MUTE_FRAMES   (MIX_FADE_MS_MIN * FRAMES_PER_MS)
#define BLOCK_SAMPLES (MIX_AUDIO_TICK * MIX_AUDIO_CHANNELS)

/* What somebody asked for. */
typedef struct {
  float gain;
  gboolean mute;
  guint delay_frames;
  guint fade_frames;
} Wish;

typedef struct {
  MixRing *ring;    /* const */
  Wish wish;        /* lock */
  MixRole role;     /* lock: what it is from the next tick on */
  MixLevel heard;   /* lock */
  MixRecord *asked; /* lock: a recording that is to begin */

  /* mixer thread */
  MixRole bus, bus_before;
  MixRamp gain, mute;
  MixRamp moved; /* the part that goes to `bus` already; the rest goes to the one before */
  guint delay_frames;
  MixLevel tick_level;
  MixRecord *record;
} Mic;

struct _MixAudio {
  MixFormat format; /* const */
  guint n_mics;     /* const after the start */
  Mic mics[SHOW_MICS_MAX];
  gint sources; /* atomic: started, not stopped */

  /* Guards the wishes, the meters and the lockstep; held for a few assignments only, alone. */
  GMutex lock;
  MixLevel heard;
  double lowest_gain; /* the limiter's since the meters were read */
  guint64 lost_frames;
  GCond moved;           /* lockstep: of these two */
  guint64 allowed, made; /* sample frames */
  guint64 wanted;        /* what the source waits to be allowed */
  gboolean awaited;      /* somebody waits for all that is allowed to be made */
  gboolean interrupted;

  /* mixer thread */
  gboolean running;  /* the first tick has been */
  gint64 next_index; /* where the next tick goes on */
  MixLimiter *limiter;
  MixDucker ducker;
  MixLoudness *loudness; /* has a lock of its own */
  float mic_block[BLOCK_SAMPLES];
  float buses[MIX_ROLE_AMBIENT + 1][BLOCK_SAMPLES];
};

MixAudio *
mix_audio_new (const MixFormat *format)
{
  MixAudio *self = g_new0 (MixAudio, 1);

  self->format = *format;
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  self->allowed = G_MAXUINT64;
  self->lowest_gain = 1;
  self->limiter = mix_limiter_new ();
  self->loudness = mix_loudness_new ();
  return self;
}

void
mix_audio_free (MixAudio *self)
{
  if (!self)
    return;
  g_assert (g_atomic_int_get (&self->sources) == 0);
  for (guint i = 0; i < self->n_mics; i++) {
    mix_ring_unref (self->mics[i].ring);
    mix_record_free (self->mics[i].asked);
    mix_record_free (self->mics[i].record);
  }
  mix_limiter_free (self->limiter);
  mix_loudness_free (self->loudness);
  g_cond_clear (&self->moved);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
mix_audio_add_mic (MixAudio *self, MixRing *ring, MixRole role)
{
  Mic *mic = &self->mics[self->n_mics];

  g_assert (!self->running && self->n_mics < SHOW_MICS_MAX);
  g_assert (role >= MIX_ROLE_VOICE && role <= MIX_ROLE_AMBIENT);
  mic->ring = mix_ring_ref (ring);
  mic->role = role;
  mic->wish = (Wish){.gain = 1, .fade_frames = MUTE_FRAMES};
  return self->n_mics++;
}

void
mix_audio_set_mic (MixAudio *self, guint mic, double gain_db, gboolean mute, int delay_ms,
                   guint fade_ms)
{
  double gain = gain_db > MIX_GAIN_DB_MIN ? pow (10, MIN (gain_db, MIX_GAIN_DB_MAX) / 20) : 0;
  Wish wish = {
      .gain = (float) gain,
      .mute = mute,
      .delay_frames = (guint) CLAMP (delay_ms, 0, MIX_DELAY_MS_MAX) * FRAMES_PER_MS,
      .fade_frames = CLAMP (fade_ms, MIX_FADE_MS_MIN, SHOW_FADE_MS_MAX) * FRAMES_PER_MS,
  };

  g_return_if_fail (mic < self->n_mics);
  g_mutex_lock (&self->lock);
  self->mics[mic].wish = wish;
  g_mutex_unlock (&self->lock);
}

void
mix_audio_set_role (MixAudio *self, guint mic, MixRole role)
{
  g_return_if_fail (mic < self->n_mics && role >= MIX_ROLE_VOICE && role <= MIX_ROLE_AMBIENT);
  g_mutex_lock (&self->lock);
  self->mics[mic].role = role;
  g_mutex_unlock (&self->lock);
}

void
mix_audio_record (MixAudio *self, guint mic, guint n_frames, MixSoundFunc func, gpointer data)
{
  MixRecord *record = mix_record_new (n_frames, func, data);

  g_return_if_fail (mic < self->n_mics);
  g_mutex_lock (&self->lock);
  if (!self->mics[mic].asked)
    self->mics[mic].asked = g_steal_pointer (&record);
  g_mutex_unlock (&self->lock);
  mix_record_free (record);
}

/* One change after the other. */
static void
take_role (MixAudio *self, Mic *mic)
{
  if (!self->running) {
    mic->bus = mic->bus_before = mic->role;
    mix_ramp_jump (&mic->moved, 1);
  } else if (mic->role != mic->bus && mic->moved.done == mic->moved.length) {
    mic->bus_before = mic->bus;
    mic->bus = mic->role;
    mix_ramp_jump (&mic->moved, 0);
    mix_ramp_start (&mic->moved, 1, MUTE_FRAMES);
  }
}

static void
take_wish (MixAudio *self, Mic *mic)
{
  const Wish *wish = &mic->wish;
  float open = wish->mute ? 0 : 1;

  if (!mic->record)
    mic->record = g_steal_pointer (&mic->asked);

  take_role (self, mic);
  mic->delay_frames = wish->delay_frames;
  if (self->running) {
    mix_ramp_start (&mic->gain, wish->gain, wish->fade_frames);
    mix_ramp_start (&mic->mute, open, MUTE_FRAMES);
  } else {
    mix_ramp_jump (&mic->gain, wish->gain);
    mix_ramp_jump (&mic->mute, open);
  }
}

static void
take_wishes (MixAudio *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->n_mics; i++)
    take_wish (self, &self->mics[i]);
  g_mutex_unlock (&self->lock);
}

/* A device or file may deliver NaN or infinity: one of them would silence meters and ducker. */
static void
make_finite (float *samples, guint n_samples)
{
  for (guint i = 0; i < n_samples; i++)
    samples[i] = fabsf (samples[i]) <= G_MAXFLOAT ? samples[i] : 0.0f;
}

static void
add_to_buses (MixAudio *self, Mic *mic, const float *block, guint n_frames)
{
  float *bus = self->buses[mic->bus], *before = self->buses[mic->bus_before];
  float part[BLOCK_SAMPLES];

  memcpy (part, block, n_frames * MIX_AUDIO_CHANNELS * sizeof (float));
  mix_ramp_apply (&mic->moved, part, n_frames);
  for (guint i = 0; i < n_frames * MIX_AUDIO_CHANNELS; i++) {
    before[i] += block[i] - part[i];
    bus[i] += part[i];
  }
}

static void
mix_mic (MixAudio *self, Mic *mic, gint64 index, guint n_frames)
{
  float *block = self->mic_block;

  mix_ring_read (mic->ring, index - mic->delay_frames, block, n_frames);
  make_finite (block, n_frames * MIX_AUDIO_CHANNELS);
  mix_ramp_apply (&mic->gain, block, n_frames);
  mix_level_add (&mic->tick_level, block, n_frames);
  if (mic->record && mix_record_add (mic->record, index, block, n_frames))
    g_clear_pointer (&mic->record, mix_record_free);
  mix_ramp_apply (&mic->mute, block, n_frames);
  add_to_buses (self, mic, block, n_frames);
}

/* The sum of all microphones, `n_frames` from ring frame `index` on, through the limiter: what
 * comes out is MIX_LIMITER_DELAY frames older. */
static void
mix_down (MixAudio *self, gint64 index, float *samples, guint n_frames)
{
  const float *voice = self->buses[MIX_ROLE_VOICE], *ambient = self->buses[MIX_ROLE_AMBIENT];
  float *music = self->buses[MIX_ROLE_MUSIC];

  for (guint role = MIX_ROLE_VOICE; role <= MIX_ROLE_AMBIENT; role++)
    memset (self->buses[role], 0, n_frames * MIX_AUDIO_CHANNELS * sizeof (float));
  for (guint i = 0; i < self->n_mics; i++)
    mix_mic (self, &self->mics[i], index, n_frames);
  mix_ducker_run (&self->ducker, voice, music, n_frames);
  for (guint i = 0; i < n_frames * MIX_AUDIO_CHANNELS; i++)
    samples[i] = voice[i] + music[i] + ambient[i];
  mix_limiter_run (self->limiter, samples, n_frames);
}

static void
publish_levels (MixAudio *self, const MixLevel *programme, guint64 lost_frames)
{
  double lowest_gain = mix_limiter_take_lowest_gain (self->limiter);

  g_mutex_lock (&self->lock);
  mix_level_merge (&self->heard, programme);
  self->lowest_gain = MIN (self->lowest_gain, lowest_gain);
  self->lost_frames += lost_frames;
  for (guint i = 0; i < self->n_mics; i++) {
    mix_level_merge (&self->mics[i].heard, &self->mics[i].tick_level);
    self->mics[i].tick_level = (MixLevel){0};
  }
  g_mutex_unlock (&self->lock);
}

void
mix_audio_render (MixAudio *self, gint64 tick_ns, float *samples, guint n_frames)
{
  /* Rounded apart: the same latency is the same number of frames at every tick. */
  gint64 index = mix_ring_index (tick_ns) - mix_ring_index (self->format.latency_ns);
  float before[MIX_LIMITER_DELAY * MIX_AUDIO_CHANNELS];
  MixLevel programme = {0};
  gint64 skipped = self->running && !self->format.lockstep ? index - self->next_index : 0;

  g_assert (n_frames <= MIX_AUDIO_TICK);
  take_wishes (self);
  /* The rings are read ahead by the limiter's delay, so that it is made up for; the first tick
   * fills the limiter with what comes before. So does a jump in lockstep, to stay exact; on air the
   * rings crossfade. */
  if (!self->running || (self->format.lockstep && index != self->next_index))
    mix_down (self, index, before, MIX_LIMITER_DELAY);
  self->running = TRUE;
  self->next_index = index + n_frames;
  mix_down (self, index + MIX_LIMITER_DELAY, samples, n_frames);
  mix_level_add (&programme, samples, n_frames);
  mix_loudness_add (self->loudness, samples, n_frames);
  publish_levels (self, &programme, (guint64) MAX (skipped, 0));
}

void
mix_audio_set_interrupted (MixAudio *self, gboolean interrupted)
{
  for (guint i = 0; i < self->n_mics; i++)
    mix_ring_set_interrupted (self->mics[i].ring, interrupted);
  g_mutex_lock (&self->lock);
  self->interrupted = interrupted;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

void
mix_audio_allow (MixAudio *self, gint64 until_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->allowed = gst_util_uint64_scale_round ((guint64) until_ns, MIX_AUDIO_RATE, GST_SECOND);
  if (self->allowed >= self->wanted)
    g_cond_broadcast (&self->moved);
}

/* Under lock. FALSE: it is late. */
static gboolean
wait_for_the_other (MixAudio *self, gint64 begun_us)
{
  return g_cond_wait_until (&self->moved, &self->lock, begun_us + MIX_AUDIO_WAIT_MS * 1000);
}

void
mix_audio_wait_made (MixAudio *self)
{
  gint64 begun_us = g_get_monotonic_time ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->awaited = TRUE;
  g_cond_broadcast (&self->moved);
  while (g_atomic_int_get (&self->sources) > 0 && !self->interrupted &&
         self->made < self->allowed && wait_for_the_other (self, begun_us))
    continue;
  self->awaited = FALSE;
}

/* Many pictures' sound at once, if nobody waits for less: that is fewer wake-ups. */
guint
mix_audio_wait_allowed (MixAudio *self, guint64 position, guint n_frames)
{
  gint64 begun_us = g_get_monotonic_time ();
  gboolean in_time = TRUE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->made = position;
  self->wanted = position + n_frames;
  if (self->awaited)
    g_cond_broadcast (&self->moved);
  while (in_time && !self->interrupted && self->allowed < self->wanted &&
         !(self->awaited && self->allowed > position))
    in_time = wait_for_the_other (self, begun_us);
  if (self->interrupted)
    return 0;
  return self->allowed > position ? (guint) MIN (self->allowed - position, n_frames) : n_frames;
}

void
mix_audio_get_levels (MixAudio *self, MixMeters *ret_meters)
{
  MixMeters meters = {.n_mics = self->n_mics,
                      .momentary_lufs = NAN,
                      .short_term_lufs = NAN,
                      .integrated_lufs = NAN};

  g_mutex_lock (&self->lock);
  meters.programme = mix_level_take (&self->heard);
  for (guint i = 0; i < self->n_mics; i++)
    meters.mics[i] = mix_level_take (&self->mics[i].heard);
  meters.gain_reduction_db = self->lowest_gain < 1 ? -20 * log10 (self->lowest_gain) : 0;
  self->lowest_gain = 1;
  meters.lost_frames = self->lost_frames;
  g_mutex_unlock (&self->lock);
  *ret_meters = meters;
}

void
mix_audio_get_meters (MixAudio *self, MixMeters *ret_meters)
{
  mix_audio_get_levels (self, ret_meters);
  mix_loudness_get (self->loudness, &ret_meters->momentary_lufs, &ret_meters->short_term_lufs,
                    &ret_meters->integrated_lufs);
}

void
mix_audio_source_started (MixAudio *self)
{
  g_atomic_int_inc (&self->sources);
}

void
mix_audio_source_stopped (MixAudio *self)
{
  g_atomic_int_add (&self->sources, -1);
}

const MixFormat *
mix_audio_get_format (MixAudio *self)
{
  return &self->format;
}
