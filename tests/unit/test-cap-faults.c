/* A camera of this machine with everything that can go wrong with one: real pipelines, real words,
 * a faulty driver and a faulty v4l2src. */
#include "../faulty/faulty-camera.h"
#include "cap-camera.h"
#include "test-cap-fake.h"
#include "test-cap-fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define CAMERAS_MAX 40

static FakeCamera fakes[CAMERAS_MAX + 1]; /* path "" is free, NULL ends */
static gint n_fakes;

/* One camera, its plug and its table. */
typedef struct {
  Fixture fixture;
  FakeCamera *fake;
  char *plug; /* the fake keeps it: other threads may be looking at it */
  char *source;
  CapCamera *camera;
  guint seen; /* place among the statuses up to which they were looked at */
} Rig;

static void
order (Rig *rig, const char *lines)
{
  g_autofree char *text = g_strconcat ("[camera]\n", lines, "\n", NULL);

  g_assert_true (g_file_set_contents (rig->plug, text, -1, NULL));
}

static void
pull_out (Rig *rig)
{
  g_assert_cmpint (g_unlink (rig->plug), ==, 0);
}

static void
start (gpointer data)
{
  cap_camera_start (((Rig *) data)->camera);
}

static void
stop (gpointer data)
{
  cap_camera_stop (((Rig *) data)->camera);
}

static void
begin (Rig *rig)
{
  gint place = g_atomic_int_add (&n_fakes, 1);
  char *folder;

  g_assert_cmpint (place, <, CAMERAS_MAX);
  *rig = (Rig){.fake = &fakes[place]};
  fixture_init (&rig->fixture, FALSE, 320, 180);
  folder = realpath (rig->fixture.folder, NULL);
  rig->plug = g_build_filename (folder, "port", NULL);
  rig->source = g_strconcat ("v4l2:", rig->plug, NULL);
  free (folder);
  *rig->fake = (FakeCamera){.path = rig->plug,
                            .card = "Webcam",
                            .caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
                            .modes = {{V4L2_PIX_FMT_YUYV, 320, 180, {30}}}};
}

static void
switch_on (Rig *rig)
{
  CapCameraOptions options = {.name = (char *) "main", .source = rig->source};
  g_autoptr (GError) error = NULL;

  rig->camera = cap_camera_new (&options, &rig->fixture.context, rig->fixture.slot, NULL,
                                fixture_on_status, &rig->fixture, &error);
  g_assert_no_error (error);
  base_worker_run_sync (rig->fixture.context.media, start, rig);
}

static void
end (Rig *rig)
{
  base_worker_run_sync (rig->fixture.context.media, stop, rig);
  cap_camera_free (rig->camera);
  fixture_clear (&rig->fixture);
  g_free (rig->source);
}

/* --- what is seen of it --- */

/* The next status of that health; it has all of the words. */
static const ShowStatus *
expect (Rig *rig, ShowHealth health, const char *words)
{
  const ShowStatus *status;

  rig->seen = fixture_wait_for (&rig->fixture, health, rig->seen) + 1;
  status = fixture_status (&rig->fixture, rig->seen - 1);
  if (words && !strstr (status->text, words))
    g_error ("\"%s\" lacks \"%s\"", status->text, words);
  return status;
}

/* The next status whose text has the words; of any health. */
static const ShowStatus *
expect_words (Rig *rig, ShowHealth health, const char *words)
{
  const ShowStatus *status;

  do
    status = expect (rig, health, NULL);
  while (!strstr (status->text, words));
  return status;
}

static gint64
now_on_table (Rig *rig)
{
  const CapContext *context = &rig->fixture.context;

  return (gint64) gst_clock_get_time (context->clock) - (gint64) context->base_time;
}

static gboolean
is_fresh (Rig *rig)
{
  gboolean fresh = FALSE;
  GstBuffer *picture = mix_slot_take (rig->fixture.slot,
                                      now_on_table (rig) - rig->fixture.format.latency_ns, &fresh);

  gst_clear_buffer (&picture);
  return fresh;
}

