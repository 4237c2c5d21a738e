#include "web-obs-names.h"

#include "web-uuid.h"

static const struct {
  const char *heading, *input_kind;
} kinds[] = {
    [WEB_OBS_SCENE] = {"scene", NULL},
    [WEB_OBS_CAMERA] = {"camera", "tallybox_camera"},
    [WEB_OBS_MICROPHONE] = {"microphone", "tallybox_microphone"},
    [WEB_OBS_CARD] = {"card", "tallybox_card"},
};

static GArray *
list_of (const ShowSetup *setup, WebObsKind kind)
{
  switch (kind) {
  case WEB_OBS_SCENE:
    return setup->scenes;
  case WEB_OBS_CAMERA:
    return setup->cameras;
  case WEB_OBS_MICROPHONE:
    return setup->mics;
  case WEB_OBS_CARD:
    return setup->cards;
  }
  g_assert_not_reached ();
}

/* Each list's struct begins with its name. */
G_STATIC_ASSERT (G_STRUCT_OFFSET (ShowScene, name) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (ShowCameraSetup, name) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (ShowMicSetup, name) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (ShowCardSetup, name) == 0);

guint
web_obs_count (const ShowSetup *setup, WebObsKind kind)
{
  return list_of (setup, kind)->len;
}

const char *
web_obs_plain_name (const ShowSetup *setup, WebObsSource source)
{
  GArray *list = list_of (setup, source.kind);

  g_assert (source.index < list->len);
  return list->data + (gsize) source.index * g_array_get_element_size (list);
}

char *
web_obs_name (const ShowSetup *setup, WebObsSource source)
{
  const char *plain = web_obs_plain_name (setup, source);

  if (source.kind == WEB_OBS_SCENE)
    return g_strdup (plain);
  return g_strdup_printf ("%s %s", kinds[source.kind].heading, plain);
}

char *
web_obs_uuid (const ShowSetup *setup, WebObsSource source)
{
  g_autofree char *whole =
      g_strdup_printf ("%s %s", kinds[source.kind].heading, web_obs_plain_name (setup, source));

  return web_uuid_of (whole);
}

gboolean
web_obs_find (const ShowSetup *setup, const char *name, const char *uuid, WebObsSource *ret_source)
{
  for (WebObsKind kind = WEB_OBS_SCENE; kind <= WEB_OBS_CARD; kind++)
    for (guint i = 0; i < web_obs_count (setup, kind); i++) {
      const WebObsSource source = {kind, i};
      g_autofree char *own = uuid ? web_obs_uuid (setup, source) : web_obs_name (setup, source);

      if (g_strcmp0 (own, uuid ? uuid : name) != 0)
        continue;
      *ret_source = source;
      return TRUE;
    }
  return FALSE;
}

const char *
web_obs_input_kind (WebObsKind kind)
{
  return kinds[kind].input_kind;
}

static const ShowScene *
scene_of (const ShowSetup *setup, guint scene)
{
  g_assert (scene < setup->scenes->len);
  return &g_array_index (setup->scenes, ShowScene, scene);
}

guint
web_obs_list_items (const ShowSetup *setup, guint scene, WebObsItem items[WEB_OBS_ITEMS_MAX])
{
  const ShowScene *of = scene_of (setup, scene);
  guint n = 0;

  for (guint i = 0; i < show_layout_count_cameras (of->layout); i++)
    items[n++] = (WebObsItem){(int) i + 1, {WEB_OBS_CAMERA, (guint) of->cameras[i]}};
  for (guint i = 0; i < setup->cards->len; i++)
    items[n++] = (WebObsItem){WEB_OBS_CARD_ID_FIRST + (int) i, {WEB_OBS_CARD, i}};
  return n;
}

gboolean
web_obs_is_in_scene (const ShowSetup *setup, guint scene, guint camera)
{
  const ShowScene *of = scene_of (setup, scene);

  for (guint i = 0; i < show_layout_count_cameras (of->layout); i++)
    if (of->cameras[i] == (int) camera)
      return TRUE;
  return FALSE;
}

typedef struct {
  double x, y, width, height;
} Place;

#define MARGIN 0.05 /* of the picture, around what lies in a corner: EBU R95 */

static Place
place_in_corner (const ShowSetup *setup, const ShowScene *scene)
{
  double width = setup->width * scene->size_permille / 1000.0;
  double height = setup->height * scene->size_permille / 1000.0;
  double x = setup->width * MARGIN, y = setup->height * MARGIN;

  if (scene->corner == SHOW_CORNER_TOP_RIGHT || scene->corner == SHOW_CORNER_BOTTOM_RIGHT)
    x = setup->width - x - width;
  if (scene->corner == SHOW_CORNER_BOTTOM_LEFT || scene->corner == SHOW_CORNER_BOTTOM_RIGHT)
    y = setup->height - y - height;
  return (Place){x, y, width, height};
}

static Place
place_of (const ShowSetup *setup, const ShowScene *scene, const WebObsItem *item)
{
  double width = setup->width, height = setup->height;

  if (item->source.kind == WEB_OBS_CAMERA && scene->layout == SHOW_LAYOUT_PIP && item->id == 2)
    return place_in_corner (setup, scene);
  if (item->source.kind == WEB_OBS_CAMERA && scene->layout == SHOW_LAYOUT_SIDE)
    return (Place){item->id == 1 ? 0 : width / 2, height / 4, width / 2, height / 2};
  return (Place){0, 0, width, height};
}

json_t *
web_obs_make_transform (const ShowSetup *setup, guint scene, const WebObsItem *item)
{
  double width = setup->width, height = setup->height;
  Place place = place_of (setup, scene_of (setup, scene), item);

  return json_pack ("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:s, s:i, s:f, s:f, "
                    "s:i, s:i, s:i, s:i, s:b}",
                    "sourceWidth", width, "sourceHeight", height, "positionX", place.x, "positionY",
                    place.y, "rotation", 0.0, "scaleX", place.width / width, "scaleY",
                    place.height / height, "width", place.width, "height", place.height,
                    "alignment", 5, "boundsType", "OBS_BOUNDS_NONE", "boundsAlignment", 0,
                    "boundsWidth", 0.0, "boundsHeight", 0.0, "cropLeft", 0, "cropRight", 0,
                    "cropTop", 0, "cropBottom", 0, "cropToBounds", 0);
}
