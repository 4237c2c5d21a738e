/* The one encode: programme sources -> H.264 and AAC -> hub. Never stops while the show runs. */
#pragma once
#include "enc-ease.h"
#include "enc-hub.h"
#include "enc-options.h"

/* Any thread. `ease`: NULL is not at all. `video`, `audio`: source elements (floating references,
 * taken, also on failure) that give what `format` says. In lockstep everything runs as fast as the
 * slowest output of the hub takes it. `ended` is called once on the media thread, with words for
 * people when the pipeline errs, with NULL at the end of both sources (lockstep); the programme
 * still wants to be stopped then. Errors: ENC_ERROR_NO_ENCODER, ENC_ERROR_PIPELINE. */
EncProgramme *enc_programme_new (const EncOptions *options, const EncEase *ease,
                                 const MixFormat *format, BaseWorker *media, GstClock *clock,
                                 GstClockTime base_time, GstElement *video, GstElement *audio,
                                 EncHub *hub, void (*ended) (const GError *error, gpointer data),
                                 gpointer data, GError **error);
gboolean enc_programme_start (EncProgramme *self, GError **error); /* media thread */
void enc_programme_stop (
    EncProgramme *self); /* media thread; waits 3 s at most for a driver that hangs */
void enc_programme_free (EncProgramme *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncProgramme, enc_programme_free)

void enc_programme_set_bitrate (EncProgramme *self,
                                guint kbps); /* media thread; takes effect at once */
/* Media thread. Takes the next step of `ease` for a programme that replaces this one. FALSE: there
 * is none left. */
gboolean enc_programme_ease (EncProgramme *self, EncEase *ease);
/* Any thread. The next picture is a keyframe, and every one 2.00 s after it. */
void enc_programme_force_key (EncProgramme *self);

typedef struct {
  guint64 frames, bytes, keyframes;
  const char *encoder;
  double latency_ms_p95; /* tick to encoded packet, over the last seconds; 0 in lockstep */
  guint64 dropped;       /* pictures left out because the encoder was late */
} EncProgrammeStats;
void enc_programme_get_stats (EncProgramme *self, EncProgrammeStats *ret_stats); /* any thread */
