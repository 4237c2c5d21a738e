/* The programme with sound for those who look on: the way from the main thread, where they ask, to
 * the media thread, where it is made. Main thread unless said. */
#pragma once
#include "enc-preview.h"
#include <base-worker.h>

typedef struct _DmnPreview DmnPreview;

/* Main thread, once. `answer`: SDP for the viewer `id`; NULL and `error` (WEB_ERROR). Borrowed. */
typedef void (*DmnPreviewFunc) (const char *id, const char *answer, const GError *error,
                                gpointer data);

/* All must outlive it, but for dmn_preview_free(). `ask_key` as for enc_preview_new(). */
DmnPreview *dmn_preview_new (BaseWorker *main, BaseWorker *media, EncHub *hub, GstClock *clock,
                             GstClockTime base_time, void (*ask_key) (gpointer data),
                             gpointer data);
/* NULL is fine. After the workers have stopped. */
void dmn_preview_free (DmnPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnPreview, dmn_preview_free)

/* `func` is called later. */
void dmn_preview_open (DmnPreview *self, const char *offer, const char *address,
                       DmnPreviewFunc func, gpointer data);
void dmn_preview_close (DmnPreview *self, const char *id);
/* Tells all who wait for an answer that there will be none. */
void dmn_preview_cancel (DmnPreview *self);
void dmn_preview_stop_in_media (DmnPreview *self); /* media thread */
