#include "enc-recordings.h"

#include "enc-retention.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

gboolean
enc_recordings_make_show (const char *folder, const char *show, GError **error)
{
  g_autofree char *path = g_build_filename (folder, show, NULL);

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  g_set_error (error, ENC_ERROR, ENC_ERROR_DISK, "The folder %s cannot be made: %s.", path,
               g_strerror (errno));
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
