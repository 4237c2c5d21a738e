#include "mix-audio.h"

#include <math.h>
#include <string.h>

#define TICK       MIX_AUDIO_TICK
#define TICK_NS    (10 * GST_MSECOND)
#define LATENCY_NS (200 * GST_MSECOND)
#define LATENCY    9600 /* frames */

static const MixFormat exact = {
    .width = 64, .height = 36, .fps_n = 30, .fps_d = 1, .latency_ns = LATENCY_NS, .lockstep = TRUE};

/* A mixer in lockstep with rings that hold `n_frames` of what `signal` says. */
typedef struct {
  MixAudio *audio;
  MixRing *rings[SHOW_MICS_MAX];
  guint n_rings;
  gint64 tick;
} Desk;

static void
desk_open (Desk *desk, const MixFormat *format)
{
  *desk = (Desk){.audio = mix_audio_new (format)};
}

static guint
desk_add (Desk *desk, const MixFormat *format, MixRole role)
{
  desk->rings[desk->n_rings++] = mix_ring_new (format);
  return mix_audio_add_mic (desk->audio, desk->rings[desk->n_rings - 1], role);
}

static void
desk_close (Desk *desk)
{
  mix_audio_free (desk->audio);
  for (guint i = 0; i < desk->n_rings; i++)
    mix_ring_unref (desk->rings[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_close)

static void
push_tone (MixRing *ring, gint64 from, guint n, double amplitude, double hz)
{
  g_autofree float *samples = g_new (float, 2 * n);

  for (guint i = 0; i < n; i++)
    samples[2 * i] = samples[2 * i + 1] =
        (float) (amplitude * sin (2 * G_PI * hz * (double) ((from + i) % 48000) / 48000));
  g_assert_true (mix_ring_push (ring, samples, n, from * 62500 / 3));
}

static void
push_value (MixRing *ring, gint64 from, guint n, float value)
{
  g_autofree float *samples = g_new (float, 2 * n);

  for (guint i = 0; i < 2 * n; i++)
    samples[i] = value;
  g_assert_true (mix_ring_push (ring, samples, n, from * 62500 / 3));
}

static void
desk_render (Desk *desk, float *samples)
{
  mix_audio_render (desk->audio, desk->tick++ * TICK_NS, samples, TICK);
}

/* An impulse at ring time t comes out at programme time t + latency + delay, to the sample. */
static void
test_alignment (gconstpointer data)
{
  int delay_ms = GPOINTER_TO_INT (data);
  const gint64 places[] = {0, 1, 479, 5000, 47999};
  g_auto (Desk) desk = {0};
  g_autofree float *input = g_new0 (float, 2 * 48000);
  float block[2 * TICK];
  guint found = 0;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  mix_audio_set_mic (desk.audio, 0, 0, FALSE, delay_ms, 0);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    input[2 * places[i]] = 0.5f;
  mix_ring_push (desk.rings[0], input, 48000, 0);
  mix_ring_end (desk.rings[0]);

  for (guint t = 0; t < 350; t++) {
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++) {
      gint64 place = (gint64) t * TICK + i - LATENCY - delay_ms * 48;

      if (block[2 * i] == 0)
        continue;
      g_assert_cmpfloat (block[2 * i], ==, 0.5);
      g_assert_cmpint (place, ==, places[found]);
      found++;
    }
  }
  g_assert_cmpuint (found, ==, G_N_ELEMENTS (places));
}

/* The same on the live path, with a latency that is no whole number of frames. */
static void
test_alignment_live (void)
{
  MixFormat live = exact;
  g_auto (Desk) desk = {0};
  float input[2 * TICK], block[2 * TICK];
  guint found = 0;

  live.lockstep = FALSE;
  live.latency_ns = 123456789; /* 5925.93 frames */
  desk_open (&desk, &live);
  desk_add (&desk, &live, MIX_ROLE_VOICE);
  desk.tick = 1000;
  for (gint64 t = 1000; t < 1200; t++) {
    memset (input, 0, sizeof input);
    input[2 * 100] = t == 1050 ? 0.5f : 0;
    mix_ring_push (desk.rings[0], input, TICK, t * TICK_NS);
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++)
      if (block[2 * i] != 0) {
        g_assert_cmpint (t * TICK + i, ==, 1050 * TICK + 100 + 5926);
        found++;
      }
  }
  g_assert_cmpuint (found, ==, 1);
}

