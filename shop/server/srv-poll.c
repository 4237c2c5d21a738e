#include "srv-poll.h"

#include "base-backoff.h"
#include "srv-ingest.h"
#include <string.h>

/* Rounds that fail. */
static const BaseBackoffPolicy patience = {
    .first_ms = 2000, .cap_ms = 60000, .floor_ms = 1000, .factor = 2};

#define LONG_AGO_MS 1 /* 0 would say that nothing is copied */

/* One source's round. */
typedef struct {
  SrvPoll *poll;
  SrvSource *source;
  gint64 next_ms; /* monotonic: when the next round begins */
  BaseBackoff backoff;
  char *missed; /* the SKU that it last told no count of, and that was said; NULL: none */

  /* While it runs */
  gboolean busy;
  GPtrArray *names;   /* what is asked for, owned texts, NULL at the end */
  GHashTable *untold; /* set of their SKUs that no answer had a count of, owned texts */
  guint at;           /* the first of those of the request under way */
  char *cursor;       /* NULL: their first page */
  guint n_pages;
  SrvNow asked;
} Round;

struct _SrvPoll {
  SrvShop *shop;
  SrvChannel *channel;
  GPtrArray *rounds;
  SrvSend send;
  SrvPollNote note;
  gpointer data;
};

static void
free_round (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->untold, g_hash_table_unref);
  g_clear_pointer (&round->names, g_ptr_array_unref);
  g_free (round->cursor);
  g_free (round->missed);
  g_free (round);
}

SrvPoll *
srv_poll_new (SrvShop *shop, SrvChannel *channel, GPtrArray *sources, SrvSend send,
              SrvPollNote note, gpointer data, SrvNow now)
{
  SrvPoll *poll = g_new0 (SrvPoll, 1);

  poll->shop = shop;
  poll->channel = channel;
  poll->rounds = g_ptr_array_new_with_free_func (free_round);
  poll->send = send;
  poll->note = note;
  poll->data = data;
  for (guint i = 0; i < sources->len; i++) {
    Round *round;

    if (!((SrvSource *) sources->pdata[i])->url)
      continue;
    round = g_new0 (Round, 1);
    round->poll = poll;
    round->source = sources->pdata[i];
    round->source->heard_ms = LONG_AGO_MS; /* nobody knows how old the stored numbers are */
    g_ptr_array_add (poll->rounds, round);
  }
  return poll;
}

void
srv_poll_free (SrvPoll *poll)
{
  if (!poll)
    return;
  g_ptr_array_unref (poll->rounds);
  g_free (poll);
}

/* Names */

static void
add_items (Round *round)
{
  SrvStore *store = srv_shop_get_store (round->poll->shop);
  g_autoptr (GHashTable) names = store->ops->list_names (store, round->source->name, "item", NULL);
  GHashTableIter iter;
  gpointer theirs, ours;

  if (!names)
    return;
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &theirs, &ours)) {
    g_ptr_array_add (round->names, g_strdup (theirs));
    g_hash_table_add (round->untold, g_strdup (ours));
  }
}

/* SKUs that other vendors' lists cannot hold are left out. */
static void
add_skus (Round *round)
{
  SrvCatalog *catalog = srv_shop_get_catalog (round->poll->shop);
  GPtrArray *items;

  if (!srv_catalog_get_drop (catalog, round->source->drop))
    return;
  items = srv_catalog_list_items (catalog, round->source->drop);
  for (guint i = 0; i < items->len; i++) {
    const char *sku = ((const SrvItem *) items->pdata[i])->product->sku;

    if (strchr (sku, ','))
      continue;
    g_ptr_array_add (round->names, g_strdup (sku));
    g_hash_table_add (round->untold, g_strdup (sku));
  }
}

/* The round */

