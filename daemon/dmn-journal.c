#include "dmn-journal.h"

#include "base-log.h"
#include "shop-journal.h"
#include "show-record.h"

struct _DmnJournal {
  DmnShow *show; /* borrowed, main thread */
  char *path;
  BaseWorker *worker;
  gint lost; /* atomic: entries that were not written, and of which the journal does not tell yet */

  /* -- worker's thread -- */
  ShopJournal *journal; /* NULL: cannot be opened */
  GSource *commit;      /* planned */
  gboolean failing;     /* it was logged that nothing can be written */
  int n_open;           /* entries since the last commit */
  int n_told;           /* of `lost`: those that an entry since the last commit tells of */
  struct {
    char *name, *facts; /* what stands there; NULL: nothing */
  } layers[SHOW_CARDS_MAX];
};

/* In the worker's thread */

static void
open_in_worker (gpointer data)
{
  DmnJournal *self = data;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  self->journal = shop_journal_open (self->path, SHOP_JOURNAL_BYTES_MAX, &note, &error);
  if (note)
    base_log (BASE_LOG_WARNING, "journal", "%s", note);
  if (error)
    base_log (BASE_LOG_ERROR, "journal", "%s The show goes on without a journal.", error->message);
}

/* One line when it stops to work, and one when it works again. */
static void
log_result (DmnJournal *self, gboolean ok, const GError *error)
{
  if (!ok && !self->failing)
    base_log (BASE_LOG_ERROR, "journal", "%s What is shown now is not recorded.", error->message);
  if (ok && self->failing)
    base_log (BASE_LOG_NOTICE, "journal", "What is shown is recorded again.");
  self->failing = !ok;
}

/* `ok`: all since the last commit is on the disk; otherwise nothing of it. */
static void
settle (DmnJournal *self, gboolean ok, const GError *error)
{
  g_atomic_int_add (&self->lost, ok ? -self->n_told : self->n_open);
  self->n_open = self->n_told = 0;
  log_result (self, ok, error);
}

static gboolean
commit_in_worker (gpointer data)
{
  DmnJournal *self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_clear_pointer (&self->commit, g_source_unref);
  if (self->n_open == 0)
    return G_SOURCE_REMOVE;
  ok = shop_journal_commit (self->journal, &error);
  settle (self, ok, error);
  return G_SOURCE_REMOVE;
}

static gboolean
write_in_worker (DmnJournal *self, const ShopJournalEntry *entry)
{
  g_autoptr (GError) error = NULL;

  if (!shop_journal_add (self->journal, entry, &error)) {
    settle (self, FALSE, error);
    return FALSE;
  }
  if (!self->commit)
    self->commit =
        base_worker_add_timeout (self->worker, DMN_JOURNAL_COMMIT_MS, commit_in_worker, self);
  return TRUE;
}

static void
tell_of_lost (DmnJournal *self, gint64 at_ms)
{
  int lost = g_atomic_int_get (&self->lost) - self->n_told;
  g_autofree char *says = g_strdup_printf ("%d entries are missing here.", lost);
  ShopJournalEntry entry = {.at_ms = at_ms, .stream_ms = -1, .kind = "journal", .says = says};

  if (lost > 0 && write_in_worker (self, &entry))
    self->n_told += lost;
}

static void
add_in_worker (DmnJournal *self, const ShopJournalEntry *entry)
{
  if (!self->journal)
    return;
  tell_of_lost (self, entry->at_ms);
  self->n_open++;
  write_in_worker (self, entry);
}

typedef struct {
  DmnJournal *journal;
  guint layer;
  ShowCardContent *content; /* owned; NULL: nothing stands there any more */
  gint64 at_ms, stream_ms;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  show_card_content_free (shown->content);
  g_free (shown);
}

