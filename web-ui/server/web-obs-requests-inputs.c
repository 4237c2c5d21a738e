/* Inputs: cameras, microphones and cards; only microphones have sound. */
#include "web-obs-requests.h"

#include <math.h>

static const WebObsKind input_kinds[] = {WEB_OBS_INPUT_KINDS};

/* OBS_SOURCE_VIDEO and OBS_SOURCE_AUDIO (libobs/obs-source.h) */
static const int input_caps[] = {
    [WEB_OBS_CAMERA] = 1 << 0, [WEB_OBS_MICROPHONE] = 1 << 1, [WEB_OBS_CARD] = 1 << 0};

static void
list_inputs (const ShowSetup *setup, WebObsKind kind, json_t *inputs)
{
  for (guint i = 0; i < web_obs_count (setup, kind); i++) {
    const WebObsSource source = {kind, i};
    g_autofree char *name = web_obs_name (setup, source);
    g_autofree char *uuid = web_obs_uuid (setup, source);

    json_array_append_new (
        inputs, json_pack ("{s:s, s:s, s:s, s:s, s:i}", "inputName", name, "inputUuid", uuid,
                           "inputKind", web_obs_input_kind (kind), "unversionedInputKind",
                           web_obs_input_kind (kind), "inputKindCaps", input_caps[kind]));
  }
}

void
web_obs_get_input_list (WebObsCall *call)
{
  const char *wanted = NULL;
  json_t *inputs;

  if (web_obs_call_has (call, "inputKind") && !web_obs_call_string (call, "inputKind", &wanted))
    return;
  inputs = json_array ();
  for (guint i = 0; i < G_N_ELEMENTS (input_kinds); i++)
    if (!wanted || g_str_equal (wanted, web_obs_input_kind (input_kinds[i])))
      list_inputs (web_obs_call_setup (call), input_kinds[i], inputs);
  web_obs_call_succeed (call, json_pack ("{s:o}", "inputs", inputs));
}

void
web_obs_get_input_kind_list (WebObsCall *call)
{
  json_t *kinds = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (input_kinds); i++)
    json_array_append_new (kinds, json_string (web_obs_input_kind (input_kinds[i])));
  web_obs_call_succeed (call, json_pack ("{s:o}", "inputKinds", kinds));
}

void
web_obs_get_input_defaults (WebObsCall *call)
{
  const char *kind;

  if (!web_obs_call_string (call, "inputKind", &kind))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (input_kinds); i++)
    if (g_str_equal (kind, web_obs_input_kind (input_kinds[i]))) {
      web_obs_call_succeed (call, json_pack ("{s:{}}", "defaultInputSettings"));
      return;
    }
  web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no such kind of input.");
}

/* What there is to know of it, to be read and not set. */
static const char *const setting_keys[] = {"state", "kind",   "sku",  "text",
                                           "says",  "detail", "until"};

void
web_obs_get_input_settings (WebObsCall *call)
{
  WebObsSource source;
  json_t *settings, *state;

  if (!web_obs_call_input (call, &source))
    return;
  settings = json_object ();
  state = web_obs_call_state_of (call, source);
  for (guint i = 0; i < G_N_ELEMENTS (setting_keys); i++) {
    json_t *value = json_object_get (state, setting_keys[i]);

    if (value)
      json_object_set (settings, setting_keys[i], value);
  }
  web_obs_call_succeed (call, json_pack ("{s:o, s:s}", "inputSettings", settings, "inputKind",
                                         web_obs_input_kind (source.kind)));
}

/* Microphones by the names of OBS's own, where remotes look for sound. */
void
web_obs_get_special_inputs (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  static const char *const keys[] = {"mic1", "mic2", "mic3", "mic4"};
  json_t *inputs = json_pack ("{s:n, s:n}", "desktop1", "desktop2");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *name =
        i < setup->mics->len ? web_obs_name (setup, (WebObsSource){WEB_OBS_MICROPHONE, i}) : NULL;

    json_object_set_new (inputs, keys[i], name ? json_string (name) : json_null ());
  }
  web_obs_call_succeed (call, inputs);
}

static json_t *
microphone (WebObsCall *call, guint mic)
{
  return web_obs_call_state_of (call, (WebObsSource){WEB_OBS_MICROPHONE, mic});
}

static const char *
microphone_name (WebObsCall *call, guint mic)
{
  return web_obs_plain_name (web_obs_call_setup (call), (WebObsSource){WEB_OBS_MICROPHONE, mic});
}

