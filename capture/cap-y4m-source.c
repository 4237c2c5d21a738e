#include "cap-y4m-source.h"

#include <gst/video/video.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct _CapY4mSource {
  GstPushSrc parent;
  GMappedFile *file;
  GstVideoInfo info;
  gsize first;  /* offset of the first frame's header */
  gsize offset; /* of the next one's; streaming thread */
  guint64 index;
};

G_DEFINE_TYPE (CapY4mSource, cap_y4m_source, GST_TYPE_PUSH_SRC)

static GstStaticPadTemplate template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_VIDEO_CAPS_MAKE ("I420")));

typedef struct {
  int width, height;
  int fps_n, fps_d;
  int par_n, par_d;
  gboolean full_range;
} Header;

static gboolean
parse_ratio (const char *text, int *ret_n, int *ret_d)
{
  return sscanf (text, "%9d:%9d", ret_n, ret_d) == 2;
}

static gboolean
is_8_bit_420 (const char *name)
{
  static const char *const names[] = {"420", "420jpeg", "420mpeg2", "420paldv", NULL};

  return g_strv_contains (names, name);
}

/* One word of the header; words that are not known are of no matter. */
static gboolean
parse_word (const char *word, Header *header)
{
  switch (word[0]) {
  case 'W':
    header->width = atoi (word + 1);
    return TRUE;
  case 'H':
    header->height = atoi (word + 1);
    return TRUE;
  case 'F':
    return parse_ratio (word + 1, &header->fps_n, &header->fps_d);
  case 'A':
    return parse_ratio (word + 1, &header->par_n, &header->par_d);
  case 'I':
    return word[1] == 'p' || word[1] == '?';
  case 'C':
    return is_8_bit_420 (word + 1);
  case 'X':
    header->full_range |= g_str_equal (word, "XCOLORRANGE=FULL");
    return TRUE;
  default:
    return TRUE;
  }
}

static gsize
line_length (const char *data, gsize size)
{
  const char *end = memchr (data, '\n', MIN (size, CAP_Y4M_HEADER_MAX));

  return end ? (gsize) (end - data) + 1 : 0;
}

static gboolean
parse_header (const char *data, gsize size, Header *header, gsize *ret_length)
{
  gsize length = line_length (data, size);
  g_autofree char *line = length ? g_strndup (data, length - 1) : NULL;
  g_auto (GStrv) words = line ? g_strsplit (line, " ", -1) : NULL;

  if (!words || !words[0] || !g_str_equal (words[0], "YUV4MPEG2"))
    return FALSE;
  for (char **word = words + 1; *word; word++)
    if (!parse_word (*word, header))
      return FALSE;
  if (header->width <= 0 || header->width > 8192 || header->height <= 0 || header->height > 8192 ||
      header->fps_n <= 0 || header->fps_d <= 0)
    return FALSE;
  if (header->par_n <= 0 || header->par_d <= 0) /* 0:0 means unknown */
    header->par_n = header->par_d = 1;
  *ret_length = length;
  return TRUE;
}

/* The format has no word for the matrix: by size, as for everything that does not say. Frames are
 * packed without padding, which is not GStreamer's own layout for odd widths. */
static void
set_info (CapY4mSource *self, const Header *header)
{
  gsize luma = (gsize) header->width * (gsize) header->height;
  int chroma_width = (header->width + 1) / 2, chroma_height = (header->height + 1) / 2;
  gsize chroma = (gsize) chroma_width * (gsize) chroma_height;
  const char *colour =
      header->height >= 720 ? GST_VIDEO_COLORIMETRY_BT709 : GST_VIDEO_COLORIMETRY_BT601;

  gst_video_info_set_format (&self->info, GST_VIDEO_FORMAT_I420, (guint) header->width,
                             (guint) header->height);
  self->info.fps_n = header->fps_n;
  self->info.fps_d = header->fps_d;
  self->info.par_n = header->par_n;
  self->info.par_d = header->par_d;
  self->info.chroma_site = GST_VIDEO_CHROMA_SITE_MPEG2;
  gst_video_colorimetry_from_string (&self->info.colorimetry, colour);
  if (header->full_range)
    self->info.colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255;
  self->info.stride[0] = header->width;
  self->info.stride[1] = self->info.stride[2] = chroma_width;
  self->info.offset[1] = luma;
  self->info.offset[2] = luma + chroma;
  self->info.size = luma + 2 * chroma;
}

