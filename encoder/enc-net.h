/* The TCP connection below a library that hides it. rtmp2sink makes its connection with GIO's
 * GSocketClient, which emits the signal "event" at each step, in the thread that connects; an
 * emission hook sees these of the whole process. */
#pragma once
#include "enc-address.h"
#include "enc-output-policy.h"
#include <gio/gio.h>

/* The kernel holds no more that was never sent; the rest stays in our queue. */
#define ENC_LINK_UNSENT_BYTES (128 * 1024)
/* A connection that did not begin after so long is not waited for. */
#define ENC_LINK_BIND_MS 1000

/* One connection to come. Any thread; refcounted. */
typedef struct _EncLink EncLink;

/* `trust` (may be NULL: the system's) judges the certificate of rtmps. */
EncLink *enc_link_new (const EncAddress *address, GTlsDatabase *trust);
void enc_link_unref (EncLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncLink, enc_link_unref)

/* The next connection of this process to the address belongs to this link; call it right before
 * the sink is started. FALSE: another link to the same address waits for its connection to begin,
 * which takes milliseconds: try again soon. So two outputs on one server are never mixed up. */
gboolean enc_link_offer (EncLink *self, gint64 now_ms);

/* FALSE: there is no connection yet (or no more). Never waits. */
gboolean enc_link_sample (EncLink *self, EncSample *ret_sample);

/* The link lets go of its connection and of its offer. For ENC_LINK_FAREWELL_MS the kernel goes on
 * trying to deliver the rest and the end of the connection by itself: a server that was out of
 * reach must learn that the old connection is over, or it calls the next one a second sender (seen
 * with nginx-rtmp after 8 s without a network; a reset is sent once only and gets lost). */
void enc_link_close (EncLink *self);
#define ENC_LINK_FAREWELL_MS 60000
