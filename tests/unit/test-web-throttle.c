/* How often codes and PINs may be tried. */
#include "web-throttle.h"

static void
test_burst_then_pace (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms = -1, now_ms = 1000000;

  for (guint i = 0; i < WEB_TRIES_PER_SOURCE; i++)
    g_assert_true (web_throttle_take (throttle, "192.0.2.1", now_ms, &wait_ms));
  g_assert_false (web_throttle_take (throttle, "192.0.2.1", now_ms, &wait_ms));
  g_assert_cmpint (wait_ms, ==, WEB_TRY_BACK_MS);
  g_assert_false (web_throttle_take (throttle, "192.0.2.1", now_ms + wait_ms - 1, &wait_ms));
  g_assert_cmpint (wait_ms, ==, 1);
  now_ms += WEB_TRY_BACK_MS;
  g_assert_true (web_throttle_take (throttle, "192.0.2.1", now_ms, &wait_ms));
  g_assert_false (web_throttle_take (throttle, "192.0.2.1", now_ms, &wait_ms));
}

/* Refused tries must not push the end away: whoever waits as long as told gets in. */
static void
test_refused_tries_cost_nothing (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms = 0, now_ms = 5;

  for (guint i = 0; i < WEB_TRIES_PER_SOURCE + 1000; i++)
    web_throttle_take (throttle, "a", now_ms, &wait_ms);
  g_assert_true (web_throttle_take (throttle, "a", now_ms + wait_ms, &wait_ms));
}

static void
test_sources_are_apart (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms;

  for (guint i = 0; i <= WEB_TRIES_PER_SOURCE; i++)
    web_throttle_take (throttle, "192.0.2.1", 0, &wait_ms);
  g_assert_true (web_throttle_take (throttle, "192.0.2.2", 0, &wait_ms));
  g_assert_true (web_throttle_take (throttle, "::1", 0, &wait_ms));
}

static void
test_everybody_together (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms = 0;
  guint taken = 0;

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *source = g_strdup_printf ("10.0.%u.%u", i / 256, i % 256);

    taken += web_throttle_take (throttle, source, 0, &wait_ms);
  }
  g_assert_cmpuint (taken, ==, WEB_TRIES_TOTAL);
  g_assert_cmpint (wait_ms, ==, WEB_TRY_BACK_MS / 10);
  g_assert_true (web_throttle_take (throttle, "192.0.2.9", wait_ms, &wait_ms));
}

static void
test_a_good_one_is_given_back (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms;

  for (guint i = 0; i < 10 * WEB_TRIES_TOTAL; i++) {
    g_assert_true (web_throttle_take (throttle, "192.0.2.1", 0, &wait_ms));
    web_throttle_give_back (throttle, "192.0.2.1");
  }
  web_throttle_give_back (throttle, "nobody");
  g_assert_true (web_throttle_take (throttle, "192.0.2.1", 0, &wait_ms));
}

/* More sources than are remembered: the busiest one is not let go for it. */
static void
test_memory_is_bounded (void)
{
  g_autoptr (WebThrottle) throttle = web_throttle_new ();
  gint64 wait_ms, now_ms = 0;

  for (guint i = 0; i < WEB_TRIES_PER_SOURCE; i++)
    g_assert_true (web_throttle_take (throttle, "thief", now_ms, &wait_ms));
  for (guint i = 0; i < 3 * WEB_SOURCES_MAX; i++) {
    g_autofree char *source = g_strdup_printf ("%u", i);

    web_throttle_take (throttle, source, now_ms, &wait_ms);
  }
  g_assert_false (web_throttle_take (throttle, "thief", now_ms, &wait_ms));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/throttle/burst-then-pace", test_burst_then_pace);
  g_test_add_func ("/web/throttle/refused-tries-cost-nothing", test_refused_tries_cost_nothing);
  g_test_add_func ("/web/throttle/sources-are-apart", test_sources_are_apart);
  g_test_add_func ("/web/throttle/everybody-together", test_everybody_together);
  g_test_add_func ("/web/throttle/a-good-one-is-given-back", test_a_good_one_is_given_back);
  g_test_add_func ("/web/throttle/memory-is-bounded", test_memory_is_bounded);
  return g_test_run ();
}
