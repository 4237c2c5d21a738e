#include "cap-unpack.h"

#include "mix-clones.h"

struct _CapUnpack {
  GstVideoInfo info;
  guint8 *memory;      /* of the planes that are unpacked here */
  guint8 *unpacked[3]; /* in `memory`; NULL: the frame's own plane will do */
  CapPlanes planes;

  /* NULL: it does without */
  GstVideoConverter *converter;
  GstVideoInfo converted_info;
  GstBuffer *converted;
};

/* Samples that stand 1, 2 or 4 bytes apart are picked by our own loops: NV12, YUY2 and their like,
 * in half the time that GStreamer's converter takes for them. */
static gboolean
can_be_picked (const GstVideoInfo *info)
{
  const GstVideoFormatInfo *format = info->finfo;
  gboolean good = GST_VIDEO_FORMAT_INFO_IS_YUV (format) && format->n_components >= 3 &&
                  !(format->flags & (GST_VIDEO_FORMAT_FLAG_COMPLEX | GST_VIDEO_FORMAT_FLAG_TILED));

  for (guint i = 0; i < 3 && good; i++) {
    gint step = GST_VIDEO_FORMAT_INFO_PSTRIDE (format, i);

    good = GST_VIDEO_FORMAT_INFO_DEPTH (format, i) == 8 && (step == 1 || step == 2 || step == 4);
  }
  return good;
}

static void
lay_out (CapUnpack *self, const GstVideoInfo *info)
{
  gsize size = 0;
  guint8 *at;

  for (guint i = 0; i < 3; i++) {
    self->planes.widths[i] = GST_VIDEO_INFO_COMP_WIDTH (info, i);
    self->planes.heights[i] = GST_VIDEO_INFO_COMP_HEIGHT (info, i);
    size += (gsize) self->planes.widths[i] * (gsize) self->planes.heights[i];
  }
  if (self->converter)
    return;
  at = self->memory = g_malloc (size);
  for (guint i = 0; i < 3; i++) {
    if (GST_VIDEO_INFO_COMP_PSTRIDE (info, i) == 1)
      continue;
    self->unpacked[i] = at;
    at += (gsize) self->planes.widths[i] * (gsize) self->planes.heights[i];
  }
}

static gboolean
make_converter (CapUnpack *self, const GstVideoInfo *like)
{
  const GstVideoInfo *in = &self->info, *colours = GST_VIDEO_INFO_IS_YUV (in) ? in : like;
  GstVideoInfo *out = &self->converted_info;
  GstStructure *options =
      gst_structure_new ("options", GST_VIDEO_CONVERTER_OPT_DITHER_METHOD,
                         GST_TYPE_VIDEO_DITHER_METHOD, GST_VIDEO_DITHER_NONE, NULL);

  gst_video_info_set_format (out, GST_VIDEO_FORMAT_I420, (guint) GST_VIDEO_INFO_WIDTH (in),
                             (guint) GST_VIDEO_INFO_HEIGHT (in));
  out->colorimetry = colours->colorimetry;
  out->chroma_site = colours->chroma_site;
  out->fps_n = in->fps_n; /* the converter wants them alike */
  out->fps_d = in->fps_d;
  self->converter = gst_video_converter_new (in, out, options);
  self->converted = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (out), NULL);
  return self->converter != NULL;
}

CapUnpack *
cap_unpack_new (const GstVideoInfo *info, const GstVideoInfo *like)
{
  g_autoptr (CapUnpack) self = g_new0 (CapUnpack, 1);

  self->info = *info;
  if (!can_be_picked (info) && !make_converter (self, like))
    return NULL;
  lay_out (self, self->converter ? &self->converted_info : info);
  return g_steal_pointer (&self);
}

void
cap_unpack_free (CapUnpack *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->converter, gst_video_converter_free);
  gst_clear_buffer (&self->converted);
  g_free (self->memory);
  g_free (self);
}

MIX_CLONES static void
pick_seconds (guint8 *restrict to, const guint8 *restrict from, int n)
{
  for (int i = 0; i < n; i++)
    to[i] = from[2 * i];
}

MIX_CLONES static void
pick_fourths (guint8 *restrict to, const guint8 *restrict from, int n)
{
  for (int i = 0; i < n; i++)
    to[i] = from[4 * i];
}

static void
pick_row (CapUnpack *self, const GstVideoFrame *frame, guint i, int row)
{
  int width = self->planes.widths[i];
  const guint8 *from = (const guint8 *) GST_VIDEO_FRAME_COMP_DATA (frame, i) +
                       (gsize) row * (gsize) GST_VIDEO_FRAME_COMP_STRIDE (frame, i);
  guint8 *to = self->unpacked[i] + (gsize) row * (gsize) width;

  if (GST_VIDEO_FRAME_COMP_PSTRIDE (frame, i) == 2)
    pick_seconds (to, from, width);
  else
    pick_fourths (to, from, width);
}

/* Row by row, since components share their rows: those are read from memory once. */
static void
pick_rows (CapUnpack *self, const GstVideoFrame *frame)
{
  for (int row = 0; row < self->planes.heights[0]; row++)
    for (guint i = 0; i < 3; i++)
      if (self->unpacked[i] && row < self->planes.heights[i])
        pick_row (self, frame, i, row);
}

static void
take_planes (CapUnpack *self, const GstVideoFrame *frame)
{
  for (guint i = 0; i < 3; i++) {
    self->planes.data[i] =
        self->unpacked[i] ? self->unpacked[i] : GST_VIDEO_FRAME_COMP_DATA (frame, i);
    self->planes.strides[i] =
        self->unpacked[i] ? self->planes.widths[i] : GST_VIDEO_FRAME_COMP_STRIDE (frame, i);
  }
}

void
cap_unpack_run (CapUnpack *self, GstVideoFrame *frame, CapPlanes *ret_planes)
{
  GstVideoFrame converted;

  if (self->converter) {
    /* Its memory stays where it is when it is unmapped: it is our own. */
    g_assert (gst_video_frame_map (&converted, &self->converted_info, self->converted,
                                   GST_MAP_READWRITE));
    gst_video_converter_frame (self->converter, frame, &converted);
    take_planes (self, &converted);
    gst_video_frame_unmap (&converted);
  } else {
    pick_rows (self, frame);
    take_planes (self, frame);
  }
  *ret_planes = self->planes;
}
