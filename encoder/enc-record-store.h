/* Where a show's recording is kept: everything the recorder does on disk, in a thread of its own,
 * for a disk may be slow or never answer again. */
#pragma once
#include "enc-feeder.h"
#include "enc-record-file.h"

/* Bytes left for the end of the file when the disk fills up. */
#define ENC_RECORD_MIN_FREE (32 * 1024 * 1024)
/* Whoever keeps anything free keeps so much: some seconds of a recording more than that. */
#define ENC_RECORD_KEEP_FREE (50 * 1000 * 1000)

typedef struct _EncRecordStore EncRecordStore;

/* Media thread, all of them. */
typedef struct {
  /* A file is ready (owned now), or NULL: the disk is `full`, or `words` say what is wrong. */
  void (*opened) (EncRecordFile *file, guint tag, gboolean full, const char *words, gpointer data);
  /* The file called `name`, or for NULL any file, cannot go on. */
  void (*failed) (const char *name, gboolean full, const char *words, gpointer data);
  /* A file whose feeder was handed over is finished. */
  void (*finished) (gpointer data);
} EncRecordStoreFuncs;

/* Any thread. `keep_free` bytes (0, or ENC_RECORD_KEEP_FREE at least) are kept free at the cost of
 * other shows' oldest recordings.
 * `funcs` is static. */
EncRecordStore *enc_record_store_new (const char *folder, guint64 keep_free, BaseWorker *media,
                                      const EncRecordStoreFuncs *funcs, gpointer data);
/* Any thread. Waits `limit_ms` at most for all that was asked for; no function is called from now
 * on. */
void enc_record_store_free (EncRecordStore *self, guint limit_ms);

/* Media thread; these return at once and are done one after the other. */
void enc_record_store_open (EncRecordStore *self, guint tag);           /* the show's next file */
void enc_record_store_sync (EncRecordStore *self, EncRecordFile *file); /* and looks for room */
/* Takes the file and the feeder that fed it (NULL: it goes on with another file). Waits up to
 * `limit_ms` for the end of stream. */
void enc_record_store_finish (EncRecordStore *self, EncRecordFile *file, EncFeeder *feeder,
                              guint limit_ms);
/* For how long the disk has not answered, in ms. */
guint enc_record_store_get_busy_ms (EncRecordStore *self);
