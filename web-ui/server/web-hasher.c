#include "web-hasher.h"

#include "base-priority.h"
#include "base-worker.h"
#include "web-secret.h"
#include <string.h>

/* On its way to the thread and back. The hasher forgets it by setting `hasher` to NULL. */
typedef struct {
  gatomicrefcount refs;
  char *pin, *against; /* `against` NULL: a new hash is made */
  char *hash;          /* the thread's, until it posts back */

  /* Main thread */
  WebHasher *hasher;
  char *source;
  WebHasherFunc func;
  gpointer data;
} Job;

struct _WebHasher {
  BaseWorker *worker; /* NULL before the first PIN */
  gint closing;       /* atomic */
  GPtrArray *jobs;    /* Job, a reference each */
};

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->refs);
  return job;
}

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->refs))
    return;
  explicit_bzero (job->pin, strlen (job->pin));
  g_free (job->pin);
  g_free (job->against);
  g_free (job->hash);
  g_free (job->source);
  g_free (job);
}

static void
refuse (WebHasherFunc func, gpointer data, WebError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (WEB_ERROR, code, text);

  func (NULL, error, data);
}

WebHasher *
web_hasher_new (void)
{
  WebHasher *self = g_new0 (WebHasher, 1);

  self->jobs = g_ptr_array_new_with_free_func (job_unref);
  return self;
}

static gboolean
deliver_in_main (gpointer data)
{
  Job *job = data;

  if (!job->hasher)
    return G_SOURCE_REMOVE;
  g_ptr_array_remove (job->hasher->jobs, job);
  if (job->hash || job->against)
    job->func (job->hash, NULL, job->data);
  else
    refuse (job->func, job->data, WEB_ERROR_REFUSED, "This PIN cannot be kept. Take another one.");
  return G_SOURCE_REMOVE;
}

/* `job->hasher` is the main thread's; what is read of it here is there until this thread has ended.
 */
typedef struct {
  Job *job;
  const gint *closing;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  job_unref (task->job);
  g_free (task);
}

static void
hash_in_thread (gpointer data)
{
  Task *task = data;
  Job *job = task->job;

  if (g_atomic_int_get (task->closing))
    return;
  if (!job->against)
    job->hash = web_secret_hash_pin (job->pin);
  else if (web_secret_check_pin (job->pin, job->against))
    job->hash = g_strdup (job->against);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_in_main, job_ref (job), job_unref);
}

static void
go_last_in_thread (gpointer data)
{
  base_priority_set_nice (BASE_NICE_LAST);
}

static void
start_thread (WebHasher *self)
{
  if (self->worker)
    return;
  self->worker = base_worker_new ("pins");
  base_worker_post (self->worker, go_last_in_thread, NULL, NULL);
}

static gboolean
has_room_for (WebHasher *self, const char *source)
{
  guint own = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    own += g_str_equal (((Job *) self->jobs->pdata[i])->source, source);
  return own < WEB_HASHES_PER_SOURCE && self->jobs->len < WEB_HASHES_MAX;
}

static void
add (WebHasher *self, const char *source, const char *pin, const char *against, WebHasherFunc func,
     gpointer data)
{
  Job *job;
  Task *task;

  if (!has_room_for (self, source)) {
    refuse (func, data, WEB_ERROR_BUSY, "Many people sign in just now. Try again in a second.");
    return;
  }
  job = g_new0 (Job, 1);
  *job = (Job){.pin = g_strdup (pin),
               .against = g_strdup (against),
               .hasher = self,
               .source = g_strdup (source),
               .func = func,
               .data = data};
  g_atomic_ref_count_init (&job->refs);
  g_ptr_array_add (self->jobs, job);
  task = g_new (Task, 1);
  *task = (Task){job_ref (job), &self->closing};
  start_thread (self);
  base_worker_post (self->worker, hash_in_thread, task, task_free);
}

void
web_hasher_check (WebHasher *self, const char *source, const char *pin, const char *hash,
                  WebHasherFunc func, gpointer data)
{
  add (self, source, pin, hash, func, data);
}

void
web_hasher_make (WebHasher *self, const char *source, const char *pin, WebHasherFunc func,
                 gpointer data)
{
  add (self, source, pin, NULL, func, data);
}

void
web_hasher_free (WebHasher *self)
{
  if (!self)
    return;
  g_atomic_int_set (&self->closing, TRUE);
  while (self->jobs->len > 0) {
    Job *job = g_ptr_array_steal_index (self->jobs, 0);

    job->hasher = NULL;
    refuse (job->func, job->data, WEB_ERROR_BUSY, "The rig is being stopped.");
    job_unref (job);
  }
  if (self->worker)
    base_worker_stop (self->worker);
  base_worker_free (self->worker);
  g_ptr_array_unref (self->jobs);
  g_free (self);
}
