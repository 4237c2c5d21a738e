/* The show's things under the names, ids and places that clients of OBS know. Scenes keep their
 * name; cameras, microphones and cards are called as the config heads them, "camera main", because
 * OBS has one room of names for scenes and sources, and a scene is often named as its camera. Pure.
 */
#pragma once
#include "show-setup.h"
#include <jansson.h>

typedef enum {
  WEB_OBS_SCENE = 1,
  WEB_OBS_CAMERA,
  WEB_OBS_MICROPHONE,
  WEB_OBS_CARD,
} WebObsKind;

/* One of the set-up's lists. */
typedef struct {
  WebObsKind kind;
  guint index;
} WebObsSource;

guint web_obs_count (const ShowSetup *setup, WebObsKind kind);

/* As in the config; borrowed. */
const char *web_obs_plain_name (const ShowSetup *setup, WebObsSource source);

/* Transfer full. The UUID follows from the name and is the same after a restart. */
char *web_obs_name (const ShowSetup *setup, WebObsSource source);
char *web_obs_uuid (const ShowSetup *setup, WebObsSource source);

/* By UUID, or when that is NULL by name. */
gboolean web_obs_find (const ShowSetup *setup, const char *name, const char *uuid,
                       WebObsSource *ret_source);

/* "tallybox_camera"; NULL for scenes. */
const char *web_obs_input_kind (WebObsKind kind);
#define WEB_OBS_INPUT_KINDS WEB_OBS_CAMERA, WEB_OBS_MICROPHONE, WEB_OBS_CARD

/* A scene's items, the lowest first: its cameras, then every card, since cards lie over every
 * scene. */
typedef struct {
  int id; /* good within its scene */
  WebObsSource source;
} WebObsItem;
#define WEB_OBS_ITEMS_MAX     (2 + SHOW_CARDS_MAX)
#define WEB_OBS_CARD_ID_FIRST 101

guint web_obs_list_items (const ShowSetup *setup, guint scene, WebObsItem items[WEB_OBS_ITEMS_MAX]);

/* Where an item lies: sceneItemTransform, a new reference. A small picture's place is that of the
 * mixer but for its rounding; cards find their place themselves, theirs is the whole picture. */
json_t *web_obs_make_transform (const ShowSetup *setup, guint scene, const WebObsItem *item);

gboolean web_obs_is_in_scene (const ShowSetup *setup, guint scene, guint camera);