static void
wait_until (Rig *rig, gboolean fresh)
{
  gint64 patience = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  while (is_fresh (rig) != fresh) {
    g_assert_cmpint (g_get_monotonic_time (), <, patience);
    g_usleep (5000);
  }
}

/* --- formats --- */

#define SMALL "videotestsrc num-buffers=8 ! video/x-raw,width=160,height=96,framerate=30/1 ! "

static void
order_film (Rig *rig, const char *format, const char *encoder)
{
  g_autofree char *launch = g_strconcat (SMALL, encoder, " ! multifilesink location=PATH", NULL);
  g_autofree char *name = g_strconcat (format, "-%03d", NULL);
  g_autofree char *path = fixture_make (&rig->fixture, name, launch);
  g_autofree char *lines =
      g_strdup_printf ("format = %s\nsize = 160x96\npictures = %s", format, path);

  order (rig, lines);
}

static const struct {
  guint32 fourcc;
  const char *format, *encoder, *detail;
} kinds[] = {
    {V4L2_PIX_FMT_YUYV, "YUY2", NULL, "as YUYV"},
    {V4L2_PIX_FMT_UYVY, "UYVY", NULL, "as UYVY"},
    {V4L2_PIX_FMT_NV12, "NV12", NULL, "as NV12"},
    {V4L2_PIX_FMT_MJPEG, "mjpeg", "jpegenc", "as MJPEG"},
    {V4L2_PIX_FMT_H264, "h264",
     "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=4 ! "
     "video/x-h264,stream-format=byte-stream,alignment=au",
     "as H.264"},
};

static gpointer
play_formats (gpointer unused)
{
  Rig rigs[G_N_ELEMENTS (kinds)];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *lines = g_strdup_printf ("format = %s\nsize = 160x96", kinds[i].format);

    begin (&rigs[i]);
    rigs[i].fake->modes[0] = (FakeMode){kinds[i].fourcc, 160, 96, {30}};
    order (&rigs[i], lines);
    if (kinds[i].encoder)
      order_film (&rigs[i], kinds[i].format, kinds[i].encoder);
    switch_on (&rigs[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const ShowStatus *live = expect (&rigs[i], SHOW_HEALTH_LIVE, "Camera main is live.");

    g_assert_nonnull (strstr (live->detail, kinds[i].detail));
    fixture_wait_until_pushed (&rigs[i].fixture, 10);
    end (&rigs[i]);
  }
  return NULL;
}

/* --- pulled out --- */

static gpointer
play_unplug (gpointer unused)
{
  Rig rig;
  const ShowStatus *away;

  begin (&rig);
  order (&rig, "");
  switch_on (&rig);
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  pull_out (&rig);
  away = expect (&rig, SHOW_HEALTH_RETRYING, "there is no camera at");
  g_assert_nonnull (strstr (away->text, "it will be used as soon as it is there."));
  g_assert_null (strstr (away->text, "Trying again"));
  g_assert_cmpint (away->retry_at_ms, ==, 0);
  g_assert_false (is_fresh (&rig));
  order (&rig, "");
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  wait_until (&rig, TRUE);
  end (&rig);
  return NULL;
}

/* v4l2src speaks of memory when the driver fails in the middle of it: that is no lack of room. */
static gpointer
play_driver_fails (gpointer unused)
{
  Rig rigs[2];
  static const char *const faults[] = {"fault = dqbuf", "fault = poll"};

  for (guint i = 0; i < 2; i++) {
    begin (&rigs[i]);
    order (&rigs[i], "");
    switch_on (&rigs[i]);
    expect (&rigs[i], SHOW_HEALTH_LIVE, NULL);
    order (&rigs[i], faults[i]);
  }
  for (guint i = 0; i < 2; i++) {
    const ShowStatus *status = expect (&rigs[i], SHOW_HEALTH_RETRYING, "Camera main failed.");

    g_assert_nonnull (strstr (status->text, "Trying again in "));
    g_assert_cmpint (status->retry_at_ms, >, 0);
    order (&rigs[i], "");
    expect (&rigs[i], SHOW_HEALTH_LIVE, NULL);
    end (&rigs[i]);
  }
  return NULL;
}

/* --- it does not start --- */

static gpointer
play_forbidden_and_busy (gpointer unused)
{
  Rig rigs[2];
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  char *argv[] = {(char *) "/bin/sh", (char *) "-c", NULL, NULL};
  GPid other;

  begin (&rigs[0]);
  order (&rigs[0], "fault = forbidden");
  begin (&rigs[1]);
  order (&rigs[1], "fault = busy");
  rigs[1].fake->reqbufs_errno = EBUSY;
  argv[2] = command = g_strdup_printf ("exec sleep 600 <'%s'", rigs[1].plug);
  g_assert_true (
      g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &other, &error));
  switch_on (&rigs[0]);
  switch_on (&rigs[1]);
  expect (&rigs[0], SHOW_HEALTH_RETRYING, "Add the user that Tallybox runs as to the group video");
  expect_words (&rigs[1], SHOW_HEALTH_RETRYING, "sleep (process ");
  kill (other, SIGKILL);
  g_assert_cmpint (waitpid (other, NULL, 0), ==, other);
  expect_words (&rigs[1], SHOW_HEALTH_RETRYING, "another program uses the camera");
  for (guint i = 0; i < 2; i++) {
    order (&rigs[i], "");
    rigs[i].fake->reqbufs_errno = 0;
    expect (&rigs[i], SHOW_HEALTH_LIVE, NULL);
    end (&rigs[i]);
  }
  return NULL;
}

