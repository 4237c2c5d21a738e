#include "mix-ring.h"

#include <math.h>
#include <string.h>

#define TICK    MIX_AUDIO_TICK
#define TICK_NS (10 * GST_MSECOND)
#define FADE    240
#define LATENCY 20 /* ticks that the reader is behind */

static const MixFormat live = {.width = 64, .height = 36, .fps_n = 30, .fps_d = 1};
static const MixFormat lockstep = {
    .width = 64, .height = 36, .fps_n = 30, .fps_d = 1, .lockstep = TRUE};

/* A frame's own value, never 0, told apart from its neighbours. */
static float
mark (gint64 frame)
{
  return (float) ((frame * 7919 + 13) % 65521 + 1) / 65536.0f;
}

static void
push_marks (MixRing *ring, gint64 frame, guint n, gint64 time_ns)
{
  g_autofree float *samples = g_new (float, 2 * n);

  for (guint i = 0; i < n; i++) {
    samples[2 * i] = mark (frame + i);
    samples[2 * i + 1] = -mark (frame + i);
  }
  g_assert_true (mix_ring_push (ring, samples, n, time_ns));
}

static void
push_constant (MixRing *ring, float value, guint n, gint64 time_ns)
{
  g_autofree float *samples = g_new (float, 2 * n);

  for (guint i = 0; i < 2 * n; i++)
    samples[i] = value;
  g_assert_true (mix_ring_push (ring, samples, n, time_ns));
}

static void
assert_marks (const float *samples, gint64 frame, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_assert_true (samples[2 * i] == mark (frame + i));
    g_assert_true (samples[2 * i + 1] == -mark (frame + i));
  }
}

/* One tick. */
static void
read_at (MixRing *ring, gint64 time_ns, float *block)
{
  mix_ring_read (ring, mix_ring_index (time_ns), block, TICK);
}

/* The largest step from one sample to the next of a channel, over reads of one tick each. */
static float
read_largest_step (MixRing *ring, gint64 from_ns, guint ticks, float *last, float *ret_final)
{
  float block[2 * TICK], largest = 0;

  for (guint t = 0; t < ticks; t++) {
    read_at (ring, from_ns + t * TICK_NS, block);
    for (guint i = 0; i < TICK; i++) {
      largest = MAX (largest, fabsf (block[2 * i] - *last));
      *last = block[2 * i];
    }
  }
  if (ret_final)
    *ret_final = *last;
  return largest;
}

static double
drift_ppm (MixRing *ring)
{
  MixRingStats stats;

  mix_ring_get_stats (ring, &stats);
  return stats.drift_ppm;
}

static void
test_index (void)
{
  g_assert_cmpint (mix_ring_index (0), ==, 0);
  g_assert_cmpint (mix_ring_index (GST_SECOND), ==, 48000);
  g_assert_cmpint (mix_ring_index (-10 * GST_MSECOND), ==, -480);
  g_assert_cmpint (mix_ring_index (10416), ==, 0);
  g_assert_cmpint (mix_ring_index (10417), ==, 1);
  g_assert_cmpint (mix_ring_index (-10417), ==, -1);
  g_assert_cmpint (mix_ring_index (G_GINT64_CONSTANT (86400) * 365 * GST_SECOND + 20833), ==,
                   G_GINT64_CONSTANT (86400) * 365 * 48000 + 1);
}

static void
test_live_exact (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float block[2 * TICK];

  for (gint64 t = 0; t < 1000; t++) {
    push_marks (ring, t * TICK, TICK, t * TICK_NS);
    if (t < LATENCY + 1)
      continue;
    read_at (ring, (t - LATENCY) * TICK_NS, block);
    if (t > LATENCY + 1)
      assert_marks (block, (t - LATENCY) * TICK, TICK);
  }
  g_assert_cmpfloat (drift_ppm (ring), ==, 0);
}

/* +-5 ms of jitter, odd sizes of buffers, and no drift: every sample stays where the count has it.
 */
