#include "dmn-web.h"

#include "base-log.h"
#include "dmn-archive.h"
#include "dmn-card-pictures.h"
#include "dmn-draft.h"
#include "dmn-web-check.h"

#define RESTART_MS 500 /* so long the answer has to reach whoever asked for it */

struct _DmnWeb {
  DmnConfig *config; /* borrowed, as are show and rig */
  DmnShow *show;
  DmnRig *rig;
  DmnWebHost host;
  char *recordings; /* their folder */
  DmnArchive *archive;
  DmnCardPictures *cards;
  guint restart_source; /* planned */
  WebServer *server;    /* NULL: off, as is the next one */
  WebObs *obs;
};

static ShowState *
get_state (gpointer data)
{
  return show_state_ref (dmn_show_get_state (((DmnWeb *) data)->show));
}

static json_t *
command (const char *const *words, guint role, const char *id, gpointer data, GError **error)
{
  return dmn_show_command (((DmnWeb *) data)->show, words, role, id, error);
}

/* FALSE: there is no such input. */
static gboolean
find_input (const DmnWeb *self, const char *name, int *ret_input)
{
  const GArray *cameras = self->config->setup->cameras;

  if (g_str_equal (name, "programme")) {
    *ret_input = MIX_PEEK_PROGRAMME;
    return TRUE;
  }
  for (guint i = 0; i < cameras->len; i++)
    if (g_str_equal (g_array_index (cameras, ShowCameraSetup, i).name, name)) {
      *ret_input = (int) i;
      return TRUE;
    }
  return FALSE;
}

static void
picture (const char *name, WebPictureFunc func, gpointer func_data, gpointer data)
{
  DmnWeb *self = data;
  int input;

  if (find_input (self, name, &input))
    dmn_pictures_ask (dmn_rig_get_pictures (self->rig), input, func, func_data);
  else
    func (NULL, func_data);
}

static void
card (const char *name, WebCardFunc func, gpointer func_data, gpointer data)
{
  DmnWeb *self = data;
  const GArray *cards = self->config->setup->cards;
  g_autoptr (ShowCardContent) content = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < cards->len; i++)
    if (g_str_equal (g_array_index (cards, ShowCardSetup, i).name, name)) {
      content = show_state_make_card (dmn_show_get_state (self->show), i);
      dmn_card_pictures_ask (self->cards, i, content, func, func_data);
      return;
    }
  error = g_error_new_literal (WEB_ERROR, WEB_ERROR_NOT_FOUND, "There is no such card.");
  func (NULL, error, func_data);
}

static void
draft (const json_t *wanted, WebCardFunc func, gpointer func_data, gpointer data)
{
  DmnWeb *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DmnConfig) config = NULL;
  GPtrArray *contents = NULL;
  gboolean as_picture = FALSE;

  if (!dmn_card_pictures_admit_draft (self->cards))
    g_set_error_literal (&error, WEB_ERROR, WEB_ERROR_BUSY,
                         "Too many pictures at once. Ask again in a moment.");
  else
    config = dmn_settings_draft (self->host.settings, json_object_get (wanted, "changes"), &error);
  if (config)
    contents = dmn_draft_make_contents (config, dmn_show_get_state (self->show), wanted,
                                        &as_picture, &error);
  if (contents)
    dmn_card_pictures_draft (self->cards, g_steal_pointer (&config), contents, as_picture, func,
                             func_data);
  else
    func (NULL, error, func_data);
}

static void
shot (const WebShot *wanted, WebShotFunc func, gpointer func_data, gpointer data)
{
  DmnWeb *self = data;
  DmnShots *shots = dmn_pictures_get_shots (dmn_rig_get_pictures (self->rig));
  g_autoptr (GError) error = NULL;
  int input;

  if (find_input (self, wanted->input, &input)) {
    dmn_shots_take (shots, input, self->recordings, wanted, func, func_data);
    return;
  }
  error = g_error_new_literal (WEB_ERROR, WEB_ERROR_NOT_FOUND, "There is no such input.");
  func (NULL, 0, error, func_data);
}

