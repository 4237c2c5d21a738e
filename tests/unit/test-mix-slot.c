/* The slot: which picture belongs to a tick, what stands in when there is none, and in lockstep who
 * waits for whom. */
#include "mix-slot.h"

#define FRAME_NS (GST_SECOND / 30)
#define MS       G_GINT64_CONSTANT (1000000)

static MixSlot *
new_slot (gboolean lockstep)
{
  MixFormat format = {.width = 16, .height = 16, .fps_n = 30, .fps_d = 1, .lockstep = lockstep};
  return mix_slot_new (&format);
}

/* A picture whose offset says who it is. */
static GstBuffer *
new_picture (guint64 id)
{
  GstBuffer *picture = gst_buffer_new ();
  GST_BUFFER_OFFSET (picture) = id;
  return picture;
}

static void
push (MixSlot *slot, guint64 id, gint64 time_ns)
{
  g_assert_true (mix_slot_push (slot, new_picture (id), time_ns));
}

#define NOTHING (-1)

static gint64
take (MixSlot *slot, gint64 target_ns, gboolean expect_fresh)
{
  gboolean fresh = !expect_fresh;
  g_autoptr (GstBuffer) picture = mix_slot_take (slot, target_ns, &fresh);
  g_assert_cmpint (fresh, ==, expect_fresh);
  return picture != NULL ? (gint64) GST_BUFFER_OFFSET (picture) : NOTHING;
}

static void
test_order (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  guint64 pushed = 99;
  g_assert_cmpuint (mix_slot_get_newest (slot, &pushed), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (pushed, ==, 0);
  for (guint64 i = 0; i < 5; i++)
    push (slot, i, (gint64) (i * FRAME_NS));
  g_assert_cmpuint (mix_slot_get_newest (slot, &pushed), ==, 4 * FRAME_NS);
  g_assert_cmpuint (pushed, ==, 5);
  g_assert_cmpint (take (slot, 0, TRUE), ==, 0);
  g_assert_cmpint (take (slot, 0, TRUE), ==, 0);
  g_assert_cmpint (take (slot, 2 * FRAME_NS, TRUE), ==, 2);
  g_assert_cmpint (take (slot, 2 * FRAME_NS + FRAME_NS / 2 - 10, TRUE), ==, 2);
  g_assert_cmpint (take (slot, 2 * FRAME_NS + FRAME_NS * 2 / 3, TRUE), ==, 3);
  g_assert_cmpint (take (slot, 20 * FRAME_NS, TRUE), ==, 4);
  g_assert_cmpint (take (slot, 0, FALSE), ==, NOTHING);
}

typedef struct {
  guint repeated, skipped; /* ticks that brought nothing new, and those that left some out */
  gint64 furthest_ns;      /* of a picture from its tick, when it was new */
} Flow;

/* What 3,000 ticks have of a camera whose first picture comes `phase_ns` after a tick, and each up
 * to `jitter_ns` early or late. */
static Flow
flow_of (double fps, gint64 phase_ns, gint64 jitter_ns)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);
  gint64 last = NOTHING, times[4000] = {0};
  guint64 n_pushed = 0;
  Flow flow = {0};
  for (guint tick = 10; tick < 3010; tick++) {
    gint64 target_ns = (gint64) tick * (gint64) FRAME_NS;
    for (; n_pushed < G_N_ELEMENTS (times); n_pushed++) {
      gint64 even_ns = phase_ns + (gint64) ((double) n_pushed * GST_SECOND / fps);
      if (even_ns > target_ns + 2 * (gint64) FRAME_NS)
        break;
      times[n_pushed] = even_ns + (gint64) (g_rand_double_range (dice, -1, 1) * (double) jitter_ns);
      push (slot, n_pushed, times[n_pushed]);
    }
    gint64 got = take (slot, target_ns, TRUE);
    if (last != NOTHING) {
      flow.repeated += got == last;
      flow.skipped += got > last + 1;
      g_assert_cmpint (got, >=, last);
    }
    if (got != last && tick > 12)
      flow.furthest_ns = MAX (flow.furthest_ns, ABS (times[got] - target_ns));
    last = got;
  }
  return flow;
}

/* Wherever between two ticks the pictures come: each is shown once, but for one jump at the most
 * when it is decided to which side they belong. */
static void
test_no_judder (void)
{
  for (gint64 phase_ns = 0; phase_ns < (gint64) FRAME_NS; phase_ns += (gint64) FRAME_NS / 40) {
    Flow flow = flow_of (30, phase_ns, 2 * MS);
    g_assert_cmpuint (flow.repeated + flow.skipped, <=, 1);
    g_assert_cmpint (flow.furthest_ns, <=, 20 * MS);
  }
}

