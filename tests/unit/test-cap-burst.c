/* When a film's pictures are taken: in rows, none late, never more ahead than allowed. */
#include "cap-burst.h"

#define FRAME (G_GINT64_CONSTANT (1000000000) / 30)

typedef struct {
  gint64 now, cost; /* of a picture */
  gint64 lead_max;
  guint waits; /* how often the next picture was not taken at once */
} Film;

/* Takes `n` pictures, each no earlier than it was told to, as the sink does. */
static void
play (Film *film, CapBurst *burst, guint n)
{
  gint64 allowed = 0;

  for (guint i = 0; i < n; i++) {
    gint64 due = (gint64) i * FRAME;

    if (film->now < due - allowed) {
      film->now = due - allowed;
      film->waits++;
    }
    film->lead_max = MAX (film->lead_max, due - film->now);
    allowed = cap_burst_step (burst, due - film->now);
    g_assert_cmpint (allowed, <=, burst->ahead_ns);
    film->now += film->cost;
    g_assert_cmpint (film->now, <=, due + (gint64) i + 1 + film->cost + FRAME);
  }
}

static void
test_small_pictures (void)
{
  Film film = {.cost = FRAME / 20};
  CapBurst burst;

  cap_burst_init (&burst, 640 * 360, FRAME);
  g_assert_cmpint (burst.ahead_ns, <=, CAP_BURST_AHEAD_NS);
  play (&film, &burst, 300);
  g_assert_cmpint (film.lead_max, >, 4 * FRAME);
  g_assert_cmpint (film.lead_max, <=, CAP_BURST_AHEAD_NS);
  g_assert_cmpuint (film.waits, <=, 300 / 5);
  g_assert_cmpuint (film.waits, >=, 300 / 7);
}

static void
test_large_pictures (void)
{
  Film film = {.cost = FRAME / 2};
  CapBurst burst;

  cap_burst_init (&burst, 1920 * 1080, FRAME);
  g_assert_cmpint (burst.ahead_ns, ==, 2 * FRAME);
  play (&film, &burst, 300);
  g_assert_cmpint (film.lead_max, <=, 2 * FRAME);
}

/* Too large to wait anywhere: each in its time. */
static void
test_huge_pictures (void)
{
  Film film = {.cost = FRAME / 2};
  CapBurst burst;

  cap_burst_init (&burst, 3840 * 2160, FRAME);
  play (&film, &burst, 300);
  g_assert_cmpint (film.lead_max, ==, 0);
}

/* A decoder that cannot keep up is never told to wait. */
static void
test_slow_decoder (void)
{
  CapBurst burst;

  cap_burst_init (&burst, 640 * 360, FRAME);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (cap_burst_step (&burst, -(gint64) i * FRAME), ==, burst.ahead_ns);
}

static void
test_slow_film (void)
{
  CapBurst burst;

  cap_burst_init (&burst, 640 * 360, 30 * FRAME); /* one picture a second */
  g_assert_cmpint (burst.ahead_ns, ==, 0);
  g_assert_cmpint (cap_burst_step (&burst, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/burst/small-pictures", test_small_pictures);
  g_test_add_func ("/burst/large-pictures", test_large_pictures);
  g_test_add_func ("/burst/huge-pictures", test_huge_pictures);
  g_test_add_func ("/burst/slow-decoder", test_slow_decoder);
  g_test_add_func ("/burst/slow-film", test_slow_film);
  return g_test_run ();
}
