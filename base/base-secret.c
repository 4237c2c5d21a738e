#include "base-secret.h"

#include "base-file.h"
#include "base-log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf" /* what Notepad begins a text with */

/* Opened before it is looked at, so that what is checked is what is read. 0, or why not. */
static int
read_file (const char *path, char *text, gssize *ret_size)
{
  int fd = -1, code = base_file_try (path, &fd);

  if (code)
    return code;
  *ret_size = read (fd, text, BASE_SECRET_FILE_MAX + 1);
  code = *ret_size < 0 ? errno : 0;
  close (fd);
  return code;
}

static char *
explain (const BaseSecretPlace *place, const char *path, int code)
{
  g_autofree char *make = g_strdup_printf ("Make it, with the %s as its only line.", place->what);
  g_autofree char *let =
      g_strdup_printf ("Let this user read it and open the folders above it, or name a credential "
                       "of the service: %s.",
                       place->credential_key);

  return base_file_explain (path, code, make, place->credential_key ? let : NULL);
}

/* systemd copies credentials when it starts a service: what is put into a folder of them later is
 * not there. */
static char *
explain_credential (const BaseSecretPlace *place)
{
  return place->on_pages
             ? g_strdup_printf ("There is no credential %s. The service gets them when it starts: "
                                "check the name and restart it, or write the %s on the page "
                                "Settings.",
                                place->credential, place->what)
             : g_strdup_printf ("There is no credential %s. The service gets them when it starts: "
                                "check the name and restart it, or use %s.",
                                place->credential, place->file_key);
}

static char *
read_small_file (const BaseSecretPlace *place, const char *path, gsize *ret_size, char **ret_why)
{
  g_autofree char *text = g_malloc0 (BASE_SECRET_FILE_MAX + 1);
  gssize size = 0;
  int code = read_file (path, text, &size);

  if (code == ENOENT && !place->file)
    *ret_why = explain_credential (place);
  else if (code)
    *ret_why = explain (place, path, code);
  else if (size > BASE_SECRET_FILE_MAX)
    *ret_why = g_strdup_printf ("%s is too large for a %s. Name a file whose first line is it.",
                                path, place->what);
  if (code || size > BASE_SECRET_FILE_MAX)
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

/* systemd gives credentials to nobody else. */
static gboolean
is_service (void)
{
  const char *pid = g_getenv ("SYSTEMD_EXEC_PID");

  return pid && g_ascii_strtoll (pid, NULL, 10) == getpid ();
}

/* There are no credentials at all. */
static char *
explain_none (const BaseSecretPlace *place)
{
  const char *name = place->credential;

  if (is_service ())
    return g_strdup_printf ("The credential %s is not there, because systemd gave none. Add "
                            "LoadCredential=%s:FILE to the service, or use %s.",
                            name, name, place->file_key);
  if (place->on_pages)
    return g_strdup_printf ("Only the service has the credential %s, and this is not the service. "
                            "Look at its page Check, or use %s.",
                            name, place->file_key);
  return g_strdup_printf ("Only the service has the credential %s, and this is not the service. "
                          "Use %s.",
                          name, place->file_key);
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
    *ret_why = explain_none (place);
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

  text = path ? read_small_file (place, path, &size, ret_why) : NULL;
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

char *
base_secret_find_fault (const BaseSecretPlace *place)
{
  int code = place->file ? base_file_try (place->file, NULL) : 0;

  return code ? explain (place, place->file, code) : NULL;
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
