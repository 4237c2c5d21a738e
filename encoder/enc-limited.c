#include "enc-limited.h"

/* Shared by the one who waits and the one who does it: whoever comes last frees it. */
typedef struct {
  gint refs; /* atomic */
  EncLimitedFunc func;
  gpointer data;

  GMutex lock; /* guards all below */
  GCond cond;
  gboolean done;
  gboolean result;
} Call;

static void
call_unref (Call *call)
{
  if (!g_atomic_int_dec_and_test (&call->refs))
    return;
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->cond);
  g_free (call);
}

static gpointer
run_in_thread (gpointer data)
{
  Call *call = data;
  gboolean result = call->func (call->data);

  g_mutex_lock (&call->lock);
  call->done = TRUE;
  call->result = result;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
  call_unref (call);
  return NULL;
}

gboolean
enc_limited_run (const char *name, EncLimitedFunc func, gpointer data, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000;
  Call *call = g_new0 (Call, 1);
  gboolean result;

  call->refs = 2;
  call->func = func;
  call->data = data;
  g_mutex_init (&call->lock);
  g_cond_init (&call->cond);
  g_thread_unref (g_thread_new (name, run_in_thread, call));
  g_mutex_lock (&call->lock);
  while (!call->done && g_cond_wait_until (&call->cond, &call->lock, deadline_us))
    ;
  result = call->result;
  g_mutex_unlock (&call->lock);
  call_unref (call);
  return result;
}