/* A camera that is a little slow or fast slides over all places between two ticks: one picture is
 * shown twice, or left out, each time it has slid by a whole one, and no more. */
static void
test_sliding (void)
{
  Flow slow = flow_of (29.9, 5 * MS, 2 * MS), fast = flow_of (30.1, 5 * MS, 2 * MS);
  g_assert_cmpuint (slow.repeated, >=, 9);
  g_assert_cmpuint (slow.repeated, <=, 11);
  g_assert_cmpuint (slow.skipped, ==, 0);
  g_assert_cmpuint (fast.skipped, >=, 9);
  g_assert_cmpuint (fast.skipped, <=, 11);
  g_assert_cmpuint (fast.repeated, ==, 0);
  g_assert_cmpint (MAX (slow.furthest_ns, fast.furthest_ns), <=, 20 * MS);
}

/* Half the rate: each picture twice, none three times and the next once. */
static void
test_half_the_rate (void)
{
  for (gint64 phase_ns = 0; phase_ns < (gint64) FRAME_NS; phase_ns += (gint64) FRAME_NS / 40) {
    Flow half = flow_of (15, phase_ns, 2 * MS);
    g_assert_cmpuint (half.repeated, >=, 1498);
    g_assert_cmpuint (half.repeated, <=, 1501);
    g_assert_cmpuint (half.skipped, ==, 0);
    g_assert_cmpint (half.furthest_ns, <=, 20 * MS);
  }
}

static void
test_not_yet_due (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  mix_slot_set_slate (slot, new_picture (100));
  push (slot, 1, 10 * FRAME_NS);
  g_assert_cmpint (take (slot, 0, FALSE), ==, 100);
  g_assert_cmpint (take (slot, 10 * FRAME_NS, TRUE), ==, 1);
}

static void
test_stale (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  push (slot, 1, 0);
  g_assert_cmpint (take (slot, 800 * MS, TRUE), ==, 1);
  g_assert_cmpint (take (slot, 801 * MS, FALSE), ==, NOTHING);
  mix_slot_set_slate (slot, new_picture (100));
  g_assert_cmpint (take (slot, 801 * MS, FALSE), ==, 100);
  mix_slot_set_slate (slot, new_picture (101));
  g_assert_cmpint (take (slot, 900 * MS, FALSE), ==, 101);
  push (slot, 2, 900 * MS);
  g_assert_cmpint (take (slot, 900 * MS, TRUE), ==, 2);
}

/* A camera off air sends what a thumbnail needs: that is no frozen camera. */
static void
test_dozing (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  g_assert_true (mix_slot_is_wanted (slot));
  g_assert_false (mix_slot_is_dozing (slot));
  mix_slot_set_wanted (slot, FALSE);
  g_assert_false (mix_slot_is_wanted (slot));
  mix_slot_set_slate (slot, new_picture (100));
  push (slot, 1, 0);
  mix_slot_set_dozing (slot, TRUE);
  g_assert_cmpint (take (slot, 9000 * MS, TRUE), ==, 1);
  mix_slot_set_dozing (slot, FALSE);
  g_assert_cmpint (take (slot, 9000 * MS, FALSE), ==, 100);
  mix_slot_set_dozing (slot, TRUE);
  mix_slot_clear (slot);
  g_assert_cmpint (take (slot, 9000 * MS, FALSE), ==, 100);
}

static void
count (gpointer data)
{
  ++*(guint *) data;
}