static void
test_jitter_exact (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  float block[2 * TICK];
  gint64 written = 0;

  for (gint64 t = 0; t < 2000; t++) {
    while (written < (t + 1) * TICK) {
      guint n = (guint) g_rand_int_range (rand, 1, 1200);
      gint64 jitter_ns = written ? g_rand_int_range (rand, -5000000, 5000001) : 0;

      push_marks (ring, written, n, written * 62500 / 3 + jitter_ns);
      written += n;
    }
    if (t <= LATENCY)
      continue;
    read_at (ring, (t - LATENCY) * TICK_NS, block);
    if (t > LATENCY + 1)
      assert_marks (block, (t - LATENCY) * TICK, TICK);
  }
}

static void
test_lockstep_exact (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  float block[2 * TICK];
  MixRingStats stats;

  push_marks (ring, 0, 5000, 0);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (mix_ring_get_newest (ring), ==, 5000 * GST_SECOND / 48000);
  g_assert_cmpuint (stats.pushed_frames, ==, 5000);
  mix_ring_end (ring);
  read_at (ring, -100 * (gint64) GST_MSECOND, block);
  for (guint i = 0; i < 2 * TICK; i++)
    g_assert_true (block[i] == 0);
  for (gint64 t = 0; t < 10; t++) {
    read_at (ring, t * TICK_NS, block);
    assert_marks (block, t * TICK, TICK);
  }
  read_at (ring, 10 * TICK_NS, block);
  assert_marks (block, 4800, 200);
  for (guint i = 400; i < 2 * TICK; i++)
    g_assert_true (block[i] == 0);
}

static gpointer
push_minutes (gpointer data)
{
  MixRing *ring = data;
  gint64 frame = 0;

  for (guint i = 0; i < 3000; i++, frame += 1024)
    push_marks (ring, frame, 1024, frame * 62500 / 3);
  mix_ring_end (ring);
  return NULL;
}

/* A pusher far ahead and a reader far ahead each wait for the other; nothing is lost. */
static void
test_lockstep_waits (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  GThread *pusher = g_thread_new ("pusher", push_minutes, ring);
  float block[2 * TICK];

  for (gint64 t = 0; t < 3000 * 1024 / TICK; t++) {
    read_at (ring, t * TICK_NS, block);
    assert_marks (block, t * TICK, TICK);
  }
  g_thread_join (pusher);
}

static gpointer
push_until_flushed (gpointer data)
{
  MixRing *ring = data;
  float samples[2 * TICK] = {0};
  gint64 t = 0;

  while (mix_ring_push (ring, samples, TICK, t * TICK_NS))
    t++;
  return GINT_TO_POINTER ((gint) t);
}

static void
test_flush (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  GThread *pusher = g_thread_new ("pusher", push_until_flushed, ring);
  float block[2 * TICK];
  MixRingStats stats;
  int ticks;

  while (mix_ring_get_stats (ring, &stats), stats.pushed_frames < 3 * 48000)
    g_usleep (1000);
  mix_ring_flush (ring);
  ticks = GPOINTER_TO_INT (g_thread_join (pusher));
  g_assert_cmpint (ticks, <=, 400);
  read_at (ring, 100 * GST_SECOND, block);
  g_assert_true (block[0] == 0);
}

static gpointer
read_far (gpointer data)
{
  float block[2 * TICK];

  read_at (data, 100 * GST_SECOND, block);
  return NULL;
}

static void
test_interrupt (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  GThread *reader;
  float block[2 * TICK];

  push_marks (ring, 0, 1000, 0);
  reader = g_thread_new ("reader", read_far, ring);
  g_usleep (2000);
  mix_ring_set_interrupted (ring, TRUE);
  g_thread_join (reader);
  mix_ring_set_interrupted (ring, FALSE);
  read_at (ring, 0, block);
  assert_marks (block, 0, TICK);
}

