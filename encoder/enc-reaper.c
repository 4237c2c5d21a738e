#include "enc-reaper.h"

struct _EncReaper {
  gatomicrefcount refs;
  GMutex lock; /* guards all below */
  GCond cond;
  guint ends;
  guint goodbyes; /* of those */
};

typedef struct {
  EncReaper *reaper; /* a reference */
  EncPipe *pipe;
  gboolean goodbye;
} End;

static void
reaper_unref (EncReaper *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

EncReaper *
enc_reaper_new (void)
{
  EncReaper *self = g_new0 (EncReaper, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

static gpointer
end_in_thread (gpointer data)
{
  End *end = data;

  if (end->goodbye)
    enc_pipe_say_goodbye (end->pipe);
  enc_pipe_free (end->pipe);
  g_mutex_lock (&end->reaper->lock);
  end->reaper->ends--;
  end->reaper->goodbyes -= end->goodbye ? 1 : 0;
  g_cond_broadcast (&end->reaper->cond);
  g_mutex_unlock (&end->reaper->lock);
  reaper_unref (end->reaper);
  g_free (end);
  return NULL;
}

void
enc_reaper_take (EncReaper *self, EncPipe *pipe, gboolean goodbye)
{
  End *end = g_new (End, 1);

  enc_pipe_detach (pipe);
  *end = (End){self, pipe, goodbye};
  g_atomic_ref_count_inc (&self->refs);
  g_mutex_lock (&self->lock);
  self->ends++;
  self->goodbyes += goodbye ? 1 : 0;
  g_mutex_unlock (&self->lock);
  g_thread_unref (g_thread_new ("enc-reaper", end_in_thread, end));
}

gboolean
enc_reaper_allows_open (EncReaper *self)
{
  gboolean allows;

  g_mutex_lock (&self->lock);
  allows = self->goodbyes == 0 && self->ends < ENC_REAPER_MAX;
  g_mutex_unlock (&self->lock);
  return allows;
}

void
enc_reaper_free (EncReaper *self)
{
  gint64 deadline_us = g_get_monotonic_time () + ENC_REAPER_WAIT_MS * 1000;

  if (!self)
    return;
  g_mutex_lock (&self->lock);
  while (self->ends > 0 && g_cond_wait_until (&self->cond, &self->lock, deadline_us))
    ;
  g_mutex_unlock (&self->lock);
  reaper_unref (self);
}
