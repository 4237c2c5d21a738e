/* What a request is about: scenes, sources, items, by the names that clients send. */
#include "web-obs-private.h"

const ShowSetup *
web_obs_call_setup (WebObsCall *call)
{
  return web_obs_get_setup (call->obs);
}

json_t *
web_obs_call_state (WebObsCall *call)
{
  return web_obs_get_json (call->obs);
}

static const char *const lists[] = {
    [WEB_OBS_SCENE] = "scenes",
    [WEB_OBS_CAMERA] = "cameras",
    [WEB_OBS_MICROPHONE] = "microphones",
    [WEB_OBS_CARD] = "cards",
};

json_t *
web_obs_call_state_of (WebObsCall *call, WebObsSource source)
{
  return json_array_get (json_object_get (web_obs_call_state (call), lists[source.kind]),
                         source.index);
}

static gboolean
find (WebObsCall *call, const char *name_key, const char *uuid_key, WebObsSource *ret_source)
{
  const char *name = NULL, *uuid = NULL;

  if (web_obs_call_has (call, uuid_key)) {
    if (!web_obs_call_string (call, uuid_key, &uuid))
      return FALSE;
  } else if (!web_obs_call_has (call, name_key)) {
    web_obs_call_fail (call, WEB_OBS_MISSING_FIELD, "One of the fields `%s` and `%s` is needed.",
                       name_key, uuid_key);
    return FALSE;
  } else if (!web_obs_call_string (call, name_key, &name)) {
    return FALSE;
  }
  if (web_obs_find (web_obs_call_setup (call), name, uuid, ret_source))
    return TRUE;
  web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is nothing called \"%s\".",
                     name ? name : uuid);
  return FALSE;
}

gboolean
web_obs_call_source (WebObsCall *call, WebObsSource *ret_source)
{
  return find (call, "sourceName", "sourceUuid", ret_source);
}

gboolean
web_obs_call_scene (WebObsCall *call, guint *ret_scene)
{
  WebObsSource source;

  if (!find (call, "sceneName", "sceneUuid", &source))
    return FALSE;
  if (source.kind != WEB_OBS_SCENE) {
    web_obs_call_fail (call, WEB_OBS_WRONG_RESOURCE, "This is not a scene.");
    return FALSE;
  }
  *ret_scene = source.index;
  return TRUE;
}

gboolean
web_obs_call_input (WebObsCall *call, WebObsSource *ret_source)
{
  WebObsSource source;

  if (!find (call, "inputName", "inputUuid", &source))
    return FALSE;
  if (source.kind == WEB_OBS_SCENE) {
    web_obs_call_fail (call, WEB_OBS_WRONG_RESOURCE, "This is a scene and not an input.");
    return FALSE;
  }
  *ret_source = source;
  return TRUE;
}

gboolean
web_obs_call_microphone (WebObsCall *call, guint *ret_mic)
{
  WebObsSource source;

  if (!web_obs_call_input (call, &source))
    return FALSE;
  if (source.kind != WEB_OBS_MICROPHONE) {
    web_obs_call_fail (call, WEB_OBS_RESOURCE_STATE, "This input has no sound.");
    return FALSE;
  }
  *ret_mic = source.index;
  return TRUE;
}

gboolean
web_obs_call_item (WebObsCall *call, guint *ret_scene, WebObsItem *ret_item)
{
  WebObsItem items[WEB_OBS_ITEMS_MAX];
  double id;
  guint scene, n;

  if (!web_obs_call_scene (call, &scene) ||
      !web_obs_call_number (call, "sceneItemId", 0, G_MAXINT, &id))
    return FALSE;
  n = web_obs_list_items (web_obs_call_setup (call), scene, items);
  for (guint i = 0; i < n; i++)
    if (items[i].id == (int) id) {
      *ret_scene = scene;
      *ret_item = items[i];
      return TRUE;
    }
  web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no such item in the scene.");
  return FALSE;
}
