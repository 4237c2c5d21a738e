/* Sources: scenes and inputs alike. */
#include "web-obs-requests.h"

#include <string.h>

gboolean
web_obs_is_current (const WebObs *obs, const ShowSetup *setup, guint scene)
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
    return web_obs_is_current (call->obs, setup, source.index);
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
