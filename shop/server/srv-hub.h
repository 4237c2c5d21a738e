/* The numbered states of one drop, as stocksync.v1.json tells them (shop/PROTOCOL.md): deltas, the
 * newest of them kept for those who come again, and snapshots. Every frame is made once. What is
 * numbered changes only in srv_hub_publish(). One thread; `now_ms` is the wall clock. */
#pragma once
#include "srv-catalog.h"
#include "srv-frame.h"

#define SRV_HISTORY_MAX       1000               /* deltas that are kept */
#define SRV_HISTORY_BYTES_MAX (16 * 1024 * 1024) /* of a drop, together */
#define SRV_RESUME_BYTES_MAX  (192 * 1024)       /* more than this is told as a snapshot */
#define SRV_DELTA_BYTES_MAX   (64 * 1024)        /* the same for one change */

typedef struct _SrvHub SrvHub;

/* A whole state in frames. */
typedef struct {
  guint refs;
  gint64 seq;
  gsize bytes;
  GPtrArray *frames; /* SrvFrame */
} SrvSnapshot;
SrvSnapshot *srv_snapshot_ref (SrvSnapshot *snapshot);
void srv_snapshot_unref (SrvSnapshot *snapshot); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSnapshot, srv_snapshot_unref)

/* `drop` is in the catalogue, and what is there now is state 1 of a new epoch. */
SrvHub *srv_hub_new (SrvCatalog *catalog, const char *drop);
void srv_hub_free (SrvHub *hub); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvHub, srv_hub_free)

const char *srv_hub_get_drop (const SrvHub *hub);
const char *srv_hub_get_epoch (const SrvHub *hub);
gint64 srv_hub_get_seq (const SrvHub *hub);

/* The product is another one since the newest state, or gone: `json` is NULL. */
void srv_hub_touch (SrvHub *hub, const char *sku, GRefString *json);
gboolean srv_hub_is_dirty (const SrvHub *hub);
/* TRUE when the product's change was not published yet. */
gboolean srv_hub_is_touched (const SrvHub *hub, const char *sku);

/* Makes what was touched the next state. Gives the delta that leads to it, or NULL with
 * `ret_snapshot` (transfer full) when the change is too large for one message. Both are NULL when
 * nothing is different after all. Transfer full. */
SrvFrame *srv_hub_publish (SrvHub *hub, gint64 now_ms, SrvSnapshot **ret_snapshot);

/* The newest state; made when it is asked for, then the same for all. Transfer full. */
SrvSnapshot *srv_hub_get_snapshot (SrvHub *hub, gint64 now_ms);

/* Deltas from `seq` of `epoch` to the newest state: an array of SrvFrame, transfer full, which may
 * be empty. NULL when they are not all there. */
GPtrArray *srv_hub_resume (SrvHub *hub, const char *epoch, gint64 seq);
