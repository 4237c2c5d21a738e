#include "enc-target-read.h"

struct _EncTargetRead {
  gint refs; /* atomic: the owner's, the thread's and that of the news */
  EncOutputOptions *options;
  EncTargetFunc func;
  gpointer data;

  GMutex lock;       /* guards `media`; held while the news is posted */
  BaseWorker *media; /* NULL: nobody wants to know any more */

  /* Written by the thread, read by the news */
  EncTarget target;
  GError *error;
};

static void
read_unref (gpointer data)
{
  EncTargetRead *self = data;

  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  enc_output_options_free (self->options);
  enc_target_clear (&self->target);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
tell_in_media (gpointer data)
{
  EncTargetRead *self = data;

  if (self->media) /* only this thread writes it */
    self->func (&self->target, self->error, self->data);
}

static gpointer
read_in_thread (gpointer data)
{
  EncTargetRead *self = data;

  enc_target_init (&self->target, self->options, &self->error);
  g_mutex_lock (&self->lock);
  if (self->media) {
    g_atomic_int_inc (&self->refs);
    base_worker_answer (self->media, tell_in_media, self, read_unref);
  }
  g_mutex_unlock (&self->lock);
  read_unref (self);
  return NULL;
}

EncTargetRead *
enc_target_read_new (const EncOutputOptions *options, BaseWorker *media, EncTargetFunc func,
                     gpointer data)
{
  EncTargetRead *self = g_new0 (EncTargetRead, 1);

  self->refs = 2;
  self->options = enc_output_options_copy (options);
  self->media = media;
  self->func = func;
  self->data = data;
  g_mutex_init (&self->lock);
  g_thread_unref (g_thread_new ("enc-key", read_in_thread, self));
  return self;
}

void
enc_target_read_free (EncTargetRead *self)
{
  if (!self)
    return;
  g_mutex_lock (&self->lock);
  self->media = NULL;
  g_mutex_unlock (&self->lock);
  read_unref (self);
}