static guint
levels (WebLevel ret_levels[SHOW_MICS_MAX], gpointer data)
{
  MixMeters meters;

  dmn_levels_read (dmn_rig_get_levels (((DmnWeb *) data)->rig), DMN_LEVELS_METERS, &meters);
  for (guint i = 0; i < meters.n_mics; i++)
    ret_levels[i] = (WebLevel){meters.mics[i].peak_dbfs, meters.mics[i].rms_dbfs};
  return meters.n_mics;
}

static void
recordings (WebJsonFunc func, gpointer func_data, gpointer data)
{
  const DmnWeb *self = data;

  dmn_archive_list (self->archive, show_state_get_recording_file (dmn_show_get_state (self->show)),
                    func, func_data);
}

static void
recording (const char *name, WebFileFunc func, gpointer func_data, gpointer data)
{
  dmn_archive_open_recording (((DmnWeb *) data)->archive, name, func, func_data);
}

static void
journal (const WebJournalQuery *query, WebFileFunc func, gpointer func_data, gpointer data)
{
  dmn_archive_open_journal (((DmnWeb *) data)->archive, query, func, func_data);
}

static json_t *
settings (gpointer data)
{
  return dmn_settings_to_json (((DmnWeb *) data)->host.settings);
}

static json_t *
change_settings (const json_t *wanted, const char *by, gpointer data, GError **error)
{
  return dmn_settings_change (((DmnWeb *) data)->host.settings, wanted, by, error);
}

/* The name of an output that sends, or tries to; borrowed. NULL: the rig is off air. */
static const char *
find_sending_output (const DmnWeb *self)
{
  const ShowState *state = dmn_show_get_state (self->show);
  const GArray *outputs = show_state_get_setup (state)->outputs;

  for (guint i = 0; i < outputs->len; i++) {
    ShowHealth health = show_state_get_output (state, i)->health;

    if (health != SHOW_HEALTH_STOPPED && health != SHOW_HEALTH_IDLE)
      return g_array_index (outputs, ShowOutputSetup, i).name;
  }
  return NULL;
}

static gboolean
restart_in_main (gpointer data)
{
  const DmnWebHost *host = &((DmnWeb *) data)->host;

  ((DmnWeb *) data)->restart_source = 0;
  host->restart (host->data);
  return G_SOURCE_REMOVE;
}

static gboolean
restart (gboolean force, gpointer data, GError **error)
{
  DmnWeb *self = data;
  const char *sending = find_sending_output (self);

  if (!dmn_settings_check_file (self->host.settings, error))
    return FALSE;
  if (sending && !force) {
    g_set_error (error, WEB_ERROR, WEB_ERROR_CONFLICT,
                 "The show goes to \"%s\" right now. Stop it first, or wait until it is over.",
                 sending);
    return FALSE;
  }
  if (!self->restart_source)
    self->restart_source = g_timeout_add (RESTART_MS, restart_in_main, self);
  return TRUE;
}

static guint
meters (WebLevel *ret_programme, WebLevel ret_mics[SHOW_MICS_MAX], gpointer data)
{
  MixMeters read;

  dmn_levels_read (dmn_rig_get_levels (((DmnWeb *) data)->rig), DMN_LEVELS_PAGES, &read);
  *ret_programme = (WebLevel){read.programme.peak_dbfs, read.programme.rms_dbfs};
  for (guint i = 0; i < read.n_mics; i++)
    ret_mics[i] = (WebLevel){read.mics[i].peak_dbfs, read.mics[i].rms_dbfs};
  return read.n_mics;
}

static void
preview (const char *offer, const char *address, WebPreviewFunc func, gpointer func_data,
         gpointer data)
{
  dmn_preview_open (dmn_rig_get_preview (((DmnWeb *) data)->rig), offer, address, func, func_data);
}

static void
end_preview (const char *id, gpointer data)
{
  dmn_preview_close (dmn_rig_get_preview (((DmnWeb *) data)->rig), id);
}

static void
on_state_changed (ShowState *before, gpointer data)
{
  DmnWeb *self = data;

  if (self->server)
    web_server_state_changed (self->server);
  if (self->obs)
    web_obs_state_changed (self->obs);
}

