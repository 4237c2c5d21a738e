#include "mix-drift.h"

#include <math.h>

#define PUSH_S    0.020
#define JITTER_NS 5e6

/* What a device and its stamps do in the course of a day. */
typedef struct {
  const char *name;
  double ppm, later_ppm; /* how much too fast it is in the first and the second half */
  double sway_ppm;       /* … and back and forth, once an hour, as a room warms up */
  double jitter_ns;      /* of stamps, evenly to both sides */
  double first_ns;       /* how late the first stamp is */
  double burst_ns;       /* how late stamps are for one second of ten minutes */
  gboolean gaps;         /* every half hour sound is missing, and the stream is placed anew */
  double worst_ns;       /* largest distance from the truth that is allowed, … */
  double late_worst_ns;  /* … and after the first ten minutes */
} Day;

static const Day days[] = {
    {"fast", 200, 200, .jitter_ns = 5e6, .first_ns = 5e6, .worst_ns = 10e6, .late_worst_ns = 1e6},
    {"slow", -200, -200, .jitter_ns = 5e6, .first_ns = -5e6, .worst_ns = 10e6,
     .late_worst_ns = 1e6},
    {"a-little-fast", 50, 50, .jitter_ns = 5e6, .worst_ns = 5e6, .late_worst_ns = 1e6},
    {"a-little-slow", -20, -20, .jitter_ns = 5e6, .worst_ns = 5e6, .late_worst_ns = 1e6},
    {"turns", 200, -200, .jitter_ns = 5e6, .worst_ns = 10e6, .late_worst_ns = 10e6},
    {"turns-back", -200, 200, .jitter_ns = 5e6, .worst_ns = 10e6, .late_worst_ns = 10e6},
    {"sways", 50, 50, .sway_ppm = 150, .jitter_ns = 5e6, .worst_ns = 10e6, .late_worst_ns = 2e6},
    {"bursts", 200, 200, .jitter_ns = 5e6, .burst_ns = 50e6, .worst_ns = 10e6,
     .late_worst_ns = 3e6},
    {"gaps", -200, -200, .jitter_ns = 5e6, .gaps = TRUE, .worst_ns = 10e6, .late_worst_ns = 6e6},
    {"all-of-it", 150, -150, .sway_ppm = 50, .jitter_ns = 5e6, .first_ns = 10e6, .burst_ns = 50e6,
     .gaps = TRUE, .worst_ns = 15e6, .late_worst_ns = 15e6},
};

#define DAY_S       86400.0
#define BURST_S     600.0
#define GAP_S       1800.0
#define SWAY_S      3600.0
#define LAST_LOOK_S (DAY_S - BURST_S / 2)
#define SETTLED_S   600.0

typedef struct {
  double worst_ns, late_worst_ns;
  double final_ppm;
  double largest_step_ppm; /* between two pushes */
} Outcome;

static double
ppm_at (const Day *day, double time_s)
{
  double ppm = time_s < DAY_S / 2 ? day->ppm : day->later_ppm;

  return ppm + day->sway_ppm * sin (2 * G_PI * time_s / SWAY_S);
}

static double
stamp_error_ns (const Day *day, GRand *rand, double time_s)
{
  double jitter_ns = (2 * g_rand_double (rand) - 1) * day->jitter_ns;

  return fmod (time_s, BURST_S) > BURST_S - 1 ? jitter_ns + day->burst_ns : jitter_ns;
}

static Outcome
live_through (const Day *day)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  MixDrift drift = {0};
  Outcome outcome = {0};
  double offset_ns = -day->first_ns; /* truth - place */
  double stretch_ppm = 0, time_s = 0, next_gap_s = GAP_S;

  for (; time_s < DAY_S; time_s += PUSH_S) {
    double push_s = PUSH_S / (1 + ppm_at (day, time_s) * 1e-6), last_ppm = stretch_ppm;
    double error_ns = stamp_error_ns (day, rand, time_s);
    gboolean lost = day->gaps && time_s > next_gap_s;

    if (lost) {
      mix_drift_replaced (&drift);
      offset_ns = -error_ns;
      next_gap_s += GAP_S;
    }
    stretch_ppm = mix_drift_step (&drift, offset_ns + error_ns, PUSH_S);
    offset_ns += (push_s - PUSH_S * (1 + stretch_ppm * 1e-6)) * 1e9;
    outcome.worst_ns = fmax (outcome.worst_ns, fabs (offset_ns));
    if (time_s < SETTLED_S)
      continue;
    outcome.late_worst_ns = fmax (outcome.late_worst_ns, fabs (offset_ns));
    if (!lost) /* what comes after a gap is not heard to change */
      outcome.largest_step_ppm = fmax (outcome.largest_step_ppm, fabs (stretch_ppm - last_ppm));
    if (time_s < LAST_LOOK_S)
      outcome.final_ppm = stretch_ppm;
  }
  return outcome;
}

static void
test_day (gconstpointer data)
{
  const Day *day = data;
  Outcome outcome = live_through (day);

  g_test_message ("%s: at most %.2f ms off, %.3f ms later, %.1f ppm in the end, steps of %.4f ppm",
                  day->name, outcome.worst_ns / 1e6, outcome.late_worst_ns / 1e6, outcome.final_ppm,
                  outcome.largest_step_ppm);
  g_assert_cmpfloat (outcome.worst_ns, <, day->worst_ns);
  g_assert_cmpfloat (outcome.late_worst_ns, <, day->late_worst_ns);
  g_assert_cmpfloat_with_epsilon (outcome.final_ppm, -ppm_at (day, LAST_LOOK_S), 25);
  g_assert_cmpfloat (outcome.largest_step_ppm, <, 5);
}

/* The fastest clock that is followed for good. */
static void
test_limit (void)
{
  const Day day = {
      .name = "limit", .ppm = 300, .later_ppm = 300, .jitter_ns = 5e6, .first_ns = 5e6};
  Outcome outcome = live_through (&day);

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
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-drift/day/%s", days[i].name);

    g_test_add_data_func (path, &days[i], test_day);
  }
  g_test_add_func ("/mix-drift/limit", test_limit);
  g_test_add_func ("/mix-drift/rests-without-drift", test_rests_without_drift);
  g_test_add_func ("/mix-drift/pull", test_pull);
  g_test_add_func ("/mix-drift/replaced", test_replaced);
  return g_test_run ();
}
