/* A server for thousands of rigs must not stay at the 1024 descriptors that a process begins with.
 */
#include "srv-descriptors.h"

#include <sys/resource.h>

static void
set_limit (rlim_t soft)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MIN (soft, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static struct rlimit
get_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  return limit;
}

static void
test_raised (void)
{
  set_limit (256);
  g_assert_cmpuint (srv_descriptors_raise (400), ==, 400);
  g_assert_cmpuint (get_limit ().rlim_cur, ==, 400 + SRV_DESCRIPTORS_OWN);
}

static void
test_enough (void)
{
  set_limit (800);
  g_assert_cmpuint (srv_descriptors_raise (400), ==, 400);
  g_assert_cmpuint (get_limit ().rlim_cur, ==, 800);
}

/* What the system does not give is told. */
static void
test_too_many (void)
{
  rlim_t hard;

  set_limit (256);
  hard = get_limit ().rlim_max;
  if (hard > G_MAXUINT / 2) {
    g_test_skip ("this system has no limit");
    return;
  }
  g_assert_cmpuint (srv_descriptors_raise ((guint) hard), ==, hard - SRV_DESCRIPTORS_OWN);
  g_assert_cmpuint (get_limit ().rlim_cur, ==, hard);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/srv/descriptors/raised", test_raised);
  g_test_add_func ("/srv/descriptors/enough", test_enough);
  g_test_add_func ("/srv/descriptors/too-many", test_too_many);
  return g_test_run ();
}