/* Blocks of any size give the same samples as whole ticks. */
static void
test_short_blocks (void)
{
  float whole[2 * 20 * TICK], parts[2 * 20 * TICK];
  static const guint sizes[] = {480, 100, 380, 1, 479, 240, 240};

  for (int pass = 0; pass < 2; pass++) {
    g_auto (Desk) desk = {0};
    gint64 frame = 0;

    desk_open (&desk, &exact);
    desk_add (&desk, &exact, MIX_ROLE_VOICE);
    push_tone (desk.rings[0], -LATENCY, 48000, 1.5, 997);
    for (guint k = 0; frame < 20 * TICK; k++) {
      guint n = pass ? sizes[k % G_N_ELEMENTS (sizes)] : TICK;

      mix_audio_render (desk.audio, frame * 62500 / 3, (pass ? parts : whole) + 2 * frame, n);
      frame += n;
    }
  }
  for (guint i = 0; i < 2 * 20 * TICK; i++)
    g_assert_cmpfloat_with_epsilon (whole[i], parts[i], 1e-5);
}

static void
test_gain (void)
{
  static const struct {
    double gain_db;
    float expected;
  } cases[] = {{0, 0.1f},
               {-20, 0.01f},
               {6, 0.19952623f},
               {-60, 0},
               {-100, 0},
               {NAN, 0},
               {24, MIX_AUDIO_RATE},
               {100, MIX_AUDIO_RATE},
               {-59.9, 0.1f * 1.01158e-3f}};
  float block[2 * TICK];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Desk) desk = {0};

    desk_open (&desk, &exact);
    desk_add (&desk, &exact, MIX_ROLE_VOICE);
    mix_audio_set_mic (desk.audio, 0, cases[i].gain_db, FALSE, 0, 0);
    push_value (desk.rings[0], -LATENCY, 48000, 0.1f);
    desk_render (&desk, block);
    desk_render (&desk, block);
    if (cases[i].expected == MIX_AUDIO_RATE) /* +24 dB, limited */
      g_assert_cmpfloat_with_epsilon (block[0], 0.8912509, 1e-6);
    else
      g_assert_cmpfloat_with_epsilon (block[0], cases[i].expected, 1e-7);
  }
}

static void
test_fade (void)
{
  g_auto (Desk) desk = {0};
  float block[2 * TICK], last = 0.5f, largest = 0;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  push_value (desk.rings[0], -LATENCY, 140000, 0.5f);
  desk_render (&desk, block);
  g_assert_cmpfloat (block[0], ==, 0.5);
  for (guint t = 0; t < 120; t++) {
    /* The mute that is set again meanwhile does not hurry the fade. */
    mix_audio_set_mic (desk.audio, 0, -20, FALSE, 0, t == 0 ? 1000 : 10);
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++) {
      g_assert_true (block[2 * i] <= last + 1e-7f);
      largest = fmaxf (largest, last - block[2 * i]);
      last = block[2 * i];
    }
    if (t == 50)
      g_assert_cmpfloat_with_epsilon (last, 0.275, 0.01);
  }
  g_assert_cmpfloat_with_epsilon (last, 0.05, 1e-6);
  g_assert_cmpfloat (largest, <, 0.5 * 0.9 * 1.6 / 48000);
}

/* Mute and unmute of a full tone: no sample-to-sample jump larger than the tone's own, but for the
 * ramp's share; meanwhile and after it silence. */
static void
test_mute (void)
{
  g_auto (Desk) desk = {0};
  const double amplitude = 0.8, natural = 2 * amplitude * sin (G_PI * 440 / 48000);
  float block[2 * TICK], last = 0, largest = 0;
  MixMeters meters;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  push_tone (desk.rings[0], -LATENCY, 96000, amplitude, 440);
  for (guint t = 0; t < 100; t++) {
    mix_audio_set_mic (desk.audio, 0, 0, t >= 30 && t < 60, 0, 0);
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++) {
      if (t > 0 || i > 0)
        largest = fmaxf (largest, fabsf (block[2 * i] - last));
      last = block[2 * i];
    }
    if (t == 32)
      mix_audio_get_meters (desk.audio, &meters);
    if (t >= 32 && t < 59)
      g_assert_true (block[0] == 0 && block[2 * TICK - 1] == 0);
  }
  g_assert_cmpfloat (largest, <, natural + amplitude * 1.5 / 480);
  g_assert_cmpfloat_with_epsilon (meters.mics[0].peak_dbfs, 20 * log10 (amplitude), 0.01);
}

