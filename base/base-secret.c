#include "base-secret.h"

#include "base-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf" /* what Notepad begins a text with */

/* Opened before it is looked at, so that what is checked is what is read; O_NONBLOCK: a pipe that
 * nobody writes to must not hold us. */
static char *
read_small_file (const char *path, const char *what, gsize *ret_size, char **ret_why)
{
  g_autofree char *text = g_malloc0 (BASE_SECRET_FILE_MAX + 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int saved_errno = errno;
  struct stat info;
  gssize size = -1;

  if (fd >= 0 && fstat (fd, &info) == 0 && !S_ISREG (info.st_mode)) {
    close (fd);
    *ret_why =
        g_strdup_printf ("%s is not a file. Name a file whose first line is the %s.", path, what);
    return NULL;
  }
  if (fd >= 0) {
    size = read (fd, text, BASE_SECRET_FILE_MAX + 1);
    saved_errno = errno;
    close (fd);
  }
  if (size < 0)
    *ret_why = g_strdup_printf ("The %s in %s cannot be read: %s. Check that the file is there and "
                                "that the service may read it.",
                                what, path, g_strerror (saved_errno));
  else if (size > BASE_SECRET_FILE_MAX)
    *ret_why = g_strdup_printf ("%s is too large for a %s. Name a file whose first line is it.",
                                path, what);
  if (size < 0 || size > BASE_SECRET_FILE_MAX)
    return NULL;
  *ret_size = (gsize) size;
  return g_steal_pointer (&text);
}

/* "PATH before WHAT after." */
typedef struct {
  const char *before, *after;
} Fault;

static const Fault fault_empty = {"has no ", " in its first line. Copy it into it"};
static const Fault fault_short = {"has a first line that is too short for a ",
                                  ". Copy all of it into it"};
static const Fault fault_long = {"has a first line that is too long for a ",
                                 ". Copy nothing else into it"};
static const Fault fault_binary = {"is not a text. Copy the ", " into it"};
static const Fault fault_address = {"has an address in it. Write the address as url, and only the ",
                                    " into this file"};
static const Fault fault_blanks = {"has blanks in its first line. Copy only the ", " into it"};

static const Fault *
find_fault (const char *secret)
{
  if (!*secret)
    return &fault_empty;
  if (strlen (secret) < BASE_LOG_SECRET_MIN)
    return &fault_short;
  if (strlen (secret) > BASE_SECRET_MAX)
    return &fault_long;
  if (!g_utf8_validate (secret, -1, NULL))
    return &fault_binary;
  if (strstr (secret, "://"))
    return &fault_address;
  for (const char *c = secret; *c; c++)
    if (g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      return &fault_blanks;
  return NULL;
}

static char *
find_path (const BaseSecretPlace *place, char **ret_why)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  if (place->file && place->credential)
    *ret_why = g_strdup_printf ("Both %s and %s are set. Keep one of them.", place->file_key,
                                place->credential_key);
  else if (place->file)
    return g_strdup (place->file);
  else if (!place->credential)
    *ret_why =
        g_strdup_printf ("There is no %s. Write it into a file and name that file: %s = FILE.",
                         place->what, place->file_key);
  else if (!folder)
    *ret_why = g_strdup_printf ("The credential %s is not there, because systemd gave none. Add "
                                "LoadCredential=%s:FILE to the service, or use %s.",
                                place->credential, place->credential, place->file_key);
  else
    return g_build_filename (folder, place->credential, NULL);
  return NULL;
}

/* Servers repeat secrets as they got them, escaped, or without what stands behind a question mark.
 */
static void
register_forms (const char *secret)
{
  g_autofree char *escaped = g_uri_escape_string (secret, NULL, TRUE);
  g_autofree char *bare = g_strndup (secret, strcspn (secret, "?"));

  base_log_add_secret (secret);
  base_log_add_secret (escaped);
  base_log_add_secret (bare);
}

char *
base_secret_read (const BaseSecretPlace *place, char **ret_why)
{
  g_autofree char *path = find_path (place, ret_why), *text = NULL;
  const Fault *fault;
  gsize size = 0;

  text = path ? read_small_file (path, place->what, &size, ret_why) : NULL;
  if (!text)
    return NULL;
  fault = strlen (text) != size ? &fault_binary : NULL;
  if (g_str_has_prefix (text, BOM))
    memset (text, ' ', strlen (BOM));
  text[strcspn (text, "\r\n")] = '\0';
  g_strstrip (text);
  fault = fault ? fault : find_fault (text);
  if (fault) {
    *ret_why = g_strdup_printf ("%s %s%s%s.", path, fault->before, place->what, fault->after);
    return NULL;
  }
  register_forms (text);
  return g_steal_pointer (&text);
}

gboolean
base_secret_check_credential (const char *name, const char *file_key, char **ret_why)
{
  if (!strchr (name, '/') && !g_str_equal (name, ".") && !g_str_equal (name, ".."))
    return TRUE;
  *ret_why = g_strdup_printf ("it must be a credential's name, not a path: write the name that the "
                              "service's LoadCredential has, or use %s.",
                              file_key);
  return FALSE;
}
