/* What can go wrong with a source, with real pipelines: it says so in plain words, the table is
 * cleared, and it comes back by itself. */
#include "cap-backends.h"
#include "cap-camera.h"
#include "test-cap-fixture.h"

#include <gio/gio.h>
#include <string.h>

static void
start (gpointer data)
{
  cap_source_start (data);
}

static void
stop (gpointer data)
{
  cap_source_stop (data);
}

static CapSource *
start_source (Fixture *fixture, const CapBackend *backend, const char *text)
{
  CapSource *source = cap_source_new (&(CapSourceSpec){.label = "Camera main",
                                                       .source = text,
                                                       .backend = backend,
                                                       .context = &fixture->context,
                                                       .slot = fixture->slot,
                                                       .status = fixture_on_status,
                                                       .data = fixture});

  base_worker_run_sync (fixture->context.media, start, source);
  return source;
}

static CapSource *
start_known (Fixture *fixture, const char *text)
{
  return start_source (fixture, cap_backend_find (text, TRUE, NULL), text);
}

/* Stops, and checks that the last word is "stopped". */
static void
end (Fixture *fixture, CapSource *source)
{
  base_worker_run_sync (fixture->context.media, stop, source);
  g_assert_cmpint (fixture_status (fixture, fixture->statuses->len - 1)->health, ==,
                   SHOW_HEALTH_STOPPED);
  cap_source_free (source);
  fixture_clear (fixture);
}

static void
assert_says (Fixture *fixture, guint place, const char *words)
{
  const char *text = fixture_status (fixture, place)->text;

  if (!strstr (text, words))
    g_error ("\"%s\" lacks \"%s\"", text, words);
}

static gboolean
slot_is_gone (Fixture *fixture)
{
  gint64 now = (gint64) gst_clock_get_time (fixture->context.clock) -
               (gint64) fixture->context.base_time - fixture->format.latency_ns;
  gboolean fresh = TRUE;
  GstBuffer *picture = mix_slot_take (fixture->slot, now, &fresh);

  gst_clear_buffer (&picture);
  return !fresh;
}

/* --- files --- */

#define FILM                                                                                       \
  "videotestsrc num-buffers=20 ! video/x-raw,width=160,height=90,framerate=30/1 ! x264enc "        \
  "speed-preset=ultrafast ! matroskamux ! filesink location=PATH"

static void
test_missing_file (void)
{
  Fixture fixture;
  g_autofree char *made = NULL, *path = NULL, *text = NULL;
  CapSource *source;
  guint place;

  fixture_init (&fixture, FALSE, 320, 180);
  made = fixture_make (&fixture, "made.mkv", FILM);
  path = g_build_filename (fixture.folder, "film.mkv", NULL);
  text = g_strconcat ("file:", path, NULL);
  source = start_known (&fixture, text);
  place = fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, 0);
  assert_says (&fixture, place, "Camera main: there is no file \"");
  assert_says (&fixture, place, "as soon as it is there.");
  g_assert_cmpint (fixture_status (&fixture, place)->retry_at_ms, ==, 0); /* no countdown */
  g_assert_cmpint (g_rename (made, path), ==, 0);
  fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, place);
  fixture_wait_until_pushed (&fixture, 3);
  end (&fixture, source);
}

static void
test_undecodable_file (void)
{
  Fixture fixture;
  g_autofree char *path = NULL, *text = NULL;
  CapSource *source;

  fixture_init (&fixture, FALSE, 320, 180);
  path = g_build_filename (fixture.folder, "film.mp4", NULL);
  g_assert_true (g_file_set_contents (path, "this is no film, this is a letter\n", -1, NULL));
  text = g_strconcat ("file:", path, NULL);
  source = start_known (&fixture, text);
  assert_says (&fixture, fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, 0), "cannot be read");
  end (&fixture, source);
}

static void
test_file_without_pictures (void)
{
  Fixture fixture;
  g_autofree char *path = NULL, *text = NULL;
  CapSource *source;

  fixture_init (&fixture, FALSE, 320, 180);
  path = fixture_make (&fixture, "sound.wav",
                       "audiotestsrc num-buffers=20 ! wavenc ! filesink location=PATH");
  text = g_strconcat ("file:", path, NULL);
  source = start_known (&fixture, text);
  assert_says (&fixture, fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, 0),
               "has no pictures in it");
  end (&fixture, source);
}

