/* Inside of the store, for shop-store*.c only. */
#pragma once
#include "shop-sql.h"
#include "shop-store.h"

struct _ShopStore {
  char *path;

  /* Of who has the turn */
  ShopSql *sql;

  /* The lock: turns are given in the order in which they were asked for */
  GMutex mutex;
  GCond turned;
  guint asked, ended; /* under the mutex */

  /* Of who shortens the log */
  ShopDatabase *log_db; /* NULL: not needed yet */
  gint log_pages;       /* atomic */
};

/* Waits for the turn; to be held as long as the database is used. */
typedef ShopStore ShopTurn;
ShopTurn *shop_store_take_turn (ShopStore *store);
void shop_store_end_turn (ShopTurn *turn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopTurn, shop_store_end_turn)
#define SHOP_STORE_TURN(store)                                                                     \
  G_GNUC_UNUSED g_autoptr (ShopTurn) shop_turn = shop_store_take_turn (store)

#define SHOP_STORE_COLUMNS                                                                         \
  "sku, title, currency, state, ship_by, url, lists, rev, cap, available, sold, as_of_ms,"         \
  " price_minor, was_minor, low30_minor, pre_cap, pre_sold, doubtful"

/* When the shop last said that all is as it is here; 0: there is no shop. */
gint64 shop_store_get_heard_ms (ShopStore *store);

/* Rows of products. Inside of a transaction; errors as shop_store_put(). */
gboolean shop_store_put_row (ShopStore *store, const ShowProduct *p, GError **error);
/* `row` has SHOP_STORE_COLUMNS; `told_ms`: it is known to have been true then, 0: no more than it
 * says. */
ShowProduct *shop_store_read_row (ShopStore *store, sqlite3_stmt *row, gint64 told_ms,
                                  GError **error);

/* Inside of a transaction, after the rows. */
gboolean shop_store_put_rows (ShopStore *store, ShowProduct *const *products, guint n_products,
                              GError **error);
gboolean shop_store_forget_row (ShopStore *store, const char *sku, GError **error);
