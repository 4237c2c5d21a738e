/* Setting a camera, and what is kept of it: as if it were pulled out, put in again, and all started
 * anew. */
#include "cap-control.h"
#include "cap-controls.h"
#include "cap-holder.h"
#include "test-cap-fake.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)

typedef struct {
  char *folder, *node;
  FakeCamera cameras[2];
  CapMemory *memory;
  CapControls *controls;

  GMutex lock;
  GCond changed;
  ShowControls *told; /* lock */
  guint n_told;       /* lock */
} Fixture;

#define EXPOSURE 0 /* places in the fake's list */
#define AUTO     1
#define FOCUS    3
#define BRIGHT   4

/* As a webcam is when it has just been plugged in. */
static void
power_up (Fixture *self)
{
  static const FakeControl controls[] = {
      {V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 0, 3, 2047, 1, 250, 333, "e"},
      {V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, 0, 0, 3, 1, 3, 3, "a"},
      {V4L2_CID_FOCUS_AUTO, V4L2_CTRL_TYPE_BOOLEAN, 0, 0, 1, 1, 1, 1, "fa"},
      {V4L2_CID_FOCUS_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 0, 0, 250, 5, 0, 60, "f"},
      {V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, 0, 0, 255, 1, 128, 128, "b"},
      {V4L2_CID_ZOOM_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 0, 100, 100, 1, 100, 100, "cannot zoom"},
      {V4L2_CID_HUE, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_DISABLED, 0, 9, 1, 0, 0, "disabled"},
      {V4L2_CID_GAMMA, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_READ_ONLY, 0, 9, 1, 0, 0, "fixed"}};

  memcpy (self->cameras[0].controls, controls, sizeof controls);
}

static void
on_controls (ShowControls *controls, gpointer data)
{
  Fixture *self = data;

  g_mutex_lock (&self->lock);
  show_controls_unref (self->told);
  self->told = show_controls_ref (controls);
  self->n_told++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
start_with (Fixture *self, CapMemory *memory)
{
  self->memory = memory;
  self->controls = cap_controls_new (self->node, memory);
  cap_controls_watch (self->controls, on_controls, self);
}

static void
start (Fixture *self)
{
  start_with (self, cap_memory_new (self->folder, "main"));
}

static void
stop (Fixture *self)
{
  g_clear_pointer (&self->controls, cap_controls_free);
  g_clear_pointer (&self->memory, cap_memory_free);
}

static void
set_up (Fixture *self)
{
  g_autofree char *made = g_dir_make_tmp ("test-cap-controls-XXXXXX", NULL);
  char *real = realpath (made, NULL);

  *self = (Fixture){.folder = g_strdup (real)};
  free (real);
  self->node = g_build_filename (self->folder, "video0", NULL);
  g_assert_true (g_file_set_contents (self->node, "", 0, NULL));
  self->cameras[0] = (FakeCamera){
      .path = self->node, .card = "Webcam", .caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING};
  power_up (self);
  fake_cameras = self->cameras;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  start (self);
}

static void
tear_down (Fixture *self)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", self->folder);

  stop (self);
  fake_cameras = NULL;
  g_assert_cmpint (system (command), ==, 0);
  show_controls_unref (self->told);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->node);
  g_free (self->folder);
}

/* What is told of it next; asked for by `change`, or by a refresh. Valid until the next one. */
static const ShowControls *
wait_for_report (Fixture *self, const ShowControlChange *change)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  guint before;

  g_mutex_lock (&self->lock);
  before = self->n_told;
  if (change)
    cap_controls_change (self->controls, change);
  else
    cap_controls_refresh (self->controls);
  while (self->n_told == before)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, end));
  g_mutex_unlock (&self->lock);
  return self->told;
}

static const ShowControl *
control_of (const ShowControls *controls, const char *name)
{
  int index = show_controls_find (controls, name);

  g_assert_cmpint (index, >=, 0);
  return &controls->items[index];
}

static int
value_of (Fixture *self, guint place)
{
  return self->cameras[0].controls[place].value;
}

/* --- what it has --- */

static void
test_read (void)
{
  Fixture fixture;
  const ShowControls *controls;
  const ShowControl *exposure;

  set_up (&fixture);
  controls = wait_for_report (&fixture, NULL);
  g_assert_cmpuint (controls->n, ==, 3);
  g_assert_false (controls->locked);
  exposure = control_of (controls, "exposure");
  g_assert_cmpstr (exposure->label, ==, "Exposure");
  g_assert_cmpint (exposure->value, ==, 333);
  g_assert_cmpint (exposure->min, ==, 3);
  g_assert_cmpint (exposure->max, ==, 2047);
  g_assert_cmpint (exposure->preset, ==, 250);
  g_assert_true (exposure->has_auto && exposure->is_auto);
  g_assert_true (control_of (controls, "focus")->is_auto);
  g_assert_false (control_of (controls, "brightness")->has_auto);
  g_assert_null (cap_control_read ("/nowhere"));
  g_assert_false (cap_control_set ("/nowhere", "focus", 1));
  g_assert_false (cap_control_set (fixture.node, "zoo", 1));
  g_assert_false (cap_control_set_auto (fixture.node, "brightness", TRUE));
  tear_down (&fixture);
}