/* The USB port has no room for the large pictures: smaller ones are tried, and it says so. */
static gpointer
play_no_room (gpointer unused)
{
  Rig rig;
  const ShowStatus *live;

  begin (&rig);
  rig.fake->modes[0] = (FakeMode){V4L2_PIX_FMT_YUYV, 640, 360, {30}};
  rig.fake->modes[1] = (FakeMode){V4L2_PIX_FMT_YUYV, 480, 270, {30}};
  rig.fake->modes[2] = (FakeMode){V4L2_PIX_FMT_YUYV, 160, 90, {30}};
  rig.fake->streamon_errno = ENOSPC;
  order (&rig, "size = any\nmax_width = 300");
  switch_on (&rig);
  expect (&rig, SHOW_HEALTH_RETRYING,
          "its USB port has no room for its pictures. They will be "
          "160x90 at 30 fps as YUYV.");
  live = expect (&rig, SHOW_HEALTH_LIVE,
                 "Its USB port has no room for 480x270 at 30 fps as YUYV, so "
                 "it sends 160x90");
  g_assert_nonnull (strstr (live->text, "Plug it into another port"));
  /* At another port there is room. */
  pull_out (&rig);
  expect (&rig, SHOW_HEALTH_RETRYING, "there is no camera");
  order (&rig, "size = any");
  live = expect (&rig, SHOW_HEALTH_LIVE, NULL);
  g_assert_null (strstr (live->text, "no room"));
  g_assert_nonnull (strstr (live->detail, "480x270 at 30 fps as YUYV"));
  end (&rig);
  return NULL;
}

/* It offers a mode that it does not send. After two tries the next one is taken. */
static gpointer
play_bad_mode (gpointer unused)
{
  Rig rig;

  begin (&rig);
  rig.fake->modes[1] = (FakeMode){V4L2_PIX_FMT_YUYV, 160, 90, {30}};
  order (&rig, "size = any\nmax_width = 300");
  switch_on (&rig);
  expect_words (&rig, SHOW_HEALTH_RETRYING, "160x90 at 30 fps as YUYV is tried.");
  expect (&rig, SHOW_HEALTH_LIVE, "It offers 320x180 at 30 fps as YUYV but does not send it");
  end (&rig);
  return NULL;
}

/* A mode is gone when it comes back. */
static gpointer
play_vanished_mode (gpointer unused)
{
  Rig rig;

  begin (&rig);
  rig.fake->modes[1] = (FakeMode){V4L2_PIX_FMT_YUYV, 160, 90, {30}};
  order (&rig, "size = any");
  switch_on (&rig);
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  pull_out (&rig);
  expect (&rig, SHOW_HEALTH_RETRYING, NULL);
  rig.fake->modes[0] = rig.fake->modes[1];
  rig.fake->modes[1] = (FakeMode){0};
  order (&rig, "size = any");
  expect (&rig, SHOW_HEALTH_LIVE,
          "It no longer offers 320x180 at 30 fps as YUYV, so it sends 160x90");
  end (&rig);
  return NULL;
}

