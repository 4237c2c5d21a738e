/* What OBS has several of and Tallybox one of, or none. */
#include "web-obs-requests.h"

#define ONLY_ONE "Tallybox"

void
web_obs_get_profile_list (WebObsCall *call)
{
  web_obs_call_succeed (
      call, json_pack ("{s:s, s:[s]}", "currentProfileName", ONLY_ONE, "profiles", ONLY_ONE));
}

void
web_obs_get_scene_collection_list (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:s, s:[s]}", "currentSceneCollectionName", ONLY_ONE,
                                         "sceneCollections", ONLY_ONE));
}

static void
set_only_one (WebObsCall *call, const char *key)
{
  const char *name;

  if (!web_obs_call_string (call, key, &name))
    return;
  if (g_str_equal (name, ONLY_ONE))
    web_obs_call_succeed (call, NULL);
  else
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is only \"" ONLY_ONE "\".");
}

void
web_obs_set_profile (WebObsCall *call)
{
  set_only_one (call, "profileName");
}

void
web_obs_set_scene_collection (WebObsCall *call)
{
  set_only_one (call, "sceneCollectionName");
}

void
web_obs_get_video_settings (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);

  web_obs_call_succeed (call, json_pack ("{s:i, s:i, s:i, s:i, s:i, s:i}", "fpsNumerator",
                                         setup->fps_n, "fpsDenominator", setup->fps_d, "baseWidth",
                                         setup->width, "baseHeight", setup->height, "outputWidth",
                                         setup->width, "outputHeight", setup->height));
}

void
web_obs_get_record_directory (WebObsCall *call)
{
  g_autofree char *path = g_filename_display_name (call->obs->record_dir);

  web_obs_call_succeed (call, json_pack ("{s:s}", "recordDirectory", path));
}

/* Addresses and keys stay where they are. */
void
web_obs_get_stream_service (WebObsCall *call)
{
  web_obs_call_succeed (
      call, json_pack ("{s:s, s:{}}", "streamServiceType", "rtmp_custom", "streamServiceSettings"));
}

void
web_obs_get_monitor_list (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:[]}", "monitors"));
}

void
web_obs_get_studio_mode (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:b}", "studioModeEnabled", 0));
}

void
web_obs_set_studio_mode (WebObsCall *call)
{
  gboolean enabled;

  if (!web_obs_call_boolean (call, "studioModeEnabled", &enabled))
    return;
  if (enabled)
    web_obs_call_fail (call, WEB_OBS_FAILED, "Tallybox has no studio mode.");
  else
    web_obs_call_succeed (call, NULL);
}

void
web_obs_no_studio_mode (WebObsCall *call)
{
  web_obs_call_fail (call, WEB_OBS_STUDIO_MODE_OFF, "Tallybox has no studio mode.");
}