static void
test_watch_wanted (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  guint n = 0;
  mix_slot_watch_wanted (slot, count, &n);
  mix_slot_set_wanted (slot, TRUE);
  g_assert_cmpuint (n, ==, 0);
  mix_slot_set_wanted (slot, FALSE);
  mix_slot_set_wanted (slot, TRUE);
  mix_slot_set_wanted (slot, TRUE);
  g_assert_cmpuint (n, ==, 1);
  mix_slot_set_wanted (slot, FALSE);
  mix_slot_watch_wanted (slot, NULL, NULL);
  mix_slot_set_wanted (slot, TRUE);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_clear (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  mix_slot_set_slate (slot, new_picture (100));
  push (slot, 1, 0);
  mix_slot_clear (slot);
  g_assert_cmpuint (mix_slot_get_newest (slot, NULL), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (take (slot, 0, FALSE), ==, 100);
  push (slot, 2, FRAME_NS);
  g_assert_cmpint (take (slot, FRAME_NS, TRUE), ==, 2);
  mix_slot_end (slot);
  g_assert_cmpint (take (slot, FRAME_NS, FALSE), ==, 100);
}

static void
test_restart (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  push (slot, 1, 100 * FRAME_NS);
  push (slot, 2, 101 * FRAME_NS);
  push (slot, 3, 7 * FRAME_NS);
  g_assert_cmpuint (mix_slot_get_newest (slot, NULL), ==, 7 * FRAME_NS);
  g_assert_cmpint (take (slot, 7 * FRAME_NS, TRUE), ==, 3);
  push (slot, 4, 7 * FRAME_NS);
  g_assert_cmpint (take (slot, 7 * FRAME_NS, TRUE), ==, 4);
}

static void
test_overflow (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  guint64 pushed;
  for (guint64 i = 0; i < MIX_SLOT_FRAMES + 5; i++)
    push (slot, i, (gint64) (i * FRAME_NS));
  mix_slot_get_newest (slot, &pushed);
  g_assert_cmpuint (pushed, ==, MIX_SLOT_FRAMES + 5);
  g_assert_cmpint (take (slot, 4 * FRAME_NS, FALSE), ==, NOTHING);
  g_assert_cmpint (take (slot, 5 * FRAME_NS, TRUE), ==, 5);
}

/* What waits for its tick by the camera's delay and the mixer's latency is not dropped before. */
static void
check_deep (int fps, gint64 latency_ns, gint64 delay_ns)
{
  const MixFormat format = {
      .width = 16, .height = 16, .fps_n = fps, .fps_d = 1, .latency_ns = latency_ns};
  g_autoptr (MixSlot) slot = mix_slot_new (&format);
  gint64 ahead_ns = delay_ns + 200 * MS;
  guint64 n = (guint64) fps * 6;

  mix_slot_set_delay (slot, delay_ns);
  for (guint64 i = 0; i < n; i++) {
    gint64 now_ns = mix_format_frame_time (&format, i);

    push (slot, i, now_ns + ahead_ns);
    if (now_ns > latency_ns + ahead_ns + 100 * MS)
      take (slot, now_ns - latency_ns, TRUE);
  }
}

static void
test_deep (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  guint64 pushed;

  for (int fps = 15; fps <= 60; fps *= 2)
    for (gint64 latency_ms = 20; latency_ms <= 1000; latency_ms += 490)
      for (gint64 delay_ms = 0; delay_ms <= 2000; delay_ms += 500)
        check_deep (fps, latency_ms * MS, delay_ms * MS);

  /* A shorter delay lets go of what nobody waits for. */
  mix_slot_set_delay (slot, 2000 * MS);
  for (guint64 i = 0; i < 2 * MIX_SLOT_FRAMES; i++)
    push (slot, i, (gint64) (i * FRAME_NS));
  g_assert_cmpint (take (slot, 0, TRUE), ==, 0);
  mix_slot_set_delay (slot, 0);
  g_assert_cmpint (take (slot, (MIX_SLOT_FRAMES - 1) * FRAME_NS, FALSE), ==, NOTHING);
  g_assert_cmpint (take (slot, MIX_SLOT_FRAMES * FRAME_NS, TRUE), ==, MIX_SLOT_FRAMES);
  mix_slot_get_newest (slot, &pushed);
  g_assert_cmpuint (pushed, ==, 2 * MIX_SLOT_FRAMES);
}

/* What was taken lives on without the slot; what is let go of is freed. */
static void
test_ownership (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  g_autoptr (GstBuffer) first = new_picture (1);
  mix_slot_push (slot, gst_buffer_ref (first), 0);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (first), ==, 2);
  push (slot, 2, FRAME_NS);
  g_autoptr (GstBuffer) taken = mix_slot_take (slot, FRAME_NS, NULL);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (first), ==, 1);
  g_clear_pointer (&slot, mix_slot_unref);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (taken), ==, 1);
}

static void
test_flush (void)
{
  g_autoptr (MixSlot) slot = new_slot (FALSE);
  push (slot, 1, 0);
  mix_slot_flush (slot);
  g_assert_false (mix_slot_push (slot, new_picture (2), FRAME_NS));
  g_assert_cmpint (take (slot, 0, TRUE), ==, 1);
}

typedef struct {
  MixSlot *slot;
  guint64 n;
  gint64 frame_ns;
  gboolean accepted; /* the last push */
} Feed;

static gpointer
feed_in_thread (gpointer data)
{
  Feed *feed = data;
  feed->accepted = TRUE;
  for (guint64 i = 0; i < feed->n && feed->accepted; i++)
    feed->accepted = mix_slot_push (feed->slot, new_picture (i), (gint64) i * feed->frame_ns);
  if (feed->accepted)
    mix_slot_end (feed->slot);
  return NULL;
}