/* --- it sends, but --- */

static gpointer
play_freeze (gpointer unused)
{
  Rig rig;

  begin (&rig);
  order (&rig, "");
  switch_on (&rig);
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  wait_until (&rig, TRUE);
  order (&rig, "fault = freeze");
  wait_until (&rig, FALSE); /* before anything is said of it */
  expect (&rig, SHOW_HEALTH_STALLED, "stopped sending pictures");
  order (&rig, "");
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  wait_until (&rig, TRUE);
  end (&rig);
  return NULL;
}

/* Broken pictures are left out and told of, whatever way they are known by; the others are shown.
 */
static gpointer
play_broken_pictures (gpointer unused)
{
  Rig rigs[2];
  guint64 pushed[2];

  for (guint i = 0; i < 2; i++) {
    g_autofree char *orders = NULL, *lines = NULL;

    begin (&rigs[i]);
    rigs[i].fake->modes[0] = (FakeMode){V4L2_PIX_FMT_MJPEG, 160, 96, {30}};
    order_film (&rigs[i], "mjpeg", "jpegenc");
    g_assert_true (g_file_get_contents (rigs[i].plug, &orders, NULL, NULL));
    lines = g_strconcat (orders, i ? "flagged = 5\n" : "broken = 5\n", NULL);
    g_assert_true (g_file_set_contents (rigs[i].plug, lines, -1, NULL));
    switch_on (&rigs[i]);
  }
  for (guint i = 0; i < 2; i++) {
    expect (&rigs[i], SHOW_HEALTH_LIVE, NULL);
    expect_words (&rigs[i], SHOW_HEALTH_LIVE, " % of its pictures arrive broken");
    mix_slot_get_newest (rigs[i].fixture.slot, &pushed[i]);
    g_assert_cmpuint (pushed[i], >, 20);
    wait_until (&rigs[i], TRUE);
    end (&rigs[i]);
  }
  return NULL;
}

/* All of them: nothing is shown, and the words say why. */
static gpointer
play_all_broken (gpointer unused)
{
  Rig rig;
  g_autofree char *orders = NULL, *lines = NULL;

  begin (&rig);
  rig.fake->modes[0] = (FakeMode){V4L2_PIX_FMT_MJPEG, 160, 96, {30}};
  order_film (&rig, "mjpeg", "jpegenc");
  g_assert_true (g_file_get_contents (rig.plug, &orders, NULL, NULL));
  lines = g_strconcat (orders, "flagged = 1\n", NULL);
  g_assert_true (g_file_set_contents (rig.plug, lines, -1, NULL));
  switch_on (&rig);
  expect_words (&rig, SHOW_HEALTH_RETRYING, "About 100 % of its pictures arrive broken");
  end (&rig);
  return NULL;
}

