/* Inside of the store, for shop-store*.c only. */
#pragma once
#include "shop-schema.h"
#include "shop-store.h"

typedef enum {
  SHOP_SQL_PUT = 0,
  SHOP_SQL_HAS,
  SHOP_SQL_LIST,
  SHOP_SQL_COUNT,
  SHOP_SQL_FORGET,
  SHOP_SQL_SET_PLACE,
  SHOP_SQL_GET_PLACE,
  SHOP_SQL_TOUCH_PLACE,
  SHOP_SQL_LOSE_PLACE,
  SHOP_SQL_PENDING_ADD,
  SHOP_SQL_PENDING_COUNT,
  SHOP_SQL_PENDING_LIST,
  SHOP_SQL_PENDING_ANSWER,
  SHOP_SQL_PENDING_REMOVE,
  SHOP_SQL_PENDING_SETTLE,
  SHOP_SQL_BEGIN,
  SHOP_SQL_COMMIT,
  SHOP_SQL_ROLLBACK,
  SHOP_SQL_N,
} ShopSql;

struct _ShopStore {
  char *path;

  /* Of who has the turn */
  ShopDatabase *db;
  sqlite3_stmt *statements[SHOP_SQL_N];

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

/* Sets the database's last error; always FALSE. */
gboolean shop_store_fail (ShopStore *store, GError **error);

/* Runs a statement that gives no rows, and makes it ready for the next time. */
gboolean shop_store_run (ShopStore *store, ShopSql which, GError **error);

/* Makes a statement ready for the next time. */
void shop_store_finish (ShopStore *store, ShopSql which);

/* The number that a statement gives, such as a count. */
gboolean shop_store_ask (ShopStore *store, ShopSql which, gint64 *ret, GError **error);

/* Commits when `ok`; whatever fails leaves no transaction behind. Gives whether all went well. */
gboolean shop_store_end (ShopStore *store, gboolean ok, GError **error);

/* `text` must live until the statement has run. */
void shop_store_bind_text (sqlite3_stmt *statement, int column, const char *text);
const char *shop_store_column_text (sqlite3_stmt *statement, int column); /* never NULL */

/* Rows of products. Inside of a transaction; errors as shop_store_put(). */
gboolean shop_store_put_row (ShopStore *store, const ShowProduct *product, GError **error);
/* Of SHOP_SQL_LIST; `told_ms`: the row is known to have been true then, 0: no more than it says. */
ShowProduct *shop_store_read_row (ShopStore *store, sqlite3_stmt *row, gint64 told_ms,
                                  GError **error);

/* Inside of a transaction, after the rows. */
gboolean shop_store_put_rows (ShopStore *store, ShowProduct *const *products, guint n_products,
                              GError **error);
gboolean shop_store_forget_row (ShopStore *store, const char *sku, GError **error);