static gboolean
is_muted (WebObsCall *call, guint mic)
{
  return json_is_true (json_object_get (microphone (call, mic), "mute"));
}

void
web_obs_get_input_mute (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, json_pack ("{s:b}", "inputMuted", is_muted (call, mic)));
}

static gboolean
set_mute (WebObsCall *call, guint mic, gboolean mute)
{
  return web_obs_call_command (call, mute ? "mute" : "unmute", microphone_name (call, mic));
}

void
web_obs_set_input_mute (WebObsCall *call)
{
  gboolean mute;
  guint mic;

  if (web_obs_call_microphone (call, &mic) && web_obs_call_boolean (call, "inputMuted", &mute) &&
      set_mute (call, mic, mute))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_toggle_input_mute (WebObsCall *call)
{
  gboolean mute;
  guint mic;

  if (!web_obs_call_microphone (call, &mic))
    return;
  mute = !is_muted (call, mic);
  if (set_mute (call, mic, mute))
    web_obs_call_succeed (call, json_pack ("{s:b}", "inputMuted", mute));
}

void
web_obs_get_input_volume (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, web_obs_make_volume (json_number_value (
                                    json_object_get (microphone (call, mic), "gain_db"))));
}

/* FALSE: the call has failed. */
static gboolean
read_volume (WebObsCall *call, double *ret_db)
{
  gboolean has_mul = web_obs_call_has (call, "inputVolumeMul");
  double mul;

  if (has_mul && web_obs_call_has (call, "inputVolumeDb")) {
    web_obs_call_fail (call, WEB_OBS_TOO_MANY_FIELDS, "Send inputVolumeMul or inputVolumeDb.");
    return FALSE;
  }
  if (!has_mul)
    return web_obs_call_number (call, "inputVolumeDb", -100, 26, ret_db);
  if (!web_obs_call_number (call, "inputVolumeMul", 0, 20, &mul))
    return FALSE;
  *ret_db = mul > 0 ? 20 * log10 (mul) : WEB_OBS_SILENT_DB;
  return TRUE;
}

/* A slider's ends lie a little outside of ours: it stops at them, and events tell the true value.
 */
void
web_obs_set_input_volume (WebObsCall *call)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double db;
  guint mic;

  if (!web_obs_call_microphone (call, &mic) || !read_volume (call, &db))
    return;
  db = CLAMP (db, SHOW_GAIN_DB_MIN, SHOW_GAIN_DB_MAX);
  g_ascii_formatd (text, sizeof text, "%.2f", db);
  if (web_obs_call_command (call, "gain", microphone_name (call, mic), text))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_get_input_sync_offset (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, json_pack ("{s:O}", "inputAudioSyncOffset",
                                           json_object_get (microphone (call, mic), "delay_ms")));
}

void
web_obs_set_input_sync_offset (WebObsCall *call)
{
  g_autofree char *text = NULL;
  double ms;
  guint mic;

  if (!web_obs_call_microphone (call, &mic) ||
      !web_obs_call_number (call, "inputAudioSyncOffset", 0, SHOW_DELAY_MS_MAX, &ms))
    return;
  text = g_strdup_printf ("%d", (int) ms);
  if (web_obs_call_command (call, "delay", microphone_name (call, mic), text))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_get_input_audio_balance (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, json_pack ("{s:f}", "inputAudioBalance", 0.5));
}

void
web_obs_get_input_audio_monitor (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, json_pack ("{s:s}", "monitorType", "OBS_MONITORING_TYPE_NONE"));
}

/* One mix goes everywhere: OBS's first track. */
void
web_obs_get_input_audio_tracks (WebObsCall *call)
{
  guint mic;

  if (web_obs_call_microphone (call, &mic))
    web_obs_call_succeed (call, json_pack ("{s:{s:b, s:b, s:b, s:b, s:b, s:b}}", "inputAudioTracks",
                                           "1", 1, "2", 0, "3", 0, "4", 0, "5", 0, "6", 0));
}

void
web_obs_get_media_status (WebObsCall *call)
{
  WebObsSource source;

  if (web_obs_call_input (call, &source))
    web_obs_call_succeed (call, json_pack ("{s:s, s:n, s:n}", "mediaState", "OBS_MEDIA_STATE_NONE",
                                           "mediaDuration", "mediaCursor"));
}
