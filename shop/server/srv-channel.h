/* The server's end of stocksync.v1.json (shop/PROTOCOL.md): sessions with rigs, and what they are
 * told. Knows no sockets: whoever has them brings messages in, takes frames out and hangs up when
 * told to. One thread. */
#pragma once
#include "srv-hub.h"
#include "srv-shop.h"
#include "srv-source.h"

#define SRV_HELLO_MS          10000 /* for the first message */
#define SRV_HB_MS             5000
#define SRV_STALE_MS          15000
#define SRV_DELTA_MS          250          /* between two deltas */
#define SRV_RESYNC_MS         1000         /* between two snapshots that one rig asks for */
#define SRV_WAITING_BYTES_MAX (256 * 1024) /* of deltas and such that a rig does not take */
#define SRV_STUCK_MS          15000        /* a rig that takes nothing at all */
#define SRV_MESSAGES_PER_S    20           /* from one rig */
#define SRV_SNAPSHOT_BYTES_MAX                                                                     \
  (64 * 1024 * 1024) /* of states in flight that are not the newest                                \
                      */

/* Both clocks, in ms: the wall's since 1970, and one that nobody can set. */
typedef struct {
  gint64 wall_ms, mono_ms;
} SrvNow;

typedef struct _SrvChannel SrvChannel;
typedef struct _SrvSession SrvSession;

/* What the channel asks of whoever has the sockets; `peer` as given to srv_session_open(). */
typedef struct {
  void (*wake) (gpointer peer); /* there is something to take */
  /* Hang up with this code; the session is freed by srv_session_free() then, not here. */
  void (*hang_up) (gpointer peer, guint code, const char *reason);
} SrvPeerFuncs;

/* `shop` and `sources` (GPtrArray of SrvSource) are borrowed. Becomes the shop's listener. */
SrvChannel *srv_channel_new (SrvShop *shop, GPtrArray *sources, const SrvPeerFuncs *funcs);
void srv_channel_free (SrvChannel *channel); /* NULL is fine; no session may be open */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvChannel, srv_channel_free)

/* After each srv_shop_flush(), with what it gave: answers leave, or rigs are sent away to ask
 * again; changes are told as soon as they may be. Gives the ms until srv_channel_tick() must be
 * called, as that does. */
guint srv_channel_flushed (SrvChannel *channel, gboolean ok, SrvNow now);

/* Heartbeats, delayed deltas, time-outs. Gives the ms until it must be called again. */
guint srv_channel_tick (SrvChannel *channel, SrvNow now);

/* Another process changed the store: tokens that are not good any more. */
void srv_channel_check_tokens (SrvChannel *channel);

/* An `err` to all rigs of a drop. */
void srv_channel_tell (SrvChannel *channel, const char *drop, const char *code, const char *text,
                       guint retry_ms, SrvNow now);

guint srv_channel_count (const SrvChannel *channel);

/* A rig connected; `hash` is its token's. */
SrvSession *srv_session_open (SrvChannel *channel, const SrvToken *token, const char *hash,
                              gpointer peer, SrvNow now);
void srv_session_free (SrvSession *session); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSession, srv_session_free)

/* A whole text message. What it writes into the shop leaves an answer for the next flush. */
void srv_session_receive (SrvSession *session, const char *text, gsize length, SrvNow now);
/* A message that cannot be one: too long, or not text. */
void srv_session_refuse (SrvSession *session, const char *reason);

/* The next frame to be sent, transfer full; NULL when there is none. */
SrvFrame *srv_session_take (SrvSession *session, SrvNow now);
/* Another srv_session_take() has something to do. */
gboolean srv_session_has_more (const SrvSession *session);
