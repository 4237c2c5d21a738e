#include "enc-queue.h"

typedef struct {
  GQueue packets; /* of GstBuffer */
  gint64 newest;  /* time of the newest packet that came, queued or not; G_MININT64 = none */
} Lane;

struct _EncQueue {
  gint refs; /* atomic */

  GMutex lock; /* guards all below */
  GCond cond;
  Lane lanes[ENC_MEDIA_END];
  gsize bytes;
  guint64 dropped;
  gint64 start;      /* time of the first keyframe, G_MININT64 before it */
  gboolean need_key; /* pictures are left out until a keyframe comes */
  gboolean ended;    /* nothing comes for now: no waiting for the other medium */
  gboolean finished; /* nothing will ever come */
  gboolean closed;
};

gint64
enc_packet_time (GstBuffer *buffer)
{
  return (gint64) GST_BUFFER_DTS_OR_PTS (buffer);
}

gboolean
enc_packet_is_key (EncMedia media, GstBuffer *buffer)
{
  return media == ENC_VIDEO && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
}

void
enc_packet_clear (EncPacket *packet)
{
  gst_clear_buffer (&packet->buffer);
  *packet = (EncPacket){0};
}

EncQueue *
enc_queue_new (void)
{
  EncQueue *queue = g_new0 (EncQueue, 1);

  queue->refs = 1;
  g_mutex_init (&queue->lock);
  g_cond_init (&queue->cond);
  for (guint media = 0; media < ENC_MEDIA_END; media++) {
    g_queue_init (&queue->lanes[media].packets);
    queue->lanes[media].newest = G_MININT64;
  }
  queue->start = G_MININT64;
  queue->need_key = TRUE;
  return queue;
}

EncQueue *
enc_queue_ref (EncQueue *queue)
{
  g_atomic_int_inc (&queue->refs);
  return queue;
}

static void
clear_lanes (EncQueue *queue)
{
  for (guint media = 0; media < ENC_MEDIA_END; media++)
    g_queue_clear_full (&queue->lanes[media].packets, (GDestroyNotify) gst_buffer_unref);
  queue->bytes = 0;
}

