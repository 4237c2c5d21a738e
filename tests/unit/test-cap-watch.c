/* When a source counts as too slow or stalled, and what makes up for one that is late. */
#include "cap-watch.h"

#define START_MS 5000
#define STALL_MS 2000
#define MS       G_GINT64_CONSTANT (1000000)

static CapWatchVerdict
watch_until (CapWatch *watch, guint64 progress, gint64 from_ms, gint64 to_ms)
{
  CapWatchVerdict verdict = CAP_WATCH_OK;

  for (gint64 now = from_ms; now <= to_ms && verdict == CAP_WATCH_OK; now += CAP_WATCH_MS)
    verdict = cap_watch_step (watch, progress, now, START_MS, STALL_MS);
  return verdict;
}

static void
test_slow_start (void)
{
  CapWatch watch;

  cap_watch_begin (&watch, 1000);
  g_assert_cmpint (watch_until (&watch, 0, 1250, 5750), ==, CAP_WATCH_OK);
  g_assert_cmpint (watch_until (&watch, 0, 6000, 6000), ==, CAP_WATCH_TOO_SLOW);
}

static void
test_stall (void)
{
  CapWatch watch;

  cap_watch_begin (&watch, 0);
  for (guint i = 1; i < 100; i++)
    g_assert_cmpint (cap_watch_step (&watch, i, i * 250, START_MS, STALL_MS), ==, CAP_WATCH_OK);
  g_assert_cmpint (watch_until (&watch, 99, 25000, 26500), ==, CAP_WATCH_OK);
  g_assert_cmpint (watch_until (&watch, 99, 26750, 26750), ==, CAP_WATCH_STALLED);
}

/* The box slept, or was stopped by a debugger: that is no fault of the camera's. */
static void
test_oversleeping (void)
{
  CapWatch watch;

  cap_watch_begin (&watch, 0);
  g_assert_cmpint (cap_watch_step (&watch, 7, 250, START_MS, STALL_MS), ==, CAP_WATCH_OK);
  g_assert_cmpint (cap_watch_step (&watch, 7, 60000, START_MS, STALL_MS), ==, CAP_WATCH_OK);
  g_assert_cmpint (watch_until (&watch, 7, 60250, 61750), ==, CAP_WATCH_OK);
  g_assert_cmpint (watch_until (&watch, 7, 62000, 62000), ==, CAP_WATCH_STALLED);
}

static void
test_told_latency (void)
{
  g_assert_cmpint (cap_late_extra_for (100 * MS, 200 * MS), ==, 0);
  g_assert_cmpint (cap_late_extra_for (200 * MS, 200 * MS), ==, 0);
  g_assert_cmpint (cap_late_extra_for (300 * MS, 200 * MS), ==, 100 * MS + CAP_LATE_MARGIN_NS);
  g_assert_cmpint (cap_late_extra_for (60000 * MS, 200 * MS), ==, CAP_LATE_MAX_NS);
}

/* Pictures every 40 ms that arrive `late_ms` after their stamps, for `n` pictures. */
static gboolean
feed (CapLate *late, gint64 *now_ns, guint n, gint64 late_ms)
{
  gboolean grew = FALSE;

  for (guint i = 0; i < n; i++) {
    *now_ns += 40 * MS;
    grew |= cap_late_step (late, *now_ns - late_ms * MS + late->extra_ns, *now_ns, 200 * MS);
  }
  return grew;
}

static void
test_always_late (void)
{
  CapLate late = {0};
  gint64 now_ns = 1000 * MS;

  g_assert_true (feed (&late, &now_ns, 60, 500));
  g_assert_cmpint (late.extra_ns, ==, 300 * MS + CAP_LATE_MARGIN_NS);
  g_assert_false (feed (&late, &now_ns, 200, 500));
  g_assert_true (feed (&late, &now_ns, 120, 9000));
  g_assert_cmpint (late.extra_ns, <=, CAP_LATE_MAX_NS);
}

/* A second of hiccup: everything comes late in one burst and is on time again afterwards. */
static void
test_hiccup (void)
{
  CapLate late = {0};
  gint64 now_ns = 1000 * MS;

  g_assert_false (feed (&late, &now_ns, 100, 50));
  g_assert_false (feed (&late, &now_ns, 25, 1000));
  g_assert_false (feed (&late, &now_ns, 100, 50));
  g_assert_cmpint (late.extra_ns, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/watch/slow-start", test_slow_start);
  g_test_add_func ("/cap/watch/stall", test_stall);
  g_test_add_func ("/cap/watch/oversleeping", test_oversleeping);
  g_test_add_func ("/cap/late/told", test_told_latency);
  g_test_add_func ("/cap/late/always", test_always_late);
  g_test_add_func ("/cap/late/hiccup", test_hiccup);
  return g_test_run ();
}
