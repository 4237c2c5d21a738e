/* The messages of stocksync.v1.json (shop/PROTOCOL.md), both directions, from and to the text of a
 * frame. Pure, any thread. */
#pragma once
#include "shop-item.h"
#include "show-state.h"

#define SHOP_SUBPROTOCOL "stocksync.v1.json"
#define SHOP_VERSION     1

#define SHOP_FRAME_MAX    65536 /* bytes of a frame, both ways */
#define SHOP_CLIENT_MAX   64    /* bytes of what the client calls itself */
#define SHOP_CODE_MAX     32    /* bytes of an error's code */
#define SHOP_PARTS_MAX    SHOW_PRODUCTS_MAX
#define SHOP_HB_MS_MIN    500
#define SHOP_HB_MS_MAX    60000
#define SHOP_STALE_MS_MIN 1000
#define SHOP_STALE_MS_MAX 600000
#define SHOP_RETRY_MS_MAX 3600000

typedef enum {
  SHOP_MESSAGE_HELLO = 1, /* client to server */
  SHOP_MESSAGE_RESYNC,
  SHOP_MESSAGE_ADJUST,
  SHOP_MESSAGE_WELCOME, /* server to client */
  SHOP_MESSAGE_SNAPSHOT,
  SHOP_MESSAGE_DELTA,
  SHOP_MESSAGE_HB,
  SHOP_MESSAGE_ERR,
  SHOP_MESSAGE_ADJUSTED,
  SHOP_MESSAGE_OTHER, /* of a later version or the other direction: is ignored */
} ShopMessageKind;

typedef enum {
  SHOP_SIDE_CLIENT = 1, /* what a client sends is good */
  SHOP_SIDE_SERVER,
} ShopSide;

/* Close codes that have a meaning of their own. */
typedef enum {
  SHOP_CLOSE_BAD_MESSAGE = 4400, /* stop */
  SHOP_CLOSE_AUTH = 4401,        /* stop */
  SHOP_CLOSE_FORBIDDEN = 4403,   /* stop */
  SHOP_CLOSE_NO_DROP = 4404,     /* stop */
  SHOP_CLOSE_HELLO_TIMEOUT = 4408,
  SHOP_CLOSE_ENDED = 4410, /* stop */
  SHOP_CLOSE_SLOW = 4429,
  SHOP_CLOSE_INTERNAL = 4500,
} ShopClose;

/* One struct for all kinds; which members a kind has stands beside them. */
typedef struct {
  ShopMessageKind kind;
  char epoch[SHOP_NAME_MAX + 1]; /* all of the server's but err; hello: to resume, or empty;
                                    adjusted: of `seq`, or empty */
  gint64 seq;       /* the same; adjusted: first state that has the effect, 0: not told */
  gint64 prev;      /* delta */
  gint64 at_ms;     /* snapshot, delta, adjust: `at`; welcome, hb: `now`; wall clock */
  gint64 source_ms; /* welcome, hb: `src_at`, 0: not told */
  guint version;    /* hello, welcome */
  char drop[SHOP_NAME_MAX + 1];     /* hello */
  char client[SHOP_CLIENT_MAX + 1]; /* hello */
  gboolean resumed;                 /* welcome: deltas follow, no snapshot */
  guint hb_ms, stale_ms;            /* welcome */
  guint part, parts;                /* snapshot: 1 of 1 when it is whole */
  GPtrArray *items;                 /* snapshot, delta: ShopItem; owned */
  char *text;                       /* err: for people; resync: the reason; owned, may be NULL */
  char code[SHOP_CODE_MAX + 1];     /* err, adjusted that is not ok; may be empty */
  gboolean fatal;                   /* err */
  guint retry_ms;                   /* err: 0: not told */
  ShowAdjustment adjustment;        /* adjust; adjusted: `id` only */
  gboolean ok;                      /* adjusted */
} ShopMessage;

ShopMessage *shop_message_new (ShopMessageKind kind); /* all else 0; `items` is made */
void shop_message_free (ShopMessage *message);        /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopMessage, shop_message_free)

/* What `from` sent in one frame; `text` need not end with a NUL. Types that `from` does not send
 * are SHOP_MESSAGE_OTHER. NULL with SHOP_ERROR_MESSAGE, which repeats nothing secret, when the
 * frame is not good: the receiver closes with SHOP_CLOSE_BAD_MESSAGE. An item that is not good is
 * refused alone. */
ShopMessage *shop_message_parse (const char *text, gsize length, ShopSide from, GError **error);

/* The frame's text; transfer full. NULL with SHOP_ERROR_MESSAGE when it is longer than
 * SHOP_FRAME_MAX. */
char *shop_message_format (const ShopMessage *message, GError **error);

/* The frames (GPtrArray of char *, transfer full) of a snapshot or delta of any number of items, as
 * JSON text; those of the message are not used. A snapshot in as many parts as it takes, a delta as
 * one after the other: the first has `prev` and `seq` of the message, each further one the next
 * `seq`. */
GPtrArray *shop_message_split (const ShopMessage *message, const char *const *items, guint n_items);
