/* Calls that may never come back. */
#include "enc-limited.h"

#define LONG_MS 60000

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean open, left;
} Door;

static Door door;

static gboolean
give_in_thread (gpointer data)
{
  return GPOINTER_TO_INT (data);
}

static gboolean
hang_in_thread (gpointer data)
{
  g_mutex_lock (&door.lock);
  while (!door.open)
    g_cond_wait (&door.cond, &door.lock);
  door.left = TRUE;
  g_cond_broadcast (&door.cond);
  g_mutex_unlock (&door.lock);
  return TRUE;
}

static void
test_result (void)
{
  g_assert_true (enc_limited_run ("test", give_in_thread, GINT_TO_POINTER (TRUE), LONG_MS));
  g_assert_false (enc_limited_run ("test", give_in_thread, GINT_TO_POINTER (FALSE), LONG_MS));
}

/* Nobody waits for it, and it ends by itself once it can. */
static void
test_hangs (void)
{
  g_assert_false (enc_limited_run ("test", hang_in_thread, NULL, 10));
  g_mutex_lock (&door.lock);
  door.open = TRUE;
  g_cond_broadcast (&door.cond);
  while (!door.left)
    g_cond_wait (&door.cond, &door.lock);
  g_mutex_unlock (&door.lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limited/result", test_result);
  g_test_add_func ("/limited/hangs", test_hangs);
  return g_test_run ();
}
