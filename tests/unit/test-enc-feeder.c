/* The way from the hub into sinks: rebased time, a change of sink at a keyframe without a lost
 * packet, and an end that a sink without room cannot hold up. */
#include "enc-feeder.h"

#define FRAME_NS (GST_SECOND / 25)
#define START_NS (100 * GST_SECOND)
#define LATE_NS  (70 * GST_MSECOND) /* sound arrives so much behind its picture */
#define GOP      50

/* Counts what it is given. */
typedef struct {
  gint refs; /* atomic */

  GMutex lock; /* guards all below */
  GCond cond;
  guint counts[ENC_MEDIA_END];
  gint64 newest[ENC_MEDIA_END];
  gint64 waiting_ns;
  guint takes_most; /* packets, then it fails */
  gboolean ended;
} Sink;

static gboolean
take (gpointer data, const EncPacket *packet, gint64 time_ns)
{
  Sink *sink = data;
  gboolean taken;

  g_mutex_lock (&sink->lock);
  g_assert_false (sink->ended);
  taken = sink->counts[ENC_VIDEO] + sink->counts[ENC_AUDIO] < sink->takes_most;
  if (taken) {
    g_assert_cmpint (time_ns, >, sink->newest[packet->media]);
    g_assert_true (sink->counts[ENC_VIDEO] > 0 || (packet->key && time_ns == 0));
    sink->newest[packet->media] = time_ns;
    sink->counts[packet->media]++;
  }
  g_mutex_unlock (&sink->lock);
  return taken;
}

static void
end (gpointer data)
{
  Sink *sink = data;

  g_mutex_lock (&sink->lock);
  g_assert_false (sink->ended);
  sink->ended = TRUE;
  g_cond_signal (&sink->cond);
  g_mutex_unlock (&sink->lock);
}

static gint64
get_waiting_ns (gpointer data)
{
  Sink *sink = data;
  gint64 waiting_ns;

  g_mutex_lock (&sink->lock);
  waiting_ns = sink->waiting_ns;
  g_mutex_unlock (&sink->lock);
  return waiting_ns;
}

static void
sink_unref (gpointer data)
{
  Sink *sink = data;

  if (!g_atomic_int_dec_and_test (&sink->refs))
    return;
  g_mutex_clear (&sink->lock);
  g_cond_clear (&sink->cond);
  g_free (sink);
}

static Sink *
sink_new (void)
{
  Sink *sink = g_new0 (Sink, 1);

  sink->refs = 1;
  sink->takes_most = G_MAXUINT;
  sink->newest[ENC_VIDEO] = sink->newest[ENC_AUDIO] = -1;
  g_mutex_init (&sink->lock);
  g_cond_init (&sink->cond);
  return sink;
}

static void
note_switch (gint64 start_ns, gpointer data)
{
  *(gint64 *) data = start_ns;
}

static void
switch_to (EncFeeder *feeder, Sink *sink, gint64 not_before_ns, gint64 *switched_ns)
{
  static const EncSinkFuncs funcs = {take, end, get_waiting_ns, sink_unref};
  const EncSink reference = {&funcs, sink};

  g_atomic_int_inc (&sink->refs);
  enc_feeder_switch (feeder, &reference, not_before_ns, switched_ns ? note_switch : NULL,
                     switched_ns);
}

static void
wait_end (Sink *sink)
{
  gint64 deadline_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&sink->lock);
  while (!sink->ended)
    g_assert_true (g_cond_wait_until (&sink->cond, &sink->lock, deadline_us));
  g_mutex_unlock (&sink->lock);
}

static void
push (EncHub *hub, EncMedia media, gint64 time, gboolean key)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 64, NULL);

  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = (GstClockTime) time;
  if (!key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  enc_hub_push (hub, media, buffer);
}

static void
push_sound (EncHub *hub, guint frame)
{
  push (hub, ENC_AUDIO, (gint64) (START_NS + frame * FRAME_NS), TRUE);
}

