/* Where connections of one output end: each in a thread of its own, so that a network that is gone
 * never holds up the media thread. */
#pragma once
#include "enc-pipe.h"

#define ENC_REAPER_MAX     4    /* ends under way at once; no new connection is made above this */
#define ENC_REAPER_WAIT_MS 5000 /* enc_reaper_free() waits no longer for a thread that hangs */

typedef struct _EncReaper EncReaper;

EncReaper *enc_reaper_new (void);
/* Media thread. Takes the pipe. */
void enc_reaper_take (EncReaper *self, EncPipe *pipe, gboolean goodbye);
/* Any thread. FALSE while a goodbye is under way (the server would call a new connection a second
 * sender) or too many ends are. */
gboolean enc_reaper_allows_open (EncReaper *self);
/* Any thread but the media thread of a running show. Waits until all ends are done. */
void enc_reaper_free (EncReaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncReaper, enc_reaper_free)
