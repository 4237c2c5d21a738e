/* SQLite with the least of ceremony: statements by their text, prepared once. One thread. */
#pragma once
#include "srv-types.h"
#include <sqlite3.h>

typedef struct _SrvSql SrvSql;

/* An open, sound database with the newest schema. Errors: SRV_ERROR_STORE, SRV_ERROR_DAMAGED. */
SrvSql *srv_sql_open (const char *path, GError **error);
void srv_sql_close (SrvSql *sql); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSql, srv_sql_close)

/* Binds the values and gives the statement to be stepped with srv_sql_step(). `text` is a literal.
 * `types` has a letter for each value: t text (may be NULL), i gint64. NULL on an error. What the
 * values point at must stay as it is until the statement is through. */
sqlite3_stmt *srv_sql_query (SrvSql *sql, GError **error, const char *text, const char *types, ...);

/* TRUE: there is a row. FALSE: no more; `*inout_ok` becomes FALSE with an error. The statement is
 * reset then. */
gboolean srv_sql_step (SrvSql *sql, sqlite3_stmt *statement, gboolean *inout_ok, GError **error);

/* A statement without rows. */
gboolean srv_sql_run (SrvSql *sql, GError **error, const char *text, const char *types, ...);

/* Never NULL. Borrowed until the next step. */
const char *srv_sql_text (sqlite3_stmt *statement, int column);

/* Rows that the last statement changed. */
int srv_sql_changes (SrvSql *sql);
