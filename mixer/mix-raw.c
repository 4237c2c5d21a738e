#include "mix-raw.h"

/* The buffer itself has no memory: all that it carries is this. */
typedef struct {
  GstMeta meta;
  GstBuffer *picture;
  MixRect shape;
  MixRawFunc draw;
  gpointer data;
  GDestroyNotify release;
} RawMeta;

static GType
raw_meta_api (void)
{
  static const char *tags[] = {NULL};
  static gsize type = 0;
  if (g_once_init_enter (&type))
    g_once_init_leave (&type, gst_meta_api_type_register ("MixRawMetaAPI", tags));
  return type;
}

static gboolean
raw_meta_init (GstMeta *meta, gpointer params, GstBuffer *buffer)
{
  RawMeta *self = (RawMeta *) meta;
  self->picture = NULL;
  self->release = NULL;
  return TRUE;
}

static void
raw_meta_free (GstMeta *meta, GstBuffer *buffer)
{
  RawMeta *self = (RawMeta *) meta;
  gst_clear_buffer (&self->picture);
  if (self->release != NULL)
    self->release (self->data);
}

static const GstMetaInfo *
raw_meta_info (void)
{
  static const GstMetaInfo *info = NULL;
  if (g_once_init_enter (&info))
    g_once_init_leave (&info, gst_meta_register (raw_meta_api (), "MixRawMeta", sizeof (RawMeta),
                                                 raw_meta_init, raw_meta_free, NULL));
  return info;
}

GstBuffer *
mix_raw_new (GstBuffer *picture, const MixRect *shape, MixRawFunc draw, gpointer data,
             GDestroyNotify release)
{
  GstBuffer *buffer = gst_buffer_new ();
  RawMeta *self = (RawMeta *) gst_buffer_add_meta (buffer, raw_meta_info (), NULL);
  self->picture = picture;
  self->shape = *shape;
  self->draw = draw;
  self->data = data;
  self->release = release;
  return buffer;
}

static RawMeta *
find_meta (GstBuffer *buffer)
{
  return (RawMeta *) gst_buffer_get_meta (buffer, raw_meta_api ());
}

gboolean
mix_raw_is (GstBuffer *buffer)
{
  return buffer != NULL && find_meta (buffer) != NULL;
}

const MixRect *
mix_raw_get_shape (GstBuffer *buffer)
{
  return &find_meta (buffer)->shape;
}

gboolean
mix_raw_draw (GstBuffer *buffer, const MixCanvas *canvas)
{
  RawMeta *self = find_meta (buffer);
  return self->draw (self->picture, canvas, self->data);
}
