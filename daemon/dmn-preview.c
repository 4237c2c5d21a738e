#include "dmn-preview.h"

#include "web-types.h"

struct _DmnPreview {
  BaseWorker *main, *media;
  EncPreview *encoder; /* media thread */

  /* Main thread */
  GArray *waiters; /* Waiter */
  guint64 n_asked;
};

/* Who asked for an answer that is still being made. */
typedef struct {
  guint64 number;
  DmnPreviewFunc func;
  gpointer data;
} Waiter;

/* A question on its way to the media thread, and back as an answer. */
typedef struct {
  DmnPreview *preview;
  guint64 number;
  char *offer, *address, *id, *answer;
  GError *error; /* WEB_ERROR */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->offer);
  g_free (job->address);
  g_free (job->id);
  g_free (job->answer);
  g_clear_error (&job->error);
  g_free (job);
}

DmnPreview *
dmn_preview_new (BaseWorker *main, BaseWorker *media, EncHub *hub, GstClock *clock,
                 GstClockTime base_time, void (*ask_key) (gpointer data), gpointer data)
{
  DmnPreview *self = g_new0 (DmnPreview, 1);

  self->main = main;
  self->media = media;
  self->encoder = enc_preview_new (media, hub, clock, base_time, ask_key, data);
  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  return self;
}

void
dmn_preview_free (DmnPreview *self)
{
  if (!self)
    return;
  dmn_preview_cancel (self);
  enc_preview_free (self->encoder);
  g_array_unref (self->waiters);
  g_free (self);
}

static gboolean
take_waiter (DmnPreview *self, guint64 number, Waiter *ret_waiter)
{
  for (guint i = 0; i < self->waiters->len; i++) {
    Waiter waiter = g_array_index (self->waiters, Waiter, i);

    if (waiter.number != number)
      continue;
    g_array_remove_index (self->waiters, i);
    *ret_waiter = waiter;
    return TRUE;
  }
  return FALSE;
}

/* A viewer whose asker is gone has nobody to tell its answer to. */
static void
deliver_in_main (gpointer data)
{
  Job *job = data;
  Waiter waiter;

  if (take_waiter (job->preview, job->number, &waiter))
    waiter.func (job->id, job->answer, job->error, waiter.data);
}

static WebError
to_web_error (const GError *error)
{
  return g_error_matches (error, ENC_ERROR, ENC_ERROR_BUSY) ? WEB_ERROR_BUSY : WEB_ERROR_OFFER;
}

static void
on_answered_in_media (const char *id, const char *answer, const GError *error, gpointer data)
{
  Job *job = data;

  job->id = g_strdup (id);
  job->answer = g_strdup (answer);
  if (error)
    job->error = g_error_new_literal (WEB_ERROR, to_web_error (error), error->message);
  base_worker_answer (job->preview->main, deliver_in_main, job, job_free);
}

static void
open_in_media (gpointer data)
{
  Job *job = data;

  enc_preview_open (job->preview->encoder, job->offer, job->address, on_answered_in_media, job);
}

void
dmn_preview_open (DmnPreview *self, const char *offer, const char *address, DmnPreviewFunc func,
                  gpointer data)
{
  const Waiter waiter = {++self->n_asked, func, data};
  Job *job = g_new0 (Job, 1);

  g_array_append_val (self->waiters, waiter);
  *job = (Job){.preview = self,
               .number = waiter.number,
               .offer = g_strdup (offer),
               .address = g_strdup (address)};
  base_worker_post (self->media, open_in_media, job, NULL);
}

static void
close_in_media (gpointer data)
{
  Job *job = data;

  enc_preview_close (job->preview->encoder, job->id);
}

void
dmn_preview_close (DmnPreview *self, const char *id)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){.preview = self, .id = g_strdup (id)};
  base_worker_post (self->media, close_in_media, job, job_free);
}

void
dmn_preview_cancel (DmnPreview *self)
{
  g_autoptr (GError) error =
      g_error_new_literal (WEB_ERROR, WEB_ERROR_BUSY, "The rig is being stopped.");

  while (self->waiters->len > 0) {
    Waiter waiter = g_array_index (self->waiters, Waiter, 0);

    g_array_remove_index (self->waiters, 0);
    waiter.func (NULL, NULL, error, waiter.data);
  }
}

void
dmn_preview_stop_in_media (DmnPreview *self)
{
  enc_preview_stop (self->encoder);
}
