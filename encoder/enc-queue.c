#include "enc-queue.h"

/* A packet that waits. */
typedef struct {
  EncPacket packet;
  guint64 number; /* in the order of arrival over both media, from 1; 0: before all others */
} Waiting;

struct _EncQueue {
  gint refs; /* atomic */

  GMutex lock; /* guards all below */
  GCond cond;
  GQueue lanes[ENC_MEDIA_END]; /* of Waiting */
  guint64 arrived;
  gboolean has_pictures; /* one came */
  gsize bytes;
  guint64 dropped;
  gint64 start;      /* time of the first keyframe, G_MININT64 before it */
  gboolean need_key; /* pictures are left out until a keyframe comes */
  gboolean patient;  /* its reader looks by itself, packets do not wake it */
  gboolean finished; /* nothing more will come */
  gboolean closed;
};

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  enc_packet_clear (&waiting->packet);
  g_free (waiting);
}

EncQueue *
enc_queue_new (void)
{
  EncQueue *queue = g_new0 (EncQueue, 1);

  queue->refs = 1;
  g_mutex_init (&queue->lock);
  g_cond_init (&queue->cond);
  for (guint media = 0; media < ENC_MEDIA_END; media++)
    g_queue_init (&queue->lanes[media]);
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
    g_queue_clear_full (&queue->lanes[media], waiting_free);
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

static EncPacket
lane_pop (EncQueue *queue, EncMedia media)
{
  g_autofree Waiting *waiting = g_queue_pop_head (&queue->lanes[media]);

  queue->bytes -= gst_buffer_get_size (waiting->packet.buffer);
  return waiting->packet;
}

static void
leave_out_head (EncQueue *queue, EncMedia media)
{
  EncPacket packet = lane_pop (queue, media);

  enc_packet_clear (&packet);
}

static void
drop_head (EncQueue *queue, EncMedia media)
{
  leave_out_head (queue, media);
  queue->dropped++;
}

static const EncPacket *
peek (const GList *link)
{
  return &((const Waiting *) link->data)->packet;
}

static gint64
lane_span (const GQueue *lane)
{
  if (!lane->head)
    return 0;
  return enc_packet_get_time (peek (lane->tail)) - enc_packet_get_time (peek (lane->head));
}

static GList *
find_newest_key (EncQueue *queue)
{
  GList *link = queue->lanes[ENC_VIDEO].tail;

  while (link && !peek (link)->key)
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
  GQueue *video = &queue->lanes[ENC_VIDEO];
  GList *key;

  if (!is_full (queue))
    return;
  key = find_newest_key (queue);
  if (key == video->head)
    key = NULL;
  while (video->head != key)
    drop_head (queue, ENC_VIDEO);
  if (!key)
    queue->need_key = TRUE;
  while (queue->bytes > ENC_QUEUE_BYTES && queue->lanes[ENC_AUDIO].head)
    drop_head (queue, ENC_AUDIO);
}

static void
trim_audio_before (EncQueue *queue, gint64 time)
{
  const GQueue *audio = &queue->lanes[ENC_AUDIO];

  while (audio->head && enc_packet_get_time (peek (audio->head)) < time)
    leave_out_head (queue, ENC_AUDIO);
}

/* Whether the packet belongs into the queue at all. */
static gboolean
admit (EncQueue *queue, const EncPacket *packet)
{
  gint64 time = enc_packet_get_time (packet);

  if (packet->media == ENC_AUDIO)
    return queue->start == G_MININT64 || time >= queue->start;
  if (!queue->need_key)
    return TRUE;
  if (!packet->key) {
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

/* The first keyframe goes first, though sound of its time may have been faster. */
static void
append (EncQueue *queue, const EncPacket *packet)
{
  Waiting *waiting = g_new (Waiting, 1);
  gboolean first = packet->media == ENC_VIDEO && !queue->has_pictures;

  enc_packet_init_copy (&waiting->packet, packet);
  queue->has_pictures |= first;
  waiting->number = first ? 0 : ++queue->arrived;
  g_queue_push_tail (&queue->lanes[packet->media], waiting);
  queue->bytes += gst_buffer_get_size (packet->buffer);
}

void
enc_queue_push (EncQueue *queue, const EncPacket *packet)
{
  g_mutex_lock (&queue->lock);
  if (admit (queue, packet)) {
    append (queue, packet);
    if (queue->start == G_MININT64)
      trim_audio_before (queue, enc_packet_get_time (packet) - (gint64) ENC_GOP_NS);
    make_room (queue);
  }
  /* Sound goes along with the next picture: three threads for each connection wake less often. */
  if (!queue->patient && packet->media == ENC_VIDEO)
    g_cond_signal (&queue->cond);
  g_mutex_unlock (&queue->lock);
}

void
enc_queue_set_patient (EncQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->patient = TRUE;
  g_mutex_unlock (&queue->lock);
}

void
enc_queue_finish (EncQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->finished = TRUE;
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

/* The medium whose packet arrived first, 0 when there is none, or no keyframe yet. */
static EncMedia
choose_next (const EncQueue *queue)
{
  const Waiting *picture = g_queue_peek_head ((GQueue *) &queue->lanes[ENC_VIDEO]);
  const Waiting *sound = g_queue_peek_head ((GQueue *) &queue->lanes[ENC_AUDIO]);

  if (queue->start == G_MININT64 || (!picture && !sound))
    return 0;
  if (!picture || !sound)
    return picture ? ENC_VIDEO : ENC_AUDIO;
  return picture->number < sound->number ? ENC_VIDEO : ENC_AUDIO;
}

gboolean
enc_queue_pop (EncQueue *queue, gint64 wait_us, EncPacket *ret_packet)
{
  gint64 deadline_us = g_get_monotonic_time () + wait_us;
  gboolean in_time = wait_us > 0;
  EncMedia media;

  g_mutex_lock (&queue->lock);
  while (!(media = choose_next (queue)) && in_time && !queue->finished && !queue->closed)
    in_time = g_cond_wait_until (&queue->cond, &queue->lock, deadline_us);
  if (media)
    *ret_packet = lane_pop (queue, media);
  g_mutex_unlock (&queue->lock);
  return media != 0;
}

void
enc_queue_get_stats (EncQueue *queue, guint64 *ret_dropped, double *ret_queued_ms)
{
  gint64 span;

  g_mutex_lock (&queue->lock);
  span = lane_span (&queue->lanes[ENC_VIDEO]);
  if (!queue->lanes[ENC_VIDEO].head)
    span = lane_span (&queue->lanes[ENC_AUDIO]);
  if (ret_dropped)
    *ret_dropped = queue->dropped;
  if (ret_queued_ms)
    *ret_queued_ms = (double) span / GST_MSECOND;
  g_mutex_unlock (&queue->lock);
}
