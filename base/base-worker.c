#include "base-worker.h"

/* Refcounted: what waits in the main thread's context outlives its worker. */
struct _BaseWorker {
  GMainContext *context;
  GMainLoop *loop; /* NULL for the main thread's */
  GThread *thread;
  gint waiting; /* atomic */
  gint stopped; /* atomic */
};

typedef struct {
  BaseWorker *worker; /* a reference */
  BaseJob job;
  gpointer data;
  GDestroyNotify free_data;
} Posted;

static gpointer
run_in_worker (gpointer data)
{
  BaseWorker *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

BaseWorker *
base_worker_new (const char *name)
{
  BaseWorker *self = g_atomic_rc_box_new0 (BaseWorker);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new (name, run_in_worker, self);
  return self;
}

BaseWorker *
base_worker_new_for_main (void)
{
  BaseWorker *self = g_atomic_rc_box_new0 (BaseWorker);

  self->context = g_main_context_ref (g_main_context_default ());
  return self;
}

static void
posted_free (gpointer data)
{
  Posted *posted = data;

  g_atomic_int_add (&posted->worker->waiting, -1);
  if (posted->free_data)
    posted->free_data (posted->data);
  g_atomic_rc_box_release (posted->worker);
  g_free (posted);
}

/* A thread of its own ends once all has run; in the main thread what comes too late is left out, as
 * whoever stopped the worker is about to go. */
static gboolean
posted_run (gpointer data)
{
  Posted *posted = data;

  if (!posted->worker->loop && g_atomic_int_get (&posted->worker->stopped))
    return G_SOURCE_REMOVE;
  posted->job (posted->data);
  return G_SOURCE_REMOVE;
}

static gboolean
post (BaseWorker *self, int queue_max, BaseJob job, gpointer data, GDestroyNotify free_data)
{
  Posted *posted = g_new0 (Posted, 1);
  g_autoptr (GSource) source = NULL;
  gboolean refused;

  *posted = (Posted){g_atomic_rc_box_acquire (self), job, data, free_data};
  refused = g_atomic_int_add (&self->waiting, 1) >= queue_max || g_atomic_int_get (&self->stopped);
  if (refused) {
    posted_free (posted);
    return FALSE;
  }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, posted_run, posted, posted_free);
  g_source_attach (source, self->context);
  return TRUE;
}

gboolean
base_worker_post (BaseWorker *self, BaseJob job, gpointer data, GDestroyNotify free_data)
{
  return post (self, BASE_WORKER_QUEUE_MAX, job, data, free_data);
}

gboolean
base_worker_answer (BaseWorker *self, BaseJob job, gpointer data, GDestroyNotify free_data)
{
  return post (self, G_MAXINT, job, data, free_data);
}

GSource *
base_worker_add_timeout (BaseWorker *self, guint delay_ms, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
  return source;
}

typedef struct {
  BaseJob job;
  gpointer data;
  GMutex lock;
  GCond done_cond;
  gboolean done;
} SyncCall;

static gboolean
sync_call_run (gpointer data)
{
  SyncCall *call = data;

  call->job (call->data);
  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->done_cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

void
base_worker_run_sync (BaseWorker *self, BaseJob job, gpointer data)
{
  SyncCall call = {.job = job, .data = data};
  g_autoptr (GSource) source = NULL;

  g_assert (!base_worker_is_current (self));
  g_mutex_init (&call.lock);
  g_cond_init (&call.done_cond);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, sync_call_run, &call, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.done_cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.done_cond);
}

GMainContext *
base_worker_get_context (BaseWorker *self)
{
  return self->context;
}

gboolean
base_worker_is_current (BaseWorker *self)
{
  return self->thread ? g_thread_self () == self->thread : g_main_context_is_owner (self->context);
}

static gboolean
quit_loop (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
base_worker_stop (BaseWorker *self)
{
  g_autoptr (GSource) source = NULL;

  if (g_atomic_int_get (&self->stopped))
    return;
  g_atomic_int_set (&self->stopped, 1);
  if (!self->thread)
    return;
  g_assert (!base_worker_is_current (self));
  /* The lowest priority: whatever was posted before runs first. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, quit_loop, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
base_worker_free (BaseWorker *self)
{
  if (!self)
    return;
  g_assert (g_atomic_int_get (&self->stopped));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_atomic_rc_box_release (self);
}
