/* Moving test pictures, drawn with a few soft shapes: pleasant to look at when there is no camera,
 * cheap, different in every frame. One thread at a time. */
#pragma once
#include "mix-types.h"

typedef struct _CapScene CapScene;

/* `name` is "product" (things for sale on a table) or "presenter" (a person before a wall); NULL
 * for any other. */
CapScene *cap_scene_new (const char *name, int width, int height);
void cap_scene_free (CapScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapScene, cap_scene_free)

/* Draws the moment `time_ns` into `picture`: I420, BT.709 limited, rows without padding, of
 * cap_scene_get_size() bytes. */
void cap_scene_draw (CapScene *self, gint64 time_ns, guint8 *picture);
gsize cap_scene_get_size (const CapScene *self);
