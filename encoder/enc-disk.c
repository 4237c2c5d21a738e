#include "enc-disk.h"

typedef struct {
  BaseJob job; /* NULL: the end */
  gpointer data;
  GDestroyNotify free_data;
} Job;

struct _EncDisk {
  gint refs; /* atomic: the thread's and the owner's */
  GAsyncQueue *jobs;

  GMutex lock; /* guards all below */
  GCond cond;
  gint64 busy_since_us; /* 0: idle */
  gboolean done;
};

static void
disk_unref (EncDisk *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_async_queue_unref (self->jobs);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
set_busy (EncDisk *self, gint64 since_us)
{
  g_mutex_lock (&self->lock);
  self->busy_since_us = since_us;
  g_mutex_unlock (&self->lock);
}

static void
run_job (EncDisk *self, const Job *job)
{
  set_busy (self, g_get_monotonic_time ());
  job->job (job->data);
  if (job->free_data)
    job->free_data (job->data);
  set_busy (self, 0);
}

static gpointer
work_in_disk_thread (gpointer data)
{
  EncDisk *self = data;
  gboolean more;

  do {
    g_autofree Job *job = g_async_queue_pop (self->jobs);

    more = job->job != NULL;
    if (more)
      run_job (self, job);
  } while (more);
  g_mutex_lock (&self->lock);
  self->done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  disk_unref (self);
  return NULL;
}

EncDisk *
enc_disk_new (void)
{
  EncDisk *self = g_new0 (EncDisk, 1);

  self->refs = 2;
  self->jobs = g_async_queue_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_thread_unref (g_thread_new ("enc-disk", work_in_disk_thread, self));
  return self;
}

void
enc_disk_post (EncDisk *self, BaseJob job, gpointer data, GDestroyNotify free_data)
{
  Job *posted = g_new (Job, 1);

  *posted = (Job){job, data, free_data};
  g_async_queue_push (self->jobs, posted);
}

guint
enc_disk_get_busy_ms (EncDisk *self)
{
  gint64 busy_us = 0;

  g_mutex_lock (&self->lock);
  if (self->busy_since_us)
    busy_us = g_get_monotonic_time () - self->busy_since_us;
  g_mutex_unlock (&self->lock);
  return (guint) (busy_us / 1000);
}

gboolean
enc_disk_stop (EncDisk *self, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000;
  gboolean done;

  if (!self)
    return TRUE;
  enc_disk_post (self, NULL, NULL, NULL);
  g_mutex_lock (&self->lock);
  while (!self->done && g_cond_wait_until (&self->cond, &self->lock, deadline_us))
    ;
  done = self->done;
  g_mutex_unlock (&self->lock);
  disk_unref (self);
  return done;
}
