#include "mix-clap.h"

#include "mix-types.h"
#include <math.h>

#define FLASH_STEP    12.0 /* code values by which the mean rises */
#define MOTION_MIN    0.8  /* mean difference of a picture in which hands move */
#define MOTION_RISE   2.5  /* times the calm before */
#define MOTION_STOP   0.6  /* of the fastest: they have met */
#define CALM          8    /* pictures that are called "before" */
#define SEEN_APART_NS (300 * G_GINT64_CONSTANT (1000000))

#define BLOCK       (MIX_AUDIO_RATE / 1000)
#define BEFORE      60    /* blocks */
#define RISE        4.0   /* 12 dB */
#define LOUD        0.01f /* -40 dBFS */
#define HEARD_APART 300   /* blocks */

static double
calm_before (const MixSeen *pictures, guint at)
{
  double calm = 0;

  for (guint i = at > CALM ? at - CALM : 0; i < at; i++)
    calm += pictures[i].change.change;
  return calm / MAX (MIN (at, CALM), 1);
}

static gint64
before_picture (const MixSeen *pictures, guint at)
{
  return (pictures[at].time_ns + pictures[at - 1].time_ns) / 2;
}

/* Where the movement that begins at `at` ends at once, and when; 0: it does not. */
static guint
end_of_motion (const MixSeen *pictures, guint n, guint at, double calm, gint64 *ret_ns)
{
  double fastest = pictures[at].change.change - calm;

  for (guint i = at + 1; i < n; i++) {
    double now = pictures[i].change.change - calm;
    double share = CLAMP (now / fastest, 0, 1);

    if (share < MOTION_STOP) {
      *ret_ns = pictures[i - 1].time_ns +
                (gint64) (share * (double) (pictures[i].time_ns - pictures[i - 1].time_ns));
      return i;
    }
    fastest = MAX (fastest, now);
  }
  return 0;
}

GArray *
mix_clap_see (const MixSeen *pictures, guint n)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last_ns = G_MININT64 / 2;

  for (guint i = 1; i < n; i++) {
    double calm = calm_before (pictures, i),
           rise = pictures[i].change.mean - pictures[i - 1].change.mean;
    guint at = 0;
    gint64 time_ns = 0;

    if (rise >= FLASH_STEP) {
      at = i;
      time_ns = before_picture (pictures, at);
    } else if (pictures[i].change.change >= MAX (MOTION_MIN, calm * MOTION_RISE)) {
      at = end_of_motion (pictures, n, i, calm, &time_ns);
    }
    if (at == 0)
      continue;
    if (time_ns - last_ns >= SEEN_APART_NS)
      g_array_append_val (times, time_ns);
    last_ns = time_ns;
    i = at;
  }
  return times;
}

static float
block_peak (const float *samples)
{
  float peak = 0;

  for (guint i = 0; i < BLOCK * MIX_AUDIO_CHANNELS; i++)
    peak = fmaxf (peak, fabsf (samples[i]));
  return peak;
}

GArray *
mix_clap_hear (const float *samples, guint n_frames, gint64 start_ns)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  float before[BEFORE] = {0};
  guint last = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < n_frames / BLOCK; i++) {
    float peak = block_peak (samples + (gsize) i * BLOCK * MIX_AUDIO_CHANNELS), loudest = 0;

    for (guint j = 0; j < BEFORE; j++)
      loudest = fmaxf (loudest, before[j]);
    before[i % BEFORE] = peak;
    if (i < BEFORE || peak < LOUD || peak < loudest * RISE)
      continue;
    if (!any || i - last >= HEARD_APART) {
      gint64 time_ns = start_ns + (gint64) i * 1000000;
      g_array_append_val (times, time_ns);
    }
    any = TRUE;
    last = i;
  }
  return times;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static gboolean
nearest_ms (const GArray *seen, gint64 heard_ns, double *ret_ms)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < seen->len; i++) {
    double ms = (double) (heard_ns - g_array_index (seen, gint64, i)) / 1e6;

    if (fabs (ms) < fabs (best))
      best = ms;
  }
  *ret_ms = best;
  return fabs (best) <= MIX_CLAP_PAIR_MS;
}

MixClaps
mix_clap_compare (const GArray *seen, const GArray *heard)
{
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (double));
  double ms;

  for (guint i = 0; i < heard->len; i++)
    if (nearest_ms (seen, g_array_index (heard, gint64, i), &ms))
      g_array_append_val (offsets, ms);
  g_array_sort (offsets, compare_doubles);
  if (offsets->len == 0)
    return (MixClaps){0};
  return (MixClaps){offsets->len, g_array_index (offsets, double, offsets->len / 2),
                    g_array_index (offsets, double, offsets->len * 3 / 4) -
                        g_array_index (offsets, double, offsets->len / 4)};
}