static void
push_frames (EncHub *hub, guint first, guint end)
{
  const guint late = LATE_NS / FRAME_NS;

  for (guint i = first; i < end; i++) {
    push (hub, ENC_VIDEO, (gint64) (START_NS + i * FRAME_NS), i % GOP == 0);
    if (i >= late)
      push_sound (hub, i - late);
  }
}

static void
wait_packets (EncFeeder *feeder, guint64 packets)
{
  gint64 deadline_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  EncFeederStats stats;

  while (enc_feeder_get_stats (feeder, &stats), stats.packets < packets) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (1000);
  }
}

/* The sound from before the keyframe comes behind it, and still belongs to the sink before. */
static void
test_switch_loses_nothing (gconstpointer patient)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *one = sink_new (), *two = sink_new ();
  gint64 switched_ns[2] = {0};
  EncFeederStats stats;

  if (GPOINTER_TO_INT (patient))
    enc_feeder_set_patient (feeder);
  push_frames (hub, 0, 60);
  switch_to (feeder, one, 0, &switched_ns[0]);
  wait_packets (feeder, 60);
  switch_to (feeder, two, (gint64) (START_NS + 120 * FRAME_NS), &switched_ns[1]);
  push_frames (hub, 60, 230);
  push_sound (hub, 229);
  wait_end (one);
  enc_feeder_finish (feeder);
  wait_end (two);
  g_assert_cmpuint (one->counts[ENC_VIDEO], ==, 150);
  g_assert_cmpuint (one->counts[ENC_AUDIO], ==, 150);
  g_assert_cmpint (one->newest[ENC_AUDIO], ==, 149 * FRAME_NS);
  g_assert_cmpuint (two->counts[ENC_VIDEO], ==, 80);
  g_assert_cmpuint (two->counts[ENC_AUDIO], ==, 80);
  enc_feeder_stop (feeder);
  g_assert_cmpint (switched_ns[0], ==, START_NS);
  g_assert_cmpint (switched_ns[1], ==, (gint64) (START_NS + 150 * FRAME_NS));
  enc_feeder_get_stats (feeder, &stats);
  g_assert_cmpuint (stats.packets, ==, 460);
  g_assert_cmpuint (stats.dropped, ==, 0);
  sink_unref (one);
  sink_unref (two);
}

/* A sink that was left must not wait for ever for a sound that is dead. */
static void
test_dead_sound_holds_nothing_up (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *one = sink_new (), *two = sink_new ();

  push_frames (hub, 0, 1);
  switch_to (feeder, one, 0, NULL);
  wait_packets (feeder, 1);
  switch_to (feeder, two, 0, NULL);
  for (guint i = GOP; i < GOP + 24; i++)
    push (hub, ENC_VIDEO, (gint64) (START_NS + i * FRAME_NS), i == GOP);
  wait_packets (feeder, 25);
  g_assert_false (one->ended);
  push (hub, ENC_VIDEO, (gint64) (START_NS + (GOP + 25) * FRAME_NS), FALSE);
  wait_end (one);
  enc_feeder_stop (feeder);
  g_assert_false (two->ended);
  sink_unref (one);
  sink_unref (two);
}

/* What a sink has no room for stays in the queue, and stopping does not hang. */
static void
test_stops_beside_a_sink_without_room (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *sink = sink_new ();
  EncFeederStats stats;

  sink->waiting_ns = (gint64) ENC_FEEDER_AHEAD_NS;
  push_frames (hub, 0, 200);
  switch_to (feeder, sink, 0, NULL);
  g_usleep (100 * 1000);
  enc_feeder_get_stats (feeder, &stats);
  g_assert_cmpuint (stats.packets, ==, 0);
  g_assert_cmpfloat (stats.queued_ms, >, 5000);
  enc_feeder_stop (feeder);
  g_assert_false (sink->ended);
  sink_unref (sink);
}

static void
test_failed_sink_is_reported (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *sink = sink_new ();
  EncFeederStats stats;

  sink->takes_most = 5;
  switch_to (feeder, sink, 0, NULL);
  push_frames (hub, 0, 20);
  while (enc_feeder_get_stats (feeder, &stats), !stats.refused)
    g_usleep (1000);
  g_assert_cmpuint (stats.packets, ==, 5);
  enc_feeder_finish (feeder);
  enc_feeder_stop (feeder);
  g_assert_false (sink->ended);
  sink_unref (sink);
}

