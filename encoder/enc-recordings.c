#include "enc-recordings.h"

#include "base-folder.h"
#include "enc-mp4-read.h"
#include "enc-retention.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

gboolean
enc_recordings_make_show (const char *folder, const char *show, GError **error)
{
  g_autofree char *path = g_build_filename (folder, show, NULL), *text = NULL;
  int why;

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  why = errno;
  text = base_folder_explain (folder, why, NULL);
  g_set_error_literal (error, ENC_ERROR, enc_error_of_disk (why), text);
  return FALSE;
}

char *
enc_recordings_new_show (const char *folder, gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  g_autofree char *stem = g_date_time_format (now, "%Y-%m-%d_%H-%M-%S");
  char *show = g_strdup (stem);

  for (guint i = 2; i < ENC_RECORDINGS_MAX; i++) {
    g_autofree char *path = g_build_filename (folder, show, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      break;
    g_free (show);
    show = g_strdup_printf ("%s_%u", stem, i);
  }
  return show;
}

char *
enc_recordings_next_path (const char *folder, const char *show, guint *number)
{
  for (;; ++*number) {
    g_autofree char *name = g_strdup_printf ("%s_%03u.mp4", show, *number);
    char *path = g_build_filename (folder, show, name, NULL);

    if (*number >= ENC_RECORDINGS_FILES || !g_file_test (path, G_FILE_TEST_EXISTS))
      return path;
    g_free (path);
  }
}

guint64
enc_recordings_get_free (const char *folder)
{
  struct statvfs disk;

  if (statvfs (folder, &disk) != 0)
    return G_MAXUINT64;
  return (guint64) disk.f_bavail * disk.f_frsize;
}

static void
recording_clear (gpointer data)
{
  EncRecording *recording = data;

  g_free (recording->show);
  g_free (recording->name);
}

/* Calls `each` with every name in the folder that is behind `fd` (which is closed). */
static void
for_each_name (int fd, void (*each) (int fd, const char *name, gpointer data), gpointer data)
{
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (!folder) {
    if (fd >= 0)
      close (fd);
    return;
  }
  while ((entry = readdir (folder)))
    each (dirfd (folder), entry->d_name, data);
  closedir (folder);
}

typedef struct {
  GArray *recordings;
  const char *show;
} Listing;

static void
list_file (int fd, const char *name, gpointer data)
{
  Listing *listing = data;
  struct stat file;
  EncRecording recording;

  if (listing->recordings->len >= ENC_RECORDINGS_MAX ||
      !enc_retention_is_file (listing->show, name))
    return;
  if (fstatat (fd, name, &file, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (file.st_mode))
    return;
  recording =
      (EncRecording){g_strdup (listing->show), g_strdup (name), (guint64) file.st_blocks * 512};
  g_array_append_val (listing->recordings, recording);
}

static void
list_show (int fd, const char *name, gpointer data)
{
  Listing listing = {data, name};

  if (enc_retention_is_show (name))
    for_each_name (openat (fd, name, FOLDER_FLAGS | O_NOFOLLOW), list_file, &listing);
}

static void
remove_recording (int folder, const EncRecording *recording)
{
  int show = openat (folder, recording->show, FOLDER_FLAGS | O_NOFOLLOW);

  if (show < 0)
    return;
  unlinkat (show, recording->name, 0);
  close (show);
  /* Fails, as it should, while anything else is left in it. */
  unlinkat (folder, recording->show, AT_REMOVEDIR);
}

guint
enc_recordings_make_room (const char *folder, const char *current, guint64 want_free)
{
  g_autoptr (GArray) recordings = g_array_new (FALSE, FALSE, sizeof (EncRecording));
  g_autoptr (GPtrArray) chosen = NULL;
  guint64 free_bytes = enc_recordings_get_free (folder);
  int fd;

  if (free_bytes >= want_free)
    return 0;
  g_array_set_clear_func (recordings, recording_clear);
  for_each_name (open (folder, FOLDER_FLAGS), list_show, recordings);
  chosen = enc_retention_choose (recordings, current, free_bytes, want_free);
  fd = open (folder, FOLDER_FLAGS);
  for (guint i = 0; fd >= 0 && i < chosen->len; i++)
    remove_recording (fd, g_ptr_array_index (chosen, i));
  if (fd >= 0)
    close (fd);
  return chosen->len;
}

/* Listing and opening, for people */

void
enc_recording_facts_free (EncRecordingFacts *facts)
{
  if (!facts)
    return;
  g_free (facts->name);
  g_free (facts);
}

static int
open_file (int folder, const char *show, const char *name)
{
  int show_fd = openat (folder, show, FOLDER_FLAGS | O_NOFOLLOW);
  int fd =
      show_fd < 0 ? -1 : openat (show_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  struct stat file;

  if (show_fd >= 0)
    close (show_fd);
  if (fd >= 0 && (fstat (fd, &file) != 0 || !S_ISREG (file.st_mode))) {
    close (fd);
    return -1;
  }
  return fd;
}

/* NULL when it is gone, or nothing is in it yet. */
static EncRecordingFacts *
read_facts (int folder, const EncRecording *recording)
{
  EncRecordingFacts *facts = NULL;
  int fd = open_file (folder, recording->show, recording->name);
  gint64 began_s, length_ms;
  struct stat file;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &file) == 0 && enc_mp4_read_length (fd, &began_s, &length_ms)) {
    facts = g_new0 (EncRecordingFacts, 1);
    facts->name = g_strdup (recording->name);
    facts->bytes = (guint64) file.st_size;
    facts->began_s = began_s;
    facts->length_ms = length_ms >= 0 ? length_ms : MAX (file.st_mtime - began_s, 0) * 1000;
  }
  close (fd);
  return facts;
}

/* Names begin with the date. */
static int
compare_newest (gconstpointer a, gconstpointer b)
{
  return strcmp (((const EncRecording *) b)->name, ((const EncRecording *) a)->name);
}

GPtrArray *
enc_recordings_list (const char *folder)
{
  g_autoptr (GArray) recordings = g_array_new (FALSE, FALSE, sizeof (EncRecording));
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) enc_recording_facts_free);
  int fd = open (folder, FOLDER_FLAGS);

  g_array_set_clear_func (recordings, recording_clear);
  if (fd < 0)
    return list;
  for_each_name (dup (fd), list_show, recordings);
  g_array_sort (recordings, compare_newest);
  for (guint i = 0; i < recordings->len && list->len < ENC_RECORDINGS_LISTED; i++) {
    EncRecordingFacts *facts = read_facts (fd, &g_array_index (recordings, EncRecording, i));

    if (facts)
      g_ptr_array_add (list, facts);
  }
  close (fd);
  return list;
}

int
enc_recordings_open (const char *folder, const char *name)
{
  const char *end = strrchr (name, '_');
  g_autofree char *show = end ? g_strndup (name, (gsize) (end - name)) : NULL;
  int fd, file;

  if (!show || !enc_retention_is_show (show) || !enc_retention_is_file (show, name))
    return -1;
  fd = open (folder, FOLDER_FLAGS);
  if (fd < 0)
    return -1;
  file = open_file (fd, show, name);
  close (fd);
  return file;
}