/* NULL for no content. Transfer full. */
static char *
facts_of (const ShowCardContent *content)
{
  json_t *facts = content ? show_card_content_to_facts (content) : NULL;
  char *text = facts ? json_dumps (facts, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  char *copy = g_strdup (text);

  free (text);
  json_decref (facts);
  return copy;
}

static char *
says_of (const ShowCardContent *content)
{
  g_autofree char *says = content ? show_card_content_says (content) : NULL;

  if (content && content->product && content->freshness == SHOW_AGED)
    return g_strdup_printf ("%s (being checked)", says);
  return content ? g_steal_pointer (&says) : g_strdup ("Taken off.");
}

/* Only when something else is to be read than before: a countdown counts by itself. */
static void
shown_in_worker (gpointer data)
{
  Shown *shown = data;
  DmnJournal *self = shown->journal;
  const ShowCardContent *content = shown->content;
  const ShowProduct *product = content ? content->product : NULL;
  g_autofree char *facts = facts_of (content);
  g_autofree char *says = says_of (content);
  ShopJournalEntry entry = {.at_ms = shown->at_ms,
                            .stream_ms = shown->stream_ms,
                            .kind = "card",
                            .name = content ? content->name : self->layers[shown->layer].name,
                            .sku = product ? product->sku : NULL,
                            .rev = product ? product->rev : 0,
                            .says = says,
                            .facts = facts};

  if (g_strcmp0 (facts, self->layers[shown->layer].facts) == 0)
    return;
  add_in_worker (self, &entry);
  g_free (self->layers[shown->layer].facts);
  self->layers[shown->layer].facts = g_steal_pointer (&facts);
  if (!content)
    return;
  g_free (self->layers[shown->layer].name);
  self->layers[shown->layer].name = g_strdup (content->name);
}

typedef struct {
  DmnJournal *journal;
  GPtrArray *records; /* owned */
} Happened;

static void
happened_free (gpointer data)
{
  Happened *happened = data;

  g_ptr_array_unref (happened->records);
  g_free (happened);
}

static void
happened_in_worker (gpointer data)
{
  Happened *happened = data;

  for (guint i = 0; i < happened->records->len; i++) {
    const ShowRecord *record = happened->records->pdata[i];
    ShopJournalEntry entry = {.at_ms = record->at_ms,
                              .stream_ms = record->stream_ms,
                              .kind = record->kind,
                              .name = record->name,
                              .says = record->says};

    add_in_worker (happened->journal, &entry);
  }
}

/* From other threads */

static void
post (DmnJournal *self, BaseJob job, gpointer data, GDestroyNotify free_data)
{
  if (!base_worker_post (self->worker, job, data, free_data))
    g_atomic_int_inc (&self->lost);
}

void
dmn_journal_shown (guint layer, const ShowCardContent *content, gint64 position_ns, gpointer data)
{
  DmnJournal *self = data;
  Shown *shown = g_new0 (Shown, 1);

  g_assert (layer < SHOW_CARDS_MAX);
  *shown = (Shown){.journal = self,
                   .layer = layer,
                   .content = content ? show_card_content_copy (content) : NULL,
                   .at_ms = g_get_real_time () / 1000,
                   .stream_ms = position_ns / 1000000};
  post (self, shown_in_worker, shown, shown_free);
}

static void
on_state_changed (ShowState *before, gpointer data)
{
  DmnJournal *self = data;
  g_autoptr (GPtrArray) records = show_record_list (before, dmn_show_get_state (self->show));
  Happened *happened;

  if (records->len == 0)
    return;
  happened = g_new0 (Happened, 1);
  *happened = (Happened){self, g_steal_pointer (&records)};
  post (self, happened_in_worker, happened, happened_free);
}

DmnJournal *
dmn_journal_new (const char *state_dir, DmnShow *show)
{
  DmnJournal *self = g_new0 (DmnJournal, 1);

  self->show = show;
  self->path = g_build_filename (state_dir, DMN_JOURNAL_FILE, NULL);
  self->worker = base_worker_new ("journal");
  base_worker_post (self->worker, open_in_worker, self, NULL);
  dmn_show_add_listener (show, on_state_changed, self);
  return self;
}

static void
close_in_worker (gpointer data)
{
  DmnJournal *self = data;

  if (self->commit)
    g_source_destroy (self->commit);
  g_clear_pointer (&self->commit, g_source_unref);
  g_clear_pointer (&self->journal, shop_journal_close);
}

void
dmn_journal_free (DmnJournal *self)
{
  if (!self)
    return;
  dmn_show_remove_listener (self->show, on_state_changed, self);
  base_worker_run_sync (self->worker, close_in_worker, self);
  base_worker_stop (self->worker);
  base_worker_free (self->worker);
  for (guint i = 0; i < SHOW_CARDS_MAX; i++) {
    g_free (self->layers[i].name);
    g_free (self->layers[i].facts);
  }
  g_free (self->path);
  g_free (self);
}