static void
test_a_planned_switch_is_taken_back (void)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *one = sink_new (), *two = sink_new ();

  switch_to (feeder, one, 0, NULL);
  push_frames (hub, 0, 10);
  wait_packets (feeder, 10);
  switch_to (feeder, two, 0, NULL);
  g_assert_true (enc_feeder_cancel_switch (feeder));
  g_assert_false (enc_feeder_cancel_switch (feeder));
  g_assert_cmpint (g_atomic_int_get (&two->refs), ==, 1);
  push_frames (hub, 10, 60);
  enc_feeder_finish (feeder);
  wait_end (one);
  enc_feeder_stop (feeder);
  g_assert_cmpuint (one->counts[ENC_VIDEO], ==, 60);
  sink_unref (one);
  sink_unref (two);
}

static void
set_format (EncHub *hub, const char *format)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format);

  enc_hub_set_caps (hub, ENC_VIDEO, caps);
}

typedef struct {
  EncFeeder *feeder;
  Sink *next; /* NULL: nobody answers */
  gint asked; /* atomic */
} Answer;

static gpointer
answer_in_thread (gpointer data)
{
  Answer *answer = data;

  switch_to (answer->feeder, answer->next, 0, NULL);
  return NULL;
}

/* Under the feeder's lock: whoever answers is another thread. */
static void
note_change (gint64 start_ns, gpointer data)
{
  Answer *answer = data;

  g_atomic_int_inc (&answer->asked);
  g_assert_cmpint (start_ns, ==, START_NS + 2 * GOP * FRAME_NS);
  if (answer->next)
    g_thread_unref (g_thread_new ("answer", answer_in_thread, answer));
}

/* One format for two groups of pictures, the same told anew in between, then another one. */
static void
test_another_format (gconstpointer answers)
{
  g_autoptr (EncHub) hub = enc_hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Sink *first = sink_new (), *second = sink_new ();
  Answer answer = {.feeder = feeder, .next = answers ? second : NULL};

  enc_feeder_set_changed_func (feeder, note_change, &answer);
  switch_to (feeder, first, 0, NULL);
  set_format (hub, "video/x-h264,profile=high");
  push_frames (hub, 0, GOP);
  set_format (hub, "video/x-h264,profile=high");
  push_frames (hub, GOP, 2 * GOP);
  set_format (hub, "video/x-h264,profile=main");
  push_frames (hub, 2 * GOP, 3 * GOP);
  while (g_atomic_int_get (&answer.asked) == 0)
    g_usleep (1000);
  if (answers)
    wait_end (first);
  enc_feeder_finish (feeder);
  wait_end (answers ? second : first);
  enc_feeder_stop (feeder);
  g_assert_cmpint (answer.asked, ==, 1);
  g_assert_cmpuint (first->counts[ENC_VIDEO], ==, answers ? 2 * GOP : 3 * GOP);
  g_assert_cmpuint (second->counts[ENC_VIDEO], ==, answers ? GOP : 0);
  sink_unref (first);
  sink_unref (second);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/feeder/switch-loses-nothing", GINT_TO_POINTER (FALSE),
                        test_switch_loses_nothing);
  g_test_add_data_func ("/feeder/switch-loses-nothing-in-batches", GINT_TO_POINTER (TRUE),
                        test_switch_loses_nothing);
  g_test_add_data_func ("/feeder/another-format", GINT_TO_POINTER (TRUE), test_another_format);
  g_test_add_data_func ("/feeder/another-format-unanswered", GINT_TO_POINTER (FALSE),
                        test_another_format);
  g_test_add_func ("/feeder/dead-sound", test_dead_sound_holds_nothing_up);
  g_test_add_func ("/feeder/sink-without-room", test_stops_beside_a_sink_without_room);
  g_test_add_func ("/feeder/failed-sink", test_failed_sink_is_reported);
  g_test_add_func ("/feeder/planned-switch", test_a_planned_switch_is_taken_back);
  return g_test_run ();
}