/* --- back ends that fail on purpose --- */

static GstElement *
add_faulty (CapPipe *pipe, int n_buffers, int error_after, gint64 later_ns)
{
  GstElement *source = cap_pipe_add (pipe, "videotestsrc", NULL);
  GstElement *fault = cap_pipe_add (pipe, "identity", NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (fault, "src");

  g_object_set (source, "is-live", TRUE, "do-timestamp", TRUE, "num-buffers", n_buffers, NULL);
  g_object_set (fault, "error-after", error_after, NULL);
  gst_pad_set_offset (pad, later_ns); /* of all stamps */
  g_assert_true (gst_element_link (source, fault));
  cap_pipe_offer_pad (pipe, pad);
  cap_pipe_pads_done (pipe);
  return fault;
}

static gboolean
build_erring (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  add_faulty (pipe, -1, 10, 0);
  return TRUE;
}

static gboolean
build_ending (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  add_faulty (pipe, 10, -1, 0);
  return TRUE;
}

/* As if exposed and sent long ago: 700 ms late, and no latency told. */
static gboolean
build_late (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  add_faulty (pipe, -1, -1, -700 * (gint64) GST_MSECOND);
  return TRUE;
}

static GstPadProbeReturn
drop_after (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  guint *left = data;

  if (*left == 0)
    return GST_PAD_PROBE_DROP;
  (*left)--;
  return GST_PAD_PROBE_OK;
}

static void
freeze_after (CapPipe *pipe, guint n_pictures)
{
  GstElement *fault = add_faulty (pipe, -1, -1, 0);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (fault, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, drop_after,
                     g_memdup2 (&n_pictures, sizeof n_pictures), g_free);
}

static gboolean
build_freezing (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  freeze_after (pipe, 10);
  return TRUE;
}

static gboolean
build_silent (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  freeze_after (pipe, 0);
  return TRUE;
}

#define FAULTY(name)                                                                               \
  {                                                                                                \
    .prefix = #name ":", .form = #name ":", .camera = TRUE, .timeline = CAP_TIMELINE_SHARED,       \
    .live = TRUE, .build = build_##name                                                            \
  }
static const CapBackend erring = FAULTY (erring), ending = FAULTY (ending), late = FAULTY (late),
                        freezing = FAULTY (freezing), silent = FAULTY (silent);

static void
test_error_and_back (void)
{
  Fixture fixture;
  CapSource *source;
  guint first, again;

  fixture_init (&fixture, FALSE, 320, 180);
  source = start_source (&fixture, &erring, "erring:");
  first = fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, 0);
  again = fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, first);
  assert_says (&fixture, again, "Camera main failed.");
  assert_says (&fixture, again, "Trying again in ");
  again = fixture_wait_for (&fixture, SHOW_HEALTH_CONNECTING, again);
  fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, again);
  end (&fixture, source);
}

static void
test_end_and_back (void)
{
  Fixture fixture;
  CapSource *source;
  guint place;

  fixture_init (&fixture, FALSE, 320, 180);
  source = start_source (&fixture, &ending, "ending:");
  place = fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, 0);
  place = fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, place);
  assert_says (&fixture, place, "ended its pictures");
  g_assert_true (slot_is_gone (&fixture));
  fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, place);
  end (&fixture, source);
}

static void
wait_until_on_time (Fixture *fixture)
{
  gint64 patience = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  for (;;) {
    gint64 now =
        (gint64) gst_clock_get_time (fixture->context.clock) - (gint64) fixture->context.base_time;
    GstClockTime newest = mix_slot_get_newest (fixture->slot, NULL);

    if (GST_CLOCK_TIME_IS_VALID (newest) && now - (gint64) newest < fixture->format.latency_ns)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, patience);
    g_usleep (5000);
  }
}