/* A file whose sound begins late: the reader is not kept waiting for what will never come. */
static void
test_lockstep_late_begin (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  GThread *pusher;
  float block[2 * TICK];

  push_marks (ring, 0, 480, 0);
  pusher = g_thread_new ("pusher", push_until_flushed, ring);
  for (gint64 t = 0; t < 600; t++)
    read_at (ring, t * TICK_NS, block);
  mix_ring_flush (ring);
  g_thread_join (pusher);
}

static void
test_lockstep_gap (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&lockstep);
  float block[2 * TICK];

  push_marks (ring, 0, TICK, 0);
  push_marks (ring, 50 * TICK, 60 * TICK, 50 * TICK_NS);
  for (gint64 t = 0; t < 100; t++) {
    read_at (ring, t * TICK_NS, block);
    if (t == 0 || t >= 50)
      assert_marks (block, t * TICK, TICK);
    else
      g_assert_true (block[0] == 0 && block[2 * TICK - 1] == 0);
  }
}

/* Of a constant every step is the work of a fade: 1/240 a frame at most. */
#define FADE_STEP (1.0f / FADE + 1e-6f)

static void
test_underrun (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, final;

  for (gint64 t = 0; t < 50; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 0, 48, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 1);
  g_assert_cmpfloat (read_largest_step (ring, 48 * TICK_NS, 12, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 0);
  for (gint64 t = 50; t < 90; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 60 * TICK_NS, 20, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 1);
}

static void
test_overrun (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, final;

  for (gint64 t = 0; t < 50; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 0, 30, &last, &final), <=, FADE_STEP);
  for (gint64 t = 50; t < 1500; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 30 * TICK_NS, 700, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 0);
  /* The reader is back with the writer. */
  for (gint64 t = 1500; t < 1600; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  read_largest_step (ring, 1460 * TICK_NS, 60, &last, NULL);
  for (gint64 t = 1600; t < 1660; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 1520 * TICK_NS, 100, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 1);
}

/* The stamps jump by `jump_ns` while the reader is LATENCY behind, in the middle of a tick. */
static void
test_jump (gconstpointer data)
{
  gint64 jump_ns = *(const gint64 *) data;
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, largest = 0, final = 0, lowest = 1;

  for (gint64 t = 0; t < 400; t++) {
    gint64 moved_ns = t >= 100 ? jump_ns : 0;

    push_constant (ring, 1, TICK, t * TICK_NS + moved_ns);
    if (t < LATENCY)
      continue;
    largest = fmaxf (largest, read_largest_step (ring, (t - LATENCY) * TICK_NS, 1, &last, &final));
    if (t > LATENCY + 2)
      lowest = MIN (lowest, final);
  }
  g_assert_cmpfloat (largest, <=, FADE_STEP);
  if (jump_ns > -150 * (gint64) GST_MSECOND && jump_ns < (gint64) GST_SECOND)
    g_assert_cmpfloat (final, ==, 1);
}

/* The new place is exact, and where the stamp says. */
static void
test_jump_exact (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float block[2 * TICK];

  push_marks (ring, 0, 100 * TICK, 0);
  read_at (ring, 90 * TICK_NS, block);
  push_marks (ring, 200 * TICK, 50 * TICK, 107 * TICK_NS);
  for (gint64 t = 91; t < 140; t++) {
    read_at (ring, t * TICK_NS, block);
    if (t < 99)
      assert_marks (block, t * TICK, TICK);
    if (t >= 100 && t < 107)
      g_assert_true (block[0] == 0 && block[2 * TICK - 1] == 0);
    if (t > 107)
      assert_marks (block, (t - 107 + 200) * TICK, TICK);
  }
}

static void
test_many_jumps (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  float last = 0, largest = 0;

  for (gint64 t = 0; t < 3000; t++) {
    gint64 off_ns = g_rand_int_range (rand, 0, 3) ? 0 : g_rand_int_range (rand, -900, 900);

    push_constant (ring, 1, TICK, t * TICK_NS + off_ns * (gint64) GST_MSECOND);
    if (t >= LATENCY)
      largest = fmaxf (largest, read_largest_step (ring, (t - LATENCY) * TICK_NS, 1, &last, NULL));
    if (g_rand_int_range (rand, 0, 100) == 0)
      mix_ring_clear (ring);
  }
  g_assert_cmpfloat (largest, <=, FADE_STEP);
}

/* Of what is read while the stream goes on, what is missing is counted; what comes before its
 * beginning or after its end is not. */
static void
test_losses (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float block[2 * TICK];
  MixRingStats stats;

  push_constant (ring, 1, 50 * TICK + 100, 20 * TICK_NS - 100 * 62500 / 3);
  for (gint64 t = 0; t < 60; t++)
    read_at (ring, t * TICK_NS, block);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.lost_frames, ==, 0);
  g_assert_cmpuint (stats.gaps, ==, 0);
  push_constant (ring, 1, 10 * TICK, 90 * TICK_NS); /* 20 ticks are missing */
  for (gint64 t = 60; t < 105; t++)                 /* and five more at the end */
    read_at (ring, t * TICK_NS, block);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.lost_frames, ==, 25 * TICK);
  g_assert_cmpuint (stats.gaps, ==, 1);
  mix_ring_clear (ring);
  read_at (ring, 105 * TICK_NS, block);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.lost_frames, ==, 25 * TICK);
  g_assert_cmpuint (stats.pushed_frames, ==, 60 * TICK + 100);
}

