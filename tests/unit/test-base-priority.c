/* A thread that may not be late, on systems that allow it. */
#include "base-priority.h"

#include <sched.h>
#include <sys/resource.h>

static int
get_policy (void)
{
  return sched_getscheduler (0) & ~SCHED_RESET_ON_FORK;
}

static gpointer
tell_policy (gpointer data)
{
  return GINT_TO_POINTER (get_policy ());
}

static void
test_there_and_back (void)
{
  if (!base_priority_set_realtime (TRUE)) {
    g_assert_cmpint (get_policy (), ==, SCHED_OTHER);
    g_test_skip ("realtime priority is not allowed here");
    return;
  }
  g_assert_cmpint (get_policy (), ==, SCHED_RR);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (g_thread_new ("child", tell_policy, NULL))), ==,
                   SCHED_OTHER);
  g_assert_true (base_priority_set_realtime (FALSE));
  g_assert_cmpint (get_policy (), ==, SCHED_OTHER);
}

static gpointer
go_last (gpointer data)
{
  base_priority_set_nice (BASE_NICE_LAST);
  return GINT_TO_POINTER (getpriority (PRIO_PROCESS, 0));
}

static void
test_last (void)
{
  int own = getpriority (PRIO_PROCESS, 0);

  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (g_thread_new ("last", go_last, NULL))), ==, 19);
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, own);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/priority/there-and-back", test_there_and_back);
  g_test_add_func ("/base/priority/last", test_last);
  return g_test_run ();
}