static void
test_muted_meter (void)
{
  g_auto (Desk) desk = {0};
  float block[2 * TICK];
  MixMeters meters;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  desk_add (&desk, &exact, MIX_ROLE_AMBIENT);
  mix_audio_set_mic (desk.audio, 0, -6.0206, TRUE, 0, 0);
  push_tone (desk.rings[0], -LATENCY, 96000, 0.5, 1000);
  mix_ring_end (desk.rings[1]);
  for (guint t = 0; t < 100; t++)
    desk_render (&desk, block);
  mix_audio_get_meters (desk.audio, &meters);
  g_assert_cmpuint (meters.n_mics, ==, 2);
  g_assert_cmpfloat_with_epsilon (meters.mics[0].peak_dbfs, -12.04, 0.01);
  g_assert_cmpfloat_with_epsilon (meters.mics[0].rms_dbfs, -15.05, 0.01);
  g_assert_cmpfloat (meters.mics[1].peak_dbfs, ==, -HUGE_VAL);
  g_assert_cmpfloat (meters.programme.peak_dbfs, ==, -HUGE_VAL);
  g_assert_cmpfloat (meters.programme.rms_dbfs, ==, -HUGE_VAL);
  g_assert_cmpfloat (meters.momentary_lufs, ==, -HUGE_VAL);

  mix_audio_get_meters (desk.audio, &meters);
  g_assert_cmpfloat (meters.mics[0].peak_dbfs, ==, -HUGE_VAL);
}

static float
block_peak (const float *block)
{
  float peak = 0;

  for (guint i = 0; i < 2 * TICK; i++)
    peak = fmaxf (peak, fabsf (block[i]));
  return peak;
}

static void
feed (MixRing *ring, gint64 tick, double amplitude, double hz)
{
  push_tone (ring, tick * TICK - LATENCY, TICK, amplitude, hz);
}

/* Voice for a second, then none: music at -12 dB 100 ms after the beginning (nine tenths of it) and
 * back 800 ms after the hold; ambient sound is not touched, quiet voice does not duck. */
static void
test_ducking (void)
{
  g_auto (Desk) desk = {0};
  float block[2 * TICK], levels[400];

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  desk_add (&desk, &exact, MIX_ROLE_MUSIC);
  /* The voice is in the left channel below, so that the right one shows the music alone. */
  for (gint64 t = 0; t < 400; t++) {
    g_autofree float *voice = g_new0 (float, 2 * TICK);

    for (guint i = 0; t >= 50 && t < 150 && i < TICK; i++)
      voice[2 * i] = 0.1f * (float) sin (2 * G_PI * 300 * i / 48000);
    mix_ring_push (desk.rings[0], voice, TICK, (t * TICK - LATENCY) * 62500 / 3);
    feed (desk.rings[1], t, 0.2, 1000);
    if (t < 2)
      continue;
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++)
      block[2 * i] = 0;
    levels[t - 2] = 20 * log10f (block_peak (block) / 0.2f);
  }
  g_assert_cmpfloat_with_epsilon (levels[40], 0, 1e-3);
  g_assert_cmpfloat (levels[61], <, -10.5);
  /* Not at once either: 30 ms are three quarters of the time constant. */
  g_assert_cmpfloat_with_epsilon (levels[53], -12 * (1 - exp (-0.75)), 1);
  g_assert_cmpfloat_with_epsilon (levels[140], -12, 0.1);
  g_assert_cmpfloat_with_epsilon (levels[165], -12, 0.2);
  g_assert_cmpfloat (levels[200], <, -3);
  g_assert_cmpfloat (levels[270], >, -1.2);
  g_assert_cmpfloat_with_epsilon (levels[395], 0, 0.05);
}

/* Under a voice that goes on music is 12 dB softer, and ambient sound and voices are not: what gets
 * another role goes over without a click. */
