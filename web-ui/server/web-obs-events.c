/* What changed in the show, as events of OBS. */
#include "web-obs-private.h"

#include "web-uuid.h"
#include <math.h>
#include <string.h>

void
web_obs_broadcast (WebObs *self, guint events, const char *type, json_t *data)
{
  json_t *event = json_pack ("{s:s, s:i}", "eventType", type, "eventIntent", (int) events);
  WebObsMessage message;

  if (data)
    json_object_set_new (event, "eventData", data);
  message = web_obs_message (WEB_OBS_OP_EVENT, event);
  for (guint i = 0; i < self->sessions->len; i++) {
    WebObsSession *session = self->sessions->pdata[i];

    if (session->identified && (session->events & events))
      web_obs_session_send (session, &message);
  }
  web_obs_message_clear (&message);
}

/* {"<prefix>Name":…, "<prefix>Uuid":…} */
static json_t *
name_source (WebObs *self, const char *prefix, WebObsSource source)
{
  const ShowSetup *setup = web_obs_get_setup (self);
  g_autofree char *name = web_obs_name (setup, source);
  g_autofree char *uuid = web_obs_uuid (setup, source);
  g_autofree char *name_key = g_strconcat (prefix, "Name", NULL);
  g_autofree char *uuid_key = g_strconcat (prefix, "Uuid", NULL);

  return json_pack ("{s:s, s:s}", name_key, name, uuid_key, uuid);
}

