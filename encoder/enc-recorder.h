/* The recording: MP4 files that play after a kill at any moment, in a folder a show. */
#pragma once
#include "enc-hub.h"
#include "enc-options.h"

/* Any thread. `folder`: where shows are kept (made if missing); this show's is
 * FOLDER/YYYY-MM-DD_HH-MM-SS. */
EncRecorder *enc_recorder_new (const EncRecordingOptions *options, const char *folder, EncHub *hub,
                               BaseWorker *media, EncReportFunc report, gpointer data,
                               GError **error);
void enc_recorder_start (EncRecorder *self); /* media thread */
void enc_recorder_split (
    EncRecorder *self); /* media thread: a new file from the next keyframe on; no packet is lost */
void enc_recorder_stop (EncRecorder *self); /* media thread: finishes the file in a bounded time */
void enc_recorder_free (EncRecorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncRecorder, enc_recorder_free)
