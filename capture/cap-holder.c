#include "cap-holder.h"

#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_CHARS 40

static gboolean
has_open (const char *pid, const struct stat *wanted)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *number;

  while (dir && (number = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, number, NULL);
    struct stat open_file;

    if (stat (path, &open_file) == 0 && open_file.st_dev == wanted->st_dev &&
        open_file.st_ino == wanted->st_ino)
      return TRUE;
  }
  return FALSE;
}

/* A program may call itself anything. */
static char *
name_of (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *raw = NULL, *valid = NULL, *name = NULL;

  if (!g_file_get_contents (path, &raw, NULL, NULL))
    return g_strdup_printf ("process %s", pid);
  valid = g_utf8_make_valid (g_strstrip (raw), -1);
  name = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), NAME_MAX_CHARS));
  return g_strdup_printf ("%s (process %s)", name, pid);
}

char *
cap_holder_find (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  g_autofree char *self = g_strdup_printf ("%ld", (long) getpid ());
  struct stat wanted;
  const char *pid;

  if (!dir || stat (path, &wanted) != 0)
    return NULL;
  while ((pid = g_dir_read_name (dir)))
    if (g_ascii_isdigit (pid[0]) && !g_str_equal (pid, self) && has_open (pid, &wanted))
      return name_of (pid);
  return NULL;
}
