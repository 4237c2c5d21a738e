/* Claps and flashes that are seen and heard. */
#include "mix-clap.h"
#include "mix-types.h"
#include <math.h>
#include <string.h>

#define FPS       30
#define SECONDS   10
#define PICTURES  (FPS * SECONDS)
#define SAMPLES   (SECONDS * MIX_AUDIO_RATE)
#define SECOND_NS G_GINT64_CONSTANT (1000000000)

static void
make_calm (MixSeen *pictures)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < PICTURES; i++)
    pictures[i] = (MixSeen){(gint64) i * SECOND_NS / FPS, {100, 0.3 + 0.1 * g_rand_double (rand)}};
}

/* Hands that move for six pictures and meet at `at_s`. */
static void
clap_at (MixSeen *pictures, double at_s)
{
  guint meet = (guint) ceil (at_s * FPS);

  for (guint i = meet - 5; i <= meet; i++)
    pictures[i].change.change = 1.0 + 0.8 * (double) (i - (meet - 5));
  pictures[meet].change.change *= at_s * FPS - (meet - 1); /* they moved in a part of it only */
}

static void
flash_at (MixSeen *pictures, double at_s)
{
  guint first = (guint) ceil (at_s * FPS);

  for (guint i = first; i < first + 6; i++)
    pictures[i].change.mean = 180;
  pictures[first].change.change = pictures[first + 6].change.change = 80;
}

/* A crack that dies away in a room. */
static void
sound_at (float *samples, double at_s)
{
  guint begin = (guint) (at_s * MIX_AUDIO_RATE);

  for (guint i = 0; i < MIX_AUDIO_RATE / 5 && begin + i < SAMPLES; i++) {
    double t = (double) i / MIX_AUDIO_RATE;
    float value = (float) (0.5 * exp (-t * 30) * sin (2 * G_PI * 1800 * t));

    samples[2 * (begin + i)] += value;
    samples[2 * (begin + i) + 1] += value;
  }
}

static float *
make_room (void)
{
  float *samples = g_new (float, SAMPLES *MIX_AUDIO_CHANNELS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < SAMPLES * MIX_AUDIO_CHANNELS; i++)
    samples[i] = (float) (0.002 * (g_rand_double (rand) - 0.5));
  return samples;
}

static MixClaps
compare (const MixSeen *pictures, const float *samples)
{
  g_autoptr (GArray) seen = mix_clap_see (pictures, PICTURES);
  g_autoptr (GArray) heard = mix_clap_hear (samples, SAMPLES, 0);

  return mix_clap_compare (seen, heard);
}

/* `offset_s`: how much later than it is seen it is heard. */
static void
check (void (*see) (MixSeen *, double), double offset_s, double exact_ms)
{
  MixSeen pictures[PICTURES];
  g_autofree float *samples = make_room ();
  MixClaps claps;

  make_calm (pictures);
  for (guint i = 0; i < 6; i++) {
    double at_s = 1.5 + i * 1.237; /* any place between two pictures */

    see (pictures, at_s);
    sound_at (samples, at_s + offset_s);
  }
  claps = compare (pictures, samples);
  g_test_message ("%u events, %g ms (%g)", claps.n, claps.offset_ms, claps.spread_ms);
  g_assert_cmpuint (claps.n, ==, 6);
  g_assert_cmpfloat_with_epsilon (claps.offset_ms, offset_s * 1000, exact_ms);
  g_assert_cmpfloat (claps.spread_ms, <, 34);
}

static void
test_flashes (void)
{
  check (flash_at, 0, 17);
  check (flash_at, 0.12, 17);
  check (flash_at, -0.2, 17);
}

static void
test_claps (void)
{
  check (clap_at, 0, 17);
  check (clap_at, 0.1, 17);
  check (clap_at, -0.15, 17);
}

static void
test_nothing (void)
{
  MixSeen pictures[PICTURES];
  g_autofree float *samples = make_room ();

  make_calm (pictures);
  g_assert_cmpuint (compare (pictures, samples).n, ==, 0);
  sound_at (samples, 3);
  g_assert_cmpuint (compare (pictures, samples).n, ==, 0);
  flash_at (pictures, 6);
  g_assert_cmpuint (compare (pictures, samples).n, ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (GArray) seen = mix_clap_see (NULL, 0);
  g_autoptr (GArray) heard = mix_clap_hear (NULL, 0, 0);

  g_assert_cmpuint (mix_clap_compare (seen, heard).n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clap/flashes", test_flashes);
  g_test_add_func ("/clap/claps", test_claps);
  g_test_add_func ("/clap/nothing", test_nothing);
  g_test_add_func ("/clap/empty", test_empty);
  return g_test_run ();
}