static void
test_change_of_role (void)
{
  const double amplitude = 0.2, hz = 200, own_step = amplitude * 2 * G_PI * hz / 48000;
  const MixRole roles[] = {MIX_ROLE_MUSIC, MIX_ROLE_AMBIENT, MIX_ROLE_MUSIC, MIX_ROLE_VOICE,
                           MIX_ROLE_MUSIC, MIX_ROLE_AMBIENT, MIX_ROLE_VOICE, MIX_ROLE_AMBIENT};
  g_auto (Desk) desk = {0};
  float block[2 * TICK], last = 0;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  desk_add (&desk, &exact, MIX_ROLE_MUSIC);
  for (gint64 t = 0; t < 100 * (gint64) G_N_ELEMENTS (roles); t++) {
    float voice[2 * TICK] = {0}; /* in the left channel: the right one shows the rest */

    for (guint i = 0; i < TICK; i++)
      voice[2 * i] = 0.1f * (float) sin (2 * G_PI * 300 * i / 48000);
    mix_ring_push (desk.rings[0], voice, TICK, (t * TICK - LATENCY) * 62500 / 3);
    feed (desk.rings[1], t, amplitude, hz);
    if (t < 2)
      continue;
    if (t % 100 == 0)
      mix_audio_set_role (desk.audio, 1, roles[t / 100]);
    desk_render (&desk, block);
    for (guint i = 0; i < TICK; i++) {
      g_assert_true (t == 2 || fabsf (block[2 * i + 1] - last) < own_step * 1.01);
      last = block[2 * i + 1];
      block[2 * i] = 0;
    }
    if (t % 100 == 99)
      g_assert_cmpfloat_with_epsilon (
          block_peak (block), roles[t / 100] == MIX_ROLE_MUSIC ? amplitude / 4 : amplitude, 0.005);
  }
}

static void
test_ducking_threshold (gconstpointer data)
{
  int voice_rms_db = GPOINTER_TO_INT (data);
  double amplitude = sqrt (2) * pow (10, voice_rms_db / 20.0);
  g_auto (Desk) desk = {0};
  float block[2 * TICK];
  double expected = voice_rms_db > -35 ? pow (10, -0.6) : 1;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  desk_add (&desk, &exact, MIX_ROLE_MUSIC);
  desk_add (&desk, &exact, MIX_ROLE_AMBIENT);
  for (gint64 t = 0; t < 100; t++) {
    feed (desk.rings[0], t, amplitude, 300);
    push_value (desk.rings[1], t * TICK - LATENCY, TICK, 0.1f);
    push_value (desk.rings[2], t * TICK - LATENCY, TICK, 0.2f);
    if (t >= 2)
      desk_render (&desk, block);
  }
  /* One tick holds whole periods of the voice: the mean is music and ambient sound. */
  for (guint i = 1; i < TICK; i++)
    block[0] += block[2 * i];
  g_assert_cmpfloat_with_epsilon (block[0] / TICK, 0.1 * expected + 0.2, 5e-4);
}

static void
test_loudness (void)
{
  g_auto (Desk) desk = {0};
  float block[2 * TICK];
  MixMeters meters;

  desk_open (&desk, &exact);
  desk_add (&desk, &exact, MIX_ROLE_VOICE);
  for (gint64 t = 0; t < 1000; t++) {
    feed (desk.rings[0], t, pow (10, -23 / 20.0), 1000);
    if (t >= 2)
      desk_render (&desk, block);
  }
  mix_audio_get_meters (desk.audio, &meters);
  g_test_message ("M %.2f S %.2f I %.2f LUFS", meters.momentary_lufs, meters.short_term_lufs,
                  meters.integrated_lufs);
  g_assert_cmpfloat_with_epsilon (meters.momentary_lufs, -23, 0.1);
  g_assert_cmpfloat_with_epsilon (meters.short_term_lufs, -23, 0.1);
  g_assert_cmpfloat_with_epsilon (meters.integrated_lufs, -23, 0.1);
  g_assert_cmpfloat_with_epsilon (meters.programme.peak_dbfs, -23, 0.01);
  g_assert_cmpfloat_with_epsilon (meters.programme.rms_dbfs, -26.01, 0.01);
  g_assert_cmpfloat (meters.gain_reduction_db, ==, 0);
}