/* FALSE at the end of the film. */
static gboolean
find_frame (CapY4mSource *self, const char **ret_data)
{
  const char *data = g_mapped_file_get_contents (self->file);
  gsize size = g_mapped_file_get_length (self->file);
  gsize length = line_length (data + self->offset, size - self->offset);

  if (length == 0 || !g_str_has_prefix (data + self->offset, "FRAME") ||
      size - self->offset - length < self->info.size)
    return FALSE;
  *ret_data = data + self->offset + length;
  self->offset += length + self->info.size;
  return TRUE;
}

static GstBuffer *
wrap_frame (CapY4mSource *self, const char *data)
{
  GstBuffer *buffer = gst_buffer_new_wrapped_full (
      GST_MEMORY_FLAG_READONLY, (gpointer) data, self->info.size, 0, self->info.size,
      g_mapped_file_ref (self->file), (GDestroyNotify) g_mapped_file_unref);

  gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420,
                                  (guint) self->info.width, (guint) self->info.height, 3,
                                  self->info.offset, self->info.stride);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (
      self->index, (guint64) GST_SECOND * (guint64) self->info.fps_d, (guint64) self->info.fps_n);
  self->index++;
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (self->index, (guint64) GST_SECOND * (guint64) self->info.fps_d,
                             (guint64) self->info.fps_n) -
      GST_BUFFER_PTS (buffer);
  return buffer;
}

static GstFlowReturn
cap_y4m_source_create (GstPushSrc *source, GstBuffer **ret_buffer)
{
  CapY4mSource *self = CAP_Y4M_SOURCE (source);
  const char *data;

  if (!find_frame (self, &data)) {
    self->offset = self->first;
    if (!find_frame (self, &data))
      return GST_FLOW_EOS;
  }
  *ret_buffer = wrap_frame (self, data);
  return GST_FLOW_OK;
}

static GstCaps *
cap_y4m_source_get_caps (GstBaseSrc *source, GstCaps *filter)
{
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (&CAP_Y4M_SOURCE (source)->info);

  return filter ? gst_caps_intersect (filter, caps) : g_steal_pointer (&caps);
}

static gboolean
cap_y4m_source_is_seekable (GstBaseSrc *source)
{
  return FALSE;
}

static void
cap_y4m_source_finalize (GObject *object)
{
  g_clear_pointer (&CAP_Y4M_SOURCE (object)->file, g_mapped_file_unref);
  G_OBJECT_CLASS (cap_y4m_source_parent_class)->finalize (object);
}

static void
cap_y4m_source_class_init (CapY4mSourceClass *class)
{
  GstBaseSrcClass *base = GST_BASE_SRC_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cap_y4m_source_finalize;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (class), &template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (class), "Tallybox Y4M source",
                                         "Source/File/Video", "Uncompressed film from memory",
                                         "Tallybox");
  base->get_caps = cap_y4m_source_get_caps;
  base->is_seekable = cap_y4m_source_is_seekable;
  GST_PUSH_SRC_CLASS (class)->create = cap_y4m_source_create;
}

static void
cap_y4m_source_init (CapY4mSource *self)
{
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
}

GstElement *
cap_y4m_source_new (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  Header header = {.par_n = 1, .par_d = 1};
  CapY4mSource *self;
  gsize first;

  if (!file)
    return NULL;
  if (!parse_header (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), &header,
                     &first)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE,
                 "It is no 8-bit 4:2:0 progressive Y4M film, or its header is damaged.");
    return NULL;
  }
  self = g_object_new (CAP_TYPE_Y4M_SOURCE, NULL);
  self->file = g_steal_pointer (&file);
  self->first = self->offset = first;
  set_info (self, &header);
  return GST_ELEMENT (self);
}
