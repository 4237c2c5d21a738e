/* Fan-out: order, starting points, limits, and readers and writers in threads of their own. */
#include "enc-hub.h"

#define FRAME_NS (GST_SECOND / 30)
#define AAC_NS   (1024 * GST_SECOND / 48000)
#define GOP      60

static GstBuffer *
packet (gint64 time, gboolean key, gsize size)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = (GstClockTime) time;
  if (!key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

static void
push_frames (EncHub *hub, guint first, guint end, gsize size)
{
  for (guint i = first; i < end; i++)
    enc_hub_push (hub, ENC_VIDEO, packet ((gint64) (i * FRAME_NS), i % GOP == 0, size));
}

static void
push_sound (EncHub *hub, gint64 from, gint64 to)
{
  for (gint64 time = from; time < to; time += (gint64) AAC_NS)
    enc_hub_push (hub, ENC_AUDIO, packet (time, TRUE, 300));
}

typedef struct {
  guint pictures, sounds, keys;
  gint64 first, last;
  EncMedia first_media;
} Read;

/* Each medium keeps its order of time. */
static Read
read_all (EncQueue *queue)
{
  gint64 newest[ENC_MEDIA_END] = {G_MININT64, G_MININT64, G_MININT64};
  Read read = {.first = -1, .last = G_MININT64};
  EncPacket packet = {0};

  while (enc_queue_pop (queue, 0, &packet)) {
    gint64 time = (gint64) GST_BUFFER_DTS (packet.buffer);

    if (read.first < 0) {
      read.first = time;
      read.first_media = packet.media;
    }
    g_assert_cmpint (time, >, newest[packet.media]);
    newest[packet.media] = time;
    read.last = MAX (read.last, time);
    read.pictures += packet.media == ENC_VIDEO;
    read.sounds += packet.media == ENC_AUDIO;
    read.keys += packet.key;
    enc_packet_clear (&packet);
  }
  return read;
}

static void
test_begins_with_next_key (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue;
  Read read;

  push_frames (hub, 0, 10, 100);
  push_sound (hub, 0, 10 * FRAME_NS);
  queue = enc_hub_open (hub, FALSE);
  push_sound (hub, 10 * FRAME_NS, 90 * FRAME_NS);
  push_frames (hub, 10, 90, 100);
  read = read_all (queue);
  g_assert_cmpint (read.first, ==, 60 * FRAME_NS);
  g_assert_cmpuint (read.first_media, ==, ENC_VIDEO);
  g_assert_cmpuint (read.pictures, ==, 30);
  g_assert_cmpuint (read.sounds, >=, 45);
  enc_hub_close (hub, queue);
}

static void
test_begins_with_last_key (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue;
  Read read;

  push_sound (hub, 0, 80 * FRAME_NS);
  push_frames (hub, 0, 80, 100);
  queue = enc_hub_open (hub, TRUE);
  read = read_all (queue);
  g_assert_cmpint (read.first, ==, 60 * FRAME_NS);
  g_assert_cmpuint (read.pictures, ==, 20);
  g_assert_cmpuint (read.sounds, >=, 30);
  enc_hub_close (hub, queue);
}

static void
test_packets_are_shared (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *one = enc_hub_open (hub, FALSE), *two = enc_hub_open (hub, FALSE);
  EncPacket a = {0}, b = {0};

  push_frames (hub, 0, 1, 100);
  g_assert_true (enc_queue_pop (one, 0, &a));
  g_assert_true (enc_queue_pop (two, 0, &b));
  g_assert_true (a.buffer == b.buffer);
  g_assert_true (a.key && a.media == ENC_VIDEO);
  enc_packet_clear (&a);
  enc_packet_clear (&b);
  enc_hub_close (hub, one);
  enc_hub_close (hub, two);
}

/* Nobody waits for the other medium: a picture may leave before the sound of its time is there. */
static void
test_keeps_order_of_arrival (void)
{
  static const EncMedia order[] = {ENC_VIDEO, ENC_VIDEO, ENC_AUDIO, ENC_VIDEO, ENC_AUDIO};
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  EncPacket read = {0};

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    enc_hub_push (hub, order[i], packet (order[i] == ENC_VIDEO ? i * FRAME_NS : i, i == 0, 10));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_assert_true (enc_queue_pop (queue, 0, &read));
    g_assert_cmpint (read.media, ==, order[i]);
    enc_packet_clear (&read);
  }
  g_assert_false (enc_queue_pop (queue, 0, &read));
  enc_hub_close (hub, queue);
}

