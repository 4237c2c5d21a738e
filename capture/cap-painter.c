#include "cap-painter.h"

#include "cap-colour.h"
#include "cap-unpack.h"
#include "mix-kernels.h"
#include "mix-scale.h"

/* During a transition a camera is seen in two sizes. */
#define SIZES 2

/* Below this enlargement of its area, bringing a picture's colours over before it is enlarged costs
 * more than it saves: that way needs a copy. */
#define COLOUR_FIRST_RATIO 1.5

typedef struct {
  MixScale *planes[3];
  guint64 used; /* when it was used last, in pictures */
} Size;

struct _CapPainter {
  gatomicrefcount refs;
  GstVideoInfo info; /* const */
  CapColour colour;  /* const */

  /* ---- mixer thread ---- */
  CapUnpack *unpack;
  Size sizes[SIZES];
  guint64 n_painted;
  guint8 *coloured; /* a picture in its own size and the programme's colours; NULL until needed */
};

CapPainter *
cap_painter_new (const GstVideoInfo *info, const GstVideoInfo *programme)
{
  g_autoptr (CapPainter) self = g_new0 (CapPainter, 1);

  g_atomic_ref_count_init (&self->refs);
  self->info = *info;
  self->unpack = cap_unpack_new (info, programme);
  cap_colour_init (&self->colour,
                   GST_VIDEO_INFO_IS_RGB (info) ? &programme->colorimetry : &info->colorimetry);
  return self->unpack ? g_steal_pointer (&self) : NULL;
}

CapPainter *
cap_painter_ref (CapPainter *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
size_clear (Size *size)
{
  for (guint i = 0; i < 3; i++)
    g_clear_pointer (&size->planes[i], mix_scale_free);
}

void
cap_painter_unref (CapPainter *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < SIZES; i++)
    size_clear (&self->sizes[i]);
  cap_unpack_free (self->unpack);
  g_free (self->coloured);
  g_free (self);
}

static gboolean
size_fits (const Size *size, const CapPlanes *from, const MixCanvas *to)
{
  return mix_scale_fits (size->planes[0], from->widths[0], from->heights[0], to->width,
                         to->height) &&
         mix_scale_fits (size->planes[1], from->widths[1], from->heights[1], to->width / 2,
                         to->height / 2);
}

/* The one that was not used for longest makes room. */
static Size *
find_size (CapPainter *self, const CapPlanes *from, const MixCanvas *to)
{
  Size *size = &self->sizes[0];

  for (guint i = 0; i < SIZES; i++) {
    if (size_fits (&self->sizes[i], from, to))
      return &self->sizes[i];
    if (self->sizes[i].used < size->used)
      size = &self->sizes[i];
  }
  size_clear (size);
  for (guint i = 0; i < 3; i++) {
    int half = i ? 1 : 0;

    size->planes[i] =
        mix_scale_new (from->widths[i], from->heights[i], to->width >> half, to->height >> half);
  }
  return size;
}

static void
scale (CapPainter *self, const CapPlanes *from, const MixCanvas *to)
{
  Size *size = find_size (self, from, to);

  size->used = ++self->n_painted;
  for (guint i = 0; i < 3; i++)
    mix_scale_run (size->planes[i], to->planes[i], to->strides[i], from->data[i], from->strides[i]);
}

static gboolean
has_colours_first (const CapPainter *self, const CapPlanes *from, const MixCanvas *to)
{
  gboolean even = !((from->widths[0] | from->heights[0]) & 1);
  gboolean quarter =
      from->widths[1] * 2 == from->widths[0] && from->heights[1] * 2 == from->heights[0];

  return !self->colour.identity && even && quarter &&
         to->width * to->height > COLOUR_FIRST_RATIO * from->widths[0] * from->heights[0];
}

/* A picture that is enlarged has fewer samples to convert before that. */
static void
colour_first (CapPainter *self, CapPlanes *planes)
{
  int width = planes->widths[0], height = planes->heights[0];
  gsize luma = (gsize) width * (gsize) height;
  MixCanvas own = {.width = width, .height = height};

  if (!self->coloured)
    self->coloured = g_malloc (luma * 3 / 2);
  for (guint i = 0; i < 3; i++) {
    own.planes[i] = self->coloured + (i == 0 ? 0 : i == 1 ? luma : luma * 5 / 4);
    own.strides[i] = planes->widths[i];
    mix_kernel_copy (own.planes[i], own.strides[i], planes->data[i], planes->strides[i],
                     planes->widths[i], planes->heights[i]);
    planes->data[i] = own.planes[i];
    planes->strides[i] = own.strides[i];
  }
  cap_colour_apply (&self->colour, &own);
}

gboolean
cap_painter_paint (GstBuffer *picture, const MixCanvas *canvas, gpointer painter)
{
  CapPainter *self = painter;
  GstVideoFrame frame;
  CapPlanes planes;
  gboolean first;

  if (!gst_video_frame_map (&frame, &self->info, picture, GST_MAP_READ))
    return FALSE;
  cap_unpack_run (self->unpack, &frame, &planes);
  first = has_colours_first (self, &planes, canvas);
  if (first)
    colour_first (self, &planes);
  scale (self, &planes, canvas);
  if (!first)
    cap_colour_apply (&self->colour, canvas);
  gst_video_frame_unmap (&frame);
  return TRUE;
}
