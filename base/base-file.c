#include "base-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LET "Let this user read it and open the folders above it."

int
base_file_try (const char *path, int *ret_fd)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int code = fd < 0 ? errno : 0;
  struct stat info;

  if (fd >= 0 && fstat (fd, &info) != 0)
    code = errno;
  else if (fd >= 0 && !S_ISREG (info.st_mode))
    code = EISDIR;
  if (ret_fd && !code)
    *ret_fd = fd;
  else if (fd >= 0)
    close (fd);
  return code;
}

char *
base_file_explain (const char *path, int code, const char *make, const char *let)
{
  switch (code) {
  case ENOENT:
  case ENOTDIR:
    return g_strdup_printf ("There is no file %s. %s", path, make);
  case EISDIR:
  case ENXIO: /* a socket */
    return g_strdup_printf ("%s is not a file. %s", path, make);
  case EACCES:
  case EPERM:
    return g_strdup_printf ("The user %s may not read %s. %s", g_get_user_name (), path,
                            let ? let : LET);
  default:
    return g_strdup_printf ("%s cannot be read: %s. Check the disk.", path, g_strerror (code));
  }
}

char *
base_file_find_fault (const char *path, const char *make, const char *let)
{
  int code = base_file_try (path, NULL);

  return code ? base_file_explain (path, code, make, let) : NULL;
}
