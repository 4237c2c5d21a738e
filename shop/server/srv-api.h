/* The REST API (API.md): who may ask what, and what is answered. Needs no network. One thread. */
#pragma once
#include "base-bucket.h"
#include "srv-http.h"
#include "srv-shop.h"
#include "srv-source.h"
#include <jansson.h>

#define SRV_PAGE_MAX   1000 /* products or ledger lines in one answer */
#define SRV_DROPS_PAGE 100  /* drops in one answer */
#define SRV_KEEP_MS    (G_GINT64_CONSTANT (30) * 24 * 3600 * 1000) /* answers and events */
#define SRV_STALE_KEYS 1000                                        /* forgotten at once */

#define SRV_BODY_SMALL   (64 * 1024)   /* bytes of anybody's request */
#define SRV_BODY_WEBHOOK (1024 * 1024) /* to a source that there is */

typedef struct _SrvApi SrvApi;

/* What the server tells about itself: adds members to `json`. */
typedef void (*SrvTellStatus) (json_t *json, gpointer data);

/* `shop` is borrowed, `sources` too: a GPtrArray of SrvSource. `per_second`: requests of one token,
 * 0: any number. */
SrvApi *srv_api_new (SrvShop *shop, GPtrArray *sources, double per_second);
void srv_api_free (SrvApi *api); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvApi, srv_api_free)
void srv_api_set_status (SrvApi *api, SrvTellStatus tell, gpointer data);

/* How long a body may be, known when there is no more than the head of the request. */
gsize srv_api_get_body_max (SrvApi *api, const SrvRequest *head);

/* `now_ms`: wall clock; `mono_ms`: monotonic. */
void srv_api_handle (SrvApi *api, const SrvRequest *request, gint64 now_ms, gint64 mono_ms,
                     SrvReply *reply);

/* The same for the operator of this machine, who needs no token; a key for what needs one is made.
 */
void srv_api_handle_local (SrvApi *api, const SrvRequest *request, gint64 now_ms, SrvReply *reply);

/* The source called `name`, NULL when there is none. Borrowed. */
SrvSource *srv_api_find_source (SrvApi *api, const char *name);
