/* The folder of recordings on disk. Disk thread: every call may wait for the disk. */
#pragma once
#include "enc-types.h"

#define ENC_RECORDINGS_MAX   10000 /* files looked at */
#define ENC_RECORDINGS_FILES 999999

/* Makes FOLDER/SHOW and all above it. ENC_ERROR_DISK, ENC_ERROR_FULL. */
gboolean enc_recordings_make_show (const char *folder, const char *show, GError **error);

/* A name of its own for a show that begins at `now_s` (s since 1970, told in local time): a folder
 * of that name does not exist yet. Transfer full. */
char *enc_recordings_new_show (const char *folder, gint64 now_s);

/* The first path FOLDER/SHOW/SHOW_NNN.mp4 from number `*number` on that does not exist; sets
 * `*number` to it. Transfer full. */
char *enc_recordings_next_path (const char *folder, const char *show, guint *number);

/* Bytes that the user running this may still write to the folder's disk; G_MAXUINT64 when the disk
 * does not say. */
guint64 enc_recordings_get_free (const char *folder);

/* Removes the oldest recordings of shows other than `current` until `want_free` bytes are free (see
 * enc-retention.h). Links are not followed and not removed. Returns how many files went. */
guint enc_recordings_make_room (const char *folder, const char *current, guint64 want_free);

/* One file, for people who look for it. */
typedef struct {
  char *name; /* "2027-03-15_19-00-00_001.mp4": theirs alone */
  guint64 bytes;
  gint64 began_s;   /* s since 1970 */
  gint64 length_ms; /* of a file that was not finished: about */
} EncRecordingFacts;
void enc_recording_facts_free (EncRecordingFacts *facts); /* NULL is fine */

/* GPtrArray of EncRecordingFacts, newest first, ENC_RECORDINGS_LISTED at most; empty when there is
 * no such folder. Transfer full. */
GPtrArray *enc_recordings_list (const char *folder);
#define ENC_RECORDINGS_LISTED 500

/* Opens a file of the list to read it. A name is never a path, and links are not followed. -1 when
 * there is none of that name. */
int enc_recordings_open (const char *folder, const char *name);
