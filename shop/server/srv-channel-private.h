/* Inside of the channel, for srv-channel*.c and srv-session*.c only. */
#pragma once
#include "base-bucket.h"
#include "shop-message.h"
#include "srv-channel.h"

/* A drop that rigs ask for. */
typedef struct {
  SrvHub *hub;
  gint64 told_ms; /* monotonic, of the newest delta */
  GQueue waiting; /* SrvVerdict: corrections whose effect is in the next state */
} SrvStage;

/* The answer to a correction. */
typedef struct {
  SrvSession *session; /* borrowed: taken out when the session ends */
  char id[SHOW_ADJUST_ID_MAX + 1];
  char sku[SHOW_SKU_MAX + 1];
  char code[SHOP_CODE_MAX + 1]; /* empty: it is done */
} SrvVerdict;

struct _SrvChannel {
  SrvShop *shop;
  GPtrArray *sources;
  const SrvPeerFuncs *funcs;
  GHashTable *stages;   /* the drop's name -> SrvStage */
  GPtrArray *sessions;  /* SrvSession, borrowed */
  GQueue verdicts;      /* SrvVerdict that wait for the flush */
  GPtrArray *snapshots; /* SrvSnapshot in flight */
};

typedef enum {
  SRV_SESSION_NEW = 1, /* no hello yet */
  SRV_SESSION_ON,
  SRV_SESSION_LEAVING, /* is hung up when all is sent */
  SRV_SESSION_GONE,    /* was hung up */
} SrvSessionState;

struct _SrvSession {
  SrvChannel *channel;
  gpointer peer;
  SrvSessionState state;
  SrvToken token;
  char *hash;
  SrvStage *stage; /* NULL before the hello */

  GQueue out; /* what is to be sent, in order */
  gsize out_bytes;
  gint64 opened_ms, taken_ms; /* monotonic */
  gint64 beat_ms;             /* the same, of the newest welcome or heartbeat */
  gint64 told_source_ms;      /* its src_at */

  BaseBucket messages;
  gint64 resync_ms; /* monotonic, of the newest one that was answered; 0: none */
  gboolean resync_due;
};

/* srv-session.c */
void srv_session_queue (SrvSession *session, SrvFrame *frame, gint64 mono_ms);
void srv_session_queue_message (SrvSession *session, const ShopMessage *message, gint64 mono_ms);
/* Sends a welcome or heartbeat, with what time it is and how old the source's word. */
void srv_session_tell_clocks (SrvSession *session, ShopMessage *message, SrvNow now);
void srv_session_queue_snapshot (SrvSession *session, SrvNow now);
gboolean srv_session_holds (const SrvSession *session, const SrvSnapshot *snapshot);
void srv_session_hang_up (SrvSession *session, guint code, const char *reason);
void srv_session_leave (SrvSession *session); /* the drop has ended */

/* srv-session-adjust.c: does what the message asks for. */
void srv_session_adjust (SrvSession *session, const ShopMessage *message, SrvNow now);

/* srv-channel.c */
/* The drop's stage, which is made when it is needed. NULL when there is no such drop. */
SrvStage *srv_channel_get_stage (SrvChannel *channel, const char *drop);
/* Takes the verdict; it leaves after the flush. */
void srv_channel_add_verdict (SrvChannel *channel, SrvVerdict *verdict);
guint srv_channel_get_stale_ms (const SrvChannel *channel, const char *drop);
/* `src_at`; 0: not told. */
gint64 srv_channel_get_source_ms (const SrvChannel *channel, const char *drop, gint64 now_ms);
