/* Jobs are run in the worker's thread, in order; those that wait when it ends are run by a thread
 * of its own, and left out in the main thread, whose owner is gone then. */
#include "base-worker.h"

typedef struct {
  guint n_run, n_freed;
} Counts;

static void
count_run (gpointer data)
{
  ((Counts *) data)->n_run++;
}

static void
count_freed (gpointer data)
{
  ((Counts *) data)->n_freed++;
}

static void
test_thread (void)
{
  BaseWorker *worker = base_worker_new ("test");
  Counts counts = {0};

  for (guint i = 0; i < 10; i++)
    g_assert_true (base_worker_post (worker, count_run, &counts, count_freed));
  base_worker_stop (worker);
  g_assert_cmpuint (counts.n_run, ==, 10);
  g_assert_cmpuint (counts.n_freed, ==, 10);
  g_assert_false (base_worker_post (worker, count_run, &counts, count_freed));
  g_assert_cmpuint (counts.n_freed, ==, 11);
  base_worker_free (worker);
}

static void
run_main (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_main (void)
{
  BaseWorker *worker = base_worker_new_for_main ();
  Counts counts = {0};

  base_worker_post (worker, count_run, &counts, count_freed);
  run_main ();
  g_assert_cmpuint (counts.n_run, ==, 1);
  base_worker_post (worker, count_run, &counts, count_freed);
  base_worker_stop (worker);
  base_worker_free (worker);
  run_main ();
  g_assert_cmpuint (counts.n_run, ==, 1);
  g_assert_cmpuint (counts.n_freed, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/worker/thread", test_thread);
  g_test_add_func ("/base/worker/main", test_main);
  return g_test_run ();
}