/* The first person's way in. Printed, not logged: the code is a secret. */
static void
print_pairing (WebServer *server)
{
  g_autofree char *address = web_server_make_address (server);
  g_autofree char *code =
      web_server_has_people (server) ? NULL : web_server_make_code (server, NULL);

  base_log (BASE_LOG_NOTICE, "web", "the control room is at %s", address);
  if (code)
    g_print ("Open %s/join#%s in your browser (good once, for 15 minutes; \"tallybox ctl invite\" "
             "makes another).\n",
             address, code);
}

static json_t *
invite (gpointer data, GError **error)
{
  WebServer *server = ((DmnWeb *) data)->server;
  g_autofree char *address = web_server_make_address (server);
  g_autofree char *code = web_server_make_code (server, error);
  g_autofree char *url = code ? g_strdup_printf ("%s/join#%s", address, code) : NULL;

  return url ? json_pack ("{s:s, s:s, s:I}", "url", url, "code", code, "valid_ms",
                          (json_int_t) WEB_PAIRING_MS)
             : NULL;
}

/* The control room is there without them. */
static void
open_remotes (DmnWeb *self, const WebBackend *backend, const char *recordings)
{
  const WebObsOptions *options = cfg_file_get (self->config->file, &web_obs_section);
  g_autoptr (GError) error = NULL;

  if (options->listen == WEB_LISTEN_OFF)
    return;
  self->obs = web_obs_new (options, recordings, backend, &error);
  if (self->obs)
    base_log (BASE_LOG_NOTICE, "web", "remotes for OBS find the show at port %u",
              web_obs_get_port (self->obs));
  else
    base_log (BASE_LOG_ERROR, "web", "%s Remotes for OBS cannot come in.", error->message);
}

DmnWeb *
dmn_web_new (DmnConfig *config, DmnShow *show, DmnRig *rig, const DmnWebHost *host, GError **error)
{
  const WebOptions *options = cfg_file_get (config->file, &web_section);
  g_autoptr (DmnWeb) self = NULL;

  self = g_new0 (DmnWeb, 1);
  *self = (DmnWeb){.config = config, .show = show, .rig = rig, .host = *host};
  self->recordings = dmn_config_recordings_folder (config, host->state_dir);
  self->archive = dmn_archive_new (host->state_dir, self->recordings);
  self->cards = dmn_card_pictures_new (config, dmn_rig_get_main (rig));
  const WebBackend backend = {.get_state = get_state,
                              .command = command,
                              .picture = picture,
                              .card = card,
                              .draft = draft,
                              .shot = shot,
                              .levels = levels,
                              .meters = meters,
                              .preview = preview,
                              .end_preview = end_preview,
                              .recordings = recordings,
                              .recording = recording,
                              .journal = journal,
                              .settings = settings,
                              .change_settings = change_settings,
                              .restart = restart,
                              .check = &dmn_web_check_funcs,
                              .check_data = host->board,
                              .data = self};

  if (options->listen != WEB_LISTEN_OFF) {
    self->server = web_server_new (options, host->state_dir, &backend, error);
    if (self->server) {
      print_pairing (self->server);
      dmn_show_set_invite (show, invite, self);
    }
  }
  open_remotes (self, &backend, self->recordings);
  if (!self->server && !self->obs)
    return NULL;
  dmn_show_add_listener (show, on_state_changed, self);
  return g_steal_pointer (&self);
}

void
dmn_web_free (DmnWeb *self)
{
  if (!self)
    return;
  dmn_show_remove_listener (self->show, on_state_changed, self);
  dmn_show_set_invite (self->show, NULL, NULL);
  dmn_pictures_cancel (dmn_rig_get_pictures (self->rig));
  dmn_card_pictures_cancel (self->cards);
  dmn_archive_free (self->archive);
  web_obs_free (self->obs);
  dmn_preview_cancel (dmn_rig_get_preview (self->rig));
  dmn_reports_cancel (dmn_board_get_reports (self->host.board));
  web_server_free (self->server);
  dmn_card_pictures_free (self->cards);
  g_clear_handle_id (&self->restart_source, g_source_remove);
  g_free (self->recordings);
  g_free (self);
}
