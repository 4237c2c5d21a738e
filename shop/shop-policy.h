/* When to connect, to give up on a line, to come again and what to say about it (shop/PROTOCOL.md,
 * R1, R4, R6, R7). Pure: `now_ms` is a monotonic clock, random numbers are the caller's. */
#pragma once
#include "base-backoff.h"
#include "show-types.h"

#define SHOP_CONNECT_MS      15000 /* name, TCP, TLS and upgrade */
#define SHOP_HELLO_MS        10000 /* hello to welcome */
#define SHOP_SNAPSHOT_MS     30000 /* for a snapshot that makes no progress */
#define SHOP_RESYNC_MS       1000  /* between two resyncs at least */
#define SHOP_RESYNC_AGAIN_MS 5000  /* without a snapshot for so long it is asked for again */
#define SHOP_STEADY_MS       60000 /* on line for so long: waits begin anew */
#define SHOP_REFUSED_MIN_MS  5000  /* after a code that calls for help, before the next try */
#define SHOP_REFUSED_MAX_MS  30000

#define SHOP_NEVER_MS G_MININT64

typedef enum {
  SHOP_LINK_IDLE = 1,   /* not started, or stopped */
  SHOP_LINK_WAITING,    /* for the next try */
  SHOP_LINK_CONNECTING, /* until the websocket is open */
  SHOP_LINK_GREETING,   /* until the welcome */
  SHOP_LINK_UP,
} ShopLinkState;

/* Why a line ended. */
typedef enum {
  SHOP_END_LOST = 1,    /* the network, or the shop went away */
  SHOP_END_UNREACHABLE, /* no such name, nobody there, nothing came back */
  SHOP_END_TLS,         /* the certificate is not to be trusted */
  SHOP_END_SETTING,     /* the token or the authority's certificate cannot be read here */
  SHOP_END_SILENT,      /* nothing for stale_ms */
  SHOP_END_NO_WELCOME,
  SHOP_END_NO_SNAPSHOT,
  SHOP_END_BAD_MESSAGE, /* we could not read what it sent */
  SHOP_END_CODE,        /* a close code, or HTTP status instead of the upgrade, see `code` */
} ShopEnd;

typedef enum {
  SHOP_DO_NOTHING = 1,
  SHOP_DO_CONNECT,
  SHOP_DO_RESYNC,  /* to be sent now, and taken to be sent */
  SHOP_DO_HANG_UP, /* because of `ret_end`; then shop_policy_ended() is to be called */
} ShopDo;

typedef struct {
  ShopLinkState state;
  gint64 since_ms; /* of the state; of SHOP_LINK_UP: of the connection */
  gint64 until_ms; /* SHOP_LINK_WAITING */
  gint64 heard_ms; /* last message of this connection */
  gint64 stale_ms; /* of the shop */
  gboolean wants_snapshot;
  gboolean must_ask;  /* it does not come by itself */
  gint64 progress_ms; /* when it was first wanted, or a part of it came */
  gint64 asked_ms;    /* last resync of the connection; SHOP_NEVER_MS: none */
  BaseBackoff backoff;
  ShopEnd end; /* of the last line; 0: none */
  guint code;  /* SHOP_END_CODE: websocket close code */
} ShopPolicy;

void shop_policy_init (ShopPolicy *self);

/* Connects at the next tick, whatever it waited for. */
void shop_policy_start (ShopPolicy *self, gint64 now_ms);
void shop_policy_stop (ShopPolicy *self);

/* The websocket is open and hello is sent. */
void shop_policy_opened (ShopPolicy *self, gint64 now_ms);
void shop_policy_welcomed (ShopPolicy *self, guint stale_ms, gint64 now_ms);
void shop_policy_heard (ShopPolicy *self, gint64 now_ms); /* any message */

/* From now on a snapshot is waited for. `ask`: it does not come by itself. */
void shop_policy_want_snapshot (ShopPolicy *self, gboolean ask, gint64 now_ms);
/* A part of it came; with `complete`, all of it. */
void shop_policy_got_part (ShopPolicy *self, gboolean complete, gint64 now_ms);

/* The line is gone, or did not come up. `code` with SHOP_END_CODE; `unit` from [0, 1). */
void shop_policy_ended (ShopPolicy *self, ShopEnd end, guint code, gint64 now_ms, double unit);

/* What is due. SHOP_DO_HANG_UP sets `ret_end`. */
ShopDo shop_policy_tick (ShopPolicy *self, gint64 now_ms, ShopEnd *ret_end);

/* When something is due next; G_MAXINT64: never. */
gint64 shop_policy_next_ms (const ShopPolicy *self);

/* The shop refused us last, and a person must act, mostly at the shop. The tries go on. */
gboolean shop_policy_is_refused (const ShopPolicy *self);

/* The close code that an HTTP status stands for, when it came instead of the upgrade. */
guint shop_policy_code_from_http (guint status);

/* For people, without the time of the next try: "The shop does not take this rig's token. …"; to
 * be followed by what comes next. Static text. */
const char *shop_policy_say (const ShopPolicy *self);

/* Of the link as such; that it is up does not say that the numbers are true. */
ShowHealth shop_policy_get_health (const ShopPolicy *self);
