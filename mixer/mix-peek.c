#include "mix-peek.h"

#include "mix-picture.h"
#include "mix-view.h"

typedef struct {
  int input, width;
  MixPeekFunc func;
  gpointer data;
} Peek;

struct _MixPeeks {
  MixFormat format;
  GstVideoInfo info;

  /* ---- under lock ---- */
  GMutex lock;
  Peek waiting[MIX_PEEKS_MAX];
  guint n_waiting;
};

MixPeeks *
mix_peeks_new (const MixFormat *format)
{
  MixPeeks *self = g_new0 (MixPeeks, 1);

  self->format = *format;
  mix_picture_get_info (format, &self->info);
  g_mutex_init (&self->lock);
  return self;
}

/* Takes those who wait into `ret_peeks`. */
static guint
take_waiting (MixPeeks *self, Peek *ret_peeks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = self->n_waiting;

  for (guint i = 0; i < n; i++)
    ret_peeks[i] = self->waiting[i];
  self->n_waiting = 0;
  return n;
}

void
mix_peeks_free (MixPeeks *self)
{
  Peek peeks[MIX_PEEKS_MAX];
  guint n;

  if (self == NULL)
    return;
  n = take_waiting (self, peeks);
  for (guint i = 0; i < n; i++)
    peeks[i].func (NULL, 0, 0, peeks[i].data);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mix_peeks_ask (MixPeeks *self, int input, int width, MixPeekFunc func, gpointer data)
{
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = self->n_waiting < MIX_PEEKS_MAX;
  if (taken)
    self->waiting[self->n_waiting++] =
        (Peek){input, CLAMP (width, MIX_PEEK_WIDTH_MIN, self->format.width) & ~1, func, data};
  g_mutex_unlock (&self->lock);
  if (!taken)
    func (NULL, 0, 0, data);
}

/* What shows something of `picture`, and where that stands on a small one. */
static MixPlace
place_on (const MixPeeks *self, GstBuffer *picture, int width, int height)
{
  MixPlace place = {0};

  mix_picture_get_shape (picture, &self->info, &place.from);
  place.to = (MixRect){place.from.x * width / self->format.width & ~1,
                       place.from.y * height / self->format.height & ~1,
                       MAX (place.from.width * width / self->format.width & ~1, 2),
                       MAX (place.from.height * height / self->format.height & ~1, 2)};
  return place;
}

/* NULL when it cannot be drawn. */
static GstBuffer *
draw_small (const MixPeeks *self, GstBuffer *picture, int width, int height)
{
  const MixFormat small = {.width = width, .height = height, .fps_n = 1, .fps_d = 1};
  MixPlace place = place_on (self, picture, width, height);
  g_autoptr (MixView) view = mix_view_new ();
  GstBuffer *result;
  GstVideoFrame frame;
  GstVideoInfo info;
  gboolean drawn;

  mix_picture_get_info (&small, &info);
  result = gst_buffer_new_allocate (NULL, info.size, NULL);
  mix_picture_darken (result, &info);
  g_assert (gst_video_frame_map (&frame, &info, result, GST_MAP_READWRITE));
  drawn = mix_view_draw (view, picture, &self->info, &place, &frame);
  gst_video_frame_unmap (&frame);
  if (!drawn)
    gst_clear_buffer (&result);
  return result;
}

static void
serve (MixPeeks *self, const Peek *peek, GstBuffer *picture, gint64 time_ns)
{
  int height = MAX (peek->width * self->format.height / self->format.width & ~1, 2);
  GstBuffer *small = picture ? draw_small (self, picture, peek->width, height) : NULL;

  if (small && time_ns >= 0)
    GST_BUFFER_PTS (small) = (GstClockTime) time_ns;
  peek->func (small, peek->width, height, peek->data);
}

void
mix_peeks_serve (MixPeeks *self, GstBuffer *const *cameras, guint n_cameras, GstBuffer *programme,
                 gint64 time_ns)
{
  Peek peeks[MIX_PEEKS_MAX];
  guint n = take_waiting (self, peeks);

  for (guint i = 0; i < n; i++) {
    int input = peeks[i].input;
    GstBuffer *picture = NULL;

    if (input == MIX_PEEK_PROGRAMME)
      picture = programme;
    else if (input >= 0 && (guint) input < n_cameras)
      picture = cameras[input];
    serve (self, &peeks[i], picture, time_ns);
  }
}
