#include "cfg-read.h"

#include "cfg-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
  int code;
  const char *why;
} reasons[] = {
    {ENOENT, "There is no such file. Check the path, or make the file"},
    {ENOTDIR, "There is no such file: part of its path is not a folder. Check the path"},
    {EACCES, "This user may not read it. Give read permission on it and on its folder"},
    {ELOOP, "The link points at itself. Make it point at a file"},
    {EISDIR, "This is a folder. Give the path of the file in it"},
};

static void
set_error (GError **error, const char *path, int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (reasons[i].code != code)
      continue;
    g_set_error (error, CFG_ERROR, CFG_ERROR_IO, "%s: %s.", path, reasons[i].why);
    return;
  }
  g_set_error (error, CFG_ERROR, CFG_ERROR_IO, "%s: Reading failed: %s. Check the disk.", path,
               g_strerror (code));
}

/* A descriptor of a plain file, or -1. O_NONBLOCK: a pipe must not hold up the start. */
static int
open_plain (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) < 0) {
    set_error (error, path, errno);
  } else if (S_ISDIR (info.st_mode)) {
    set_error (error, path, EISDIR);
  } else if (!S_ISREG (info.st_mode)) {
    g_set_error (error, CFG_ERROR, CFG_ERROR_IO,
                 "%s: This is not a plain file. Give the path of a plain file.", path);
  } else {
    return fd;
  }
  if (fd >= 0)
    close (fd);
  return -1;
}

GBytes *
cfg_read (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[16384];
  int fd = open_plain (path, error);
  gssize n = 1;

  if (fd < 0)
    return NULL;
  while (n > 0 && bytes->len <= CFG_FILE_MAX_BYTES) {
    n = read (fd, block, sizeof block);
    if (n > 0)
      g_byte_array_append (bytes, block, (guint) n);
    else if (n < 0 && errno == EINTR)
      n = 1;
  }
  if (n < 0)
    set_error (error, path, errno);
  else if (bytes->len > CFG_FILE_MAX_BYTES)
    g_set_error (error, CFG_ERROR, CFG_ERROR_IO,
                 "%s: This file is larger than %d KiB, which no config is. Check that it is the "
                 "right file.",
                 path, CFG_FILE_MAX_BYTES / 1024);
  close (fd);
  if (n < 0 || bytes->len > CFG_FILE_MAX_BYTES)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
