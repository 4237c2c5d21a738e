/* A thread with a GLib loop, and the bounded post queue into it: the only way one thread of the
 * house hands work to another. Posting never waits. */
#pragma once
#include <glib.h>

typedef struct _BaseWorker BaseWorker;
typedef void (*BaseJob) (gpointer data);

/* Starts a thread called `name` (15 characters at most) that runs a GMainContext of its own. */
BaseWorker *base_worker_new (const char *name);

/* Wraps the default main context, whose loop the caller runs; for posting to the main thread. What
 * still waits there when it is stopped is freed unrun. */
BaseWorker *base_worker_new_for_main (void);

/* Any thread. Runs `job (data)` in the worker's thread, then `free_data (data)` (may be NULL).
 * Takes `data` in every case. FALSE when BASE_WORKER_QUEUE_MAX jobs already wait (then `data` is
 * freed unrun) or the worker has stopped. */
gboolean base_worker_post (BaseWorker *self, BaseJob job, gpointer data, GDestroyNotify free_data);

/* As base_worker_post(), for the answer that somebody in that thread waits for, whose number limits
 * theirs: refused only when the worker has stopped. */
gboolean base_worker_answer (BaseWorker *self, BaseJob job, gpointer data,
                             GDestroyNotify free_data);

/* As base_worker_post(), after `delay_ms`. Returns the source, to be destroyed by the worker's own
 * thread with g_source_destroy() and unreffed; only the worker's thread may call this. */
GSource *base_worker_add_timeout (BaseWorker *self, guint delay_ms, GSourceFunc func,
                                  gpointer data);

/* Any thread but the worker's: runs `job` there and returns when it is done. For start-up and
 * shut-down only; a running show never waits for another thread. */
void base_worker_run_sync (BaseWorker *self, BaseJob job, gpointer data);

GMainContext *base_worker_get_context (BaseWorker *self); /* borrowed */
gboolean base_worker_is_current (BaseWorker *self);

/* Not the worker's thread, but for the main thread's. Runs what was posted before, then ends the
 * thread. */
void base_worker_stop (BaseWorker *self);
void base_worker_free (BaseWorker *self); /* NULL is fine; asserts that stop has run */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseWorker, base_worker_free)

#define BASE_WORKER_QUEUE_MAX 4096
