#include "enc-queue.h"

struct _EncHub {
  GMutex lock; /* guards all below; taken before a queue's own lock */
  GstCaps *caps[ENC_MEDIA_END];
  GPtrArray *queues; /* of EncQueue, a reference each */

  /* What came since the newest keyframe, in order of arrival. Without one: only the newest sound,
   * which may belong to the keyframe to come. */
  GQueue gop; /* of EncPacket */
  gsize gop_bytes;
  gboolean gop_has_key;

  GMutex sound_lock; /* guards both; held while the function runs, alone */
  EncSoundFunc sound_func;
  gpointer sound_data;
};

EncHub *
enc_hub_new (void)
{
  EncHub *self = g_new0 (EncHub, 1);

  g_mutex_init (&self->lock);
  g_mutex_init (&self->sound_lock);
  g_queue_init (&self->gop);
  self->queues = g_ptr_array_new_with_free_func ((GDestroyNotify) enc_queue_unref);
  return self;
}

void
enc_hub_free (EncHub *self)
{
  if (!self)
    return;
  g_assert (self->queues->len == 0);
  g_queue_clear_full (&self->gop, enc_packet_free);
  for (guint media = 0; media < ENC_MEDIA_END; media++)
    gst_clear_caps (&self->caps[media]);
  g_ptr_array_unref (self->queues);
  g_assert (!self->sound_func);
  g_mutex_clear (&self->sound_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
enc_hub_set_caps (EncHub *self, EncMedia media, GstCaps *caps)
{
  g_mutex_lock (&self->lock);
  gst_caps_replace (&self->caps[media], caps);
  g_mutex_unlock (&self->lock);
}

GstCaps *
enc_hub_get_caps (EncHub *self, EncMedia media)
{
  GstCaps *caps;

  g_mutex_lock (&self->lock);
  caps = self->caps[media] ? gst_caps_ref (self->caps[media]) : NULL;
  g_mutex_unlock (&self->lock);
  return caps;
}

static void
forget (EncHub *self, GList *link)
{
  EncPacket *packet = link->data;

  self->gop_bytes -= gst_buffer_get_size (packet->buffer);
  enc_packet_free (packet);
  g_queue_delete_link (&self->gop, link);
}

/* Pictures from before, and sound older than `time`. */
static void
forget_before (EncHub *self, gint64 time)
{
  for (GList *link = self->gop.head, *next; link; link = next) {
    const EncPacket *packet = link->data;

    next = link->next;
    if (packet->media == ENC_VIDEO || enc_packet_get_time (packet) < time)
      forget (self, link);
  }
}

static gboolean
gop_is_too_long (const EncHub *self, gint64 time)
{
  const EncPacket *oldest = g_queue_peek_head ((GQueue *) &self->gop);

  return self->gop_bytes > ENC_GOP_BYTES ||
         (oldest && time - enc_packet_get_time (oldest) > (gint64) ENC_GOP_NS);
}

static void
remember (EncHub *self, const EncPacket *packet)
{
  gint64 time = enc_packet_get_time (packet);

  if (packet->key)
    forget_before (self, time);
  else if (gop_is_too_long (self, time)) {
    forget_before (self, time - (gint64) ENC_GOP_SOUND_NS);
    self->gop_has_key = FALSE;
  }
  self->gop_has_key |= packet->key;
  if (packet->media == ENC_VIDEO && !self->gop_has_key)
    return;
  g_queue_push_tail (&self->gop, enc_packet_copy (packet));
  self->gop_bytes += gst_buffer_get_size (packet->buffer);
}

void
enc_hub_push (EncHub *self, EncMedia media, GstBuffer *buffer)
{
  EncPacket packet = {.media = media, .buffer = buffer};

  packet.key = media == ENC_VIDEO && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  g_mutex_lock (&self->lock);
  packet.caps = self->caps[media];
  remember (self, &packet);
  for (guint i = 0; i < self->queues->len; i++)
    enc_queue_push (g_ptr_array_index (self->queues, i), &packet);
  g_mutex_unlock (&self->lock);
  gst_buffer_unref (buffer);
}

void
enc_hub_set_sound_func (EncHub *self, EncSoundFunc func, gpointer data)
{
  g_mutex_lock (&self->sound_lock);
  self->sound_func = func;
  self->sound_data = data;
  g_mutex_unlock (&self->sound_lock);
}

void
enc_hub_offer_sound (EncHub *self, GstBuffer *buffer)
{
  g_mutex_lock (&self->sound_lock);
  if (self->sound_func)
    self->sound_func (buffer, self->sound_data);
  g_mutex_unlock (&self->sound_lock);
}

double
enc_hub_get_fill (EncHub *self)
{
  double fill = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->queues->len; i++)
    fill = MAX (fill, enc_queue_get_fill (g_ptr_array_index (self->queues, i)));
  g_mutex_unlock (&self->lock);
  return fill;
}

EncQueue *
enc_hub_open (EncHub *self, gboolean from_last_key)
{
  EncQueue *queue = enc_queue_new ();

  g_mutex_lock (&self->lock);
  /* Sound that is already here may belong to a keyframe that is still being encoded. */
  for (GList *link = self->gop.head; link; link = link->next) {
    const EncPacket *packet = link->data;

    if (packet->media == ENC_AUDIO || from_last_key)
      enc_queue_push (queue, packet);
  }
  g_ptr_array_add (self->queues, enc_queue_ref (queue));
  g_mutex_unlock (&self->lock);
  return queue;
}

void
enc_hub_finish (EncHub *self, EncQueue *queue)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->queues, queue);
  g_mutex_unlock (&self->lock);
  enc_queue_finish (queue);
}

void
enc_hub_close (EncHub *self, EncQueue *queue)
{
  if (!queue)
    return;
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->queues, queue);
  g_mutex_unlock (&self->lock);
  enc_queue_close (queue);
  enc_queue_unref (queue);
}
