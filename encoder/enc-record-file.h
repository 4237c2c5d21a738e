/* One file of a recording and the pipeline that writes it:
 *
 *   appsrc video ! h264parse ! mp4mux ! filesink
 *   appsrc audio ! aacparse  ! mp4mux
 *
 * The file is a fragmented MP4 while it grows, so it plays up to the last second whatever happens,
 * and becomes a plain one at the end. */
#pragma once
#include "enc-types.h"

#define ENC_RECORD_FRAGMENT_MS 1000

typedef struct _EncRecordFile EncRecordFile;

/* In a thread of the pipeline, once, when the file cannot be written any more. `full`: for want of
 * room. Must not wait. */
typedef void (*EncRecordFileFunc) (EncRecordFile *file, gboolean full, const char *words,
                                   gpointer data);

/* Disk thread. Makes the file (which must not exist) and a pipeline that waits for packets.
 * ENC_ERROR_DISK, ENC_ERROR_PIPELINE. */
EncRecordFile *enc_record_file_open (const char *path, EncRecordFileFunc failed, gpointer data,
                                     GError **error);
/* Disk thread. Waits up to `limit_ms` for the end of stream (or an error) to arrive. */
void enc_record_file_wait (EncRecordFile *self, guint limit_ms);
/* Disk thread. Ends the pipeline, brings the file to the disk, and frees. A file that stayed empty
 * is removed. NULL is fine. */
void enc_record_file_finish (EncRecordFile *self);

/* Disk thread. What is written survives a power cut from here on. */
void enc_record_file_sync (EncRecordFile *self);

GstElement *enc_record_file_get_video (EncRecordFile *self); /* borrowed; any thread */
GstElement *enc_record_file_get_audio (EncRecordFile *self);
const char *enc_record_file_get_name (EncRecordFile *self); /* without folders; any thread */
