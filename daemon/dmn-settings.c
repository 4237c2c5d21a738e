#include "dmn-settings-private.h"

#include "base-log.h"
#include "cfg-mask.h"
#include "cfg-parse.h"
#include "dmn-good.h"
#include "web-obs-options.h"
#include "web-types.h"
#include <glib/gstdio.h>
#include <string.h>

#define REVISION_CHARS 16

static char *
revision_of (const char *text)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strndup (digest, REVISION_CHARS);
}

static void
keep_good (DmnSettings *self)
{
  if (!self->on_air || !self->text || self->kept)
    return;
  dmn_good_keep (self->path, self->state_dir, self->text);
  self->kept = TRUE;
}

/* A good text. TRUE: it is another than the one before. */
static gboolean
note_text (DmnSettings *self, const char *text)
{
  g_autofree char *before = g_steal_pointer (&self->text);

  self->text = g_strdup (text);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  self->kept = FALSE;
  keep_good (self);
  return g_strcmp0 (before, text) != 0;
}

void
dmn_settings_set_on_air (DmnSettings *self)
{
  self->on_air = TRUE;
  keep_good (self);
}

/* What is missing and wanted at a start only: it waits for the next one. */
static void
forget_lacking (CfgEdit *running, const DmnConfig *config)
{
  if (config->lacks_theme)
    cfg_edit_set (running, ovl_section.name, NULL, "theme", NULL, NULL);
  if (config->lacks_password)
    cfg_edit_set (running, web_obs_section.name, NULL, "listen", NULL, NULL);
}

DmnSettings *
dmn_settings_new (const char *path, const DmnConfig *config, const char *state_dir, DmnShow *show,
                  DmnRig *rig)
{
  const char *text = cfg_file_get_text (config->file);
  DmnSettings *self = g_new0 (DmnSettings, 1);
  g_autofree char *running = NULL;

  self->path = path ? g_canonicalize_filename (path, NULL) : NULL;
  self->state_dir = g_strdup (state_dir);
  self->folder = g_build_filename (state_dir, "settings", NULL);
  self->keys_folder = g_build_filename (state_dir, "keys", NULL);
  self->show = show;
  self->fresh = g_ptr_array_new_with_free_func (g_free);
  self->rig = rig;
  self->running = cfg_edit_new (text ? text : "");
  forget_lacking (self->running, config);
  running = cfg_edit_to_text (self->running);
  self->now = text ? dmn_config_take_text (self->path, running, config, NULL) : NULL;
  if (text)
    note_text (self, text);
  if (text && show_state_get_setup (dmn_show_get_state (show))->is_config_old)
    dmn_settings_offer (self, text);
  dmn_settings_look_for_missing (self, config);
  return self;
}

void
dmn_settings_set_listener (DmnSettings *self, DmnSettingsFunc func, gpointer data)
{
  self->listener = func;
  self->listener_data = data;
}

void
dmn_settings_free (DmnSettings *self)
{
  if (!self)
    return;
  dmn_settings_stop_looking (self);
  cfg_edit_free (self->running);
  dmn_config_unref (self->now);
  g_ptr_array_unref (self->fresh);
  g_free (self->path);
  g_free (self->folder);
  g_free (self->keys_folder);
  g_free (self->state_dir);
  g_free (self->text);
  g_free (self);
}

static gboolean
fail (GError **error, int code, const char *text)
{
  g_set_error_literal (error, WEB_ERROR, code, text);
  return FALSE;
}

/* Reading */

/* Mistakes of the file as it is: somebody may have edited it by hand. `text` NULL: `why` it cannot
 * be read. */
static json_t *
find_errors (const DmnSettings *self, const char *text, const GError *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DmnConfig) config =
      text ? dmn_config_load_text (self->path, text, self->now, &error) : NULL;
  const GError *wrong = text ? error : why;
  json_t *list = json_array ();
  g_auto (GStrv) lines = g_strsplit (wrong ? wrong->message : "", "\n", -1);

  for (char **line = lines; *line; line++) {
    g_autofree char *masked = cfg_mask (*line);

    if (*masked)
      json_array_append_new (list, json_string (masked));
  }
  return list;
}

json_t *
dmn_settings_to_json (DmnSettings *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = self->path ? dmn_settings_read (self, &error) : NULL;
  g_autofree char *why = dmn_settings_why_not (self);
  g_autofree char *name = self->path ? g_path_get_basename (self->path) : NULL;
  g_autofree char *folder = g_path_get_dirname (self->path ? self->path : ".");
  g_autofree char *revision = revision_of (text ? text : "");
  g_autoptr (CfgEdit) file = cfg_edit_new (text ? text : "");

  return json_pack ("{s:s?, s:b, s:s?, s:s, s:o, s:o, s:o, s:o}", "file", name, "writable", !why,
                    "why", why, "revision", revision, "errors", find_errors (self, text, error),
                    "sections", dmn_settings_sections (file, folder), "pending",
                    dmn_settings_pending (self, file), "versions", dmn_settings_versions (self));
}

/* Changing */

