/* One browser that looks at the preview: a pipeline of its own that answers an offer and sends.
 *
 *   appsrc (H.264 as encoded) ! rtph264pay \
 *   appsrc (Opus)             ! rtpopuspay   webrtcbin
 *
 * Media thread unless said. */
#pragma once
#include "enc-offer.h"
#include "enc-opus.h"

#define ENC_VIEWER_ANSWER_MS  10000 /* from the offer to the answer */
#define ENC_VIEWER_CONNECT_MS 15000 /* from the answer until packets may flow */
#define ENC_VIEWER_SILENT_MS  12000 /* it reports each second or so; longer: it is gone */

typedef struct _EncViewer EncViewer;

/* What viewers have in common; borrowed. */
typedef struct {
  BaseWorker *media;
  EncHub *hub;
  GstClock *clock;
  GstClockTime base_time;
  /* Media thread, once: `answer` is SDP with all candidates; NULL and `error` for people. */
  void (*answered) (EncViewer *viewer, const char *answer, const GError *error, gpointer data);
  /* Media thread, once: packets may flow, see enc_viewer_feed(). */
  void (*connected) (EncViewer *viewer, gpointer data);
  void (*ask_key) (gpointer data); /* any thread: a keyframe would help */
  gpointer data;
} EncViewerContext;

/* Begins to answer. `address`: this machine's as the browser reached it, the only candidate. Takes
 * over `offer`. ENC_ERROR_PIPELINE. */
EncViewer *enc_viewer_new (const EncViewerContext *context, EncOffer *offer, const char *address,
                           GError **error);
/* Packets flow from the next keyframe on; once, after `connected`. */
void enc_viewer_feed (EncViewer *self, EncOpus *opus);
/* FALSE: it is over, by its own end or because it kept silent for too long. */
gboolean enc_viewer_step (EncViewer *self, gint64 now_ms);
/* NULL is fine. Nothing is called back any more. */
void enc_viewer_stop (EncViewer *self);
const char *enc_viewer_get_id (const EncViewer *self); /* nobody can guess it */
