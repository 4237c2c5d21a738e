/* InputVolumeMeters: only while somebody asked for them. */
#include "web-obs-private.h"

#include <math.h>

static double
to_mul (double db)
{
  return isfinite (db) ? pow (10, db / 20) : 0;
}

/* [magnitude, peak, peak before gain and mute]; our microphones are measured behind the gain and
 * before the mute. */
static json_t *
make_levels (const WebLevel *level, const json_t *mic)
{
  double gain_db = json_number_value (json_object_get (mic, "gain_db"));
  double heard = json_is_true (json_object_get (mic, "mute")) ? 0 : 1;
  double peak = to_mul (level->peak_dbfs);
  double input = gain_db > SHOW_GAIN_DB_MIN ? peak / to_mul (gain_db) : 0;

  return json_pack ("[[f, f, f]]", heard * to_mul (level->rms_dbfs), heard * peak, input);
}

static json_t *
make_inputs (WebObs *self)
{
  const ShowSetup *setup = web_obs_get_setup (self);
  json_t *mics = json_object_get (web_obs_get_json (self), "microphones");
  json_t *inputs = json_array ();
  WebLevel levels[SHOW_MICS_MAX];
  guint n = self->backend.levels (levels, self->backend.data);

  for (guint i = 0; i < MIN (n, setup->mics->len); i++) {
    const WebObsSource source = {WEB_OBS_MICROPHONE, i};
    g_autofree char *name = web_obs_name (setup, source);
    g_autofree char *uuid = web_obs_uuid (setup, source);

    json_array_append_new (inputs, json_pack ("{s:s, s:s, s:o}", "inputName", name, "inputUuid",
                                              uuid, "inputLevelsMul",
                                              make_levels (&levels[i], json_array_get (mics, i))));
  }
  return inputs;
}

static gboolean
on_meters (gpointer data)
{
  WebObs *self = data;

  web_obs_broadcast (self, WEB_OBS_EVENTS_METERS, "InputVolumeMeters",
                     json_pack ("{s:o}", "inputs", make_inputs (self)));
  return G_SOURCE_CONTINUE;
}

void
web_obs_update_meters (WebObs *self)
{
  gboolean wanted = FALSE;

  for (guint i = 0; i < self->sessions->len; i++) {
    const WebObsSession *session = self->sessions->pdata[i];

    if (session->identified && !session->gone && (session->events & WEB_OBS_EVENTS_METERS))
      wanted = TRUE;
  }
  wanted = wanted && self->backend.levels != NULL;
  if (wanted && !self->meters)
    self->meters = g_timeout_add (WEB_OBS_METERS_MS, on_meters, self);
  else if (!wanted)
    g_clear_handle_id (&self->meters, g_source_remove);
}