/* Of "key_file" the other place for the same secret, "key_credential". */
static void
drop_credential (CfgEdit *edit, const CfgSection *table, const char *name, const char *key)
{
  g_autofree char *stem = g_strndup (key, strlen (key) - strlen ("_file"));
  g_autofree char *credential = g_strconcat (stem, "_credential", NULL);

  if (dmn_settings_find_option (table, credential))
    cfg_edit_set (edit, table->name, name, credential, NULL, NULL);
}

/* `value` as it comes from somebody who was shown the old one masked. NULL with an error. */
static char *
unmask (const char *value, const char *old, GError **error)
{
  g_autofree char *first = old ? cfg_mask (old) : NULL;
  g_autofree char *masked = first ? base_log_mask (first) : NULL;

  if (!strstr (value, CFG_MASK))
    return g_strdup (value);
  if (g_strcmp0 (masked, value) == 0)
    return g_strdup (old);
  fail (error, WEB_ERROR_INVALID,
        "The password is not shown here. To change this, write the password anew.");
  return NULL;
}

static gboolean
set_key (CfgEdit *edit, const CfgSection *table, const char *name, const char *key,
         const json_t *value, GError **error)
{
  const char *text = json_string_value (value);
  g_autofree char *old = cfg_edit_get (edit, table->name, name, key);
  g_autofree char *clear = NULL, *why = NULL;

  if (!text && !json_is_null (value))
    return fail (error, WEB_ERROR_INVALID, "A value is a text, or null to take it away.");
  if (text && !(clear = unmask (text, old, error)))
    return FALSE;
  if (!clear || !*clear)
    dmn_settings_drop_with_url (edit, table, name, key);
  if (cfg_edit_set (edit, table->name, name, key, clear && *clear ? clear : NULL, &why))
    return TRUE;
  g_set_error (error, WEB_ERROR, WEB_ERROR_INVALID, "[%s%s%s] %s: %s", table->name, name ? " " : "",
               name ? name : "", key, why);
  return FALSE;
}

static gboolean
set_secret (DmnSettings *self, CfgEdit *edit, const CfgSection *table, const char *name,
            const char *key, const char *secret, GError **error)
{
  g_autofree char *path = dmn_settings_write_secret (self, table->name, name, secret, error);

  if (!path)
    return FALSE;
  g_ptr_array_add (self->fresh, g_strdup (path));
  drop_credential (edit, table, name, key);
  return cfg_edit_set (edit, table->name, name, key, path, NULL);
}

static gboolean
check_place (const CfgSection *table, const char *name, GError **error)
{
  const char *why = table && table->named && name ? cfg_parse_check_name (name) : NULL;

  if (!table)
    return fail (error, WEB_ERROR_INVALID, "There is no such section.");
  if (table->named && (!name || !*name))
    return fail (error, WEB_ERROR_INVALID, "Give it a name, such as \"main\".");
  if (!table->named && name)
    return fail (error, WEB_ERROR_INVALID, "This section has no name.");
  return !why || fail (error, WEB_ERROR_INVALID, why);
}

gboolean
dmn_settings_edit (DmnSettings *self, CfgEdit *edit, const json_t *change, GError **error)
{
  const CfgSection *table =
      dmn_settings_find_table (json_string_value (json_object_get (change, "section")));
  const char *name = json_string_value (json_object_get (change, "name"));
  const char *key = json_string_value (json_object_get (change, "key"));
  const char *secret = json_string_value (json_object_get (change, "secret"));
  const CfgOption *option;

  if (!check_place (table, name, error))
    return FALSE;
  if (json_is_true (json_object_get (change, "add"))) {
    if (cfg_edit_has_section (edit, table->name, name))
      return fail (error, WEB_ERROR_INVALID, "There is one of that name already.");
    cfg_edit_add_section (edit, table->name, name);
    return TRUE;
  }
  if (json_is_true (json_object_get (change, "remove"))) {
    cfg_edit_remove_section (edit, table->name, name);
    return TRUE;
  }
  option = dmn_settings_find_option (table, key);
  if (!option)
    return fail (error, WEB_ERROR_INVALID, "There is no such setting.");
  if (!secret)
    return set_key (edit, table, name, key, json_object_get (change, "value"), error);
  return option->is_secret
             ? set_secret (self, edit, table, name, key, secret, error)
             : fail (error, WEB_ERROR_INVALID, "This setting is no secret; send it as a value.");
}

/* The config's text as it is wanted; transfer full. */
static char *
make_text (DmnSettings *self, const char *before, const json_t *wanted, GError **error)
{
  const char *text = json_string_value (json_object_get (wanted, "text"));
  const char *version = json_string_value (json_object_get (wanted, "version"));
  const json_t *changes = json_object_get (wanted, "changes");
  g_autoptr (CfgEdit) edit = NULL;

  if (version)
    return dmn_settings_read_version (self, version, error);
  if (text)
    return g_strdup (text);
  if (!json_is_array (changes)) {
    fail (error, WEB_ERROR_INVALID, "Send changes, a text or a version.");
    return NULL;
  }
  edit = cfg_edit_new (before);
  for (size_t i = 0; i < json_array_size (changes); i++)
    if (!dmn_settings_edit (self, edit, json_array_get (changes, i), error))
      return NULL;
  return cfg_edit_to_text (edit);
}

