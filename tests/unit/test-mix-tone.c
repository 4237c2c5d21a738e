/* A microphone whose clock is off, through the ring, sample by sample: a tone stays a tone and is
 * in its place, at all times. With -m slow each case lasts a whole day. */
#include "mix-ring.h"
#include "test-tone.h"

#define TICK    MIX_AUDIO_TICK
#define LATENCY 20 /* ticks that the reader is behind */
#define TONE_HZ 1000
#define LEVEL   0.5
#define BEGIN   12 /* ticks within which it is heard for the first time */

/* A tone that comes and goes within 5 ms violates its law where its level begins to move, by as
 * much as that is a sample; nothing else does. */
#define CLICK_LIMIT 1e-4
#define RAMP_LIMIT  (LEVEL / 240 + CLICK_LIMIT)

#if defined(__SANITIZE_ADDRESS__)
#define SHOW_S 40
#else
#define SHOW_S 120
#endif
#define DAY_S 86400

/* What is true of a microphone. */
typedef struct {
  const char *name;
  double ppm;           /* how much too fast it is */
  double later_ppm;     /* … in the second half */
  double sway_ppm;      /* … and back and forth, once in 100 s */
  double jitter_ms;     /* of its stamps, evenly to both sides */
  double first_late_ms; /* of the first one */
  double burst_ms;      /* half a second of stamps that are late by so much, every 20 s */
  double gap_ms;        /* of sound that is missing, every 13 s */
  guint push;           /* sample frames at a time */
} Device;

static const Device devices[] = {
    {.name = "fast", .ppm = 200, .later_ppm = 200, .jitter_ms = 5, .push = 480},
    {.name = "slow", .ppm = -200, .later_ppm = -200, .jitter_ms = 5, .push = 480},
    {.name = "turns", .ppm = 200, .later_ppm = -200, .jitter_ms = 2, .push = 480},
    {.name = "turns-back", .ppm = -200, .later_ppm = 200, .jitter_ms = 2, .push = 441},
    {.name = "sways", .ppm = 50, .later_ppm = 50, .sway_ppm = 150, .jitter_ms = 5, .push = 480},
    {.name = "bursts", .ppm = 200, .later_ppm = 200, .jitter_ms = 2, .burst_ms = 45, .push = 480},
    {.name = "gaps", .ppm = -200, .later_ppm = -200, .jitter_ms = 1, .gap_ms = 33, .push = 480},
    {.name = "large-gaps",
     .ppm = 200,
     .later_ppm = 200,
     .jitter_ms = 1,
     .gap_ms = 700,
     .push = 480},
    {.name = "starts-late",
     .ppm = 200,
     .later_ppm = 200,
     .jitter_ms = 2,
     .first_late_ms = 15,
     .push = 1024},
    {.name = "starts-early",
     .ppm = -200,
     .later_ppm = -200,
     .jitter_ms = 2,
     .first_late_ms = -15,
     .push = 96},
    {.name = "exact", .jitter_ms = 5, .push = 480},
};

/* The device and the truth about it. */
typedef struct {
  const Device *device;
  GRand *rand;
  gint64 n;      /* sample frames recorded, those that were lost included */
  double true_s; /* when the next one is recorded */
  guint64 n_pushes;
  double last_gap_s; /* true time of the end of the last gap */
  double next_gap_s;
} Recorder;

/* A triangle of 1 s tells the time without edges that would ring. */
static double
triangle (double time_s)
{
  return fabs (fmod (time_s, 1) - 0.5) - 0.25;
}

static double
rate_at (const Recorder *self, double end_s)
{
  const Device *device = self->device;
  double ppm = self->true_s < end_s / 2 ? device->ppm : device->later_ppm;

  return 48000 * (1 + (ppm + device->sway_ppm * sin (2 * G_PI * self->true_s / 100)) * 1e-6);
}

static double
stamp_error_ms (Recorder *self)
{
  const Device *device = self->device;
  double late_ms = device->jitter_ms * (2 * g_rand_double (self->rand) - 1);

  if (self->n_pushes == 0)
    return device->first_late_ms;
  return fmod (self->true_s, 20) > 19.5 ? late_ms + device->burst_ms : late_ms;
}

static void
lose (Recorder *self, MixRing *ring, double rate)
{
  gint64 n = (gint64) (self->device->gap_ms * 48);

  self->n += n;
  self->true_s += (double) n / rate;
  self->last_gap_s = self->true_s;
  self->next_gap_s += 13;
  mix_ring_mark_gap (ring);
}

