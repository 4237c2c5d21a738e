/* The database under the store: opening with the settings that make it durable, the schema's
 * versions, and errors in plain words. Main thread. */
#pragma once
#include "shop-store.h"
#include <sqlite3.h>

typedef sqlite3 ShopDatabase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopDatabase, sqlite3_close)

/* An open, sound database with the newest schema. SHOP_ERROR_DAMAGED when the file is not sound. */
ShopDatabase *shop_schema_open (const char *path, GError **error);

/* The database's last error as SHOP_ERROR: "PATH: what happened. Remedy." */
void shop_schema_set_error (GError **error, ShopDatabase *db, const char *path);
