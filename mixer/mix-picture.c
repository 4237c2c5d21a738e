#include "mix-picture.h"
#include "mix-kernels.h"
#include "mix-raw.h"

#define ALIGNMENT 64 /* a cache line */

void
mix_picture_get_info (const MixFormat *format, GstVideoInfo *ret_info)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (format);
  gboolean known = gst_video_info_from_caps (ret_info, caps);
  g_assert (known);
}

gboolean
mix_picture_is_valid (GstBuffer *picture, const GstVideoInfo *info)
{
  if (mix_raw_is (picture))
    return TRUE;
  const GstVideoMeta *meta = gst_buffer_get_video_meta (picture);
  if (meta != NULL)
    return meta->format == GST_VIDEO_FORMAT_I420 && (int) meta->width == info->width &&
           (int) meta->height == info->height;
  return gst_buffer_get_size (picture) >= info->size;
}

gboolean
mix_picture_is_compact (GstBuffer *picture, const GstVideoInfo *info)
{
  if (gst_buffer_get_size (picture) < info->size)
    return FALSE;
  const GstVideoMeta *meta = gst_buffer_get_video_meta (picture);
  for (guint i = 0; meta != NULL && i < meta->n_planes; i++)
    if (meta->stride[i] != info->stride[i] || meta->offset[i] != info->offset[i])
      return FALSE;
  return gst_buffer_n_memory (picture) == 1;
}

typedef struct {
  GstBuffer *picture;
  GstMapInfo map;
} Loan;

static void
loan_free (gpointer data)
{
  Loan *loan = data;
  gst_buffer_unmap (loan->picture, &loan->map);
  gst_buffer_unref (loan->picture);
  g_free (loan);
}

GstBuffer *
mix_picture_share (GstBuffer *picture, const GstVideoInfo *info)
{
  Loan *loan = g_new0 (Loan, 1);
  if (!gst_buffer_map (picture, &loan->map, GST_MAP_READ)) {
    g_free (loan);
    return NULL;
  }
  loan->picture = gst_buffer_ref (picture);
  return gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, loan->map.data, loan->map.size, 0,
                                      info->size, loan, loan_free);
}

void
mix_picture_get_shape (GstBuffer *picture, const GstVideoInfo *info, MixRect *ret_shape)
{
  *ret_shape = mix_raw_is (picture) ? *mix_raw_get_shape (picture)
                                    : (MixRect){0, 0, info->width, info->height};
}

void
mix_picture_darken (GstBuffer *picture, const GstVideoInfo *info)
{
  GstVideoFrame frame;
  gboolean mapped = gst_video_frame_map (&frame, info, picture, GST_MAP_WRITE);
  g_assert (mapped);
  for (guint i = 0; i < 3; i++)
    mix_kernel_fill (
        GST_VIDEO_FRAME_PLANE_DATA (&frame, i), GST_VIDEO_FRAME_PLANE_STRIDE (&frame, i),
        i == 0 ? MIX_DARK_LUMA : MIX_GREY_CHROMA, GST_VIDEO_FRAME_COMP_WIDTH (&frame, i),
        GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i));
  gst_video_frame_unmap (&frame);
}

/* Any thread; each block on loan holds a reference. */
struct _MixPictures {
  gatomicrefcount refs;
  gsize size;

  /* ---- under lock ---- */
  GMutex lock;
  GPtrArray *unused; /* blocks */
  gboolean closed;   /* nobody will ask for one any more */
};

typedef struct {
  MixPictures *owner;
  guint8 *data;
} Block;

static void
block_free (gpointer data)
{
  Block *block = data;
  g_aligned_free (block->data);
  g_free (block);
}

MixPictures *
mix_pictures_new (const GstVideoInfo *info)
{
  MixPictures *self = g_new0 (MixPictures, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->size = info->size;
  self->unused = g_ptr_array_new_with_free_func (block_free);
  return self;
}

static void
pictures_unref (MixPictures *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->unused);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mix_pictures_free (MixPictures *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_ptr_array_set_size (self->unused, 0);
  g_mutex_unlock (&self->lock);
  pictures_unref (self);
}

static void
give_back (gpointer data)
{
  Block *block = data;
  MixPictures *self = block->owner;
  g_mutex_lock (&self->lock);
  gboolean keep = !self->closed && self->unused->len < MIX_PICTURES_KEPT;
  if (keep)
    g_ptr_array_add (self->unused, block);
  g_mutex_unlock (&self->lock);
  if (!keep)
    block_free (block);
  pictures_unref (self);
}

GstBuffer *
mix_pictures_get (MixPictures *self)
{
  g_mutex_lock (&self->lock);
  Block *block =
      self->unused->len > 0 ? g_ptr_array_steal_index (self->unused, self->unused->len - 1) : NULL;
  g_mutex_unlock (&self->lock);
  if (block == NULL) {
    block = g_new0 (Block, 1);
    block->owner = self;
    block->data = g_aligned_alloc (1, self->size, ALIGNMENT);
  }
  g_atomic_ref_count_inc (&self->refs);
  return gst_buffer_new_wrapped_full (0, block->data, self->size, 0, self->size, block, give_back);
}
