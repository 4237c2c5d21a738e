/* The database of a shop: its tables. */
#pragma once
#include "shop-sql.h"
#include "srv-types.h"

/* An open, sound database with the newest schema; what is done with it has errors of
 * SRV_ERROR_STORE. Errors: SRV_ERROR_STORE, SRV_ERROR_DAMAGED. */
ShopSql *srv_sql_open (const char *path, GError **error);
