/* Asks vendors' shops now and then what they really have: webhooks are lost, late and doubled.
 * Knows no sockets: `send` has them. One thread. */
#pragma once
#include "srv-channel.h"
#include "srv-shop.h"
#include "srv-source.h"

#define SRV_POLL_MS_MIN    2000
#define SRV_POLL_MS_MAX    30000             /* rigs mark what is older, and soon hide it */
#define SRV_POLL_PAGES_MAX 2000              /* answers of one round */
#define SRV_ANSWER_MAX     (8 * 1024 * 1024) /* bytes of one */
#define SRV_ANSWER_MS      20000             /* for one */

typedef struct _SrvPoll SrvPoll;

/* What came back: `status` of HTTP, 0 when nothing did, then `body` says why in words. `date_ms` is
 * the vendor's clock, 0: not told. */
typedef struct {
  int status;
  const char *body;
  gsize length;
  gint64 date_ms;
} SrvAnswered;

/* Sends the request to the source's address and later calls srv_poll_answered() with `token` once,
 * never from within. */
typedef void (*SrvSend) (const SrvSource *source, const SrvAsk *ask, gpointer token, gpointer data);

/* A source went silent, or is back: a line for the log. */
typedef void (*SrvPollNote) (gboolean bad, const char *text, gpointer data);

/* `shop`, `channel` and `sources` are borrowed. */
SrvPoll *srv_poll_new (SrvShop *shop, SrvChannel *channel, GPtrArray *sources, SrvSend send,
                       SrvPollNote note, gpointer data, SrvNow now);
void srv_poll_free (SrvPoll *poll); /* NULL is fine; no answer may come after it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvPoll, srv_poll_free)

/* Asks whom it is time to ask. Cheap; to be called about twice a second. */
void srv_poll_tick (SrvPoll *poll, SrvNow now);

/* What it says is in the shop after the next flush. */
void srv_poll_answered (SrvPoll *poll, gpointer token, const SrvAnswered *answer, SrvNow now);
