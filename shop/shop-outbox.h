/* Corrections on their way to the shop: in order, not too fast, again when the line broke, until
 * each is answered (shop/PROTOCOL.md, R8 and R10). Pure; `now_ms` is a monotonic clock. */
#pragma once
#include "shop-message.h"
#include "shop-store.h"

#define SHOP_OUTBOX_FLIGHT   16 /* sent and unanswered */
#define SHOP_OUTBOX_PER_S    10
#define SHOP_OUTBOX_AGAIN_MS 10000 /* unanswered for so long: everything is sent again */

typedef struct _ShopOutbox ShopOutbox;

/* `pending` (GArray of ShopPending, may be NULL): from before a restart. */
ShopOutbox *shop_outbox_new (const GArray *pending);
void shop_outbox_free (ShopOutbox *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopOutbox, shop_outbox_free)

void shop_outbox_add (ShopOutbox *self, const ShowAdjustment *adjustment);

/* What is to be sent now, and is then taken to be sent; NULL: nothing. Borrowed. */
const ShowAdjustment *shop_outbox_next (ShopOutbox *self, gint64 now_ms);

/* When there may be something to send next, as long as nothing else happens; G_MAXINT64: never. */
gint64 shop_outbox_next_ms (ShopOutbox *self, gint64 now_ms);

/* The line broke. */
void shop_outbox_unsend (ShopOutbox *self);

/* The shop asked for a pause: what is unanswered comes again after it. */
void shop_outbox_pause (ShopOutbox *self, gint64 until_ms);

/* Something was sent over an earlier line, and its answer is not known: what the shop's numbers say
 * may have it or not. */
gboolean shop_outbox_is_unsure (const ShopOutbox *self);

/* Takes out the one that is answered; FALSE when none waits for this answer. */
gboolean shop_outbox_answer (ShopOutbox *self, const char *id, ShowAdjustment *ret_adjustment);