static void
test_zeros (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  MixRingStats stats;

  push_constant (ring, 0, 48000, 0);
  push_constant (ring, 0, 48000, GST_SECOND);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.zero_frames, ==, 96000);
  push_constant (ring, 1.0f / (1 << 23), 480, 2 * GST_SECOND); /* the last of 24 bits: a room */
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.zero_frames, ==, 0);
  push_constant (ring, 0, 480, 2 * GST_SECOND + 10 * GST_MSECOND);
  mix_ring_clear (ring);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.zero_frames, ==, 0);
}

/* 30 ms were lost by the device, and it says so: sound is in its place at once, after a fade. */
static void
test_marked_gap (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, largest = 0, block[2 * TICK];
  MixRingStats stats;

  for (gint64 t = 0; t < 100; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  mix_ring_mark_gap (ring);
  for (gint64 t = 103; t < 200; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  largest = read_largest_step (ring, 80 * TICK_NS, 40, &last, NULL);
  g_assert_cmpfloat (largest, <=, FADE_STEP);
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.gaps, ==, 1);
  g_assert_cmpuint (stats.lost_frames, ==, 3 * TICK);

  mix_ring_mark_gap (ring);
  push_marks (ring, 7000, TICK, 202 * TICK_NS);
  push_marks (ring, 7000 + TICK, TICK, 203 * TICK_NS);
  read_at (ring, 202 * TICK_NS, block);
  assert_marks (block + 2 * FADE, 7000 + FADE, TICK - FADE);
}

/* The stamps step by less than a jump, for good: within seconds sound is where they say. */
static void
test_lasting_offset (gconstpointer data)
{
  gint64 step_ns = GPOINTER_TO_INT (data) * (gint64) GST_MSECOND;
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  float last = 0, largest = 0;
  MixRingStats stats;
  gint64 off_ns = 0;

  for (gint64 t = 0; t < 3000; t++) {
    gint64 moved_ns = t >= 500 ? step_ns : 0,
           jitter_ns = g_rand_int_range (rand, -5000000, 5000001);

    push_constant (ring, 1, TICK, t * TICK_NS + moved_ns + (t ? jitter_ns : 0));
    if (t >= LATENCY)
      largest = fmaxf (largest, read_largest_step (ring, (t - LATENCY) * TICK_NS, 1, &last, NULL));
    off_ns = (t + 1) * TICK_NS + moved_ns - (gint64) mix_ring_get_newest (ring);
    if (t > 2500) /* 20 s later; what the resampler holds back is not yet there */
      g_assert_cmpint (ABS (off_ns), <, 6 * (gint64) GST_MSECOND);
  }
  mix_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.gaps, ==, 1);
  g_assert_cmpfloat (largest, <=, FADE_STEP);
}

