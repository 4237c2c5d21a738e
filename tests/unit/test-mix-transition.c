/* Weights on their way: whole in sum, without jumps however often the way is changed. */
#include "mix-transition.h"
#include <string.h>

#define MS       G_GINT64_CONSTANT (1000000)
#define N_SCENES 6

static ShowScene
camera_scene (int camera)
{
  return (ShowScene){.layout = SHOW_LAYOUT_FULL, .cameras = {camera, 0}};
}

static guint
weight_sum (const guint *weights, guint n)
{
  guint sum = 0;
  for (guint i = 0; i < n; i++)
    sum += weights[i];
  return sum;
}

static void
test_fade (void)
{
  ShowScene from = camera_scene (0), to = camera_scene (1);
  MixTransition transition;
  guint weights[MIX_BLEND_MAX];
  mix_transition_init (&transition, &from);
  g_assert_cmpuint (mix_transition_update (&transition, 0, weights), ==, 1);
  g_assert_cmpuint (weights[0], ==, MIX_WEIGHT_FULL);
  mix_transition_begin (&transition, &to, 1000 * MS, 400);
  g_assert_cmpuint (mix_transition_update (&transition, 1000 * MS, weights), ==, 2);
  g_assert_cmpuint (weights[0], ==, MIX_WEIGHT_FULL);
  mix_transition_update (&transition, 1100 * MS, weights);
  g_assert_cmpuint (weights[0], ==, MIX_WEIGHT_FULL * 3 / 4);
  g_assert_cmpuint (mix_transition_update (&transition, 1400 * MS, weights), ==, 1);
  g_assert_cmpint (transition.shares[0].scene.cameras[0], ==, 1);
}

static void
test_cut (void)
{
  ShowScene from = camera_scene (0), to = camera_scene (1), third = camera_scene (2);
  MixTransition transition;
  guint weights[MIX_BLEND_MAX];
  mix_transition_init (&transition, &from);
  mix_transition_begin (&transition, &to, 0, 1000);
  mix_transition_begin (&transition, &third, 500 * MS, 0);
  g_assert_cmpuint (mix_transition_update (&transition, 500 * MS, weights), ==, 1);
  g_assert_cmpint (transition.shares[0].scene.cameras[0], ==, 2);
}

static void
test_turn_back (void)
{
  ShowScene from = camera_scene (0), to = camera_scene (1);
  MixTransition transition;
  guint weights[MIX_BLEND_MAX];
  mix_transition_init (&transition, &from);
  mix_transition_begin (&transition, &to, 0, 1000);
  mix_transition_begin (&transition, &from, 250 * MS, 1000);
  g_assert_cmpuint (mix_transition_update (&transition, 250 * MS, weights), ==, 2);
  g_assert_cmpint (transition.shares[1].scene.cameras[0], ==, 0);
  g_assert_cmpuint (weights[1], ==, MIX_WEIGHT_FULL * 3 / 4);
  g_assert_cmpuint (mix_transition_update (&transition, 1250 * MS, weights), ==, 1);
}

/* Random walk over scenes. A folded share is the mean of what it was folded from, here by value. */
static void
test_never_jumps (void)
{
  ShowScene first = camera_scene (0);
  MixTransition transition;
  guint weights[MIX_BLEND_MAX];
  double folded[N_SCENES] = {0}, before[N_SCENES] = {1.0};
  mix_transition_init (&transition, &first);
  for (gint64 now = 0; now < 20000 * MS; now += 33 * MS) {
    guint n = mix_transition_update (&transition, now, weights);
    if (g_test_rand_int_range (0, 5) == 0) {
      ShowScene next = camera_scene (g_test_rand_int_range (0, N_SCENES));
      guint ms = (guint) g_test_rand_int_range (330, 1000);
      if (mix_transition_must_fold (&transition, &next, ms)) {
        double sum = MAX (weights[0] + weights[1], 1), mean[N_SCENES] = {0};
        for (guint i = 0; i < 2; i++)
          for (int c = 0; c < N_SCENES; c++) {
            const MixShare *share = &transition.shares[i];
            double part = share->folded ? folded[c] : share->scene.cameras[0] == c ? 1.0 : 0.0;
            mean[c] += weights[i] / sum * part;
          }
        memcpy (folded, mean, sizeof folded);
        mix_transition_fold (&transition, now);
      }
      mix_transition_begin (&transition, &next, now, ms);
      n = mix_transition_update (&transition, now, weights);
    }
    g_assert_cmpuint (n, ==, transition.n_shares);
    g_assert_cmpuint (weight_sum (weights, n), ==, MIX_WEIGHT_FULL);
    double after[N_SCENES] = {0};
    for (guint i = 0; i < n; i++)
      for (int c = 0; c < N_SCENES; c++)
        after[c] += weights[i] / (double) MIX_WEIGHT_FULL *
                    (transition.shares[i].folded                  ? folded[c]
                     : transition.shares[i].scene.cameras[0] == c ? 1.0
                                                                  : 0.0);
    for (int c = 0; c < N_SCENES; c++)
      g_assert_cmpfloat (ABS (after[c] - before[c]), <=, 33.0 / 330.0 + 0.02);
    memcpy (before, after, sizeof before);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transition/fade", test_fade);
  g_test_add_func ("/transition/cut", test_cut);
  g_test_add_func ("/transition/turn-back", test_turn_back);
  g_test_add_func ("/transition/never-jumps", test_never_jumps);
  return g_test_run ();
}
