/* The database under the store: opening with the settings that make it durable, the schema's
 * versions, and errors in plain words. Any one thread at a time. */
#pragma once
#include "shop-store.h"
#include <sqlite3.h>

typedef sqlite3 ShopDatabase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopDatabase, sqlite3_close)

/* migrations[i] brings a database of version i to version i + 1. */
typedef struct {
  int application_id; /* PRAGMA application_id */
  const char *const *migrations;
  guint n_migrations;
} ShopSchema;

/* The rig's own store. */
extern const ShopSchema shop_schema_rig;

/* An open, sound database with the newest schema. SHOP_ERROR_DAMAGED when the file is not sound. */
ShopDatabase *shop_schema_open (const char *path, const ShopSchema *schema, GError **error);

/* Moves a damaged database and its log to PATH.damaged-N; gives that name. Transfer full. Errors:
 * SHOP_ERROR_STORE when it cannot, or when SHOP_DAMAGED_MAX of them are there already. */
char *shop_schema_set_aside (const char *path, GError **error);

/* The database's last error as SHOP_ERROR: "PATH: what happened. Remedy." */
void shop_schema_set_error (GError **error, ShopDatabase *db, const char *path);