static void
test_clear (void)
{
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, final;

  push_constant (ring, 1, 48000, 0);
  read_largest_step (ring, 0, 10, &last, &final);
  g_assert_cmpfloat (final, ==, 1);
  mix_ring_clear (ring);
  g_assert_cmpuint (mix_ring_get_newest (ring), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpfloat (read_largest_step (ring, 10 * TICK_NS, 1, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 0);
  push_constant (ring, 1, 48000, 20 * TICK_NS);
  g_assert_cmpfloat (read_largest_step (ring, 11 * TICK_NS, 20, &last, &final), <=, FADE_STEP);
  g_assert_cmpfloat (final, ==, 1);
}

/* Delay up and down by up to 2 s while reading: crossfades, then exact. */
static void
test_change_of_delay (void)
{
  static const gint64 delays[] = {0, 200, 7, 120, 0, 199};
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  float last = 0, largest = 0, final, block[2 * TICK];
  gint64 t = 0;

  for (; t < 250; t++)
    push_constant (ring, 1, TICK, t * TICK_NS);
  for (; t < 850; t++) {
    gint64 at = t - LATENCY - delays[(t - 250) / 100];

    push_constant (ring, 1, TICK, t * TICK_NS);
    largest = fmaxf (largest, read_largest_step (ring, at * TICK_NS, 1, &last, &final));
    g_assert_cmpfloat_with_epsilon (final, 1, 1e-5);
  }
  g_assert_cmpfloat (largest, <=, FADE_STEP);

  push_marks (ring, t * TICK, 100 * TICK, t * TICK_NS);
  read_at (ring, (t + 2) * TICK_NS, block);
  read_at (ring, (t + 3) * TICK_NS, block);
  assert_marks (block, (t + 3) * TICK, TICK);
}

int
main (int argc, char **argv)
{
  static const gint64 jumps_ns[] = {70000000,   -70000000,  333000000,  -333000000,
                                    -190000000, -195000000, 2000000000, -2000000000};

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mix-ring/index", test_index);
  g_test_add_func ("/mix-ring/live-exact", test_live_exact);
  g_test_add_func ("/mix-ring/jitter-exact", test_jitter_exact);
  g_test_add_func ("/mix-ring/lockstep/exact", test_lockstep_exact);
  g_test_add_func ("/mix-ring/lockstep/waits", test_lockstep_waits);
  g_test_add_func ("/mix-ring/lockstep/late-begin", test_lockstep_late_begin);
  g_test_add_func ("/mix-ring/lockstep/gap", test_lockstep_gap);
  g_test_add_func ("/mix-ring/lockstep/flush", test_flush);
  g_test_add_func ("/mix-ring/lockstep/interrupt", test_interrupt);
  g_test_add_func ("/mix-ring/underrun", test_underrun);
  g_test_add_func ("/mix-ring/overrun", test_overrun);
  g_test_add_func ("/mix-ring/jump-exact", test_jump_exact);
  g_test_add_func ("/mix-ring/many-jumps", test_many_jumps);
  g_test_add_func ("/mix-ring/losses", test_losses);
  g_test_add_func ("/mix-ring/zeros", test_zeros);
  g_test_add_func ("/mix-ring/marked-gap", test_marked_gap);
  g_test_add_data_func ("/mix-ring/lasting-offset/late", GINT_TO_POINTER (45), test_lasting_offset);
  g_test_add_data_func ("/mix-ring/lasting-offset/early", GINT_TO_POINTER (-45),
                        test_lasting_offset);
  g_test_add_func ("/mix-ring/clear", test_clear);
  g_test_add_func ("/mix-ring/change-of-delay", test_change_of_delay);
  for (guint i = 0; i < G_N_ELEMENTS (jumps_ns); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-ring/jump/%d-ms", (int) (jumps_ns[i] / 1000000));

    g_test_add_data_func (path, &jumps_ns[i], test_jump);
  }
  return g_test_run ();
}