/* Neither side may lose, repeat or overtake a picture, whichever thread runs first. */
static void
test_lockstep_every_frame (void)
{
  g_autoptr (MixSlot) slot = new_slot (TRUE);
  Feed feed = {.slot = slot, .n = 500, .frame_ns = FRAME_NS};
  GThread *thread = g_thread_new ("feed", feed_in_thread, &feed);
  for (gint64 i = 0; i < 500; i++)
    g_assert_cmpint (take (slot, i * (gint64) FRAME_NS, TRUE), ==, i);
  g_assert_cmpint (take (slot, 5000 * (gint64) FRAME_NS, TRUE), ==, 499);
  g_thread_join (thread);
  g_assert_true (feed.accepted);
}

/* A camera at 10 pictures a second in a programme of 30, and one at 60. */
static void
test_lockstep_other_rates (void)
{
  static const gint64 frames_ns[] = {3 * FRAME_NS, FRAME_NS / 2};
  for (guint rate = 0; rate < G_N_ELEMENTS (frames_ns); rate++) {
    g_autoptr (MixSlot) slot = new_slot (TRUE);
    Feed feed = {.slot = slot, .n = 120, .frame_ns = frames_ns[rate]};
    GThread *thread = g_thread_new ("feed", feed_in_thread, &feed);
    for (gint64 i = 0; i < 50; i++) {
      gint64 id = take (slot, i * (gint64) FRAME_NS, TRUE);
      gint64 off_ns = i * (gint64) FRAME_NS - id * frames_ns[rate];
      g_assert_cmpint (off_ns, >=, -(gint64) FRAME_NS / 2);
      g_assert_cmpint (off_ns, <=, MAX (frames_ns[rate], (gint64) FRAME_NS / 2));
    }
    mix_slot_flush (slot);
    g_thread_join (thread);
  }
}

static gpointer
take_in_thread (gpointer data)
{
  return mix_slot_take (data, 0, NULL);
}

/* Whether the other thread already waits or not, it must come back. */
static void
test_lockstep_wakes (void)
{
  for (int how = 0; how < 4; how++) {
    g_autoptr (MixSlot) slot = new_slot (TRUE);
    GThread *thread = g_thread_new ("take", take_in_thread, slot);
    g_usleep (how % 2 * 20000);
    if (how == 0)
      mix_slot_end (slot);
    else if (how == 1)
      mix_slot_flush (slot);
    else if (how == 2)
      mix_slot_clear (slot);
    else
      mix_slot_interrupt (slot, TRUE);
    g_assert_null (g_thread_join (thread));
  }
}

static void
test_lockstep_push_wakes (void)
{
  g_autoptr (MixSlot) slot = new_slot (TRUE);
  Feed feed = {.slot = slot, .n = 10 * MIX_SLOT_FRAMES, .frame_ns = FRAME_NS};
  GThread *thread = g_thread_new ("feed", feed_in_thread, &feed);
  guint64 pushed = 0;
  for (int tries = 0; tries < 2000 && pushed < MIX_SLOT_FRAMES; tries++) {
    g_usleep (10000);
    mix_slot_get_newest (slot, &pushed);
  }
  g_assert_cmpuint (pushed, ==, MIX_SLOT_FRAMES);
  mix_slot_flush (slot);
  g_thread_join (thread);
  g_assert_false (feed.accepted);
}

static void
test_lockstep_never_stale (void)
{
  g_autoptr (MixSlot) slot = new_slot (TRUE);
  push (slot, 1, 0);
  mix_slot_end (slot);
  g_assert_cmpint (take (slot, 3600 * (gint64) GST_SECOND, TRUE), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/slot/order", test_order);
  g_test_add_func ("/slot/no-judder", test_no_judder);
  g_test_add_func ("/slot/sliding", test_sliding);
  g_test_add_func ("/slot/half-the-rate", test_half_the_rate);
  g_test_add_func ("/slot/not-yet-due", test_not_yet_due);
  g_test_add_func ("/slot/stale", test_stale);
  g_test_add_func ("/slot/dozing", test_dozing);
  g_test_add_func ("/slot/watch-wanted", test_watch_wanted);
  g_test_add_func ("/slot/clear", test_clear);
  g_test_add_func ("/slot/restart", test_restart);
  g_test_add_func ("/slot/overflow", test_overflow);
  g_test_add_func ("/slot/deep", test_deep);
  g_test_add_func ("/slot/ownership", test_ownership);
  g_test_add_func ("/slot/flush", test_flush);
  g_test_add_func ("/slot/lockstep/every-frame", test_lockstep_every_frame);
  g_test_add_func ("/slot/lockstep/other-rates", test_lockstep_other_rates);
  g_test_add_func ("/slot/lockstep/wakes", test_lockstep_wakes);
  g_test_add_func ("/slot/lockstep/push-wakes", test_lockstep_push_wakes);
  g_test_add_func ("/slot/lockstep/never-stale", test_lockstep_never_stale);
  return g_test_run ();
}
