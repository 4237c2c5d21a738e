#include "mix-ring.h"
#include "mix-drift.h"
#include "mix-resampler.h"
#include "mix-tape.h"

#include <math.h>

#define FADE_FRAMES (MIX_AUDIO_RATE / 200) /* 5 ms */
#define RECENT_S    0.3 /* outlasts jitter; much less than the drift's smoothing */

/* 48000 / 1e9 in lowest terms: int64 holds the product for 97 years of ns. */
#define INDEX_NUM 3
#define INDEX_DEN 62500

G_STATIC_ASSERT (MIX_TAPE_FRAMES >= MIX_RING_NS * INDEX_NUM / INDEX_DEN);

struct _MixRing {
  gatomicrefcount refs;
  gboolean lockstep; /* const */

  GMutex lock; /* guards all below */
  GCond changed;
  MixTape *tape;
  MixResampler *resampler;
  MixDrift drift;
  double ppm; /* stretch from this push on */
  float stretched[MIX_RESAMPLER_OUT * 2];
  MixRingStats stats; /* but for its drift */
  double recent_error_ns;
  gint64 first_index; /* where the stream began */
  gboolean placed;    /* the stream has its place in time */
  gboolean gap;       /* the next stamp is believed */
  gboolean ended;     /* nothing more will come, unless somebody pushes */
  gboolean flushed;
  gboolean interrupted;
};

MixRing *
mix_ring_new (const MixFormat *format)
{
  MixRing *self = g_new0 (MixRing, 1);

  g_atomic_ref_count_init (&self->refs);
  self->lockstep = format->lockstep;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->tape = mix_tape_new (self->lockstep ? 0 : FADE_FRAMES);
  self->resampler = mix_resampler_new ();
  return self;
}

