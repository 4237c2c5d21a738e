#include "dmn-card-pictures.h"

#include "ovl-preview.h"
#include "web-types.h"

#define NO_CARD   SHOW_CARDS_MAX /* of a draft */
#define SECOND_US G_USEC_PER_SEC

typedef struct {
  DmnCardPictureFunc func;
  gpointer data;
} Waiter;

/* One picture on its way: main thread -> drawing thread -> main thread. */
typedef struct {
  DmnCardPictures *pictures; /* main thread: NULL when nobody waits any more */
  guint card;                /* index, or NO_CARD */
  DmnConfig *config;         /* owned: of a draft; NULL: the look of the show */
  GPtrArray *contents;       /* ShowCardContent */
  gboolean as_picture;
  GArray *waiters; /* Waiter; main thread */
  GBytes *png;
  GError *error;
} Job;

/* The newest picture of a card. */
typedef struct {
  ShowCardContent *content; /* NULL: there was none yet */
  GBytes *png;
} Known;

struct _DmnCardPictures {
  const DmnConfig *config;
  BaseWorker *main; /* borrowed */
  BaseWorker *draw;
  Known known[SHOW_CARDS_MAX];
  GPtrArray *jobs; /* borrowed: those on their way */
  guint n_drafts;  /* of them */
  gint64 second_us;
  guint n_in_second;

  /* Drawing thread */
  OvlKit *kit; /* NULL until the first picture */
};

DmnCardPictures *
dmn_card_pictures_new (const DmnConfig *config, BaseWorker *main)
{
  DmnCardPictures *self = g_new0 (DmnCardPictures, 1);

  self->config = config;
  self->main = main;
  self->draw = base_worker_new ("cards");
  self->jobs = g_ptr_array_new ();
  return self;
}

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->content, show_card_content_free);
  g_clear_pointer (&known->png, g_bytes_unref);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  dmn_config_unref (job->config);
  g_ptr_array_unref (job->contents);
  g_array_unref (job->waiters);
  g_clear_pointer (&job->png, g_bytes_unref);
  g_clear_error (&job->error);
  g_free (job);
}

/* Whoever is called may ask again at once. */
static void
answer (Job *job, GBytes *png, const GError *error)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&job->waiters);

  job->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++) {
    const Waiter *waiter = &g_array_index (waiters, Waiter, i);

    waiter->func (png, error, waiter->data);
  }
}

static GError *
busy (void)
{
  return g_error_new_literal (WEB_ERROR, WEB_ERROR_BUSY,
                              "Too many pictures of cards at once. Ask again in a moment.");
}

void
dmn_card_pictures_cancel (DmnCardPictures *self)
{
  g_autoptr (GError) error = busy ();

  for (guint i = 0; i < self->jobs->len; i++)
    answer (self->jobs->pdata[i], NULL, error);
}

void
dmn_card_pictures_free (DmnCardPictures *self)
{
  if (!self)
    return;
  base_worker_stop (self->draw);
  base_worker_free (self->draw);
  dmn_card_pictures_cancel (self);
  /* All are drawn; those that were not delivered wait in the main loop, which may go on. */
  for (guint i = 0; i < self->jobs->len; i++)
    ((Job *) self->jobs->pdata[i])->pictures = NULL;
  g_ptr_array_unref (self->jobs);
  for (guint i = 0; i < SHOW_CARDS_MAX; i++)
    known_clear (&self->known[i]);
  ovl_kit_free (self->kit);
  g_free (self);
}

/* What could not be drawn is tried again: a picture's file may be there the next time. */
static void
keep (Known *known, const Job *job)
{
  known_clear (known);
  if (!job->png)
    return;
  known->content = show_card_content_copy (job->contents->pdata[0]);
  known->png = g_bytes_ref (job->png);
}

static void
deliver_in_main (gpointer data)
{
  Job *job = data;
  DmnCardPictures *self = job->pictures;

  if (!self)
    return;
  g_ptr_array_remove (self->jobs, job);
  if (job->card == NO_CARD)
    self->n_drafts--;
  else
    keep (&self->known[job->card], job);
  answer (job, job->png, job->error);
}

static void
draw (Job *job, OvlKit *kit)
{
  GPtrArray *contents = job->contents;

  if (job->as_picture)
    job->png = ovl_preview_stage (kit, (ShowCardContent *const *) contents->pdata, contents->len);
  else
    job->png = ovl_preview_card (kit, contents->pdata[0], &job->error);
}

static void
draw_in_worker (gpointer data)
{
  Job *job = data;
  DmnCardPictures *self = job->pictures;
  const DmnConfig *config = job->config ? job->config : self->config;
  g_autoptr (OvlKit) own = NULL;

  if (job->config)
    own = ovl_preview_new_kit (config->look, config->format.width, config->format.height);
  else if (!self->kit)
    self->kit = ovl_preview_new_kit (config->look, config->format.width, config->format.height);
  draw (job, own ? own : self->kit);
  base_worker_answer (self->main, deliver_in_main, job, job_free);
}

/* Takes `config` and `contents`. */
static void
start (DmnCardPictures *self, guint card, DmnConfig *config, GPtrArray *contents,
       gboolean as_picture, Waiter waiter)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){.pictures = self,
               .card = card,
               .config = config,
               .contents = contents,
               .as_picture = as_picture,
               .waiters = g_array_new (FALSE, FALSE, sizeof (Waiter))};
  g_array_append_val (job->waiters, waiter);
  g_ptr_array_add (self->jobs, job);
  base_worker_post (self->draw, draw_in_worker, job, NULL);
}

/* One of the same that is on its way already, or NULL. */
static Job *
find_job (DmnCardPictures *self, guint card, const ShowCardContent *content)
{
  for (guint i = 0; i < self->jobs->len; i++) {
    Job *job = self->jobs->pdata[i];

    if (job->card == card && show_card_content_equal (job->contents->pdata[0], content))
      return job;
  }
  return NULL;
}

void
dmn_card_pictures_ask (DmnCardPictures *self, guint index, const ShowCardContent *content,
                       DmnCardPictureFunc func, gpointer data)
{
  const Known *known = &self->known[index];
  g_autoptr (ShowCardContent) shown = show_card_content_copy (content);
  const Waiter waiter = {func, data};
  GPtrArray *contents;
  Job *job;

  shown->shown = TRUE;
  if (show_card_content_equal (known->content, shown)) {
    func (known->png, NULL, data);
    return;
  }
  job = find_job (self, index, shown);
  if (job) {
    g_array_append_val (job->waiters, waiter);
    return;
  }
  contents = g_ptr_array_new_with_free_func ((GDestroyNotify) show_card_content_free);
  g_ptr_array_add (contents, g_steal_pointer (&shown));
  start (self, index, NULL, contents, FALSE, waiter);
}

gboolean
dmn_card_pictures_admit_draft (DmnCardPictures *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->second_us >= SECOND_US) {
    self->second_us = now_us;
    self->n_in_second = 0;
  }
  if (self->n_drafts >= DMN_DRAFTS_MAX || self->n_in_second >= DMN_DRAFTS_PER_S_MAX)
    return FALSE;
  self->n_in_second++;
  return TRUE;
}

void
dmn_card_pictures_draft (DmnCardPictures *self, DmnConfig *config, GPtrArray *contents,
                         gboolean as_picture, DmnCardPictureFunc func, gpointer data)
{
  self->n_drafts++;
  start (self, NO_CARD, config, contents, as_picture, (Waiter){func, data});
}
