#include "srv-ingest.h"

#include <string.h>

/* What the vendor calls a place, in our words: NULL when this one is not among ours. Without any
 * named place all of them are one. */
static const char *
name_place (GHashTable *places, const char *location)
{
  return g_hash_table_size (places) > 0 ? g_hash_table_lookup (places, location) : "";
}

/* The item's counts at our places. */
static guint
gather (const GArray *levels, GHashTable *names, SrvPlace *places)
{
  guint n = 0;

  for (guint i = 0; i < levels->len; i++) {
    const SrvLevel *level = &g_array_index (levels, SrvLevel, i);
    const char *name = name_place (names, level->location);
    guint at = 0;

    if (!name)
      continue;
    while (at < n && !g_str_equal (places[at].name, name))
      at++;
    if (at == SHOW_HUBS_MAX)
      continue;
    if (at == n)
      g_strlcpy (places[n++].name, name, sizeof places->name);
    places[at].count = MIN (places[at].count + level->quantity, SHOW_QUANTITY_MAX);
  }
  return n;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SrvPlace *) a)->name, ((const SrvPlace *) b)->name);
}

/* Whose polls have to tell the product's count from now on: those that told it last. Nobody's, when
 * a webhook brings it from elsewhere or is the first word after somebody counted it here: polls may
 * not be able to hold that item, such as one with another SKU that was given ours by hand. */
static gboolean
note_poller (SrvShop *shop, const SrvSource *source, const char *item, const char *sku,
             gboolean polled, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autofree char *us = g_strdup_printf ("%s %s", source->name, item), *known = NULL;
  const char *who = "";

  if (!store->ops->get_name (store, source->drop, "poller", sku, &known, error))
    return FALSE;
  if (polled || (g_strcmp0 (known, us) == 0 && srv_shop_is_fed (shop, source->drop, sku)))
    who = us;
  return g_strcmp0 (known ? known : "", who) == 0 ||
         store->ops->put_name (store, source->drop, "poller", sku, who, error);
}

static gboolean
feed (SrvShop *shop, const SrvSource *source, const char *item, const char *sku, gboolean polled,
      gint64 now_ms, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autoptr (GArray) levels = store->ops->list_levels (store, source->name, item, error);
  g_autoptr (GHashTable) names =
      levels ? store->ops->list_names (store, source->name, "place", error) : NULL;
  SrvPlace places[SHOW_HUBS_MAX] = {0};
  g_autoptr (GError) why = NULL;
  guint n;

  if (!names)
    return FALSE;
  n = gather (levels, names, places);
  qsort (places, n, sizeof *places, by_name);
  if (n == 0)
    return TRUE;
  if (!note_poller (shop, source, item, sku, polled, error))
    return FALSE;
  if (srv_shop_feed (shop, source->drop, sku, places, n, now_ms, &why))
    return TRUE;
  /* A product that the drop does not have is no fault: the vendor's shop is larger. */
  if (!g_error_matches (why, SRV_ERROR, SRV_ERROR_STORE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* The SKU of an item: the one that somebody gave it, or what the vendor says, which is kept for
 * events that do not say it. `ret_sku` is NULL when nobody knows. */
static gboolean
name_item (SrvShop *shop, const SrvSource *source, const char *item, const char *told,
           char **ret_sku, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autofree char *known = NULL;

  if (!store->ops->get_name (store, source->name, "item", item, &known, error))
    return FALSE;
  if (!known && *told) {
    known = g_strdup (told);
    if (!store->ops->put_name (store, source->name, "item", item, told, error))
      return FALSE;
  }
  *ret_sku = g_steal_pointer (&known);
  return TRUE;
}

gboolean
srv_ingest_again (SrvShop *shop, const SrvSource *source, const char *item, gint64 now_ms,
                  GError **error)
{
  g_autofree char *sku = NULL;

  return name_item (shop, source, item, "", &sku, error) &&
         (!sku || feed (shop, source, item, sku, FALSE, now_ms, error));
}

typedef enum {
  NEWS = 1,
  OLD_NEWS,
  CONTRADICTION, /* of the same time, with another number */
} Freshness;

static Freshness
judge (const SrvLevel *known, gboolean found, const SrvLevel *told, gboolean polled)
{
  if (!found || told->at_ms > known->at_ms)
    return NEWS;
  if (told->at_ms < known->at_ms || told->quantity == known->quantity)
    return OLD_NEWS;
  return polled ? NEWS : CONTRADICTION;
}

static gboolean
take_report (SrvShop *shop, SrvSource *source, const SrvReport *report, gboolean polled,
             gint64 now_ms, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  SrvLevel known = report->level;
  g_autofree char *sku = NULL;
  gboolean found = FALSE;
  Freshness freshness;

  if (report->level.at_ms > now_ms + SRV_FUTURE_MS) {
    source->n_refused++;
    return TRUE;
  }
  if (!store->ops->get_level (store, source->name, &known, &found, error))
    return FALSE;
  freshness = judge (&known, found, &report->level, polled);
  source->doubtful = source->doubtful || freshness == CONTRADICTION;
  source->n_stale += freshness != NEWS && !polled;
  if (freshness != NEWS && !polled)
    return TRUE;
  /* What a poll repeats may still be news for a product that was added since. */
  return (freshness != NEWS ||
          store->ops->put_level (store, source->name, &report->level, error)) &&
         name_item (shop, source, report->level.item, report->sku, &sku, error) &&
         (!sku || feed (shop, source, report->level.item, sku, polled, now_ms, error));
}

/* An event is one for each item and place that it tells of: some vendors give one id to several. */
static gboolean
is_new (SrvShop *shop, SrvSource *source, const SrvNews *news, const SrvLevel *level, gint64 now_ms,
        gboolean *ret_new, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autofree char *id = NULL;

  *ret_new = TRUE;
  if (!*news->event)
    return TRUE;
  id = g_strdup_printf ("%s/%s/%s", news->event, level->item, level->location);
  if (!store->ops->see_event (store, source->name, id, now_ms, ret_new, error))
    return FALSE;
  source->n_duplicates += !*ret_new;
  return TRUE;
}

gboolean
srv_ingest (SrvShop *shop, SrvSource *source, const SrvNews *news, gboolean polled, gint64 now_ms,
            GError **error)
{
  gboolean ok = srv_shop_begin (shop, error);

  for (guint i = 0; ok && i < news->reports->len; i++) {
    const SrvReport *report = &g_array_index (news->reports, SrvReport, i);
    gboolean fresh = FALSE;

    ok = is_new (shop, source, news, &report->level, now_ms, &fresh, error) &&
         (!fresh || take_report (shop, source, report, polled, now_ms, error));
  }
  if (!ok)
    srv_shop_spoil (shop);
  return ok;
}
