#include "mix-limiter.h"

#include <math.h>
#include <string.h>

/* The gain that a frame needs is held at its least over the look-ahead, let go slowly, and smoothed
 * by two box filters in a row whose lengths make up the look-ahead. Every value that the boxes
 * average when a frame leaves was held down to that frame's need: their mean cannot be above it.
 * Gains are whole numbers (1 = 2^30), box lengths powers of two: the sums are exact, so a gain of 1
 * stays exactly 1 and nothing adds up over days. */
#define BOX1       64
#define BOX2       128
#define WINDOW     (BOX1 + BOX2 - 1)
#define UNITY      (G_GINT64_CONSTANT (1) << 30)
#define FULL       (UNITY * BOX1 * BOX2)
#define BLOCK      480
#define WAITING    256          /* power of two >= WINDOW */
#define LOUDEST    1024.0f      /* +60 dB; beyond is not sound */
#define NEARLY     (UNITY - 64) /* released: 0.5 millionth of a dB from 1 */
#define FRAME_RATE 48000.0

G_STATIC_ASSERT (MIX_LIMITER_DELAY == WINDOW - 1);
G_STATIC_ASSERT (WAITING >= WINDOW);

typedef struct {
  guint64 frame;
  gint64 need;
} Waiting;

struct _MixLimiter {
  float line[(MIX_LIMITER_DELAY + BLOCK) * 2];
  gint64 needs[BLOCK];
  float gains[BLOCK];
  guint64 frame;
  Waiting waiting[WAITING]; /* needs that may yet be the least: rising from first to last */
  guint first, n_waiting;
  double released; /* the held gain on its way back up, in units of UNITY */
  double release;  /* share of the way in one frame */
  gint64 box1[BOX1], sum1;
  gint64 box2[BOX2], sum2;
  gboolean idle; /* every gain that counts is 1 */
  float lowest;
};

MixLimiter *
mix_limiter_new (void)
{
  MixLimiter *self = g_new0 (MixLimiter, 1);

  self->released = (double) UNITY;
  self->release = 1 - exp (-1e3 / (MIX_LIMITER_RELEASE_MS * FRAME_RATE));
  for (int i = 0; i < BOX1; i++)
    self->box1[i] = UNITY;
  for (int i = 0; i < BOX2; i++)
    self->box2[i] = UNITY * BOX1;
  self->sum1 = UNITY * BOX1;
  self->sum2 = FULL;
  self->idle = TRUE;
  self->lowest = 1;
  return self;
}

void
mix_limiter_free (MixLimiter *self)
{
  g_free (self);
}

/* Copies to the end of the line, bounded; returns the loudest sample. */
static float
take_in (MixLimiter *self, const float *samples, guint n_frames)
{
  float *line = self->line + (gsize) MIX_LIMITER_DELAY * 2;
  float loudest[8] = {0}, result = 0;

  for (guint i = 0; i < 2 * n_frames; i++) {
    float x = samples[i] == samples[i] ? samples[i] : 0.0f;

    x = x > LOUDEST ? LOUDEST : x;
    line[i] = x < -LOUDEST ? -LOUDEST : x;
  }
  for (guint i = 0; i + 8 <= 2 * n_frames; i += 8)
    for (int j = 0; j < 8; j++) {
      float x = fabsf (line[i + j]);

      loudest[j] = x > loudest[j] ? x : loudest[j];
    }
  for (guint i = (2 * n_frames) & ~7u; i < 2 * n_frames; i++)
    result = MAX (result, fabsf (line[i]));
  for (int j = 0; j < 8; j++)
    result = MAX (result, loudest[j]);
  return result;
}

static void
find_needs (MixLimiter *self, guint n_frames)
{
  const float *line = self->line + (gsize) MIX_LIMITER_DELAY * 2;

  for (guint i = 0; i < n_frames; i++) {
    float left = fabsf (line[2 * i]), right = fabsf (line[2 * i + 1]);
    double peak = MAX (MAX (left, right), MIX_LIMITER_CEILING);

    self->needs[i] = (gint64) ((double) MIX_LIMITER_CEILING / peak * (double) UNITY);
  }
}

/* The least need of the last WINDOW frames (the "monotonic queue": each enters and leaves once). */
static gint64
least_need (MixLimiter *self, gint64 need)
{
  while (self->n_waiting > 0 &&
         self->waiting[(self->first + self->n_waiting - 1) % WAITING].need >= need)
    self->n_waiting--;
  self->waiting[(self->first + self->n_waiting++) % WAITING] = (Waiting){self->frame, need};
  if (self->waiting[self->first].frame + WINDOW <= self->frame) {
    self->first = (self->first + 1) % WAITING;
    self->n_waiting--;
  }
  return self->waiting[self->first].need;
}

static gint64
let_go (MixLimiter *self, gint64 held)
{
  self->released += ((double) held - self->released) * self->release;
  if (self->released > (double) held || held - self->released < (double) (UNITY - NEARLY))
    self->released = (double) held;
  return (gint64) self->released;
}

static void
find_gains (MixLimiter *self, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++, self->frame++) {
    gint64 gain = let_go (self, least_need (self, self->needs[i]));
    gint64 *slot1 = &self->box1[self->frame % BOX1], *slot2 = &self->box2[self->frame % BOX2];

    self->sum1 += gain - *slot1;
    *slot1 = gain;
    self->sum2 += self->sum1 - *slot2;
    *slot2 = self->sum1;
    self->gains[i] = (float) ((double) self->sum2 / (double) FULL);
  }
}

static void
multiply (MixLimiter *self, float *samples, guint n_frames)
{
  float lowest = self->lowest;

  for (guint i = 0; i < n_frames; i++) {
    float gain = self->gains[i];

    lowest = MIN (lowest, gain);
    for (int c = 0; c < 2; c++) {
      float x = self->line[2 * i + c] * gain;

      /* Only ever the last bit: a product rounds. */
      x = x > MIX_LIMITER_CEILING ? MIX_LIMITER_CEILING : x;
      samples[2 * i + c] = x < -MIX_LIMITER_CEILING ? -MIX_LIMITER_CEILING : x;
    }
  }
  self->lowest = lowest;
}

static void
limit (MixLimiter *self, float *samples, guint n_frames)
{
  find_needs (self, n_frames);
  find_gains (self, n_frames);
  multiply (self, samples, n_frames);
  self->idle = self->sum2 == FULL && self->waiting[self->first].need == UNITY;
  if (self->idle)
    self->n_waiting = 0;
}

static void
run_block (MixLimiter *self, float *samples, guint n_frames)
{
  float loudest = take_in (self, samples, n_frames);

  if (self->idle && loudest <= MIX_LIMITER_CEILING)
    memcpy (samples, self->line, n_frames * 2 * sizeof (float));
  else
    limit (self, samples, n_frames);
  memmove (self->line, self->line + (gsize) n_frames * 2, sizeof (float) * 2 * MIX_LIMITER_DELAY);
}

void
mix_limiter_run (MixLimiter *self, float *samples, guint n_frames)
{
  for (guint done = 0; done < n_frames; done += BLOCK)
    run_block (self, samples + (gsize) done * 2, MIN (BLOCK, n_frames - done));
}

double
mix_limiter_take_lowest_gain (MixLimiter *self)
{
  double lowest = self->lowest;

  self->lowest = 1;
  return lowest;
}
