#include "dmn-web.h"

#include "base-log.h"

struct _DmnWeb {
  DmnConfig *config; /* borrowed, as are show and rig */
  DmnShow *show;
  DmnRig *rig;
  WebServer *server; /* NULL: off, as is the next one */
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
on_state_changed (ShowState *before, gpointer data)
{
  DmnWeb *self = data;

  if (self->server)
    web_server_state_changed (self->server);
  if (self->obs)
    web_obs_state_changed (self->obs);
}

/* Printed, not logged: the code is a secret. */
static void
print_pairing (WebServer *server)
{
  g_autofree char *address = web_server_make_address (server);
  g_autofree char *code = web_server_make_pairing_code (server);

  base_log (BASE_LOG_NOTICE, "web", "the control room is at %s", address);
  if (code)
    g_print ("Open %s/join#%s in your browser (good once, for 15 minutes).\n", address, code);
}

/* The control room is there without them. */
static void
open_remotes (DmnWeb *self, const WebBackend *backend, const char *state_dir)
{
  const WebObsOptions *options = cfg_file_get (self->config->file, &web_obs_section);
  g_autofree char *recordings = dmn_config_recordings_folder (self->config, state_dir);
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
dmn_web_new (DmnConfig *config, DmnShow *show, DmnRig *rig, const char *state_dir, GError **error)
{
  const WebOptions *options = cfg_file_get (config->file, &web_section);
  g_autoptr (DmnWeb) self = NULL;

  self = g_new0 (DmnWeb, 1);
  *self = (DmnWeb){.config = config, .show = show, .rig = rig};
  const WebBackend backend = {.get_state = get_state,
                              .command = command,
                              .picture = picture,
                              .levels = levels,
                              .data = self};

  if (options->listen != WEB_LISTEN_OFF) {
    self->server = web_server_new (options, state_dir, &backend, error);
    if (self->server)
      print_pairing (self->server);
  }
  open_remotes (self, &backend, state_dir);
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
  dmn_pictures_cancel (dmn_rig_get_pictures (self->rig));
  web_obs_free (self->obs);
  web_server_free (self->server);
  g_free (self);
}