static void
test_sound_before_the_picture_is_left_out (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  Read read;

  push_sound (hub, 0, 3 * AAC_NS);
  enc_hub_push (hub, ENC_VIDEO, packet (5 * AAC_NS, TRUE, 10));
  push_sound (hub, 3 * AAC_NS, 9 * AAC_NS);
  read = read_all (queue);
  g_assert_cmpuint (read.first_media, ==, ENC_VIDEO);
  g_assert_cmpuint (read.sounds, ==, 4);
  enc_hub_close (hub, queue);
}

/* A packet is described by the caps of its own time. */
static void
test_packets_carry_their_caps (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  g_autoptr (GstCaps) before = gst_caps_from_string ("video/x-h264,width=1");
  g_autoptr (GstCaps) after = gst_caps_from_string ("video/x-h264,width=2");
  GstCaps *expected[] = {before, after};

  for (guint i = 0; i < 2; i++) {
    enc_hub_set_caps (hub, ENC_VIDEO, expected[i]);
    push_frames (hub, i * GOP, i * GOP + 1, 10);
  }
  for (guint i = 0; i < 2; i++) {
    EncPacket read = {0};

    g_assert_true (enc_queue_pop (queue, 0, &read));
    g_assert_true (gst_caps_is_equal (read.caps, expected[i]));
    enc_packet_clear (&read);
  }
  enc_hub_close (hub, queue);
}

static void
test_drops_up_to_a_key_and_keeps_sound (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  guint64 dropped = 0;
  double queued_ms = 0;
  Read read;

  push_sound (hub, 0, 310 * FRAME_NS);
  push_frames (hub, 0, 310, 100);
  enc_queue_get_stats (queue, &dropped, &queued_ms);
  g_assert_cmpuint (dropped, ==, 300);
  g_assert_cmpfloat (queued_ms, <, 400);
  read = read_all (queue);
  g_assert_cmpuint (read.pictures, ==, 10);
  g_assert_cmpuint (read.sounds, >=, 480);
  enc_hub_close (hub, queue);
}

static void
test_byte_limit_waits_for_a_key (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  guint64 dropped = 0;
  Read read;

  push_frames (hub, 0, 40, 1024 * 1024);
  push_frames (hub, 40, 60, 1024);
  enc_queue_get_stats (queue, &dropped, NULL);
  g_assert_cmpuint (dropped, ==, 60);
  g_assert_cmpfloat (enc_hub_get_fill (hub), <, 0.01);
  push_frames (hub, 60, 70, 100);
  read = read_all (queue);
  g_assert_cmpint (read.first, ==, 60 * FRAME_NS);
  g_assert_cmpuint (read.pictures, ==, 10);
  enc_hub_close (hub, queue);
}

static gpointer
write_in_thread (gpointer data)
{
  for (guint i = 0; i < 3000; i++) {
    enc_hub_push (data, ENC_VIDEO, packet ((gint64) (i * FRAME_NS), i % GOP == 0, 50));
    enc_hub_push (data, ENC_AUDIO, packet ((gint64) (i * FRAME_NS), TRUE, 50));
  }
  return NULL;
}

static gpointer
read_in_thread (gpointer data)
{
  EncQueue *queue = data;
  EncPacket packet = {0};
  guint n = 0;

  while (enc_queue_pop (queue, 20 * G_USEC_PER_SEC, &packet)) {
    enc_packet_clear (&packet);
    n++;
  }
  enc_queue_unref (queue);
  return GUINT_TO_POINTER (n);
}

static void
test_threads_come_and_go (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  GThread *writer = g_thread_new ("writer", write_in_thread, hub);

  for (guint i = 0; i < 50; i++) {
    EncQueue *queue = enc_hub_open (hub, i % 2);
    GThread *reader = g_thread_new ("reader", read_in_thread, enc_queue_ref (queue));

    g_thread_yield ();
    enc_hub_close (hub, queue);
    g_thread_join (reader);
  }
  g_thread_join (writer);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/begins-with-next-key", test_begins_with_next_key);
  g_test_add_func ("/hub/begins-with-last-key", test_begins_with_last_key);
  g_test_add_func ("/hub/packets-are-shared", test_packets_are_shared);
  g_test_add_func ("/hub/order-of-arrival", test_keeps_order_of_arrival);
  g_test_add_func ("/hub/sound-before-the-picture", test_sound_before_the_picture_is_left_out);
  g_test_add_func ("/hub/packets-carry-their-caps", test_packets_carry_their_caps);
  g_test_add_func ("/hub/drops-up-to-a-key", test_drops_up_to_a_key_and_keeps_sound);
  g_test_add_func ("/hub/byte-limit", test_byte_limit_waits_for_a_key);
  g_test_add_func ("/hub/threads", test_threads_come_and_go);
  return g_test_run ();
}
