/* The programme's sound as Opus, for those who look at the preview: made once for all of them, and
 * only while there is one. Media thread unless said. */
#pragma once
#include "enc-hub.h"

#define ENC_OPUS_BITRATE  96000 /* bit/s, stereo */
#define ENC_OPUS_FRAME_MS 10

typedef struct _EncOpus EncOpus;

/* Starts at once. ENC_ERROR_PIPELINE. */
EncOpus *enc_opus_new (EncHub *hub, GstClock *clock, GstClockTime base_time, GError **error);
/* Asserts that nobody listens any more. NULL is fine. */
void enc_opus_free (EncOpus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncOpus, enc_opus_free)

/* `source`: an appsrc, which gets packets of audio/x-opus stamped with the programme's running
 * time. A reference is kept. */
void enc_opus_add (EncOpus *self, GstElement *source);
void enc_opus_remove (EncOpus *self, GstElement *source);
guint enc_opus_get_n_listeners (EncOpus *self);
