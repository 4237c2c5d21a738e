/* Scenes, and the items in them: cameras that belong to the scene, and cards that lie over all. */
#include "web-obs-requests.h"

static guint
current_scene (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  const char *name = show_state_get_scene (call->obs->state)->name;

  for (guint i = 0; i < setup->scenes->len; i++)
    if (g_str_equal (g_array_index (setup->scenes, ShowScene, i).name, name))
      return i;
  return 0;
}

/* The last of the list has index 0, as OBS counts. */
static json_t *
describe_scene (const ShowSetup *setup, guint scene)
{
  const WebObsSource source = {WEB_OBS_SCENE, scene};
  g_autofree char *uuid = web_obs_uuid (setup, source);

  return json_pack ("{s:s, s:s, s:i}", "sceneName", web_obs_plain_name (setup, source), "sceneUuid",
                    uuid, "sceneIndex", (int) (setup->scenes->len - 1 - scene));
}

/* From index 0 on, as OBS lists them: the show's first scene is the last one. */
static json_t *
list_scenes (const ShowSetup *setup)
{
  json_t *scenes = json_array ();

  for (guint i = setup->scenes->len; i-- > 0;)
    json_array_append_new (scenes, describe_scene (setup, i));
  return scenes;
}

void
web_obs_get_scene_list (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  const WebObsSource now = {WEB_OBS_SCENE, current_scene (call)};
  g_autofree char *uuid = web_obs_uuid (setup, now);

  web_obs_call_succeed (call, json_pack ("{s:s, s:s, s:n, s:n, s:o}", "currentProgramSceneName",
                                         web_obs_plain_name (setup, now), "currentProgramSceneUuid",
                                         uuid, "currentPreviewSceneName", "currentPreviewSceneUuid",
                                         "scenes", list_scenes (setup)));
}

void
web_obs_get_group_list (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:[]}", "groups"));
}

void
web_obs_get_program_scene (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  const WebObsSource now = {WEB_OBS_SCENE, current_scene (call)};
  const char *name = web_obs_plain_name (setup, now);
  g_autofree char *uuid = web_obs_uuid (setup, now);

  web_obs_call_succeed (call, json_pack ("{s:s, s:s, s:s, s:s}", "sceneName", name, "sceneUuid",
                                         uuid, "currentProgramSceneName", name,
                                         "currentProgramSceneUuid", uuid));
}

void
web_obs_set_program_scene (WebObsCall *call)
{
  guint scene;

  if (web_obs_call_scene (call, &scene) &&
      web_obs_call_command (
          call, "scene",
          web_obs_plain_name (web_obs_call_setup (call), (WebObsSource){WEB_OBS_SCENE, scene})))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_get_scene_override (WebObsCall *call)
{
  guint scene;

  if (web_obs_call_scene (call, &scene))
    web_obs_call_succeed (call, json_pack ("{s:n, s:n}", "transitionName", "transitionDuration"));
}

/* Items */

static gboolean
is_enabled (WebObsCall *call, const WebObsItem *item)
{
  return item->source.kind == WEB_OBS_CAMERA ||
         json_is_true (json_object_get (web_obs_call_state_of (call, item->source), "shown"));
}

static json_t *
describe_item (WebObsCall *call, guint scene, guint index, const WebObsItem *item)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  g_autofree char *name = web_obs_name (setup, item->source);
  g_autofree char *uuid = web_obs_uuid (setup, item->source);

  return json_pack (
      "{s:i, s:i, s:b, s:b, s:o, s:s, s:s, s:s, s:s, s:s, s:n}", "sceneItemId", item->id,
      "sceneItemIndex", (int) index, "sceneItemEnabled", is_enabled (call, item), "sceneItemLocked",
      1, "sceneItemTransform", web_obs_make_transform (setup, scene, item), "sceneItemBlendMode",
      "OBS_BLEND_NORMAL", "sourceName", name, "sourceUuid", uuid, "sourceType",
      "OBS_SOURCE_TYPE_INPUT", "inputKind", web_obs_input_kind (item->source.kind), "isGroup");
}

void
web_obs_get_item_list (WebObsCall *call)
{
  WebObsItem items[WEB_OBS_ITEMS_MAX];
  json_t *list;
  guint scene, n;

  if (!web_obs_call_scene (call, &scene))
    return;
  n = web_obs_list_items (web_obs_call_setup (call), scene, items);
  list = json_array ();
  for (guint i = 0; i < n; i++)
    json_array_append_new (list, describe_item (call, scene, i, &items[i]));
  web_obs_call_succeed (call, json_pack ("{s:o}", "sceneItems", list));
}

