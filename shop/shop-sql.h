/* SQLite with the least of ceremony: statements by their text, prepared once. Any one thread at a
 * time. */
#pragma once
#include "shop-schema.h"

typedef struct _ShopSql ShopSql;

/* An open, sound database with the newest schema. `texts` (may be NULL) are prepared at once: a
 * file of the right version with the wrong tables is damaged, too. Errors: SHOP_ERROR. */
ShopSql *shop_sql_open (const char *path, const ShopSchema *schema, const char *const *texts,
                        guint n_texts, GError **error);

/* The same; a damaged file is set aside and a new one made. Then `ret_note` has a sentence about it
 * that ends in `then`, otherwise NULL. */
ShopSql *shop_sql_open_or_set_aside (const char *path, const ShopSchema *schema,
                                     const char *const *texts, guint n_texts, const char *then,
                                     char **ret_note, GError **error);
void shop_sql_close (ShopSql *sql); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopSql, shop_sql_close)

/* What follows has errors of SHOP_ERROR, or after this of another room, with the same words. */
void shop_sql_set_error_code (ShopSql *sql, GQuark domain, int code);

ShopDatabase *shop_sql_get_db (ShopSql *sql); /* borrowed */

/* Binds the values and gives the statement to be stepped with shop_sql_step(). `text` is a literal.
 * `types` has a letter for each value: t text (may be NULL), i gint64. NULL on an error. What the
 * values point at must stay as it is until the statement is through. */
sqlite3_stmt *shop_sql_query (ShopSql *sql, GError **error, const char *text, const char *types,
                              ...);

/* TRUE: there is a row. FALSE: no more; `*inout_ok` becomes FALSE with an error. The statement is
 * reset then. */
gboolean shop_sql_step (ShopSql *sql, sqlite3_stmt *statement, gboolean *inout_ok, GError **error);

/* Who does not step to the end says so. */
void shop_sql_finish (sqlite3_stmt *statement);

/* A statement without rows. */
gboolean shop_sql_run (ShopSql *sql, GError **error, const char *text, const char *types, ...);

/* The number that a statement gives, such as a count; 0: it gives none. */
gboolean shop_sql_ask (ShopSql *sql, gint64 *ret, GError **error, const char *text,
                       const char *types, ...);

/* Ends what "BEGIN" began: commits when `ok`; whatever fails leaves no transaction behind. Gives
 * whether all went well. */
gboolean shop_sql_end (ShopSql *sql, gboolean ok, GError **error);

/* Never NULL. Borrowed until the next step. */
const char *shop_sql_text (sqlite3_stmt *statement, int column);
