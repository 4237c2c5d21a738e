/* Vendors' shops that count some of our products: what they tell by signed webhooks and answer when
 * they are polled. Each vendor is a const vtable; reading is pure. */
#pragma once
#include "srv-http.h"
#include "srv-store.h"
#include <jansson.h>

#define SRV_SOURCES_MAX 16
#define SRV_REPORTS_MAX 1000 /* counts in one webhook or answer */

typedef struct _SrvVendor SrvVendor;

/* One shop at a vendor's. Immutable but for its state. */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  const SrvVendor *vendor;
  char drop[SRV_DROP_NAME_MAX + 1]; /* where its products are */
  GBytes *secret;                   /* of the signatures; NULL: webhooks are refused */
  char *webhook_url;                /* Square: the address that it was told, as it was told */
  char *url;                        /* of its API: "https://shop.example"; NULL: is not polled */
  GBytes *api_secret;               /* for that; NULL: none */
  guint poll_ms;

  /* State, since the start */
  guint64 n_events, n_duplicates, n_stale, n_refused, n_polls;
  gint64
      heard_ms; /* wall clock of the newest round that told all of its counts; 0: is not polled */
  gint64
      down_since; /* wall clock of the first of the rounds that do not tell all; 0: all is well */
  gboolean doubtful; /* two counts of the same time contradict each other: poll now */
} SrvSource;

SrvSource *srv_source_new (const char *name, const SrvVendor *vendor, const char *drop);
void srv_source_free (SrvSource *source); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSource, srv_source_free)

/* A count as told. By value. */
typedef struct {
  SrvLevel level;
  char sku[SHOW_SKU_MAX + 1]; /* empty: the vendor does not tell it */
} SrvReport;

/* What an event or an answer to a poll says. */
typedef struct {
  char event[SRV_ID_MAX + 1]; /* empty: not an event */
  GArray *reports;            /* SrvReport; owned */
} SrvNews;

SrvNews *srv_news_new (void);
void srv_news_free (SrvNews *news); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvNews, srv_news_free)
/* Adds a count; what is longer than fits, or one more than SRV_REPORTS_MAX, is left out. `quantity`
 * below 0 (oversold there) is 0. Texts may be NULL. */
void srv_news_add (SrvNews *news, const char *item, const char *location, const char *sku,
                   gint64 quantity, gint64 at_ms);

/* A request to a vendor's API. */
typedef struct {
  SrvMethod method;
  char *path;         /* owned, as all */
  char *body;         /* NULL: none */
  GPtrArray *headers; /* name, value, name, value … */
} SrvAsk;

SrvAsk *srv_ask_new (SrvMethod method, const char *path, const char *body);
void srv_ask_free (SrvAsk *ask); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvAsk, srv_ask_free)
void srv_ask_add_header (SrvAsk *ask, const char *name, const char *value);

struct _SrvVendor {
  const char *name;             /* "shopify" */
  const char *signature_header; /* in small letters */
  gboolean signs_url;           /* the signature is over the webhook's address and the body */
  gboolean asks_by_item;        /* polls name the vendor's items; otherwise SKUs */
  guint ask_max;                /* SKUs or items in one poll */

  /* A request that changes nothing and is answered kindly without a signature. May be NULL. */
  gboolean (*is_ping) (const SrvRequest *request);
  /* What a signed event says; without any report when it is about something else. Errors:
   * SRV_ERROR_INVALID. */
  gboolean (*read_event) (const SrvRequest *request, SrvNews *news, GError **error);
  /* Asks for the counts of `names` (NULL-terminated); `cursor` NULL: from the start. */
  SrvAsk *(*make_poll) (const SrvSource *source, const char *const *names, const char *cursor);
  /* `now_ms`: the vendor's clock when it was asked. `ret_cursor` NULL: that was all. Errors:
   * SRV_ERROR_REMOTE. */
  gboolean (*read_poll) (const char *body, gsize length, gint64 now_ms, SrvNews *news,
                         char **ret_cursor, GError **error);
};

extern const SrvVendor srv_vendor_shopify, srv_vendor_square, srv_vendor_woocommerce;
/* By name, NULL-terminated. */
extern const SrvVendor *const srv_vendors[];

/* The request is from whom it says. Errors: SRV_ERROR_UNAUTHORIZED. */
gboolean srv_source_verify (const SrvSource *source, const SrvRequest *request, GError **error);

/* What is read here has no limit on how deep it is nested but the parser's. Errors:
 * SRV_ERROR_INVALID. A GBytes or text never leaves with a secret in it. */
json_t *srv_source_load_json (const char *text, gsize length, GError **error);