/* --- setting --- */

#define SET(name, value)  (&(ShowControlChange){SHOW_CONTROL_SET, name, value})
#define AUTO_OF(name, on) (&(ShowControlChange){SHOW_CONTROL_AUTO, name, on})
#define LOCK(on)          (&(ShowControlChange){SHOW_CONTROL_LOCK, "", on})

static void
test_set_and_auto (void)
{
  Fixture fixture;
  const ShowControls *controls;

  set_up (&fixture);
  wait_for_report (&fixture, NULL);
  controls = wait_for_report (&fixture, SET ("exposure", 120));
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 120);
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_MANUAL);
  g_assert_false (control_of (controls, "exposure")->is_auto);
  controls = wait_for_report (&fixture, AUTO_OF ("exposure", TRUE));
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_APERTURE_PRIORITY);
  g_assert_true (control_of (controls, "exposure")->is_auto);
  wait_for_report (&fixture, AUTO_OF ("exposure", FALSE));
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_MANUAL);
  tear_down (&fixture);
}

/* Pulled out and put in again it is set as before; so it is after a restart. Another model is not.
 */
static void
test_kept (void)
{
  Fixture fixture;

  set_up (&fixture);
  wait_for_report (&fixture, NULL);
  wait_for_report (&fixture, SET ("exposure", 120));
  wait_for_report (&fixture, SET ("brightness", 7));
  power_up (&fixture);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 333);
  wait_for_report (&fixture, NULL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 120);
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_MANUAL);
  g_assert_cmpint (value_of (&fixture, BRIGHT), ==, 7);

  stop (&fixture);
  power_up (&fixture);
  start (&fixture);
  wait_for_report (&fixture, NULL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 120);

  power_up (&fixture);
  fixture.cameras[0].card = "Another make";
  wait_for_report (&fixture, NULL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 333);
  g_assert_cmpint (value_of (&fixture, BRIGHT), ==, 128);
  tear_down (&fixture);
}

/* A camera that is to be made anew takes the place of the one before while that one still does what
 * was last asked of it. */
static void
test_kept_over_change (void)
{
  Fixture fixture;
  CapMemory *memory;

  set_up (&fixture);
  wait_for_report (&fixture, NULL);
  memory = cap_memory_new (fixture.folder, "main");
  wait_for_report (&fixture, SET ("exposure", 120));
  stop (&fixture);
  power_up (&fixture);
  start_with (&fixture, memory);
  wait_for_report (&fixture, NULL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 120);
  wait_for_report (&fixture, SET ("brightness", 7));

  stop (&fixture);
  power_up (&fixture);
  start (&fixture);
  wait_for_report (&fixture, NULL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 120);
  g_assert_cmpint (value_of (&fixture, BRIGHT), ==, 7);
  tear_down (&fixture);
}

static void
test_lock (void)
{
  Fixture fixture;
  const ShowControls *controls;

  set_up (&fixture);
  wait_for_report (&fixture, NULL);
  wait_for_report (&fixture, SET ("brightness", 7));
  controls = wait_for_report (&fixture, LOCK (TRUE));
  g_assert_true (controls->locked);
  g_assert_false (show_controls_any_auto (controls));
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_MANUAL);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 333); /* as it had set itself */
  g_assert_cmpint (value_of (&fixture, FOCUS), ==, 60);

  stop (&fixture);
  power_up (&fixture);
  fixture.cameras[0].controls[EXPOSURE].value = 999;
  start (&fixture);
  controls = wait_for_report (&fixture, NULL);
  g_assert_true (controls->locked);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 333);

  controls = wait_for_report (&fixture, LOCK (FALSE));
  g_assert_false (controls->locked);
  g_assert_true (control_of (controls, "exposure")->is_auto);
  g_assert_true (control_of (controls, "focus")->is_auto);
  g_assert_cmpint (value_of (&fixture, BRIGHT), ==, 7); /* by hand: stays */
  tear_down (&fixture);
}

/* One that sets itself again ends the lock; what a hand sets does not. */
static void
test_end_of_lock (void)
{
  Fixture fixture;

  set_up (&fixture);
  wait_for_report (&fixture, NULL);
  wait_for_report (&fixture, LOCK (TRUE));
  g_assert_true (wait_for_report (&fixture, SET ("exposure", 50))->locked);
  g_assert_false (wait_for_report (&fixture, AUTO_OF ("focus", TRUE))->locked);
  g_assert_cmpint (value_of (&fixture, AUTO), ==, V4L2_EXPOSURE_MANUAL);
  tear_down (&fixture);
}