static void
test_limits_and_bad_samples (void)
{
  g_auto (Desk) desk = {0};
  float block[2 * TICK], bad[2 * TICK];
  MixMeters meters;

  desk_open (&desk, &exact);
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    desk_add (&desk, &exact, MIX_ROLE_VOICE + i % 3);
  for (guint i = 0; i < 2 * TICK; i++)
    bad[i] = i % 7 == 0 ? NAN : i % 11 == 0 ? INFINITY : 0.9f;
  for (gint64 t = 0; t < 100; t++) {
    for (guint i = 0; i < SHOW_MICS_MAX; i++)
      mix_ring_push (desk.rings[i], bad, TICK, (t * TICK - LATENCY) * 62500 / 3);
    if (t < 2)
      continue;
    desk_render (&desk, block);
    g_assert_true (block_peak (block) <= 0.8912509f);
  }
  mix_audio_get_meters (desk.audio, &meters);
  g_assert_cmpfloat (meters.gain_reduction_db, >, 10);
  g_assert_cmpfloat (meters.mics[0].peak_dbfs, <, 0);
  g_assert_true (isfinite (meters.integrated_lufs));
}

static void
test_nothing (void)
{
  g_autoptr (MixAudio) audio = mix_audio_new (&exact);
  float block[2 * TICK];
  MixMeters meters;

  block[0] = 1;
  mix_audio_render (audio, 0, block, TICK);
  g_assert_true (block_peak (block) == 0);
  mix_audio_get_meters (audio, &meters);
  g_assert_cmpuint (meters.n_mics, ==, 0);
  mix_audio_free (NULL);
  mix_ring_unref (NULL);
}

static gpointer
fiddle (gpointer data)
{
  MixAudio *audio = data;
  MixMeters meters;

  for (int i = 0; i < 3000; i++) {
    mix_audio_set_mic (audio, i % 3, -(i % 70), i % 2, i % 2100, i % 300);
    mix_audio_get_meters (audio, &meters);
  }
  return NULL;
}

/* Another thread turns every knob: what comes out stays below the ceiling; and what a tick costs.
 */
static void
test_threads_and_cost (void)
{
  MixFormat live = exact;
  g_auto (Desk) desk = {0};
  GThread *fiddler = NULL;
  float block[2 * TICK];
  gint64 spent_us = 0;

  live.lockstep = FALSE;
  desk_open (&desk, &live);
  for (guint i = 0; i < 3; i++)
    desk_add (&desk, &live, MIX_ROLE_VOICE + i);
  for (gint64 t = 0; t < 1000; t++) {
    gint64 before_us;

    for (guint i = 0; i < 3; i++)
      push_tone (desk.rings[i], t * TICK, TICK, 0.2 + 0.4 * (t > 500), 200 + 300 * i);
    if (t == 750)
      fiddler = g_thread_new ("fiddler", fiddle, desk.audio);
    before_us = g_get_monotonic_time ();
    desk_render (&desk, block);
    spent_us += t < 750 ? g_get_monotonic_time () - before_us : 0;
    g_assert_true (block_peak (block) <= 0.8912509f);
    if (t == 499 || t == 749) {
      g_test_message ("%.1f us a tick of 3 microphones%s", spent_us / (t == 499 ? 500.0 : 250.0),
                      t == 499 ? "" : ", limiting");
      spent_us = 0;
    }
  }
  g_thread_join (fiddler);
}

int
main (int argc, char **argv)
{
  static const int delays_ms[] = {0, 1, 137, 2000}, voices_db[] = {-33, -37};

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-audio/alignment/%d-ms", delays_ms[i]);

    g_test_add_data_func (path, GINT_TO_POINTER (delays_ms[i]), test_alignment);
  }
  for (guint i = 0; i < G_N_ELEMENTS (voices_db); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-audio/ducking/voice%d-dB", voices_db[i]);

    g_test_add_data_func (path, GINT_TO_POINTER (voices_db[i]), test_ducking_threshold);
  }
  g_test_add_func ("/mix-audio/alignment/live", test_alignment_live);
  g_test_add_func ("/mix-audio/short-blocks", test_short_blocks);
  g_test_add_func ("/mix-audio/gain", test_gain);
  g_test_add_func ("/mix-audio/fade", test_fade);
  g_test_add_func ("/mix-audio/mute", test_mute);
  g_test_add_func ("/mix-audio/muted-meter", test_muted_meter);
  g_test_add_func ("/mix-audio/ducking/times", test_ducking);
  g_test_add_func ("/mix-audio/change-of-role", test_change_of_role);
  g_test_add_func ("/mix-audio/loudness", test_loudness);
  g_test_add_func ("/mix-audio/limits-and-bad-samples", test_limits_and_bad_samples);
  g_test_add_func ("/mix-audio/nothing", test_nothing);
  g_test_add_func ("/mix-audio/threads-and-cost", test_threads_and_cost);
  return g_test_run ();
}