/* However wrong the stamps are: pictures are on the table in time, and none before it was taken. */
static gpointer
play_stamps (gpointer unused)
{
  static const char *const stamps[] = {"past", "future", "zero", "jumping", "none", "right"};
  Rig rigs[G_N_ELEMENTS (stamps)];

  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++) {
    g_autofree char *lines = g_strdup_printf ("stamps = %s", stamps[i]);

    begin (&rigs[i]);
    order (&rigs[i], lines);
    switch_on (&rigs[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    fixture_wait_until_pushed (&rigs[i].fixture, 30);
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++) {
    gint64 newest;

    wait_until (&rigs[i], TRUE);
    newest = (gint64) mix_slot_get_newest (rigs[i].fixture.slot, NULL);
    g_assert_cmpint (newest, <=, now_on_table (&rigs[i]));
    expect (&rigs[i], SHOW_HEALTH_LIVE, NULL);
    end (&rigs[i]);
  }
  return NULL;
}

/* --- a capture card --- */

static gpointer
play_signal (gpointer unused)
{
  Rig rig;

  begin (&rig);
  rig.fake->has_timings = TRUE;
  rig.fake->comes = rig.fake->set = (struct v4l2_bt_timings){.width = 320, .height = 180};
  order (&rig, "");
  switch_on (&rig);
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  rig.fake->signal_errno = ENOLINK;
  expect (&rig, SHOW_HEALTH_RETRYING, "Camera main gets no signal. Check");
  g_assert_cmpint (fixture_status (&rig.fixture, rig.seen - 1)->retry_at_ms, ==, 0);
  g_assert_false (is_fresh (&rig));
  rig.fake->signal_errno = 0;
  expect (&rig, SHOW_HEALTH_LIVE, NULL);
  end (&rig);
  return NULL;
}

static void
begin_card (Rig *rig)
{
  begin (rig);
  rig->fake->has_timings = TRUE;
  rig->fake->comes = rig->fake->set = (struct v4l2_bt_timings){.width = 320, .height = 180};
  order (rig, "");
  switch_on (rig);
  expect (rig, SHOW_HEALTH_LIVE, NULL);
}

static void
change_size (Rig *rig, const char *orders)
{
  rig->fake->comes = (struct v4l2_bt_timings){.width = 640, .height = 360};
  rig->fake->modes[0] = (FakeMode){V4L2_PIX_FMT_YUYV, 640, 360, {30}};
  order (rig, orders);
}

/* The laptop behind a capture card is set to another size in mid-show: v4l2src follows it, or never
 * hears of it. A camera that does such a thing is opened anew. */
static gpointer
play_resolution_changes (gpointer unused)
{
  Rig follows, does_not, camera;
  const ShowStatus *live;

  begin_card (&follows);
  begin_card (&does_not);
  begin (&camera);
  order (&camera, "");
  switch_on (&camera);
  expect (&camera, SHOW_HEALTH_LIVE, NULL);

  change_size (&follows, "size = 640x360");
  follows.fake->set = follows.fake->comes;
  change_size (&does_not, "size = 640x360\nfollows = no");
  change_size (&camera, "size = 640x360");
  live = expect (&follows, SHOW_HEALTH_LIVE, NULL);
  g_assert_nonnull (strstr (live->detail, "640x360 at 30 fps as YUYV"));
  expect (&does_not, SHOW_HEALTH_RETRYING, "sends another size now");
  live = expect (&does_not, SHOW_HEALTH_LIVE, NULL);
  g_assert_nonnull (strstr (live->detail, "640x360"));
  g_assert_cmpuint (does_not.fake->set.width, ==, 640);
  expect (&camera, SHOW_HEALTH_RETRYING, "Camera main failed.");
  g_assert_nonnull (strstr (expect (&camera, SHOW_HEALTH_LIVE, NULL)->detail, "640x360"));
  end (&follows);
  end (&does_not);
  end (&camera);
  return NULL;
}

/* What takes seconds of waiting goes on side by side. */
static void
run_together (const GThreadFunc *scenarios, guint n)
{
  GThread *threads[CAMERAS_MAX];

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("scenario", scenarios[i], NULL);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
test_starting (void)
{
  static const GThreadFunc scenarios[] = {play_formats, play_forbidden_and_busy, play_no_room,
                                          play_bad_mode, play_vanished_mode};

  run_together (scenarios, G_N_ELEMENTS (scenarios));
}

static void
test_while_on_air (void)
{
  static const GThreadFunc scenarios[] = {play_unplug, play_driver_fails,      play_all_broken,
                                          play_freeze, play_broken_pictures,   play_stamps,
                                          play_signal, play_resolution_changes};

  run_together (scenarios, G_N_ELEMENTS (scenarios));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_assert (gst_element_register (NULL, "v4l2src", GST_RANK_NONE, faulty_camera_get_type ()));
  for (guint i = 0; i < CAMERAS_MAX; i++)
    fakes[i].path = "";
  fake_cameras = fakes;
  g_test_add_func ("/cap/faults/starting", test_starting);
  g_test_add_func ("/cap/faults/while-on-air", test_while_on_air);
  return g_test_run ();
}