/* What is asked while it is away is done when it comes. */
static void
test_while_away (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_assert_cmpint (g_unlink (fixture.node), ==, 0);
  cap_controls_refresh (fixture.controls);
  cap_controls_change (fixture.controls, SET ("exposure", 77));
  cap_controls_change (fixture.controls, LOCK (TRUE));
  stop (&fixture);
  g_assert_cmpuint (fixture.n_told, ==, 0);
  g_assert_true (g_file_set_contents (fixture.node, "", 0, NULL));
  start (&fixture);
  g_assert_true (wait_for_report (&fixture, NULL)->locked);
  g_assert_cmpint (value_of (&fixture, EXPOSURE), ==, 77);
  g_assert_cmpint (value_of (&fixture, FOCUS), ==, 60);
  tear_down (&fixture);
}

/* --- memory --- */

static void
test_memory (void)
{
  Fixture fixture;
  g_autofree char *path = NULL, *bad = g_strnfill (9000, 'x');
  g_autoptr (CapMemory) memory = NULL, nowhere = cap_memory_new (NULL, "main");
  g_autoptr (CapMemory) blocked = NULL;
  g_autoptr (GArray) wishes = NULL;
  g_autoptr (GError) error = NULL;
  CapIdentity first = {(char *) "046d:082d C920", (char *) "A1"}, got;

  set_up (&fixture);
  path = g_build_filename (fixture.folder, "cameras", "odd.camera", NULL);
  memory = cap_memory_new (fixture.folder, "odd");
  cap_memory_meet (memory, &first);
  for (guint i = 0; i < 3 * SHOW_CONTROLS_MAX; i++) { /* more than there is room for */
    CapWish wish = {.has_value = TRUE, .value = (int) i, .automatic = -1};

    g_snprintf (wish.name, sizeof wish.name, "c%u", i);
    cap_memory_wish (memory, &wish);
  }
  g_assert_true (cap_memory_save (memory, &error));
  g_clear_pointer (&memory, cap_memory_free);
  memory = cap_memory_new (fixture.folder, "odd");
  got = cap_memory_get_identity (memory);
  g_assert_cmpstr (got.model, ==, first.model);
  g_assert_cmpstr (got.serial, ==, first.serial);
  cap_identity_clear (&got);
  wishes = cap_memory_get_wishes (memory);
  g_assert_cmpuint (wishes->len, ==, SHOW_CONTROLS_MAX);
  g_assert_cmpint (g_array_index (wishes, CapWish, 5).value, ==, 5);

  g_clear_pointer (&memory, cap_memory_free);
  g_assert_true (g_file_set_contents (path, bad, -1, NULL)); /* nonsense is as good as nothing */
  memory = cap_memory_new (fixture.folder, "odd");
  got = cap_memory_get_identity (memory);
  g_assert_null (got.model);

  cap_memory_meet (nowhere, &first);
  g_assert_true (cap_memory_save (nowhere, &error));
  blocked = cap_memory_new (fixture.node, "main"); /* a file where a folder should be */
  cap_memory_meet (blocked, &first);
  g_assert_false (cap_memory_save (blocked, &error));
  tear_down (&fixture);
}

/* --- who has it --- */

static void
test_holder (void)
{
  Fixture fixture;
  g_autofree char *command = NULL, *holder = NULL;
  g_autoptr (GError) error = NULL;
  char *argv[] = {(char *) "/bin/sh", (char *) "-c", NULL, NULL};
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  GPid child;
  int own;

  set_up (&fixture);
  own = open (fixture.node, O_RDONLY | O_CLOEXEC); /* does not count */
  g_assert_null (cap_holder_find (fixture.node));
  g_assert_null (cap_holder_find ("/nowhere"));
  command = g_strdup_printf ("exec sleep 600 <'%s'", fixture.node);
  argv[2] = command;
  g_assert_true (
      g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, &error));
  while (!holder || !g_str_has_prefix (holder, "sleep ")) {
    g_free (holder);
    holder = cap_holder_find (fixture.node);
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (5000);
  }
  g_assert_true (g_str_has_prefix (holder, "sleep (process "));
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_spawn_close_pid (child);
  close (own);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/controls/read", test_read);
  g_test_add_func ("/cap/controls/set-and-auto", test_set_and_auto);
  g_test_add_func ("/cap/controls/kept", test_kept);
  g_test_add_func ("/cap/controls/kept-over-change", test_kept_over_change);
  g_test_add_func ("/cap/controls/lock", test_lock);
  g_test_add_func ("/cap/controls/end-of-lock", test_end_of_lock);
  g_test_add_func ("/cap/controls/while-away", test_while_away);
  g_test_add_func ("/cap/memory", test_memory);
  g_test_add_func ("/cap/holder", test_holder);
  return g_test_run ();
}
