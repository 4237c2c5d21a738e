/* What the store knows of a shop: the place in its stream, and corrections that it does not know of
 * yet. */
#include "shop-message.h"
#include "shop-store-private.h"

static gboolean
set_place (ShopStore *store, const ShopPlace *place, GError **error)
{
  return shop_sql_run (store->sql, error,
                       "INSERT OR REPLACE INTO place (id, source, epoch, seq, heard_ms)"
                       " VALUES (1, ?1, ?2, ?3, ?4)",
                       "ttii", place->source, place->epoch, place->seq, place->heard_ms);
}

/* Before the place is set: a new epoch contains all that was ever answered. */
static gboolean
settle (ShopStore *store, const ShopPlace *place, GError **error)
{
  return shop_sql_run (store->sql, error,
                       "DELETE FROM pending WHERE source = ?1 AND answered AND"
                       " (seq <= ?2 OR EXISTS (SELECT 1 FROM place WHERE epoch <> ?3))",
                       "tit", place->source, place->seq, place->epoch);
}

static gboolean
forget_rows (ShopStore *store, const char *const *skus, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!shop_store_forget_row (store, skus[i], error))
      return FALSE;
  return TRUE;
}

typedef struct {
  const char *const *gone;
  ShowProduct *const *items;
  guint n_gone, n_items;
} Part;

/* One transaction; `place` comes with the last one. */
static gboolean
take_part (ShopStore *store, const Part *part, const ShopPlace *place, GError **error)
{
  SHOP_STORE_TURN (store);

  if (!shop_sql_run (store->sql, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  return shop_sql_end (
      store->sql,
      forget_rows (store, part->gone, part->n_gone, error) &&
          shop_store_put_rows (store, part->items, part->n_items, error) &&
          (!place || (settle (store, place, error) && set_place (store, place, error))),
      error);
}

/* What is gone goes first, so that there are never too many. */
gboolean
shop_store_apply (ShopStore *store, ShowProduct *const *items, guint n_items,
                  const char *const *gone, const ShopPlace *place, GError **error)
{
  Part rest = {gone, items, gone ? g_strv_length ((char **) gone) : 0, n_items};

  while (rest.n_gone + rest.n_items > SHOP_STEP_ROWS) {
    Part step = rest;

    step.n_gone = MIN (rest.n_gone, SHOP_STEP_ROWS);
    step.n_items = MIN (rest.n_items, SHOP_STEP_ROWS - step.n_gone);
    if (!take_part (store, &step, NULL, error))
      return FALSE;
    rest = (Part){rest.gone + step.n_gone, rest.items + step.n_items, rest.n_gone - step.n_gone,
                  rest.n_items - step.n_items};
  }
  return take_part (store, &rest, place, error);
}

gboolean
shop_store_touch (ShopStore *store, gint64 heard_ms, GError **error)
{
  SHOP_STORE_TURN (store);

  return shop_sql_run (store->sql, error, "UPDATE place SET heard_ms = ?1", "i", heard_ms);
}

gint64
shop_store_get_heard_ms (ShopStore *store)
{
  gint64 heard_ms;

  shop_sql_ask (store->sql, &heard_ms, NULL, "SELECT heard_ms FROM place", "");
  return heard_ms;
}

gboolean
shop_store_get_place (ShopStore *store, const char *source, ShopPlace *ret_place)
{
  SHOP_STORE_TURN (store);
  sqlite3_stmt *row = shop_sql_query (
      store->sql, NULL, "SELECT epoch, seq, heard_ms FROM place WHERE source = ?1", "t", source);
  gboolean ok = row != NULL, found = FALSE;

  while (ok && shop_sql_step (store->sql, row, &ok, NULL)) {
    found = TRUE;
    *ret_place = (ShopPlace){.seq = sqlite3_column_int64 (row, 1),
                             .heard_ms = sqlite3_column_int64 (row, 2)};
    g_strlcpy (ret_place->source, source, sizeof ret_place->source);
    g_strlcpy (ret_place->epoch, shop_sql_text (row, 0), sizeof ret_place->epoch);
  }
  return found;
}

static gboolean
check_room (ShopStore *store, GError **error)
{
  gint64 n;

  if (!shop_sql_ask (store->sql, &n, error, "SELECT COUNT(*) FROM pending", ""))
    return FALSE;
  if (n < SHOW_ADJUSTMENTS_MAX)
    return TRUE;
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
               "%d corrections wait for the shop already, which is the limit. Bring back the link "
               "to the shop.",
               SHOW_ADJUSTMENTS_MAX);
  return FALSE;
}

gboolean
shop_store_add_pending (ShopStore *store, const char *source, const ShowAdjustment *adjustment,
                        GError **error)
{
  SHOP_STORE_TURN (store);

  return check_room (store, error) &&
         shop_sql_run (store->sql, error,
                       "INSERT INTO pending (id, source, sku, hub, pieces, why, at_ms)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       "ttttiti", adjustment->id, source, adjustment->sku, adjustment->hub,
                       adjustment->by, show_adjust_why_to_string (adjustment->why),
                       adjustment->at_ms);
}

static ShopPending
read_pending (sqlite3_stmt *row)
{
  ShopPending pending = {.adjustment = {.by = sqlite3_column_int64 (row, 3),
                                        .why = show_adjust_why_from_string (shop_sql_text (row, 4)),
                                        .at_ms = sqlite3_column_int64 (row, 5)},
                         .answered = sqlite3_column_int (row, 6) != 0,
                         .seq = sqlite3_column_int64 (row, 7)};

  g_strlcpy (pending.adjustment.id, shop_sql_text (row, 0), sizeof pending.adjustment.id);
  g_strlcpy (pending.adjustment.sku, shop_sql_text (row, 1), sizeof pending.adjustment.sku);
  g_strlcpy (pending.adjustment.hub, shop_sql_text (row, 2), sizeof pending.adjustment.hub);
  return pending;
}

GArray *
shop_store_list_pending (ShopStore *store, const char *source, GError **error)
{
  SHOP_STORE_TURN (store);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (ShopPending));
  sqlite3_stmt *row =
      shop_sql_query (store->sql, error,
                      "SELECT id, sku, hub, pieces, why, at_ms, answered, seq FROM pending"
                      " WHERE source = ?1 ORDER BY n",
                      "t", source);
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (store->sql, row, &ok, error)) {
    ShopPending pending = read_pending (row);

    if (pending.adjustment.why != 0)
      g_array_append_val (list, pending);
  }
  return ok ? g_steal_pointer (&list) : NULL;
}

gboolean
shop_store_answer_pending (ShopStore *store, const char *id, gint64 seq, GError **error)
{
  SHOP_STORE_TURN (store);

  return shop_sql_run (store->sql, error, "UPDATE pending SET answered = 1, seq = ?2 WHERE id = ?1",
                       "ti", id, seq);
}

gboolean
shop_store_remove_pending (ShopStore *store, const char *id, GError **error)
{
  SHOP_STORE_TURN (store);

  return shop_sql_run (store->sql, error, "DELETE FROM pending WHERE id = ?1", "t", id);
}
