/* Inside of the API, for srv-api*.c only. */
#pragma once
#include "shop-json.h"
#include "srv-api.h"

#define SRV_CALLERS_MAX 1024 /* tokens that are told apart by how often they ask */

struct _SrvApi {
  SrvShop *shop;
  GPtrArray *sources;
  BasePace pace;
  BaseBuckets *buckets; /* by the token's name */
  SrvTellStatus tell_status;
  gpointer tell_data;
};

/* A request on its way to its handler. */
typedef struct {
  SrvApi *api;
  const SrvRequest *request;
  SrvToken token;
  const char *name; /* what stands for the * in the path; NULL: there is none */
  const char *key;  /* Idempotency-Key, of routes that need one */
  ShopJson *json;   /* the body; borrowed; NULL: there is none */
  gint64 now_ms;
} SrvCall;

/* Sets reply->body (and status, unless it is 200), or fails. */
typedef gboolean (*SrvHandler) (SrvCall *call, SrvReply *reply, GError **error);

typedef enum {                          /* flags */
               SRV_ROUTE_OPEN = 1 << 0, /* needs no token */
               SRV_ROUTE_WRITES = 1
                                  << 1, /* changes the shop: all or nothing, waits for the flush */
               SRV_ROUTE_ONCE = 1 << 2, /* needs an idempotency key; WRITES, too */
               SRV_ROUTE_JSON = 1 << 3, /* has a JSON object as its body */
} SrvRouteFlags;

typedef struct {
  SrvMethod method;
  const char *path; /* "/v1/drops/STAR/sell" with a * for one part */
  guint right;      /* SrvRight that the token needs */
  guint flags;
  SrvHandler handle;
} SrvRoute;

/* Each ends with handle = NULL. */
extern const SrvRoute srv_api_drop_routes[], srv_api_item_routes[], srv_api_sale_routes[],
    srv_api_source_routes[];

/* The drop of the path, as everybody sees it, transfer full. Errors: SRV_ERROR_NOT_FOUND. */
SrvDrop *srv_api_find_drop (SrvCall *call, GError **error);

/* "after" and "limit" of the query. */
const char *srv_api_get_after (SrvCall *call);
gboolean srv_api_get_limit (SrvCall *call, guint *ret_limit, GError **error);

/* json_pack() into the reply. */
void srv_api_answer (SrvReply *reply, const char *format, ...);