static void
record (Recorder *self, MixRing *ring, double end_s)
{
  static float period[48];
  const guint n = self->device->push;
  g_autofree float *in = g_new (float, 2 * n);
  double rate = rate_at (self, end_s);

  if (period[12] == 0)
    for (guint i = 0; i < 48; i++)
      period[i] = (float) (LEVEL * sin (2 * G_PI * i / 48));
  if (self->device->gap_ms > 0 && self->true_s > self->next_gap_s)
    lose (self, ring, rate);
  for (guint i = 0; i < n; i++) {
    in[2 * i] = period[(self->n + i) % 48];
    in[2 * i + 1] = (float) triangle (self->true_s + i / rate);
  }
  mix_ring_push (ring, in, n, llround (self->true_s * 1e9 + stamp_error_ms (self) * 1e6));
  self->n += n;
  self->true_s += n / rate;
  self->n_pushes++;
}

/* --- what is heard --- */

typedef struct {
  ToneWatch watch;
  double worst_ms, late_worst_ms; /* off its place; after the first two minutes */
  double worst_click;
  double worst_rest_db; /* THD+N */
  float window[2 * 10 * TICK];
} Listener;

/* How late, in ms, the triangle `value` is at `time_s`; FALSE near its corners. */
static gboolean
tell_offset (float value, double time_s, double *ret_ms)
{
  double turn = fmod (time_s, 0.5);

  if (turn < 0.1 || turn > 0.4)
    return FALSE;
  *ret_ms = (value - triangle (time_s)) * (fmod (time_s, 1) < 0.5 ? 1e3 : -1e3);
  return TRUE;
}

/* `whole`: there was no gap for a while. */
static void
hear (Listener *self, MixRing *ring, gint64 tick, gboolean whole)
{
  float *out = self->window + (tick % 10) * TICK * 2;
  double click, off_ms;

  mix_ring_read (ring, tick * TICK, out, TICK);
  click = tone_watch_step (&self->watch, out, TICK);
  if (tick < BEGIN)
    g_assert_cmpfloat (click, <, RAMP_LIMIT);
  else
    self->worst_click = fmax (self->worst_click, click);
  if (!whole)
    return;
  if (tell_offset (out[1], (double) tick * 0.010, &off_ms)) {
    self->worst_ms = fmax (self->worst_ms, fabs (off_ms));
    if (tick > 12000)
      self->late_worst_ms = fmax (self->late_worst_ms, fabs (off_ms));
  }
  if (tick % 500 == 309)
    self->worst_rest_db =
        fmax (self->worst_rest_db, tone_rest_db (self->window, 10 * TICK, TONE_HZ));
}

static void
test_device (gconstpointer data)
{
  const Device *device = data;
  const MixFormat live = {.width = 64, .height = 36, .fps_n = 30, .fps_d = 1};
  const double end_s = g_test_slow () ? DAY_S : SHOW_S;
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  Recorder recorder = {.device = device, .rand = rand, .last_gap_s = -1, .next_gap_s = 13};
  Listener *listener = g_new0 (Listener, 1);
  MixRingStats stats;
  gint64 tick = 0;

  listener->watch = tone_watch (TONE_HZ);
  listener->worst_rest_db = -200;
  while (recorder.true_s < end_s) {
    record (&recorder, ring, end_s);
    for (; (double) tick * 0.010 < recorder.true_s - LATENCY * 0.010; tick++) {
      double since_gap_s = (double) tick * 0.010 - recorder.last_gap_s;

      hear (listener, ring, tick,
            tick > BEGIN && (recorder.last_gap_s < 0 || since_gap_s > 0.12 ||
                             since_gap_s < -device->gap_ms / 1000 - 0.02));
    }
  }
  mix_ring_get_stats (ring, &stats);
  g_test_message ("%s: at most %.2f ms off, %.2f ms after two minutes, THD+N %.1f dB, click %.1f "
                  "dBFS, %u gaps, %.1f ppm followed",
                  device->name, listener->worst_ms, listener->late_worst_ms,
                  listener->worst_rest_db, 20 * log10 (listener->worst_click), stats.gaps,
                  stats.drift_ppm);
  g_assert_cmpfloat (listener->worst_ms, <, 20);
  g_assert_cmpfloat (listener->worst_rest_db, <, -70);
  g_assert_cmpfloat (listener->worst_click, <, device->gap_ms> 0 ? RAMP_LIMIT : CLICK_LIMIT);
  if (device->gap_ms == 0)
    g_assert_cmpuint (stats.gaps, ==, 0);
  g_free (listener);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-tone/%s", devices[i].name);

    g_test_add_data_func (path, &devices[i], test_device);
  }
  return g_test_run ();
}
