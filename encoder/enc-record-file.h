/* One file of a recording: a fragmented MP4 while it grows, so it plays up to the last fragment
 * whatever happens, and a plain one at its end (see enc-mp4.h). */
#pragma once
#include "enc-feeder.h"

typedef struct _EncRecordFile EncRecordFile;

/* In the feeding thread, once, when the file cannot be written any more. `full`: for want of room.
 * Must not wait. */
typedef void (*EncRecordFileFunc) (EncRecordFile *file, gboolean full, const char *words,
                                   gpointer data);

/* Disk thread. Makes the file, or empties it. ENC_ERROR_DISK, ENC_ERROR_FULL. */
EncRecordFile *enc_record_file_open (const char *path, EncRecordFileFunc failed, gpointer data,
                                     GError **error);
/* Any thread. A sink that writes to the file, with a reference to it; it waits for the disk. */
void enc_record_file_get_sink (EncRecordFile *self, EncSink *ret_sink);

/* Disk thread. Waits up to `limit_ms` for the sink's end (or a failure). */
void enc_record_file_wait (EncRecordFile *self, guint limit_ms);
/* Disk thread. Writes what is left, makes the file a plain MP4 and brings it to the disk; its sink
 * takes nothing more. A file that stayed empty is removed. Drops the caller's reference. NULL is
 * fine. */
void enc_record_file_finish (EncRecordFile *self);

/* Disk thread. What is written survives a power cut from here on. */
void enc_record_file_sync (EncRecordFile *self);
/* Any thread. For how long a write has not come back, in ms; 0: none is under way. */
guint enc_record_file_get_busy_ms (EncRecordFile *self);

const char *enc_record_file_get_path (EncRecordFile *self); /* any thread */
const char *enc_record_file_get_name (EncRecordFile *self); /* without folders; any thread */
