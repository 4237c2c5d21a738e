#include "enc-key.h"

#include "base-log.h"
#include "enc-types.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void G_GNUC_PRINTF (3, 4)
    fail (GError **error, const EncOutputOptions *options, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ENC_ERROR, ENC_ERROR_KEY, "output %s: %s", options->name, why);
}

/* Opened before it is looked at, so that what is checked is what is read; O_NONBLOCK: a pipe that
 * nobody writes to must not hold us. */
static char *
read_small_file (const EncOutputOptions *options, const char *path, gsize *ret_size, GError **error)
{
  g_autofree char *text = g_malloc0 (ENC_KEY_FILE_MAX + 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int saved_errno = errno;
  struct stat info;
  gssize size = -1;

  if (fd >= 0 && fstat (fd, &info) == 0 && !S_ISREG (info.st_mode)) {
    close (fd);
    fail (error, options, "%s is not a file. Name a file whose first line is the stream key.",
          path);
    return NULL;
  }
  if (fd >= 0) {
    size = read (fd, text, ENC_KEY_FILE_MAX + 1);
    saved_errno = errno;
    close (fd);
  }
  if (size < 0) {
    fail (error, options,
          "The stream key in %s cannot be read: %s. Check that the file is there and that the "
          "service may read it.",
          path, g_strerror (saved_errno));
    return NULL;
  }
  if (size > ENC_KEY_FILE_MAX) {
    fail (error, options,
          "%s is too large for a stream key. Name a file whose first line is the key.", path);
    return NULL;
  }
  *ret_size = (gsize) size;
  return g_steal_pointer (&text);
}

static const char *
find_fault (const char *key)
{
  if (!*key)
    return "has no stream key in its first line. Copy the key from your platform's page into it";
  if (strlen (key) < BASE_LOG_SECRET_MIN)
    return "has a first line that is too short for a stream key. Copy the whole key into it";
  if (strlen (key) > ENC_KEY_MAX)
    return "has a first line that is too long for a stream key. Copy only the key into it";
  if (!g_utf8_validate (key, -1, NULL))
    return "is not a text. Copy the stream key from your platform's page into it";
  if (strstr (key, "://"))
    return "has an address in it. Write the address as url, and only the key into this file";
  for (const char *c = key; *c; c++)
    if (g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      return "has blanks in its first line. Copy only the stream key into it";
  return NULL;
}

static char *
find_path (const EncOutputOptions *options, GError **error)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  if (options->key_file && options->key_credential) {
    fail (error, options, "Both key_file and key_credential are set. Keep one of them.");
    return NULL;
  }
  if (options->key_file)
    return g_strdup (options->key_file);
  if (!options->key_credential) {
    fail (error, options,
          "There is no stream key. Write it into a file and name that file: key_file = FILE.");
    return NULL;
  }
  if (!folder) {
    fail (error, options,
          "The credential %s is not there, because systemd gave none. Add LoadCredential=%s:FILE "
          "to the service, or use key_file.",
          options->key_credential, options->key_credential);
    return NULL;
  }
  return g_build_filename (folder, options->key_credential, NULL);
}

/* Servers repeat keys as they got them, escaped, or without what stands behind a question mark. */
static void
register_secrets (const char *key)
{
  g_autofree char *escaped = g_uri_escape_string (key, NULL, TRUE);
  g_autofree char *bare = g_strndup (key, strcspn (key, "?"));

  base_log_add_secret (key);
  base_log_add_secret (escaped);
  base_log_add_secret (bare);
}

char *
enc_key_read (const EncOutputOptions *options, GError **error)
{
  g_autofree char *path = find_path (options, error), *text = NULL;
  const char *fault;
  gsize size = 0;

  if (!path)
    return NULL;
  text = read_small_file (options, path, &size, error);
  if (!text)
    return NULL;
  fault = strlen (text) != size ? "is not a text. Copy the stream key from your platform's page "
                                  "into it"
                                : NULL;
  text[strcspn (text, "\r\n")] = '\0';
  g_strstrip (text);
  fault = fault ? fault : find_fault (text);
  if (fault) {
    fail (error, options, "%s %s.", path, fault);
    return NULL;
  }
  register_secrets (text);
  return g_steal_pointer (&text);
}

static void
strip_addresses (GString *text)
{
  char *sign;

  while ((sign = strstr (text->str, "://"))) {
    gsize from = (gsize) (sign - text->str), to = from + 3;

    while (from > 0 && g_ascii_isalnum (text->str[from - 1]))
      from--;
    while (to < text->len && !g_ascii_isspace (text->str[to]))
      to++;
    g_string_erase (text, (gssize) from, (gssize) (to - from));
    g_string_insert (text, (gssize) from, "(address)");
  }
}

char *
enc_key_strip (const char *text)
{
  g_autofree char *masked = base_log_mask (text);
  g_autoptr (GString) out = g_string_new (masked);

  strip_addresses (out);
  return g_strchomp (g_string_free (g_steal_pointer (&out), FALSE));
}