void
enc_queue_unref (EncQueue *queue)
{
  if (!queue || !g_atomic_int_dec_and_test (&queue->refs))
    return;
  clear_lanes (queue);
  g_cond_clear (&queue->cond);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

static GstBuffer *
lane_pop (EncQueue *queue, EncMedia media)
{
  GstBuffer *buffer = g_queue_pop_head (&queue->lanes[media].packets);

  queue->bytes -= gst_buffer_get_size (buffer);
  return buffer;
}

static void
drop_head (EncQueue *queue, EncMedia media)
{
  gst_buffer_unref (lane_pop (queue, media));
  queue->dropped++;
}

static gint64
lane_span (const Lane *lane)
{
  if (g_queue_is_empty ((GQueue *) &lane->packets))
    return 0;
  return enc_packet_time (g_queue_peek_tail ((GQueue *) &lane->packets)) -
         enc_packet_time (g_queue_peek_head ((GQueue *) &lane->packets));
}

static GList *
find_newest_key (EncQueue *queue)
{
  GList *link = queue->lanes[ENC_VIDEO].packets.tail;

  while (link && !enc_packet_is_key (ENC_VIDEO, link->data))
    link = link->prev;
  return link;
}

static gboolean
is_full (const EncQueue *queue)
{
  return queue->bytes > ENC_QUEUE_BYTES ||
         lane_span (&queue->lanes[ENC_VIDEO]) > (gint64) ENC_QUEUE_NS;
}

/* Pictures that lead to one another go together: what is left begins with a keyframe, so the
 * receiver's decoder never sees a gap inside a group of pictures. Sound stays as long as it can. */
static void
make_room (EncQueue *queue)
{
  Lane *video = &queue->lanes[ENC_VIDEO];
  GList *key;

  if (!is_full (queue))
    return;
  key = find_newest_key (queue);
  if (key == video->packets.head)
    key = NULL;
  while (video->packets.head != key)
    drop_head (queue, ENC_VIDEO);
  if (!key)
    queue->need_key = TRUE;
  while (queue->bytes > ENC_QUEUE_BYTES && !g_queue_is_empty (&queue->lanes[ENC_AUDIO].packets))
    drop_head (queue, ENC_AUDIO);
}

static void
trim_audio_before (EncQueue *queue, gint64 time)
{
  GQueue *audio = &queue->lanes[ENC_AUDIO].packets;

  while (!g_queue_is_empty (audio) && enc_packet_time (g_queue_peek_head (audio)) < time)
    gst_buffer_unref (lane_pop (queue, ENC_AUDIO));
}

/* Whether the packet belongs into the queue at all. */
static gboolean
admit (EncQueue *queue, EncMedia media, GstBuffer *buffer)
{
  gint64 time = enc_packet_time (buffer);

  if (media == ENC_AUDIO)
    return queue->start == G_MININT64 || time >= queue->start;
  if (!queue->need_key)
    return TRUE;
  if (!enc_packet_is_key (media, buffer)) {
    queue->dropped += queue->start != G_MININT64;
    return FALSE;
  }
  queue->need_key = FALSE;
  if (queue->start == G_MININT64) {
    queue->start = time;
    trim_audio_before (queue, time);
  }
  return TRUE;
}

void
enc_queue_push (EncQueue *queue, EncMedia media, GstBuffer *buffer)
{
  Lane *lane = &queue->lanes[media];

  g_mutex_lock (&queue->lock);
  queue->ended = FALSE;
  lane->newest = MAX (lane->newest, enc_packet_time (buffer));
  if (admit (queue, media, buffer)) {
    g_queue_push_tail (&lane->packets, gst_buffer_ref (buffer));
    queue->bytes += gst_buffer_get_size (buffer);
    if (queue->start == G_MININT64)
      trim_audio_before (queue, lane->newest - (gint64) ENC_GOP_NS);
    make_room (queue);
  }
  g_cond_signal (&queue->cond);
  g_mutex_unlock (&queue->lock);
}

void
enc_queue_end (EncQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->ended = TRUE;
  g_cond_signal (&queue->cond);
  g_mutex_unlock (&queue->lock);
}

void
enc_queue_finish (EncQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->ended = queue->finished = TRUE;
  g_cond_broadcast (&queue->cond);
  g_mutex_unlock (&queue->lock);
}

void
enc_queue_close (EncQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->closed = TRUE;
  clear_lanes (queue);
  g_cond_broadcast (&queue->cond);
  g_mutex_unlock (&queue->lock);
}

double
enc_queue_get_fill (EncQueue *queue)
{
  double fill;

  g_mutex_lock (&queue->lock);
  fill = MAX ((double) lane_span (&queue->lanes[ENC_VIDEO]) / (double) ENC_QUEUE_NS,
              (double) queue->bytes / (double) ENC_QUEUE_BYTES);
  g_mutex_unlock (&queue->lock);
  return MIN (fill, 1);
}

/* The only packet at hand may go once the other medium has passed its time, or is silent. */
static gboolean
may_go_alone (const EncQueue *queue, const Lane *lane, const Lane *other)
{
  gint64 time = enc_packet_time (g_queue_peek_head ((GQueue *) &lane->packets));

  return queue->ended || other->newest >= time || lane->newest - time >= (gint64) ENC_QUEUE_HOLD_NS;
}

/* The medium whose packet is next, 0 when there is none yet. */
static EncMedia
choose_next (EncQueue *queue)
{
  Lane *video = &queue->lanes[ENC_VIDEO], *audio = &queue->lanes[ENC_AUDIO];
  GstBuffer *picture = g_queue_peek_head (&video->packets);
  GstBuffer *sound = g_queue_peek_head (&audio->packets);

  if (queue->start == G_MININT64 || (!picture && !sound))
    return 0;
  if (picture && sound)
    return enc_packet_time (picture) <= enc_packet_time (sound) ? ENC_VIDEO : ENC_AUDIO;
  if (picture)
    return may_go_alone (queue, video, audio) ? ENC_VIDEO : 0;
  return may_go_alone (queue, audio, video) ? ENC_AUDIO : 0;
}

gboolean
enc_queue_pop (EncQueue *queue, gint64 wait_us, EncPacket *ret_packet)
{
  gint64 deadline_us = g_get_monotonic_time () + wait_us;
  EncMedia media = 0;

  g_mutex_lock (&queue->lock);
  while (!queue->closed && !(media = choose_next (queue)) && !queue->finished) {
    if (wait_us <= 0 || !g_cond_wait_until (&queue->cond, &queue->lock, deadline_us))
      break;
  }
  if (queue->closed)
    media = 0;
  if (media) {
    GstBuffer *buffer = lane_pop (queue, media);
    *ret_packet = (EncPacket){media, enc_packet_is_key (media, buffer), buffer};
  }
  g_mutex_unlock (&queue->lock);
  return media != 0;
}

void
enc_queue_get_stats (EncQueue *queue, guint64 *ret_dropped, double *ret_queued_ms)
{
  gint64 span;

  g_mutex_lock (&queue->lock);
  span = lane_span (&queue->lanes[ENC_VIDEO]);
  if (g_queue_is_empty (&queue->lanes[ENC_VIDEO].packets))
    span = lane_span (&queue->lanes[ENC_AUDIO]);
  if (ret_dropped)
    *ret_dropped = queue->dropped;
  if (ret_queued_ms)
    *ret_queued_ms = (double) span / GST_MSECOND;
  g_mutex_unlock (&queue->lock);
}
