/* What vendors' shops told, taken into ours: once, in the order of their clocks, under our names.
 * One thread. */
#pragma once
#include "srv-shop.h"
#include "srv-source.h"

#define SRV_FUTURE_MS (24 * 3600 * 1000) /* how far a vendor's clock may be ahead */

/* Writes what is new of `news` into the shop (srv_shop_flush() makes it durable). Of an event that
 * was seen before nothing is taken, and nothing that is not newer than what is known; an answer to
 * a poll (`polled`) is also believed when it is as new. Errors: SRV_ERROR_STORE; the transaction is
 * spoilt then. */
gboolean srv_ingest (SrvShop *shop, SrvSource *source, const SrvNews *news, gboolean polled,
                     gint64 now_ms, GError **error);

/* Works a source's counts out again for one of its items: after it was given a name. */
gboolean srv_ingest_again (SrvShop *shop, const SrvSource *source, const char *item, gint64 now_ms,
                           GError **error);
