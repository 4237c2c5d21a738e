/* What the store knows of a shop: the place in its stream, and corrections that it does not know of
 * yet. */
#include "shop-message.h"
#include "shop-store-private.h"

static gboolean
set_place (ShopStore *store, const ShopPlace *place, GError **error)
{
  sqlite3_stmt *set = store->statements[SHOP_SQL_SET_PLACE];

  shop_store_bind_text (set, 1, place->source);
  shop_store_bind_text (set, 2, place->epoch);
  sqlite3_bind_int64 (set, 3, place->seq);
  sqlite3_bind_int64 (set, 4, place->heard_ms);
  return shop_store_run (store, SHOP_SQL_SET_PLACE, error);
}

/* Before the place is set: a new epoch contains all that was ever answered. */
static gboolean
settle (ShopStore *store, const ShopPlace *place, GError **error)
{
  sqlite3_stmt *settle = store->statements[SHOP_SQL_PENDING_SETTLE];

  shop_store_bind_text (settle, 1, place->source);
  sqlite3_bind_int64 (settle, 2, place->seq);
  shop_store_bind_text (settle, 3, place->epoch);
  return shop_store_run (store, SHOP_SQL_PENDING_SETTLE, error);
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

  if (!shop_store_run (store, SHOP_SQL_BEGIN, error))
    return FALSE;
  return shop_store_end (
      store,
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

  sqlite3_bind_int64 (store->statements[SHOP_SQL_TOUCH_PLACE], 1, heard_ms);
  return shop_store_run (store, SHOP_SQL_TOUCH_PLACE, error);
}

gboolean
shop_store_get_place (ShopStore *store, const char *source, ShopPlace *ret_place)
{
  SHOP_STORE_TURN (store);
  sqlite3_stmt *get = store->statements[SHOP_SQL_GET_PLACE];
  gboolean found =
      sqlite3_step (get) == SQLITE_ROW && g_str_equal (shop_store_column_text (get, 0), source);

  if (found) {
    *ret_place = (ShopPlace){.seq = sqlite3_column_int64 (get, 2),
                             .heard_ms = sqlite3_column_int64 (get, 3)};
    g_strlcpy (ret_place->source, source, sizeof ret_place->source);
    g_strlcpy (ret_place->epoch, shop_store_column_text (get, 1), sizeof ret_place->epoch);
  }
  shop_store_finish (store, SHOP_SQL_GET_PLACE);
  return found;
}

static gboolean
check_room (ShopStore *store, GError **error)
{
  gint64 n;

  if (!shop_store_ask (store, SHOP_SQL_PENDING_COUNT, &n, error))
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
  sqlite3_stmt *add = store->statements[SHOP_SQL_PENDING_ADD];

  if (!check_room (store, error))
    return FALSE;
  shop_store_bind_text (add, 1, adjustment->id);
  shop_store_bind_text (add, 2, source);
  shop_store_bind_text (add, 3, adjustment->sku);
  shop_store_bind_text (add, 4, adjustment->hub);
  sqlite3_bind_int64 (add, 5, adjustment->by);
  shop_store_bind_text (add, 6, show_adjust_why_to_string (adjustment->why));
  sqlite3_bind_int64 (add, 7, adjustment->at_ms);
  return shop_store_run (store, SHOP_SQL_PENDING_ADD, error);
}

static ShopPending
read_pending (sqlite3_stmt *row)
{
  ShopPending pending = {
      .adjustment = {.by = sqlite3_column_int64 (row, 3),
                     .why = show_adjust_why_from_string (shop_store_column_text (row, 4)),
                     .at_ms = sqlite3_column_int64 (row, 5)},
      .answered = sqlite3_column_int (row, 6) != 0,
      .seq = sqlite3_column_int64 (row, 7)};

  g_strlcpy (pending.adjustment.id, shop_store_column_text (row, 0), sizeof pending.adjustment.id);
  g_strlcpy (pending.adjustment.sku, shop_store_column_text (row, 1),
             sizeof pending.adjustment.sku);
  g_strlcpy (pending.adjustment.hub, shop_store_column_text (row, 2),
             sizeof pending.adjustment.hub);
  return pending;
}

GArray *
shop_store_list_pending (ShopStore *store, const char *source, GError **error)
{
  SHOP_STORE_TURN (store);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (ShopPending));
  sqlite3_stmt *rows = store->statements[SHOP_SQL_PENDING_LIST];
  gboolean ok;
  int code;

  shop_store_bind_text (rows, 1, source);
  while ((code = sqlite3_step (rows)) == SQLITE_ROW) {
    ShopPending pending = read_pending (rows);

    if (pending.adjustment.why != 0)
      g_array_append_val (list, pending);
  }
  ok = code == SQLITE_DONE || shop_store_fail (store, error);
  shop_store_finish (store, SHOP_SQL_PENDING_LIST);
  return ok ? g_steal_pointer (&list) : NULL;
}

gboolean
shop_store_answer_pending (ShopStore *store, const char *id, gint64 seq, GError **error)
{
  SHOP_STORE_TURN (store);

  shop_store_bind_text (store->statements[SHOP_SQL_PENDING_ANSWER], 1, id);
  sqlite3_bind_int64 (store->statements[SHOP_SQL_PENDING_ANSWER], 2, seq);
  return shop_store_run (store, SHOP_SQL_PENDING_ANSWER, error);
}

gboolean
shop_store_remove_pending (ShopStore *store, const char *id, GError **error)
{
  SHOP_STORE_TURN (store);

  shop_store_bind_text (store->statements[SHOP_SQL_PENDING_REMOVE], 1, id);
  return shop_store_run (store, SHOP_SQL_PENDING_REMOVE, error);
}