/* What takes seconds goes on side by side. */
static void
test_freeze_silence_and_lateness (void)
{
  Fixture fixtures[3];
  CapSource *sources[3];
  guint place;

  for (guint i = 0; i < 3; i++)
    fixture_init (&fixtures[i], FALSE, 320, 180);
  sources[0] = start_source (&fixtures[0], &freezing, "freezing:");
  sources[1] = start_source (&fixtures[1], &silent, "silent:");
  sources[2] = start_source (&fixtures[2], &late, "late:");

  place = fixture_wait_for (&fixtures[0], SHOW_HEALTH_STALLED, 0);
  assert_says (&fixtures[0], place,
               "Camera main stopped sending pictures. Check its cable. Trying again in ");
  g_assert_true (slot_is_gone (&fixtures[0]));
  fixture_wait_for (&fixtures[0], SHOW_HEALTH_LIVE, place);

  wait_until_on_time (&fixtures[2]);

  place = fixture_wait_for (&fixtures[1], SHOW_HEALTH_RETRYING, 0);
  assert_says (&fixtures[1], place, "sends no pictures");
  for (guint i = 0; i < 3; i++)
    end (&fixtures[i], sources[i]);
}

/* --- stopping --- */

/* A host that accepts and says nothing: connecting takes for ever. */
static void
test_stop_while_connecting (void)
{
  Fixture fixture;
  g_autoptr (GSocketListener) mute = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (mute, NULL, &error);
  g_autofree char *text = g_strdup_printf ("rtsp://user:secret@127.0.0.1:%u/live", port);
  CapSource *source;
  gint64 began;

  g_assert_no_error (error);
  fixture_init (&fixture, FALSE, 320, 180);
  source = start_known (&fixture, text);
  fixture_wait_for (&fixture, SHOW_HEALTH_CONNECTING, 0);
  g_usleep (100000);
  began = g_get_monotonic_time ();
  base_worker_run_sync (fixture.context.media, stop, source);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i < fixture.statuses->len; i++) {
    const ShowStatus *status = fixture_status (&fixture, i);

    g_assert_null (strstr (status->text, "secret"));
    g_assert_true (!status->detail || !strstr (status->detail, "secret"));
  }
  end (&fixture, source);
}

static void
test_nobody_there (void)
{
  Fixture fixture;
  CapSource *source;
  guint place;

  fixture_init (&fixture, FALSE, 320, 180);
  source = start_known (&fixture, "rtsp://user:secret@127.0.0.1:1/live");
  place = fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, 0);
  assert_says (&fixture, place, "nothing answers at rtsp://127.0.0.1:1/live");
  g_assert_null (strstr (fixture_status (&fixture, place)->detail, "secret"));
  end (&fixture, source);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

#define CYCLES  100 /* two lives each */
#define WARM_UP 10  /* pools and caches have filled by then */
#define SPARE   4   /* threads and descriptors that are on their way out */

static void
test_many_lives (void)
{
  Fixture fixture;
  g_autofree char *path = NULL, *film = NULL;
  guint fds = 0, threads = 0;

  fixture_init (&fixture, FALSE, 160, 90);
  path = fixture_make (&fixture, "film.mkv", FILM);
  film = g_strconcat ("file:", path, NULL);
  for (guint i = 0; i < CYCLES; i++) {
    const char *const texts[] = {"test:product", film, "test:ball"};
    CapSource *source = start_known (&fixture, texts[i % G_N_ELEMENTS (texts)]);

    if (i % 4)
      fixture_wait_until_pushed (&fixture, i / 4 * 3 + i % 4);
    base_worker_run_sync (fixture.context.media, stop, source);
    base_worker_run_sync (fixture.context.media, start, source);
    base_worker_run_sync (fixture.context.media, stop, source);
    cap_source_free (source);
    if (i == WARM_UP) {
      fds = count_entries ("/proc/self/fd");
      threads = count_entries ("/proc/self/task");
    }
  }
  g_assert_cmpuint (count_entries ("/proc/self/fd"), <=, fds + SPARE);
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, threads + SPARE);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/source/missing-file", test_missing_file);
  g_test_add_func ("/cap/source/undecodable-file", test_undecodable_file);
  g_test_add_func ("/cap/source/no-pictures", test_file_without_pictures);
  g_test_add_func ("/cap/source/error", test_error_and_back);
  g_test_add_func ("/cap/source/end", test_end_and_back);
  g_test_add_func ("/cap/source/freeze-silence-lateness", test_freeze_silence_and_lateness);
  g_test_add_func ("/cap/source/stop-while-connecting", test_stop_while_connecting);
  g_test_add_func ("/cap/source/nobody-there", test_nobody_there);
  g_test_add_func ("/cap/source/many-lives", test_many_lives);
  return g_test_run ();
}