static void
ask (Round *round, SrvNow now)
{
  const SrvVendor *vendor = round->source->vendor;
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  g_autoptr (SrvAsk) request = NULL;

  for (guint i = round->at; i < round->names->len && some->len < vendor->ask_max; i++)
    g_ptr_array_add (some, round->names->pdata[i]);
  g_ptr_array_add (some, NULL);
  request = vendor->make_poll (round->source, (const char *const *) some->pdata, round->cursor);
  round->asked = now;
  round->n_pages++;
  round->poll->send (round->source, request, round, round->poll->data);
}

static void
end (Round *round, gint64 next_ms)
{
  round->busy = FALSE;
  round->next_ms = next_ms;
  g_clear_pointer (&round->untold, g_hash_table_unref);
  g_clear_pointer (&round->names, g_ptr_array_unref);
  g_clear_pointer (&round->cursor, g_free);
}

static void
say (Round *round, gboolean bad, const char *text)
{
  g_autofree char *line = g_strdup_printf ("source %s: %s", round->source->name, text);

  round->poll->note (bad, line, round->poll->data);
}

/* Products that nobody hears of any more */

/* What the vendor's item is called here, or NULL. Transfer full. */
static char *
get_sku (const Round *round, const char *item)
{
  SrvStore *store = srv_shop_get_store (round->poll->shop);
  char *sku = NULL;

  store->ops->get_name (store, round->source->name, "item", item, &sku, NULL);
  return sku;
}

static void
note_told (Round *round, const SrvNews *news)
{
  for (guint i = 0; i < news->reports->len; i++) {
    const SrvReport *report = &g_array_index (news->reports, SrvReport, i);
    g_autofree char *sku = get_sku (round, report->level.item);

    g_hash_table_remove (round->untold, sku ? sku : report->sku);
  }
}

static gboolean
is_ours (const Round *round, const char *poller)
{
  gsize length = strlen (round->source->name);

  return strncmp (poller, round->source->name, length) == 0 && poller[length] == ' ';
}

/* One whose count our polls told last, but not this round; NULL: there is none. Transfer full. */
static char *
find_missing (const Round *round)
{
  SrvShop *shop = round->poll->shop;
  SrvStore *store = srv_shop_get_store (shop);
  const char *drop = round->source->drop;
  g_autoptr (GHashTable) pollers = NULL;
  GHashTableIter iter;
  gpointer sku, poller;

  if (g_hash_table_size (round->untold) > 0)
    pollers = store->ops->list_names (store, drop, "poller", NULL);
  if (!pollers)
    return NULL;
  g_hash_table_iter_init (&iter, pollers);
  while (g_hash_table_iter_next (&iter, &sku, &poller))
    if (g_hash_table_contains (round->untold, sku) && is_ours (round, poller) &&
        srv_shop_is_fed (shop, drop, sku))
      return g_strdup (sku);
  return NULL;
}

/* Its number would look as good as the others', so all of them grow old. */
static void
miss (Round *round, const char *sku, SrvNow now)
{
  SrvSource *source = round->source;
  g_autofree char *line = NULL;

  if (!source->down_since)
    source->down_since = now.wall_ms;
  if (g_strcmp0 (round->missed, sku) == 0)
    return;
  g_free (round->missed);
  round->missed = g_strdup (sku);
  line = g_strdup_printf (
      "It tells no count of %s any more. All its numbers grow old until it does: see there that "
      "the "
      "product has this SKU and its stock is counted, or take it out of the drop here",
      sku);
  say (round, TRUE, line);
  srv_channel_tell (round->poll->channel, source->drop, "source_stale",
                    "The shop that counts these products tells no count of one of them any more.",
                    source->poll_ms, now);
}

static void
succeed (Round *round, SrvNow now)
{
  SrvSource *source = round->source;

  if (source->down_since)
    say (round, FALSE, "is back");
  source->down_since = 0;
  g_clear_pointer (&round->missed, g_free);
  source->heard_ms = now.wall_ms;
}

static void
finish (Round *round, SrvNow now)
{
  g_autofree char *sku = find_missing (round);

  if (sku)
    miss (round, sku, now);
  else
    succeed (round, now);
  round->source->n_polls++;
  base_backoff_reset (&round->backoff);
  end (round, now.mono_ms + round->source->poll_ms);
}

