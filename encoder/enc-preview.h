/* The programme with sound for those who look at it in a browser: WebRTC, the pictures as encoded
 * for everybody else. Costs nothing while nobody looks. Media thread. */
#pragma once
#include "enc-hub.h"

#define ENC_PREVIEW_VIEWERS_MAX 8
#define ENC_PREVIEW_KEY_MS      10000 /* a keyframe is asked for at most so often */

typedef struct _EncPreview EncPreview;

/* `answer`: SDP, for the viewer `id`; NULL and `error` for people. Media thread, once. */
typedef void (*EncPreviewFunc) (const char *id, const char *answer, const GError *error,
                                gpointer data);

/* Any thread. `ask_key` is called in the media thread when somebody waits for a keyframe, but
 * not more than once in ENC_PREVIEW_KEY_MS. */
EncPreview *enc_preview_new (BaseWorker *media, EncHub *hub, GstClock *clock,
                             GstClockTime base_time, void (*ask_key) (gpointer data),
                             gpointer data);
void enc_preview_free (EncPreview *self); /* NULL is fine; asserts that stop has run */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncPreview, enc_preview_free)

/* Answers an offer; `address` as in enc_viewer_new(). Errors: ENC_ERROR_OFFER, ENC_ERROR_BUSY,
 * ENC_ERROR_PIPELINE. */
void enc_preview_open (EncPreview *self, const char *offer, const char *address,
                       EncPreviewFunc func, gpointer data);
/* FALSE: there is no such viewer (any more). */
gboolean enc_preview_close (EncPreview *self, const char *id);
/* Ends all; nobody comes any more. */
void enc_preview_stop (EncPreview *self);