DmnConfig *
dmn_settings_check (const DmnSettings *self, const char *text, GError **error)
{
  g_autoptr (GError) why = NULL;
  DmnConfig *config = dmn_config_load_text (self->path, text, self->now, &why);
  g_autofree char *masked = config ? NULL : cfg_mask (why->message);

  if (!config)
    g_set_error_literal (error, WEB_ERROR, WEB_ERROR_INVALID, masked);
  return config;
}

gboolean
dmn_settings_check_file (const DmnSettings *self, GError **error)
{
  g_autofree char *text = self->path ? dmn_settings_read (self, error) : NULL;
  g_autoptr (DmnConfig) config = text ? dmn_settings_check (self, text, error) : NULL;

  return !self->path || config;
}

static void
log_change (const char *by, const json_t *effects)
{
  g_autoptr (GString) what = g_string_new (NULL);
  json_t *effect;
  size_t i;

  json_array_foreach (effects, i, effect)
  {
    const char *name = json_string_value (json_object_get (effect, "name"));
    const char *key = json_string_value (json_object_get (effect, "key"));

    g_string_append_printf (what, "%s[%s%s%s]%s%s", i ? ", " : "",
                            json_string_value (json_object_get (effect, "section")),
                            name ? " " : "", name ? name : "", key ? " " : "", key ? key : "");
  }
  base_log (BASE_LOG_NOTICE, "web", "%s changed the settings: %s", by,
            what->len ? what->str : "comments only");
}

static json_t *
answer (const char *before, const char *after, json_t *effects, const char *version)
{
  g_autofree char *revision = revision_of (after);

  return json_pack ("{s:s, s:o, s:o, s:s?}", "revision", revision, "diff",
                    dmn_settings_diff (before, after, effects), "effects", effects, "version",
                    version);
}

static json_t *
change_text (DmnSettings *self, const char *before, const char *after, gboolean dry, const char *by,
             GError **error)
{
  g_autoptr (DmnConfig) config = dmn_settings_check (self, after, error);
  g_autoptr (CfgEdit) old = cfg_edit_new (before), new = cfg_edit_new (after);
  g_autoptr (DmnTake) take = config ? dmn_settings_plan (self, new, error) : NULL;
  g_autofree char *version = NULL;
  json_t *effects;

  if (!take)
    return NULL;
  if (!dry && !g_str_equal (before, after) &&
      !dmn_settings_write (self, before, after, &version, error))
    return NULL;
  effects = dmn_settings_apply (self, old, new, config, take, !dry);
  if (!dry)
    note_text (self, after);
  if (version)
    log_change (by, effects);
  return answer (before, after, effects, version);
}

json_t *
dmn_settings_change (DmnSettings *self, const json_t *wanted, const char *by, GError **error)
{
  const char *revision = json_string_value (json_object_get (wanted, "revision"));
  gboolean dry = json_is_true (json_object_get (wanted, "dry"));
  g_autofree char *before = NULL, *after = NULL, *now = NULL, *why = dmn_settings_why_not (self);
  json_t *done = NULL;

  if (why || !(before = dmn_settings_read (self, error))) {
    if (why)
      fail (error, WEB_ERROR_FILE, why);
    return NULL;
  }
  now = revision_of (before);
  if (g_strcmp0 (revision, now) != 0) {
    fail (error, WEB_ERROR_CONFLICT,
          "The settings were changed meanwhile. Look at them again, then change them.");
    return NULL;
  }
  g_ptr_array_set_size (self->fresh, 0);
  after = make_text (self, before, wanted, error);
  /* What was kept was good once, keys and all. */
  if (after && (json_is_string (json_object_get (wanted, "version")) ||
                dmn_settings_check_secrets (self, before, after, error)))
    done = change_text (self, before, after, dry, by, error);
  dmn_settings_drop_secrets (self, done && !dry ? after : before);
  return done;
}

json_t *
dmn_settings_reload (gpointer data, GError **error)
{
  DmnSettings *self = data;
  g_autofree char *text = NULL;
  g_autoptr (DmnConfig) config = NULL;
  g_autoptr (CfgEdit) file = NULL;
  g_autoptr (DmnTake) take = NULL;
  json_t *effects;

  if (!self->path)
    fail (error, WEB_ERROR_FILE, "Tallybox runs without a config: there is none to read again.");
  else
    text = dmn_settings_read (self, error);
  config = text ? dmn_settings_check (self, text, error) : NULL;
  file = config ? cfg_edit_new (text) : NULL;
  take = file ? dmn_settings_plan (self, file, error) : NULL;
  if (!take)
    return NULL;
  effects = dmn_settings_apply (self, self->running, file, config, take, TRUE);
  if (note_text (self, text))
    log_change ("The config's file", effects);
  dmn_rig_look_at_keys (self->rig, dmn_show_get_state (self->show), NULL);
  return json_pack ("{s:o, s:o}", "effects", effects, "pending", dmn_settings_pending (self, file));
}
