/* A camera's picture as it came, which waits in its slot in the form that costs least. Only when it
 * is shown is it known how large it has to be: then it draws itself there, straight to its place.
 */
#pragma once
#include "mix-layout.h"
#include "mix-types.h"

/* I420 memory to draw on; `width` and `height` are even. */
typedef struct {
  guint8 *planes[3];
  int strides[3];
  int width, height;
} MixCanvas;

/* Mixer thread. Draws all of `picture` onto all of `canvas`, in the programme's colours. FALSE when
 * its memory cannot be read; `canvas` may have anything on it then. Must never wait for a driver.
 */
typedef gboolean (*MixRawFunc) (GstBuffer *picture, const MixCanvas *canvas, gpointer data);

/* Any thread. What a slot takes: `picture` (transfer full; any format), where on the programme it
 * stands when it is shown full, and how it is drawn. `release` is called by whoever drops it last.
 */
GstBuffer *mix_raw_new (GstBuffer *picture, const MixRect *shape, MixRawFunc draw, gpointer data,
                        GDestroyNotify release);

gboolean mix_raw_is (GstBuffer *buffer);              /* NULL is fine */
const MixRect *mix_raw_get_shape (GstBuffer *buffer); /* of a raw one */
gboolean mix_raw_draw (GstBuffer *buffer, const MixCanvas *canvas);
