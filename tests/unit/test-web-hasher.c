/* PINs are hashed beside the main thread, by turns, and not without end. */
#include "web-hasher.h"
#include "web-secret.h"

#include <string.h>
#include <time.h>

#define WAIT_US (60 * G_USEC_PER_SEC)

typedef struct {
  guint n_good, n_wrong, n_busy;
  char *hash;
} Answers;

static void
on_answer (const char *hash, const GError *error, gpointer data)
{
  Answers *answers = data;

  if (error)
    g_assert_error (error, WEB_ERROR, WEB_ERROR_BUSY);
  answers->n_busy += error != NULL;
  answers->n_good += hash != NULL;
  answers->n_wrong += !hash && !error;
  g_free (answers->hash);
  answers->hash = g_strdup (hash);
}

static void
wait_for (Answers *answers, guint n)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  while (answers->n_good + answers->n_wrong + answers->n_busy < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
test_right_and_wrong (void)
{
  g_autoptr (WebHasher) hasher = web_hasher_new ();
  g_autofree char *hash = NULL;
  Answers answers = {0};

  web_hasher_make (hasher, "::1", "274186", on_answer, &answers);
  wait_for (&answers, 1);
  hash = g_steal_pointer (&answers.hash);
  g_assert_true (web_secret_check_pin ("274186", hash));
  web_hasher_check (hasher, "::1", "274187", hash, on_answer, &answers);
  wait_for (&answers, 2);
  g_assert_cmpuint (answers.n_wrong, ==, 1);
  web_hasher_check (hasher, "::1", "274186", hash, on_answer, &answers);
  wait_for (&answers, 3);
  g_assert_cmpuint (answers.n_good, ==, 2);
  g_assert_cmpstr (answers.hash, ==, hash);
  g_free (answers.hash);
}

static double
get_cpu_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* From one address, then from very many: what is too much is refused at once, the rest gets its
 * answer, and the main thread has next to nothing to do with it. */
static void
test_limits (void)
{
  g_autoptr (WebHasher) hasher = web_hasher_new ();
  g_autofree char *nothing = web_secret_new_hash_of_nothing ();
  double main_ms = get_cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  double all_ms = get_cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  Answers answers = {0};

  for (guint i = 0; i < WEB_HASHES_PER_SOURCE + 3; i++)
    web_hasher_check (hasher, "192.0.2.1", "000000", nothing, on_answer, &answers);
  g_assert_cmpuint (answers.n_busy, ==, 3);
  for (guint i = 0; i < WEB_HASHES_MAX; i++) {
    g_autofree char *source = g_strdup_printf ("192.0.2.%u", i + 2);

    web_hasher_check (hasher, source, "000000", nothing, on_answer, &answers);
  }
  g_assert_cmpuint (answers.n_busy, ==, 3 + WEB_HASHES_PER_SOURCE);
  wait_for (&answers, 3 + WEB_HASHES_PER_SOURCE + WEB_HASHES_MAX);
  g_assert_cmpuint (answers.n_wrong, ==, WEB_HASHES_MAX);
  main_ms = get_cpu_ms (CLOCK_THREAD_CPUTIME_ID) - main_ms;
  all_ms = get_cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - all_ms;
  g_test_message ("%.1f of %.1f ms in the main thread", main_ms, all_ms);
  g_assert_cmpfloat (main_ms, <, all_ms / 8);
}

/* Who waits is told, and nobody is called afterwards. */
static void
test_end (void)
{
  WebHasher *hasher = web_hasher_new ();
  g_autofree char *nothing = web_secret_new_hash_of_nothing ();
  Answers answers = {0};

  for (guint i = 0; i < WEB_HASHES_PER_SOURCE; i++)
    web_hasher_check (hasher, "::1", "000000", nothing, on_answer, &answers);
  g_usleep (20000); /* one is being made */
  web_hasher_free (hasher);
  g_assert_cmpuint (answers.n_busy, ==, WEB_HASHES_PER_SOURCE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (answers.n_wrong + answers.n_good, ==, 0);
  web_hasher_free (web_hasher_new ());
  web_hasher_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hasher/right-and-wrong", test_right_and_wrong);
  g_test_add_func ("/hasher/limits", test_limits);
  g_test_add_func ("/hasher/end", test_end);
  return g_test_run ();
}
