#include "mix-drift.h"

#include <math.h>

#define PUSH_S    0.010
#define JITTER_NS 5e6

typedef struct {
  double worst_ns;      /* largest distance of the count from the truth */
  double late_worst_ns; /* the same, after the first ten minutes */
  double final_ppm;
  double largest_step_ppm; /* between two pushes, after the first ten minutes */
} Outcome;

/* A device that is `ppm` too fast for `hours`, whose stamps jitter evenly by +-JITTER_NS. */
static Outcome
simulate (double ppm, double hours, double jitter_ns, double first_jitter_ns)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  MixDrift drift = {0};
  Outcome outcome = {0};
  double push_s = PUSH_S / (1 + ppm * 1e-6); /* true length of a push */
  double offset_ns = -first_jitter_ns;       /* truth - place */
  double stretch_ppm = 0;
  guint64 n = (guint64) (hours * 3600 / PUSH_S);

  for (guint64 i = 0; i < n; i++) {
    double jitter = (2 * g_rand_double (rand) - 1) * jitter_ns, last_ppm = stretch_ppm;

    stretch_ppm = mix_drift_step (&drift, offset_ns + jitter, PUSH_S);
    offset_ns += (push_s - PUSH_S * (1 + stretch_ppm * 1e-6)) * 1e9;
    outcome.worst_ns = MAX (outcome.worst_ns, fabs (offset_ns));
    if (i * PUSH_S < 600)
      continue;
    outcome.late_worst_ns = MAX (outcome.late_worst_ns, fabs (offset_ns));
    outcome.largest_step_ppm = MAX (outcome.largest_step_ppm, fabs (stretch_ppm - last_ppm));
  }
  outcome.final_ppm = stretch_ppm;
  g_test_message ("%+.0f ppm: worst %.2f ms, late %.3f ms, final %.2f ppm, step %.4f ppm", ppm,
                  outcome.worst_ns / 1e6, outcome.late_worst_ns / 1e6, outcome.final_ppm,
                  outcome.largest_step_ppm);
  return outcome;
}

static void
test_day (gconstpointer data)
{
  double ppm = *(const double *) data;
  Outcome outcome = simulate (ppm, 24, JITTER_NS, copysign (JITTER_NS, ppm));

  g_assert_cmpfloat (outcome.worst_ns, <, 20e6);
  g_assert_cmpfloat (outcome.late_worst_ns, <, 1e6);
  g_assert_cmpfloat_with_epsilon (outcome.final_ppm, -ppm, 10);
  g_assert_cmpfloat (outcome.largest_step_ppm, <, 0.1);
}

static void
test_limit (void)
{
  Outcome outcome = simulate (300, 3, JITTER_NS, JITTER_NS);

  g_assert_cmpfloat (outcome.worst_ns, <, 20e6);
  g_assert_cmpfloat (outcome.late_worst_ns, <, 1e6);
}

static void
test_rests_without_drift (void)
{
  MixDrift drift = {0};
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 360000; i++) {
    double jitter_ns = (2 * g_rand_double (rand) - 1) * JITTER_NS;

    g_assert_cmpfloat (mix_drift_step (&drift, jitter_ns, PUSH_S), ==, 0);
  }
}

/* 50 ms off at once, less than a jump: pulled in at the limit, without swinging past. */
static void
test_pull (void)
{
  MixDrift drift = {0};
  double offset_ns = 50e6, least_ns = 50e6;

  for (int i = 0; i < 60000; i++) {
    double ppm = mix_drift_step (&drift, offset_ns, PUSH_S);

    g_assert_cmpfloat (fabs (ppm), <=, MIX_DRIFT_PULL_PPM_MAX);
    offset_ns -= PUSH_S * ppm * 1e3;
    least_ns = MIN (least_ns, offset_ns);
  }
  g_assert_cmpfloat (fabs (offset_ns), <, 1e6);
  g_assert_cmpfloat (least_ns, >, -20e6);
  g_test_message ("swings to %.2f ms", least_ns / 1e6);
}

static void
test_replaced (void)
{
  MixDrift drift = {0};
  double ppm = 0;

  for (int i = 0; i < 60000; i++)
    ppm = mix_drift_step (&drift, 2e6, PUSH_S);
  g_assert_cmpfloat (ppm, >, 100);
  mix_drift_replaced (&drift);
  g_assert_cmpfloat (mix_drift_step (&drift, 0, PUSH_S), ==, drift.lasting_ppm);
}

int
main (int argc, char **argv)
{
  static const double rates_ppm[] = {200, -200, 50, -20};

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rates_ppm); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-drift/day/%+.0f-ppm", rates_ppm[i]);

    g_test_add_data_func (path, &rates_ppm[i], test_day);
  }
  g_test_add_func ("/mix-drift/limit", test_limit);
  g_test_add_func ("/mix-drift/rests-without-drift", test_rests_without_drift);
  g_test_add_func ("/mix-drift/pull", test_pull);
  g_test_add_func ("/mix-drift/replaced", test_replaced);
  return g_test_run ();
}
