#include "enc-preview.h"

#include "enc-viewer.h"

#define STEP_MS 1000

typedef struct {
  EncViewer *viewer;
  EncPreviewFunc func; /* NULL once called */
  gpointer data;
} Seat;

struct _EncPreview {
  EncViewerContext context;
  void (*ask_key) (gpointer data);
  gpointer data;

  /* Media thread */
  GArray *seats; /* Seat */
  EncOpus *opus; /* while somebody listens */
  GSource *timer;
  gint64 key_ms; /* a keyframe was asked for */
  gboolean stopped;
};

static Seat *
find_seat (EncPreview *self, EncViewer *viewer)
{
  for (guint i = 0; i < self->seats->len; i++)
    if (g_array_index (self->seats, Seat, i).viewer == viewer)
      return &g_array_index (self->seats, Seat, i);
  return NULL;
}

/* ---- Keyframes ---- */

/* The encode is everybody's: in between, viewers wait for the next regular keyframe, 2 s at most.
 */
static void
maybe_ask_key_in_media (gpointer data)
{
  EncPreview *self = data;
  gint64 now_ms = g_get_monotonic_time () / 1000;

  if (self->stopped || now_ms - self->key_ms < ENC_PREVIEW_KEY_MS)
    return;
  self->key_ms = now_ms;
  self->ask_key (self->data);
}

static void
ask_key (gpointer data)
{
  EncPreview *self = data;

  base_worker_post (self->context.media, maybe_ask_key_in_media, self, NULL);
}

/* ---- Viewers ---- */

static void
on_answered (EncViewer *viewer, const char *answer, const GError *error, gpointer data)
{
  Seat *seat = find_seat (data, viewer);
  EncPreviewFunc func = seat ? g_steal_pointer (&seat->func) : NULL;

  if (func)
    func (enc_viewer_get_id (viewer), answer, error, seat->data);
}

/* Without Opus there is still a picture. */
static void
on_connected (EncViewer *viewer, gpointer data)
{
  EncPreview *self = data;

  if (!self->opus)
    self->opus =
        enc_opus_new (self->context.hub, self->context.clock, self->context.base_time, NULL);
  enc_viewer_feed (viewer, self->opus);
  maybe_ask_key_in_media (self);
}

static void
remove_seat (EncPreview *self, guint index)
{
  enc_viewer_stop (g_array_index (self->seats, Seat, index).viewer);
  g_array_remove_index (self->seats, index);
  if (self->opus && enc_opus_get_n_listeners (self->opus) == 0)
    g_clear_pointer (&self->opus, enc_opus_free);
}

static gboolean
on_step (gpointer data)
{
  EncPreview *self = data;
  gint64 now_ms = g_get_monotonic_time () / 1000;

  for (guint i = self->seats->len; i-- > 0;)
    if (!enc_viewer_step (g_array_index (self->seats, Seat, i).viewer, now_ms))
      remove_seat (self, i);
  if (self->seats->len > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->timer, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* What the stream is, as far as anything came yet: profile_idc of AVCDecoderConfigurationRecord
 * (ISO/IEC 14496-15, 5.3.3.1). */
static guint
get_profile (EncPreview *self)
{
  g_autoptr (GstCaps) caps = enc_hub_get_caps (self->context.hub, ENC_VIDEO);
  const EncPacket packet = {.media = ENC_VIDEO, .caps = caps};
  g_autoptr (GBytes) config = caps ? enc_packet_get_config (&packet) : NULL;
  gsize length = 0;
  const guint8 *bytes = config ? g_bytes_get_data (config, &length) : NULL;

  return length > 1 ? bytes[1] : 0;
}

static EncViewer *
make_viewer (EncPreview *self, const char *text, const char *address, GError **error)
{
  g_auto (EncOffer) offer = {0};

  if (self->stopped || self->seats->len >= ENC_PREVIEW_VIEWERS_MAX) {
    g_set_error (error, ENC_ERROR, ENC_ERROR_BUSY,
                 "%u people look at the preview already. Small pictures are there for all.",
                 self->seats->len);
    return NULL;
  }
  return enc_offer_parse (text, get_profile (self), &offer, error)
             ? enc_viewer_new (&self->context, &offer, address, error)
             : NULL;
}

void
enc_preview_open (EncPreview *self, const char *offer, const char *address, EncPreviewFunc func,
                  gpointer data)
{
  g_autoptr (GError) error = NULL;
  Seat seat = {make_viewer (self, offer, address, &error), func, data};

  g_assert (base_worker_is_current (self->context.media));
  if (!seat.viewer) {
    func (NULL, NULL, error, data);
    return;
  }
  g_array_append_val (self->seats, seat);
  if (!self->timer)
    self->timer = base_worker_add_timeout (self->context.media, STEP_MS, on_step, self);
}

gboolean
enc_preview_close (EncPreview *self, const char *id)
{
  for (guint i = 0; i < self->seats->len; i++)
    if (g_strcmp0 (enc_viewer_get_id (g_array_index (self->seats, Seat, i).viewer), id) == 0) {
      remove_seat (self, i);
      return TRUE;
    }
  return FALSE;
}

EncPreview *
enc_preview_new (BaseWorker *media, EncHub *hub, GstClock *clock, GstClockTime base_time,
                 void (*ask_key_func) (gpointer data), gpointer data)
{
  EncPreview *self = g_new0 (EncPreview, 1);

  self->context = (EncViewerContext){.media = media,
                                     .hub = hub,
                                     .clock = clock,
                                     .base_time = base_time,
                                     .answered = on_answered,
                                     .connected = on_connected,
                                     .ask_key = ask_key,
                                     .data = self};
  self->ask_key = ask_key_func;
  self->data = data;
  self->key_ms = -ENC_PREVIEW_KEY_MS;
  self->seats = g_array_new (FALSE, FALSE, sizeof (Seat));
  return self;
}

void
enc_preview_stop (EncPreview *self)
{
  self->stopped = TRUE;
  while (self->seats->len > 0)
    remove_seat (self, self->seats->len - 1);
  if (self->timer)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
enc_preview_free (EncPreview *self)
{
  if (!self)
    return;
  g_assert (self->seats->len == 0 && !self->timer && !self->opus);
  g_array_unref (self->seats);
  g_free (self);
}
