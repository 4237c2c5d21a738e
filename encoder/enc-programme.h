/* The one encode: programme sources -> H.264 and AAC -> hub. Never stops while the show runs. */
#pragma once
#include "enc-hub.h"
#include "enc-options.h"

/* Any thread. `video`, `audio`: source elements (floating references, taken). `lockstep`: as fast
 * as possible. `failed` is called on the media thread with words for people when the pipeline errs
 * or ends (EOS in lockstep: error is NULL). */
EncProgramme *enc_programme_new (const EncOptions *options, const MixFormat *format,
                                 BaseWorker *media, GstClock *clock, GstClockTime base_time,
                                 GstElement *video, GstElement *audio, EncHub *hub,
                                 void (*ended) (const GError *error, gpointer data), gpointer data,
                                 GError **error);
gboolean enc_programme_start (EncProgramme *self, GError **error); /* media thread */
void enc_programme_stop (EncProgramme *self);                      /* media thread; bounded wait */
void enc_programme_free (EncProgramme *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncProgramme, enc_programme_free)

void enc_programme_set_bitrate (EncProgramme *self,
                                guint kbps);       /* media thread; takes effect at once */
void enc_programme_force_key (EncProgramme *self); /* any thread */

typedef struct {
  guint64 frames, bytes, keyframes;
  const char *encoder;
  double latency_ms_p95; /* tick to encoded packet, over the last seconds */
} EncProgrammeStats;
void enc_programme_get_stats (EncProgramme *self, EncProgrammeStats *ret_stats); /* any thread */