MixRing *
mix_ring_ref (MixRing *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mix_ring_unref (MixRing *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  mix_tape_free (self->tape);
  mix_resampler_free (self->resampler);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gint64
mix_ring_index (gint64 time_ns)
{
  gint64 scaled = time_ns * INDEX_NUM + INDEX_DEN / 2;

  return scaled / INDEX_DEN - (scaled % INDEX_DEN < 0);
}

static gint64
index_time (gint64 index)
{
  return index * INDEX_DEN / INDEX_NUM;
}

/* Running time at which the next frame pushed would come out if only samples were counted. */
static double
counted_error_ns (MixRing *self, gint64 time_ns)
{
  gint64 written_ns = index_time (mix_tape_get_write_index (self->tape));
  double pending_ns = mix_resampler_get_pending (self->resampler) * INDEX_DEN / INDEX_NUM;

  return (double) (time_ns - written_ns) - pending_ns;
}

static void
place (MixRing *self, gint64 index)
{
  if (self->placed)
    self->stats.gaps++;
  else
    self->first_index = index;
  mix_drift_replaced (&self->drift);
  self->ppm = self->lockstep ? 0 : self->drift.lasting_ppm;
  mix_resampler_reset (self->resampler, self->ppm);
  mix_tape_start_run (self->tape, index);
  self->recent_error_ns = 0;
  self->placed = TRUE;
  self->gap = FALSE;
}

/* Where the next frame belongs after stamps have been off for a while: one alone may jitter. */
static gint64
recent_index (MixRing *self)
{
  double pending = mix_resampler_get_pending (self->resampler);

  return mix_tape_get_write_index (self->tape) +
         llround (pending + self->recent_error_ns * INDEX_NUM / INDEX_DEN);
}

/* Settles where `n_frames` stamped `time_ns` go: where the count has them, stretched so that the
 * count follows the stamps, or elsewhere when the stamp has jumped. */
static void
follow (MixRing *self, gint64 time_ns, guint n_frames)
{
  double error_ns = self->placed ? counted_error_ns (self, time_ns) : 0;
  double elapsed_s = n_frames / (double) MIX_AUDIO_RATE;

  if (!self->placed || self->gap || ABS (error_ns) > MIX_RING_JUMP_NS) {
    place (self, mix_ring_index (time_ns));
    return;
  }
  if (self->lockstep)
    return;
  self->ppm = mix_drift_step (&self->drift, error_ns, elapsed_s);
  self->recent_error_ns += (error_ns - self->recent_error_ns) * MIN (elapsed_s / RECENT_S, 1);
  if (ABS (self->drift.smooth_ns[1]) > MIX_RING_OFF_NS)
    place (self, recent_index (self));
}

static void
count_zeros (MixRing *self, const float *samples, guint n_frames)
{
  guint i = 0;

  while (i < n_frames * MIX_AUDIO_CHANNELS && samples[i] == 0)
    i++;
  self->stats.zero_frames =
      i == n_frames * MIX_AUDIO_CHANNELS ? self->stats.zero_frames + n_frames : 0;
}

static gboolean
wait_for_room (MixRing *self, guint n_frames)
{
  while (self->lockstep && !self->flushed && !mix_tape_has_room (self->tape, n_frames))
    g_cond_wait (&self->changed, &self->lock);
  return !self->flushed;
}

static void
write_block (MixRing *self, const float *samples, guint n_frames)
{
  guint n = mix_resampler_run (self->resampler, samples, n_frames, self->ppm, self->stretched);

  mix_tape_write (self->tape, self->stretched, n);
  count_zeros (self, samples, n_frames);
  self->stats.pushed_frames += n_frames;
}

gboolean
mix_ring_push (MixRing *self, const float *samples, guint n_frames, gint64 time_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint done = 0;

  if (self->flushed || n_frames == 0)
    return !self->flushed;
  self->ended = FALSE;
  follow (self, time_ns, n_frames);
  while (done < n_frames) {
    guint n = MIN (n_frames - done, MIX_RESAMPLER_BLOCK);

    g_cond_broadcast (&self->changed);
    if (!wait_for_room (self, n))
      return FALSE;
    write_block (self, samples + (gsize) done * MIX_AUDIO_CHANNELS, n);
    done += n;
  }
  g_cond_broadcast (&self->changed);
  return TRUE;
}

/* Lockstep keeps what was pushed: it has not been heard yet and is exact to the end. */
static void
end_stream (MixRing *self)
{
  if (!self->lockstep)
    mix_tape_cut (self->tape);
  self->drift = (MixDrift){0};
  self->ppm = 0;
  self->stats.zero_frames = 0;
  self->placed = self->gap = FALSE;
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
}

void
mix_ring_mark_gap (MixRing *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->gap = self->placed;
}

void
mix_ring_end (MixRing *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  end_stream (self);
}

void
mix_ring_clear (MixRing *self)
{
  mix_ring_end (self);
}

void
mix_ring_flush (MixRing *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->flushed = TRUE;
  g_cond_broadcast (&self->changed);
}

void
mix_ring_set_interrupted (MixRing *self, gboolean interrupted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->interrupted = interrupted;
  g_cond_broadcast (&self->changed);
}

/* What was written, or skipped by a jump, up to `index`: all that there will ever be before it. */
static gboolean
is_settled (MixRing *self, gint64 index)
{
  gboolean written = self->placed && mix_tape_get_write_index (self->tape) >= index;

  return !self->lockstep || written || self->ended || self->flushed;
}

void
mix_ring_read (MixRing *self, gint64 index, float *samples, guint n_frames)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint missing;

  while (!is_settled (self, index + n_frames) && !self->interrupted)
    g_cond_wait (&self->changed, &self->lock);
  missing = mix_tape_read (self->tape, index, samples, n_frames);
  if (self->placed)
    self->stats.lost_frames +=
        (guint64) MAX ((gint64) missing - MAX (self->first_index - index, 0), 0);
  if (self->lockstep)
    g_cond_broadcast (&self->changed);
}

GstClockTime
mix_ring_get_newest (MixRing *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 newest_ns = index_time (mix_tape_get_write_index (self->tape));

  return self->placed ? (GstClockTime) MAX (newest_ns, 0) : GST_CLOCK_TIME_NONE;
}

void
mix_ring_get_stats (MixRing *self, MixRingStats *ret_stats)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *ret_stats = self->stats;
  ret_stats->drift_ppm = self->ppm != 0 ? -self->ppm : 0;
}
