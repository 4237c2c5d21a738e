/* Which recordings make room for the show that runs. Pure. */
#pragma once
#include <glib.h>

/* A show is a folder YYYY-MM-DD_HH-MM-SS (or the same with _2, _3, … for one that began in the same
 * second), its files are SHOW_001.mp4 and so on. Nothing that is named otherwise is ever removed.
 */
gboolean enc_retention_is_show (const char *name);
gboolean enc_retention_is_file (const char *show, const char *name);

typedef struct {
  char *show;
  char *name;
  guint64 bytes;
} EncRecording;

/* The recordings to remove so that `want_free` bytes are free, oldest first and none of
 * `current`'s; all of the others when even that is not enough. Borrowed pointers into `recordings`
 * (an array of EncRecording); transfer container. */
GPtrArray *enc_retention_choose (const GArray *recordings, const char *current, guint64 free_bytes,
                                 guint64 want_free);
