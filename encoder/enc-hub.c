#include "enc-queue.h"

typedef struct {
  EncMedia media;
  GstBuffer *buffer;
} Kept;

struct _EncHub {
  GMutex lock; /* guards all below; taken before a queue's own lock */
  GstCaps *caps[ENC_MEDIA_END];
  GPtrArray *queues; /* of EncQueue, a reference each */

  /* What came since the newest keyframe, in order of arrival. Without one: only the newest sound,
   * which may belong to the keyframe to come. */
  GQueue gop; /* of Kept */
  gsize gop_bytes;
  gboolean gop_has_key;
};

EncHub *
enc_hub_new (void)
{
  EncHub *self = g_new0 (EncHub, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->gop);
  self->queues = g_ptr_array_new_with_free_func ((GDestroyNotify) enc_queue_unref);
  return self;
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  gst_buffer_unref (kept->buffer);
  g_free (kept);
}

void
enc_hub_free (EncHub *self)
{
  if (!self)
    return;
  g_assert (self->queues->len == 0);
  g_queue_clear_full (&self->gop, kept_free);
  for (guint media = 0; media < ENC_MEDIA_END; media++)
    gst_clear_caps (&self->caps[media]);
  g_ptr_array_unref (self->queues);
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
  Kept *kept = link->data;

  self->gop_bytes -= gst_buffer_get_size (kept->buffer);
  kept_free (kept);
  g_queue_delete_link (&self->gop, link);
}

/* Pictures from before, and sound older than `time`. */
static void
forget_before (EncHub *self, gint64 time)
{
  for (GList *link = self->gop.head, *next; link; link = next) {
    Kept *kept = link->data;

    next = link->next;
    if (kept->media == ENC_VIDEO || enc_packet_time (kept->buffer) < time)
      forget (self, link);
  }
}

static gboolean
gop_is_too_long (const EncHub *self, gint64 time)
{
  const Kept *oldest = g_queue_peek_head ((GQueue *) &self->gop);

  return self->gop_bytes > ENC_GOP_BYTES ||
         (oldest && time - enc_packet_time (oldest->buffer) > (gint64) ENC_GOP_NS);
}

static void
remember (EncHub *self, EncMedia media, GstBuffer *buffer)
{
  gint64 time = enc_packet_time (buffer);
  gboolean key = enc_packet_is_key (media, buffer);
  Kept *kept;

  if (key)
    forget_before (self, time);
  else if (gop_is_too_long (self, time)) {
    forget_before (self, time - (gint64) ENC_QUEUE_HOLD_NS);
    self->gop_has_key = FALSE;
  }
  self->gop_has_key |= key;
  if (media == ENC_VIDEO && !self->gop_has_key)
    return;
  kept = g_new (Kept, 1);
  *kept = (Kept){media, gst_buffer_ref (buffer)};
  g_queue_push_tail (&self->gop, kept);
  self->gop_bytes += gst_buffer_get_size (buffer);
}

void
enc_hub_push (EncHub *self, EncMedia media, GstBuffer *buffer)
{
  g_mutex_lock (&self->lock);
  remember (self, media, buffer);
  for (guint i = 0; i < self->queues->len; i++)
    enc_queue_push (g_ptr_array_index (self->queues, i), media, buffer);
  g_mutex_unlock (&self->lock);
  gst_buffer_unref (buffer);
}

void
enc_hub_end (EncHub *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_foreach (self->queues, (GFunc) (GCallback) enc_queue_end, NULL);
  g_mutex_unlock (&self->lock);
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
    Kept *kept = link->data;

    if (kept->media == ENC_AUDIO || from_last_key)
      enc_queue_push (queue, kept->media, kept->buffer);
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
