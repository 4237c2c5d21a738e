#include "dmn-settings-private.h"

#include "base-secret.h"
#include "cfg-mask.h"
#include "cfg-read.h"
#include "show-time.h"
#include "web-types.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION_END ".conf"

static gboolean fail (GError **error, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, int code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (WEB_ERROR, code, format, args));
  va_end (args);
  return FALSE;
}

/* As all errors of the settings do, it calls the file by its name without folders. */
static void
fail_to_read (const DmnSettings *self, const GError *why, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path), *masked = cfg_mask (why->message);
  gboolean has_path = g_str_has_prefix (masked, self->path);

  fail (error, WEB_ERROR_FILE, "%s%s", has_path ? name : "",
        masked + (has_path ? strlen (self->path) : 0));
}

char *
dmn_settings_read (const DmnSettings *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GBytes) bytes = cfg_read (self->path, &why);
  g_autofree char *name = g_path_get_basename (self->path);
  gsize length = bytes ? g_bytes_get_size (bytes) : 0;
  const char *text = length > 0 ? g_bytes_get_data (bytes, NULL) : "";

  if (bytes && g_utf8_validate (text, (gssize) length, NULL))
    return g_strndup (text, length);
  if (bytes) /* it says in which line */
    cfg_file_free (cfg_file_parse (name, text, (gssize) length, dmn_tables, &why));
  g_assert (why);
  fail_to_read (self, why, error);
  return NULL;
}

char *
dmn_settings_why_not (const DmnSettings *self)
{
  g_autofree char *real = self->path ? realpath (self->path, NULL) : NULL;
  g_autofree char *folder = real ? g_path_get_dirname (real) : NULL;

  if (!self->path)
    return g_strdup ("Tallybox runs without a config. Start it with --config FILE; then it can be "
                     "changed here.");
  if (folder && access (folder, W_OK) == 0)
    return NULL;
  return g_strdup_printf ("The config's folder cannot be written: %s. Let the service write there, "
                          "or change the config by hand.",
                          g_strerror (errno));
}

/* Kept texts */

/* Newest first: their names are times. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

static GPtrArray *
list_folder (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
is_version (const char *name)
{
  gsize digits = strspn (name, "0123456789");

  return digits == 13 && g_str_equal (name + digits, VERSION_END);
}

json_t *
dmn_settings_versions (const DmnSettings *self)
{
  g_autoptr (GPtrArray) names = list_folder (self->folder);
  json_t *list = json_array ();

  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    g_autofree char *id = g_strndup (name, strcspn (name, "."));
    g_autofree char *at = show_time_to_text (g_ascii_strtoll (id, NULL, 10));

    if (is_version (name) && at)
      json_array_append_new (list, json_pack ("{s:s, s:s}", "id", id, "at", at));
  }
  return list;
}

char *
dmn_settings_read_version (const DmnSettings *self, const char *id, GError **error)
{
  g_autofree char *name = g_strconcat (id, VERSION_END, NULL);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *text = NULL;

  if (!is_version (name) || !g_file_get_contents (path, &text, NULL, NULL))
    fail (error, WEB_ERROR_NOT_FOUND, "That version is not kept any more.");
  return text;
}

static void
drop_old_versions (const DmnSettings *self)
{
  g_autoptr (GPtrArray) names = list_folder (self->folder);
  guint n = 0;

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (self->folder, names->pdata[i], NULL);

    if (is_version (names->pdata[i]) && ++n > DMN_SETTINGS_VERSIONS_MAX)
      g_unlink (path);
  }
}

static gboolean
write_file (const char *path, const char *text, int mode)
{
  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, NULL);
}

static char *
keep (const DmnSettings *self, const char *text)
{
  gint64 now_ms = g_get_real_time () / 1000;

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return NULL;
  for (;; now_ms++) {
    g_autofree char *id = g_strdup_printf ("%013" G_GINT64_FORMAT, now_ms);
    g_autofree char *name = g_strconcat (id, VERSION_END, NULL);
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    return write_file (path, text, 0600) ? g_steal_pointer (&id) : NULL;
  }
}

void
dmn_settings_offer (const DmnSettings *self, const char *text)
{
  g_autoptr (GPtrArray) names = list_folder (self->folder);

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (self->folder, names->pdata[i], NULL), *kept = NULL;

    if (is_version (names->pdata[i]) && g_file_get_contents (path, &kept, NULL, NULL) &&
        g_str_equal (kept, text))
      return;
  }
  g_free (keep (self, text));
}

/* Behind a link, the file itself is written; it stays as readable as it was. */
gboolean
dmn_settings_write (DmnSettings *self, const char *before, const char *after, char **ret_version,
                    GError **error)
{
  g_autofree char *real = realpath (self->path, NULL);
  g_autofree char *why = dmn_settings_why_not (self), *version = NULL;
  struct stat file;

  if (why || !real || stat (real, &file) != 0)
    return fail (error, WEB_ERROR_FILE, "%s", why ? why : "The config is gone.");
  version = keep (self, before);
  if (!version)
    return fail (error, WEB_ERROR_FILE,
                 "The settings as they were cannot be kept: %s. Nothing was changed.",
                 g_strerror (errno));
  if (!write_file (real, after, file.st_mode & 0777))
    return fail (error, WEB_ERROR_FILE, "The config cannot be written: %s. Nothing was changed.",
                 g_strerror (errno));
  drop_old_versions (self);
  *ret_version = g_steal_pointer (&version);
  return TRUE;
}

/* Secrets */

static gboolean
check_secret (const char *path, GError **error)
{
  const BaseSecretPlace place = {"secret", "secret", NULL, path, NULL, FALSE};
  g_autofree char *why = NULL;
  char *secret = base_secret_read (&place, &why);

  if (secret) {
    memset (secret, 0, strlen (secret));
    g_free (secret);
    return TRUE;
  }
  g_unlink (path);
  return fail (error, WEB_ERROR_INVALID,
               "This cannot be a key: it is one word of 4 to 512 letters, without blanks, and no "
               "address.");
}

/* A name of its own each time, so that the texts that were kept still find theirs. */
char *
dmn_settings_write_secret (DmnSettings *self, const char *section, const char *name,
                           const char *secret, GError **error)
{
  g_autofree char *file = g_strdup_printf ("%s%s%s-%" G_GINT64_FORMAT ".key", section,
                                           name ? "-" : "", name ? name : "", g_get_real_time ());
  g_autofree char *path = g_build_filename (self->keys_folder, file, NULL);

  if (g_mkdir_with_parents (self->keys_folder, 0700) != 0 || !write_file (path, secret, 0600)) {
    fail (error, WEB_ERROR_FILE, "The key cannot be kept: %s.", g_strerror (errno));
    return NULL;
  }
  return check_secret (path, error) ? g_steal_pointer (&path) : NULL;
}

static gboolean
is_named_in_versions (const DmnSettings *self, const char *file)
{
  g_autoptr (GPtrArray) names = list_folder (self->folder);

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (self->folder, names->pdata[i], NULL);
    g_autofree char *text = NULL;

    if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, file))
      return TRUE;
  }
  return FALSE;
}

void
dmn_settings_drop_secrets (DmnSettings *self, const char *text)
{
  g_autoptr (GPtrArray) names = list_folder (self->keys_folder);

  for (guint i = 0; i < names->len; i++) {
    const char *file = names->pdata[i];
    g_autofree char *path = g_build_filename (self->keys_folder, file, NULL);

    if (g_str_has_suffix (file, ".key") && !strstr (text, file) &&
        !is_named_in_versions (self, file))
      g_unlink (path);
  }
}
