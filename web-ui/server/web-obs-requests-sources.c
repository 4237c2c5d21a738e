/* Sources: scenes and inputs alike. */
#include "web-obs-requests.h"

#include <string.h>

static gboolean
is_current (const WebObs *obs, const ShowSetup *setup, guint scene)
{
  return g_str_equal (g_array_index (setup->scenes, ShowScene, scene).name,
                      show_state_get_scene (obs->state)->name);
}

static gboolean
is_active (WebObsCall *call, WebObsSource source)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  json_t *state = web_obs_call_state_of (call, source);

  switch (source.kind) {
  case WEB_OBS_SCENE:
    return is_current (call->obs, setup, source.index);
  case WEB_OBS_CAMERA:
    return json_is_true (json_object_get (state, "on_programme"));
  case WEB_OBS_MICROPHONE:
    return TRUE; /* in every scene */
  case WEB_OBS_CARD:
    return json_is_true (json_object_get (state, "shown"));
  }
  g_assert_not_reached ();
}

void
web_obs_get_source_active (WebObsCall *call)
{
  WebObsSource source;
  gboolean active;

  if (!web_obs_call_source (call, &source))
    return;
  active = is_active (call, source);
  web_obs_call_succeed (call,
                        json_pack ("{s:b, s:b}", "videoActive", active, "videoShowing", active));
}

void
web_obs_get_filter_kinds (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:[]}", "sourceFilterKinds"));
}

void
web_obs_get_filter_list (WebObsCall *call)
{
  WebObsSource source;

  if (web_obs_call_source (call, &source))
    web_obs_call_succeed (call, json_pack ("{s:[]}", "filters"));
}

/* Screenshots */

/* The picture that shows it; NULL: there is none, and the call has failed. */
static const char *
picture_of (WebObsCall *call, WebObsSource source)
{
  const ShowSetup *setup = web_obs_call_setup (call);

  if (source.kind == WEB_OBS_CAMERA)
    return web_obs_plain_name (setup, source);
  if (source.kind == WEB_OBS_SCENE && is_current (call->obs, setup, source.index))
    return "programme";
  if (source.kind == WEB_OBS_SCENE)
    web_obs_call_fail (call, WEB_OBS_FAILED, "Only the scene on programme has a picture.");
  else
    web_obs_call_fail (call, WEB_OBS_WRONG_RESOURCE, "Only cameras and the programme have one.");
  return NULL;
}

/* The size that is asked for must be one, and is a wish: pictures are small and of one size, as the
 * mixer makes them for all who look on. */
static gboolean
check_wishes (WebObsCall *call)
{
  static const struct {
    const char *key;
    double min, max;
  } wishes[] = {
      {"imageWidth", 8, 4096}, {"imageHeight", 8, 4096}, {"imageCompressionQuality", -1, 100}};
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    if (web_obs_call_has (call, wishes[i].key) &&
        !web_obs_call_number (call, wishes[i].key, wishes[i].min, wishes[i].max, &value))
      return FALSE;
  return TRUE;
}

static gboolean
check_format (WebObsCall *call, const char *format)
{
  if (g_str_equal (format, "jpg") || g_str_equal (format, "jpeg"))
    return TRUE;
  web_obs_call_fail (call, WEB_OBS_INVALID_FIELD, "Pictures are jpg or jpeg.");
  return FALSE;
}

static void
on_picture (GBytes *jpeg, gpointer data)
{
  WebObsCall *call = data;
  g_autofree char *encoded = NULL, *uri = NULL;

  if (!jpeg) {
    web_obs_call_fail (call, WEB_OBS_FAILED, "There is no picture now.");
    return;
  }
  encoded = g_base64_encode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
  uri = g_strdup_printf ("data:image/%s;base64,%s",
                         json_string_value (json_object_get (call->data, "imageFormat")), encoded);
  web_obs_call_succeed (call, json_pack ("{s:s}", "imageData", uri));
}

void
web_obs_get_screenshot (WebObsCall *call)
{
  const WebBackend *backend = &call->obs->backend;
  const char *format, *picture;
  WebObsSource source;

  if (!web_obs_call_source (call, &source) || !web_obs_call_string (call, "imageFormat", &format) ||
      !check_format (call, format) || !check_wishes (call))
    return;
  picture = picture_of (call, source);
  if (picture)
    backend->picture (picture, on_picture, call, backend->data);
}