void
web_obs_get_group_items (WebObsCall *call)
{
  guint scene;

  if (web_obs_call_scene (call, &scene))
    web_obs_call_fail (call, WEB_OBS_WRONG_RESOURCE, "This is a scene and not a group.");
}

static gboolean
is_called (const ShowSetup *setup, const WebObsItem *item, const char *name)
{
  g_autofree char *own = web_obs_name (setup, item->source);

  return g_str_equal (own, name);
}

void
web_obs_get_item_id (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  WebObsItem items[WEB_OBS_ITEMS_MAX];
  const char *name;
  double offset = 0;
  guint scene, n;

  if (!web_obs_call_scene (call, &scene) || !web_obs_call_string (call, "sourceName", &name) ||
      (web_obs_call_has (call, "searchOffset") &&
       !web_obs_call_number (call, "searchOffset", -1, WEB_OBS_ITEMS_MAX, &offset)))
    return;
  n = web_obs_list_items (setup, scene, items);
  for (guint i = 0; i < n; i++)
    if (is_called (setup, &items[i], name) && offset-- <= 0) {
      web_obs_call_succeed (call, json_pack ("{s:i}", "sceneItemId", items[i].id));
      return;
    }
  web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no \"%s\" in this scene.", name);
}

void
web_obs_get_item_source (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  g_autofree char *name = NULL, *uuid = NULL;
  WebObsItem item;
  guint scene;

  if (!web_obs_call_item (call, &scene, &item))
    return;
  name = web_obs_name (setup, item.source);
  uuid = web_obs_uuid (setup, item.source);
  web_obs_call_succeed (call, json_pack ("{s:s, s:s}", "sourceName", name, "sourceUuid", uuid));
}

void
web_obs_get_item_enabled (WebObsCall *call)
{
  WebObsItem item;
  guint scene;

  if (web_obs_call_item (call, &scene, &item))
    web_obs_call_succeed (call, json_pack ("{s:b}", "sceneItemEnabled", is_enabled (call, &item)));
}

void
web_obs_set_item_enabled (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  gboolean enabled;
  WebObsItem item;
  guint scene;

  if (!web_obs_call_item (call, &scene, &item) ||
      !web_obs_call_boolean (call, "sceneItemEnabled", &enabled))
    return;
  if (item.source.kind == WEB_OBS_CARD) {
    if (web_obs_call_command (call, "card", enabled ? "show" : "hide",
                              web_obs_plain_name (setup, item.source)))
      web_obs_call_succeed (call, NULL);
  } else if (enabled) {
    web_obs_call_succeed (call, NULL);
  } else {
    web_obs_call_fail (call, WEB_OBS_NOT_CONFIGURABLE,
                       "A camera belongs to its scene. Change to another scene.");
  }
}

void
web_obs_get_item_locked (WebObsCall *call)
{
  WebObsItem item;
  guint scene;

  if (web_obs_call_item (call, &scene, &item))
    web_obs_call_succeed (call, json_pack ("{s:b}", "sceneItemLocked", 1));
}

void
web_obs_get_item_index (WebObsCall *call)
{
  WebObsItem items[WEB_OBS_ITEMS_MAX], item;
  guint scene, index = 0;

  if (!web_obs_call_item (call, &scene, &item))
    return;
  web_obs_list_items (web_obs_call_setup (call), scene, items);
  while (items[index].id != item.id)
    index++;
  web_obs_call_succeed (call, json_pack ("{s:i}", "sceneItemIndex", (int) index));
}

void
web_obs_get_item_blend_mode (WebObsCall *call)
{
  WebObsItem item;
  guint scene;

  if (web_obs_call_item (call, &scene, &item))
    web_obs_call_succeed (call, json_pack ("{s:s}", "sceneItemBlendMode", "OBS_BLEND_NORMAL"));
}

void
web_obs_get_item_transform (WebObsCall *call)
{
  WebObsItem item;
  guint scene;

  if (web_obs_call_item (call, &scene, &item))
    web_obs_call_succeed (
        call, json_pack ("{s:o}", "sceneItemTransform",
                         web_obs_make_transform (web_obs_call_setup (call), scene, &item)));
}
