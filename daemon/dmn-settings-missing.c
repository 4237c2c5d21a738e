/* Files that the config names and the start did without: a stick that is mounted late, a key that
 * is not written yet. Asked for in a thread of their own, for a disk may not answer. */
#include "dmn-settings-private.h"

#include "base-file.h"
#include "base-log.h"

#define LOOK_MS 3000
#define STOP_MS 500

typedef struct {
  DmnSettings *settings; /* main thread */
  BaseWorker *main;
  GPtrArray *paths; /* a reference; never changed */
  gboolean any;     /* of them can be read */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_ptr_array_unref (look->paths);
  g_free (look);
}

static gboolean
waits (const DmnSettings *self)
{
  g_autoptr (CfgEdit) file = cfg_edit_new (self->text);
  json_t *pending = dmn_settings_pending (self, file);
  gboolean any = json_array_size (pending) > 0;

  json_decref (pending);
  return any;
}

/* What is there now is taken up; all else is looked for again. */
static void
note_in_main (gpointer data)
{
  Look *look = data;
  DmnSettings *self = look->settings;
  g_autoptr (DmnConfig) config =
      look->any ? dmn_config_take_text (self->path, self->text, self->now, NULL) : NULL;
  g_autofree char *lacks = config ? cfg_file_get_missing (config->file) : NULL;

  if (!config || !self->missing_source)
    return;
  dmn_rig_retry_cards (self->rig);
  dmn_rig_look_at_keys (self->rig, dmn_show_get_state (self->show));
  g_ptr_array_unref (self->missing);
  self->missing = g_ptr_array_ref (config->missing);
  if (self->missing->len > 0)
    return;
  g_clear_handle_id (&self->missing_source, g_source_remove);
  if (lacks)
    return;
  dmn_settings_take_found (self);
  base_log (BASE_LOG_NOTICE, "daemon", "all that the config names is there now%s",
            waits (self) ? "; the page Settings says what of it waits for a restart" : "");
}

/* All of them, so that the main thread need not wait for one when it reads them. */
static void
look_on_disk (gpointer data)
{
  Look *look = data;

  for (guint i = 0; i < look->paths->len; i++)
    if (base_file_try (look->paths->pdata[i], NULL) == 0)
      look->any = TRUE;
  base_worker_answer (look->main, note_in_main, look, look_free);
}

static gboolean
on_look (gpointer data)
{
  DmnSettings *self = data;
  Look *look;

  if (enc_disk_get_busy_ms (self->disk) > 0)
    return G_SOURCE_CONTINUE;
  look = g_new0 (Look, 1);
  *look = (Look){.settings = self, .main = self->main, .paths = g_ptr_array_ref (self->missing)};
  enc_disk_post (self->disk, look_on_disk, look, NULL);
  return G_SOURCE_CONTINUE;
}

void
dmn_settings_look_for_missing (DmnSettings *self, const DmnConfig *config)
{
  if (config->missing->len == 0)
    return;
  self->missing = g_ptr_array_ref (config->missing);
  self->main = base_worker_new_for_main ();
  self->disk = enc_disk_new ();
  self->missing_source = g_timeout_add (LOOK_MS, on_look, self);
}

void
dmn_settings_stop_looking (DmnSettings *self)
{
  if (!self->missing)
    return;
  g_clear_handle_id (&self->missing_source, g_source_remove);
  base_worker_stop (self->main);
  if (enc_disk_stop (self->disk, STOP_MS)) /* one that hangs may answer yet */
    base_worker_free (self->main);
  g_ptr_array_unref (self->missing);
}
