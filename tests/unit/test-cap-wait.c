/* Waiting for the next try of a source, and for a device to be plugged in. */
#include "cap-hotplug.h"
#include "cap-wait.h"

#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* Counted on the media thread. */
static gint present, n_retries, n_looks;

static gboolean
is_present (const char *rest)
{
  g_assert_cmpstr (rest, ==, "port");
  return g_atomic_int_get (&present);
}

static const CapBackend device = {.prefix = "x:", .device = TRUE, .is_present = is_present};
static const CapBackend network = {.prefix = "y:", .network = TRUE};

typedef struct {
  CapContext context;
  CapWait *wait;
} Fixture;

static void
on_retry (gpointer data)
{
  g_atomic_int_inc (&n_retries);
}

static void
on_looked (gpointer data)
{
  g_atomic_int_inc (&n_looks);
}

static void
set_up (Fixture *self, const CapBackend *backend)
{
  present = n_retries = n_looks = 0;
  *self = (Fixture){.context = {.media = base_worker_new ("media")}};
  self->context.hotplug = cap_hotplug_new (self->context.media);
  self->wait = cap_wait_new (&self->context, backend, "port", on_retry, on_looked, self);
}

static void
stop (gpointer data)
{
  cap_wait_stop (((Fixture *) data)->wait);
}

static void
tear_down (Fixture *self)
{
  base_worker_run_sync (self->context.media, stop, self);
  base_worker_stop (self->context.media);
  cap_wait_free (self->wait);
  cap_hotplug_free (self->context.hotplug);
  base_worker_free (self->context.media);
}

static void
nudge (gpointer data)
{
  cap_hotplug_nudge (((Fixture *) data)->context.hotplug);
}

static void
wait_until_present (gpointer data)
{
  cap_wait_until_present (((Fixture *) data)->wait);
}

static void
wait_for (gint *count, gint wanted)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;

  while (g_atomic_int_get (count) < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (1000);
  }
}

/* Another device is plugged in, then ours. */
static void
test_event (void)
{
  Fixture fixture;

  set_up (&fixture, &device);
  base_worker_run_sync (fixture.context.media, wait_until_present, &fixture);
  base_worker_run_sync (fixture.context.media, nudge, &fixture);
  g_assert_cmpint (n_looks, ==, 1);
  g_assert_cmpint (n_retries, ==, 0);
  g_assert_true (cap_wait_is_waiting (fixture.wait));
  g_atomic_int_set (&present, TRUE);
  base_worker_run_sync (fixture.context.media, nudge, &fixture);
  g_assert_cmpint (n_retries, ==, 1);
  g_assert_false (cap_wait_is_waiting (fixture.wait));
  base_worker_run_sync (fixture.context.media, nudge, &fixture);
  g_assert_cmpint (n_retries + n_looks, ==, 2);
  tear_down (&fixture);
}

/* In a container nobody tells. */
static void
test_no_event (void)
{
  Fixture fixture;

  set_up (&fixture, &device);
  base_worker_run_sync (fixture.context.media, wait_until_present, &fixture);
  g_atomic_int_set (&present, TRUE);
  wait_for (&n_retries, 1);
  tear_down (&fixture);
}

/* It was there all the time, or came just before the wait began. */
static void
test_already_there (void)
{
  Fixture fixture;

  set_up (&fixture, &device);
  g_atomic_int_set (&present, TRUE);
  base_worker_run_sync (fixture.context.media, wait_until_present, &fixture);
  wait_for (&n_retries, 1);
  tear_down (&fixture);
}

static void
measure_waits (gpointer data)
{
  Fixture *self = data;
  guint longest = 0, first;

  first = cap_wait_for_next_try (self->wait, FALSE);
  g_assert_cmpuint (first, <=, 1000);
  for (guint i = 0; i < 200; i++) {
    guint wait_ms;

    cap_wait_stop (self->wait);
    wait_ms = cap_wait_for_next_try (self->wait, FALSE);
    longest = MAX (longest, wait_ms);
  }
  if (g_atomic_int_get (&present))
    g_assert_cmpuint (longest, <=, 3000); /* people wait for a device: back within 5 s */
  else
    g_assert_cmpuint (longest, >, 10000);
  cap_wait_reset (self->wait);
  cap_wait_stop (self->wait);
  g_assert_cmpuint (cap_wait_for_next_try (self->wait, FALSE), <=, 1000);
  cap_wait_stop (self->wait);
  g_assert_cmpuint (cap_wait_for_next_try (self->wait, TRUE), ==, CAP_REJECTED_MS);
}

static void
test_waits (void)
{
  Fixture fixture;

  set_up (&fixture, &device);
  present = TRUE;
  base_worker_run_sync (fixture.context.media, measure_waits, &fixture);
  tear_down (&fixture);
  set_up (&fixture, &network);
  base_worker_run_sync (fixture.context.media, measure_waits, &fixture);
  tear_down (&fixture);
}

/* Pulled out and plugged in again while the countdown runs: it is not waited for. */
static void
start_countdown (gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < 20; i++) { /* long waits by now */
    cap_wait_for_next_try (self->wait, FALSE);
    cap_wait_stop (self->wait);
  }
  cap_wait_for_next_try (self->wait, TRUE);
  g_atomic_int_set (&present, FALSE);
  nudge (self);
  g_assert_cmpint (n_retries, ==, 0);
  g_atomic_int_set (&present, TRUE);
  nudge (self);
  g_assert_cmpint (n_retries, ==, 1);
  g_assert_cmpuint (cap_wait_for_next_try (self->wait, FALSE), <=, 500);
}

static void
test_replug_ends_countdown (void)
{
  Fixture fixture;

  set_up (&fixture, &device);
  present = TRUE;
  base_worker_run_sync (fixture.context.media, start_countdown, &fixture);
  tear_down (&fixture);
}

/* --- the events --- */

static CapHotplug *events;
static guint ids[3], n_calls[3];

static void
on_call (gpointer data)
{
  guint which = GPOINTER_TO_UINT (data);

  n_calls[which]++;
  if (which == 0) { /* leaves, takes the next one with it, and comes again */
    cap_hotplug_remove (events, ids[0]);
    cap_hotplug_remove (events, ids[1]);
    ids[0] = cap_hotplug_add (events, on_call, data);
  }
}

static void
test_listeners_change_themselves (void)
{
  BaseWorker *media = base_worker_new ("media");

  events = cap_hotplug_new (media);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = cap_hotplug_add (events, on_call, GUINT_TO_POINTER (i));
  cap_hotplug_nudge (events);
  g_assert_cmpuint (n_calls[0], ==, 1);
  g_assert_cmpuint (n_calls[1], ==, 0);
  g_assert_cmpuint (n_calls[2], ==, 1);
  cap_hotplug_remove (events, ids[0]);
  cap_hotplug_remove (events, ids[2]);
  cap_hotplug_remove (events, ids[1]); /* gone already */
  cap_hotplug_nudge (events);
  base_worker_stop (media);
  cap_hotplug_free (events);
  base_worker_free (media);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/wait/event", test_event);
  g_test_add_func ("/cap/wait/no-event", test_no_event);
  g_test_add_func ("/cap/wait/already-there", test_already_there);
  g_test_add_func ("/cap/wait/waits", test_waits);
  g_test_add_func ("/cap/wait/replug", test_replug_ends_countdown);
  g_test_add_func ("/cap/wait/listeners", test_listeners_change_themselves);
  return g_test_run ();
}
