/* The recording: MP4 files that play after a kill at any moment, in a folder a show. */
#pragma once
#include "enc-hub.h"
#include "enc-options.h"

#define ENC_RECORDER_FINISH_MS     3000 /* the end of a file may take so long … */
#define ENC_RECORDER_FREE_MS       8000 /* … and enc_recorder_free() waits for a disk so long */
#define ENC_RECORDER_FULL_MS       1000 /* a full disk is looked at again after this */
#define ENC_RECORDER_STALL_MS      5000 /* a disk that does not answer for so long is reported */
#define ENC_RECORDER_SPLIT_LEAD_NS (3 * GST_SECOND) /* the next file is ready so much earlier */

/* Any thread. `folder`: where shows are kept (made if missing); this show's is
 * FOLDER/YYYY-MM-DD_HH-MM-SS, named after the first start, its files are
 * YYYY-MM-DD_HH-MM-SS_001.mp4 and so on. Nothing is touched on disk before the start. The disk is
 * only ever used in threads of the recorder's own. */
EncRecorder *enc_recorder_new (const EncRecordingOptions *options, const char *folder, EncHub *hub,
                               BaseWorker *media, EncReportFunc report, gpointer data);
/* Media thread. From the newest keyframe on. It never gives up by itself: a disk that is full,
 * gone or slow is tried again. The report comes at every change of state and every second. May
 * follow a stop: then a new file of the same show begins. */
void enc_recorder_start (EncRecorder *self);
/* Media thread. A new file from the next keyframe on; no packet is lost. */
void enc_recorder_split (EncRecorder *self);
/* Media thread. Returns at once; the file is finished in the disk thread, in a bounded time, with
 * all that was in the hub. The report (SHOW_HEALTH_STOPPED, no file) comes when that is done. */
void enc_recorder_stop (EncRecorder *self);
/* Any thread, after stop; waits for the file to be finished (ENC_RECORDER_FREE_MS at most). */
void enc_recorder_free (EncRecorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncRecorder, enc_recorder_free)