/* High volume: only for who asked for them. */
static void
tell_active (WebObs *self, WebObsSource source, gboolean active)
{
  static const struct {
    guint events;
    const char *type, *key;
  } kinds[] = {
      {WEB_OBS_EVENTS_ACTIVE, "InputActiveStateChanged", "videoActive"},
      {WEB_OBS_EVENTS_SHOWING, "InputShowStateChanged", "videoShowing"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    json_t *data = name_source (self, "input", source);

    json_object_set_new (data, kinds[i].key, json_boolean (active));
    web_obs_broadcast (self, kinds[i].events, kinds[i].type, data);
  }
}

/* Scenes and transitions */

static json_t *
name_transition (const char *name)
{
  g_autofree char *whole = g_strconcat ("transition ", name, NULL);
  g_autofree char *uuid = web_uuid_of (whole);

  return json_pack ("{s:s, s:s}", "transitionName", name, "transitionUuid", uuid);
}

static const char *
transition_name (WebObs *self)
{
  return web_obs_is_fading (self) ? WEB_OBS_FADE : WEB_OBS_CUT;
}

static gboolean
on_transition_ended (gpointer data)
{
  WebObs *self = data;

  self->transition = 0;
  web_obs_broadcast (self, WEB_OBS_EVENTS_TRANSITIONS, "SceneTransitionVideoEnded",
                     name_transition (transition_name (self)));
  web_obs_broadcast (self, WEB_OBS_EVENTS_TRANSITIONS, "SceneTransitionEnded",
                     name_transition (transition_name (self)));
  return G_SOURCE_REMOVE;
}

static void
begin_transition (WebObs *self)
{
  g_clear_handle_id (&self->transition, g_source_remove);
  self->transition_from_us = g_get_monotonic_time ();
  self->transition_ms = web_obs_is_fading (self) ? web_obs_get_fade_ms (self) : 0;
  self->transition = g_timeout_add ((guint) self->transition_ms, on_transition_ended, self);
  web_obs_broadcast (self, WEB_OBS_EVENTS_TRANSITIONS, "SceneTransitionStarted",
                     name_transition (transition_name (self)));
}

static gboolean
find_scene (const ShowSetup *setup, const ShowState *state, guint *ret_scene)
{
  const char *name = show_state_get_scene (state)->name;

  for (guint i = 0; i < setup->scenes->len; i++)
    if (g_str_equal (g_array_index (setup->scenes, ShowScene, i).name, name)) {
      *ret_scene = i;
      return TRUE;
    }
  return FALSE;
}

static void
tell_scene (WebObs *self, ShowState *before, ShowState *after)
{
  const ShowSetup *setup = show_state_get_setup (after);
  guint from, to;

  if (!find_scene (setup, before, &from) || !find_scene (setup, after, &to) || from == to)
    return;
  begin_transition (self);
  web_obs_broadcast (self, WEB_OBS_EVENTS_SCENES, "CurrentProgramSceneChanged",
                     name_source (self, "scene", (WebObsSource){WEB_OBS_SCENE, to}));
  for (guint i = 0; i < setup->cameras->len; i++) {
    gboolean now = web_obs_is_in_scene (setup, to, i);

    if (now != web_obs_is_in_scene (setup, from, i))
      tell_active (self, (WebObsSource){WEB_OBS_CAMERA, i}, now);
  }
}

static int
crossfade_ms (const json_t *state)
{
  json_t *programme = json_object_get (state, "programme");

  return (int) json_integer_value (
      json_object_get (json_object_get (programme, "transition"), "ms"));
}

gboolean
web_obs_is_fading (WebObs *self)
{
  return crossfade_ms (web_obs_get_json (self)) > 0;
}

int
web_obs_get_fade_ms (WebObs *self)
{
  int ms = crossfade_ms (web_obs_get_json (self));

  return ms > 0 ? ms : self->fade_ms;
}

void
web_obs_set_fade_ms (WebObs *self, int ms)
{
  if (ms == self->fade_ms)
    return;
  self->fade_ms = ms;
  web_obs_broadcast (self, WEB_OBS_EVENTS_TRANSITIONS, "CurrentSceneTransitionDurationChanged",
                     json_pack ("{s:i}", "transitionDuration", ms));
}

static void
tell_transition (WebObs *self, ShowState *before, const json_t *diff)
{
  json_t *old;
  gboolean was_fading;

  if (!json_object_get (json_object_get (diff, "programme"), "transition"))
    return;
  old = show_state_to_json (before, 0, 0);
  was_fading = crossfade_ms (old) > 0;
  json_decref (old);
  if (was_fading != web_obs_is_fading (self))
    web_obs_broadcast (self, WEB_OBS_EVENTS_TRANSITIONS, "CurrentSceneTransitionChanged",
                       name_transition (transition_name (self)));
  web_obs_set_fade_ms (self, web_obs_get_fade_ms (self));
}

/* Sound */

static void
tell_microphone (WebObs *self, guint index, const json_t *change)
{
  const WebObsSource source = {WEB_OBS_MICROPHONE, index};
  json_t *mute = json_object_get (change, "mute");
  json_t *gain = json_object_get (change, "gain_db");
  json_t *delay = json_object_get (change, "delay_ms");

  if (mute) {
    json_t *data = name_source (self, "input", source);

    json_object_set (data, "inputMuted", mute);
    web_obs_broadcast (self, WEB_OBS_EVENTS_INPUTS, "InputMuteStateChanged", data);
  }
  if (gain) {
    json_t *data = name_source (self, "input", source);

    json_object_update_new (data, web_obs_make_volume (json_number_value (gain)));
    web_obs_broadcast (self, WEB_OBS_EVENTS_INPUTS, "InputVolumeChanged", data);
  }
  if (delay) {
    json_t *data = name_source (self, "input", source);

    json_object_set (data, "inputAudioSyncOffset", delay);
    web_obs_broadcast (self, WEB_OBS_EVENTS_INPUTS, "InputAudioSyncOffsetChanged", data);
  }
}

json_t *
web_obs_make_volume (double gain_db)
{
  gboolean silent = gain_db <= SHOW_GAIN_DB_MIN;

  return json_pack ("{s:f, s:f}", "inputVolumeMul", silent ? 0 : pow (10, gain_db / 20),
                    "inputVolumeDb", silent ? WEB_OBS_SILENT_DB : gain_db);
}

/* Cards: one item in each scene */

static void
tell_card (WebObs *self, guint index, const json_t *change)
{
  const ShowSetup *setup = web_obs_get_setup (self);
  json_t *shown = json_object_get (change, "shown");

  if (!shown)
    return;
  for (guint i = 0; i < setup->scenes->len; i++) {
    json_t *data = name_source (self, "scene", (WebObsSource){WEB_OBS_SCENE, i});

    json_object_update_new (data, json_pack ("{s:i, s:O}", "sceneItemId",
                                             WEB_OBS_CARD_ID_FIRST + (int) index,
                                             "sceneItemEnabled", shown));
    web_obs_broadcast (self, WEB_OBS_EVENTS_ITEMS, "SceneItemEnableStateChanged", data);
  }
  tell_active (self, (WebObsSource){WEB_OBS_CARD, index}, json_is_true (shown));
}

/* Calls `tell` for each thing of that kind in the diff's list. */
static void
tell_each (WebObs *self, const json_t *list, WebObsKind kind,
           void (*tell) (WebObs *self, guint index, const json_t *change))
{
  const ShowSetup *setup = web_obs_get_setup (self);

  for (guint i = 0; list && i < web_obs_count (setup, kind); i++) {
    json_t *change = json_object_get (list, web_obs_plain_name (setup, (WebObsSource){kind, i}));

    if (change)
      tell (self, i, change);
  }
}

/* Stock */

/* {"products":[…whole…], "removed":["SKU"]}; so many at once are told as "read the list again". */
static void
tell_stock (WebObs *self, ShowState *after, json_t *changed)
{
  gboolean many = json_object_size (changed) > WEB_OBS_STOCK_EVENT_MAX;
  json_t *products, *removed;

  if (json_object_size (changed) == 0)
    return;
  products = json_array ();
  removed = json_array ();
  for (void *at = many ? NULL : json_object_iter (changed); at;
       at = json_object_iter_next (changed, at)) {
    const char *sku = json_object_iter_key (at);
    json_t *product = show_state_product_to_json (after, sku);

    if (product)
      json_array_append_new (products, product);
    else
      json_array_append_new (removed, json_string (sku));
  }
  web_obs_broadcast (self, WEB_OBS_EVENTS_VENDORS, "VendorEvent",
                     json_pack ("{s:s, s:s, s:{s:b, s:o, s:o}}", "vendorName", WEB_OBS_VENDOR,
                                "eventType", "StockChanged", "eventData", "all", many, "products",
                                products, "removed", removed));
}

/* All of the run of show but the cues themselves, when one was taken or put on standby, or when the
 * next one can be taken no longer. */
static void
tell_rundown (WebObs *self, const json_t *diff)
{
  if (json_object_get (diff, "rundown"))
    web_obs_broadcast (self, WEB_OBS_EVENTS_VENDORS, "VendorEvent",
                       json_pack ("{s:s, s:s, s:O}", "vendorName", WEB_OBS_VENDOR, "eventType",
                                  "CueChanged", "eventData",
                                  json_object_get (web_obs_get_json (self), "rundown")));
}

static void
tell_recording (WebObs *self, const json_t *diff)
{
  json_t *file = json_object_get (json_object_get (diff, "recording"), "file");
  g_autofree char *path = json_is_string (file) ? web_obs_record_path (self) : NULL;

  if (path)
    web_obs_broadcast (self, WEB_OBS_EVENTS_OUTPUTS, "RecordFileChanged",
                       json_pack ("{s:s}", "newOutputPath", path));
}

void
web_obs_tell_changes (WebObs *self, ShowState *before, ShowState *after)
{
  json_t *diff = show_state_diff_json (before, after, g_get_real_time () / 1000,
                                       g_get_monotonic_time () / 1000);

  tell_transition (self, before, diff);
  tell_scene (self, before, after);
  tell_each (self, json_object_get (diff, "microphones"), WEB_OBS_MICROPHONE, tell_microphone);
  tell_each (self, json_object_get (diff, "cards"), WEB_OBS_CARD, tell_card);
  tell_stock (self, after, json_object_get (diff, "products"));
  tell_rundown (self, diff);
  tell_recording (self, diff);
  json_decref (diff);
}
