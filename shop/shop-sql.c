#include "shop-sql.h"

struct _ShopSql {
  char *path;
  ShopDatabase *db;
  GHashTable *statements; /* const char * literal, by its address -> sqlite3_stmt */
  GQuark domain;          /* of the errors; 0: SHOP_ERROR */
  int code;
};

/* The database's words as an error of the room that uses it. */
static void
set_error (ShopSql *sql, GError **error)
{
  g_autoptr (GError) ours = NULL;

  shop_schema_set_error (&ours, sql->db, sql->path);
  if (sql->domain)
    g_set_error_literal (error, sql->domain, sql->code, ours->message);
  else
    g_propagate_error (error, g_steal_pointer (&ours));
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* NULL: the database's last error says why. */
static sqlite3_stmt *
prepare (ShopSql *sql, const char *text)
{
  sqlite3_stmt *statement = g_hash_table_lookup (sql->statements, text);

  if (!statement && sqlite3_prepare_v3 (sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                        NULL) == SQLITE_OK)
    g_hash_table_insert (sql->statements, (gpointer) text, statement);
  return statement;
}

/* Life */

static gboolean
prepare_all (ShopSql *sql, const char *const *texts, guint n_texts, GError **error)
{
  for (guint i = 0; i < n_texts; i++)
    if (!prepare (sql, texts[i])) {
      g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: The file is damaged (%s).",
                   sql->path, sqlite3_errmsg (sql->db));
      return FALSE;
    }
  return TRUE;
}

ShopSql *
shop_sql_open (const char *path, const ShopSchema *schema, const char *const *texts, guint n_texts,
               GError **error)
{
  g_autoptr (ShopSql) sql = NULL;
  ShopDatabase *db = shop_schema_open (path, schema, error);

  if (!db)
    return NULL;
  sql = g_new0 (ShopSql, 1);
  sql->path = g_strdup (path);
  sql->db = db;
  sql->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize);
  return prepare_all (sql, texts, n_texts, error) ? g_steal_pointer (&sql) : NULL;
}

ShopSql *
shop_sql_open_or_set_aside (const char *path, const ShopSchema *schema, const char *const *texts,
                            guint n_texts, const char *then, char **ret_note, GError **error)
{
  g_autoptr (GError) damage = NULL;
  g_autoptr (ShopSql) sql = shop_sql_open (path, schema, texts, n_texts, &damage);
  g_autofree char *aside = NULL;

  *ret_note = NULL;
  if (sql)
    return g_steal_pointer (&sql);
  if (!g_error_matches (damage, SHOP_ERROR, SHOP_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&damage));
    return NULL;
  }
  aside = shop_schema_set_aside (path, error);
  sql = aside ? shop_sql_open (path, schema, texts, n_texts, error) : NULL;
  if (sql)
    *ret_note = g_strdup_printf ("%s It is kept as %s; %s", damage->message, aside, then);
  return g_steal_pointer (&sql);
}

void
shop_sql_close (ShopSql *sql)
{
  if (!sql)
    return;
  g_hash_table_unref (sql->statements);
  sqlite3_close (sql->db);
  g_free (sql->path);
  g_free (sql);
}

void
shop_sql_set_error_code (ShopSql *sql, GQuark domain, int code)
{
  sql->domain = domain;
  sql->code = code;
}

ShopDatabase *
shop_sql_get_db (ShopSql *sql)
{
  return sql->db;
}

/* Statements */

static sqlite3_stmt *
query_valist (ShopSql *sql, GError **error, const char *text, const char *types, va_list values)
{
  sqlite3_stmt *statement = prepare (sql, text);

  if (!statement)
    set_error (sql, error);
  for (int i = 0; statement && types[i]; i++) {
    if (types[i] == 'i')
      sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
    else
      sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_STATIC);
  }
  return statement;
}

sqlite3_stmt *
shop_sql_query (ShopSql *sql, GError **error, const char *text, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_valist (sql, error, text, types, values);
  va_end (values);
  return statement;
}

void
shop_sql_finish (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

gboolean
shop_sql_step (ShopSql *sql, sqlite3_stmt *statement, gboolean *inout_ok, GError **error)
{
  int code = *inout_ok ? sqlite3_step (statement) : SQLITE_DONE;

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE) {
    set_error (sql, error);
    *inout_ok = FALSE;
  }
  shop_sql_finish (statement);
  return FALSE;
}

gboolean
shop_sql_run (ShopSql *sql, GError **error, const char *text, const char *types, ...)
{
  sqlite3_stmt *statement;
  gboolean ok = TRUE;
  va_list values;

  va_start (values, types);
  statement = query_valist (sql, error, text, types, values);
  va_end (values);
  if (!statement)
    return FALSE;
  while (shop_sql_step (sql, statement, &ok, error))
    ;
  return ok;
}

gboolean
shop_sql_ask (ShopSql *sql, gint64 *ret, GError **error, const char *text, const char *types, ...)
{
  sqlite3_stmt *statement;
  gboolean ok;
  va_list values;

  *ret = 0;
  va_start (values, types);
  statement = query_valist (sql, error, text, types, values);
  va_end (values);
  ok = statement != NULL;
  while (ok && shop_sql_step (sql, statement, &ok, error))
    *ret = sqlite3_column_int64 (statement, 0);
  return ok;
}

gboolean
shop_sql_end (ShopSql *sql, gboolean ok, GError **error)
{
  ok = ok && shop_sql_run (sql, error, "COMMIT", "");
  if (!ok && !sqlite3_get_autocommit (sql->db))
    shop_sql_run (sql, NULL, "ROLLBACK", "");
  return ok;
}

const char *
shop_sql_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text ? text : "";
}