static void
fail (Round *round, const char *why, SrvNow now)
{
  SrvSource *source = round->source;
  guint wait_ms = base_backoff_next (&round->backoff, &patience, g_random_double ());

  if (!source->down_since) {
    g_autofree char *line =
        g_strdup_printf ("%s Its numbers grow old until it answers; asking again", why);

    say (round, TRUE, line);
    source->down_since = now.wall_ms;
    srv_channel_tell (round->poll->channel, source->drop, "source_down",
                      "The shop that counts these products does not answer.", wait_ms, now);
  }
  end (round, now.mono_ms + wait_ms);
}

static void
begin (Round *round, SrvNow now)
{
  round->source->doubtful = FALSE;
  round->names = g_ptr_array_new_with_free_func (g_free);
  round->untold = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (round->source->vendor->asks_by_item)
    add_items (round);
  else
    add_skus (round);
  if (round->names->len == 0) {
    round->source->heard_ms = now.wall_ms; /* there is nothing that could grow old */
    end (round, now.mono_ms + round->source->poll_ms);
    return;
  }
  round->busy = TRUE;
  round->at = round->n_pages = 0;
  ask (round, now);
}

/* A contradiction is asked about soon, but a vendor is never flooded. */
static gboolean
is_due (const Round *round, gint64 mono_ms)
{
  gint64 soon_ms = round->asked.mono_ms + SRV_POLL_MS_MIN;

  return !round->busy &&
         (mono_ms >= round->next_ms || (round->source->doubtful && mono_ms >= soon_ms));
}

void
srv_poll_tick (SrvPoll *poll, SrvNow now)
{
  for (guint i = 0; i < poll->rounds->len; i++)
    if (is_due (poll->rounds->pdata[i], now.mono_ms))
      begin (poll->rounds->pdata[i], now);
}

/* The vendor's clock at the time of the question: what it answered may be as old as that. */
static gint64
get_vendor_ms (const Round *round, const SrvAnswered *answer, SrvNow now)
{
  gint64 took_ms = MAX (now.mono_ms - round->asked.mono_ms, 0);

  return answer->date_ms ? answer->date_ms - took_ms : round->asked.wall_ms;
}

/* FALSE with a sentence. */
static gboolean
take_answer (Round *round, const SrvAnswered *answer, SrvNow now, char **ret_cursor, char **ret_why)
{
  g_autoptr (SrvNews) news = srv_news_new ();
  g_autoptr (GError) error = NULL;

  if (answer->status == 0)
    *ret_why = g_strdup_printf ("There is no answer: %.*s.", (int) MIN (answer->length, 200),
                                answer->body);
  else if (answer->status == 401 || answer->status == 403)
    *ret_why = g_strdup_printf ("It refuses us (%d). Check api_secret_file.", answer->status);
  else if (answer->status != 200)
    *ret_why = g_strdup_printf ("It answers %d.", answer->status);
  else if (round->source->vendor->read_poll (answer->body, answer->length,
                                             get_vendor_ms (round, answer, now), news, ret_cursor,
                                             &error) &&
           srv_ingest (round->poll->shop, round->source, news, TRUE, now.wall_ms, &error))
    note_told (round, news);
  else
    *ret_why = g_strdup (error->message);
  return *ret_why == NULL;
}

void
srv_poll_answered (SrvPoll *poll, gpointer token, const SrvAnswered *answer, SrvNow now)
{
  Round *round = token;
  g_autofree char *cursor = NULL, *why = NULL;

  if (!take_answer (round, answer, now, &cursor, &why)) {
    fail (round, why, now);
    return;
  }
  g_free (round->cursor);
  round->cursor = g_steal_pointer (&cursor);
  if (!round->cursor)
    round->at += round->source->vendor->ask_max;
  if (round->at >= round->names->len)
    finish (round, now);
  else if (round->n_pages < SRV_POLL_PAGES_MAX)
    ask (round, now);
  else
    fail (round, "It answers without end.", now);
}
