/* Outputs against a real RTMP server (nginx) that is killed, stopped, slow to trust and picky. */
#include "enc-output.h"

#include "enc-nginx.h"
#include <fcntl.h>
#include <gst/app/app.h>
#include <sys/socket.h>

#define WAIT_S  20
#define BAD_KEY "bad-key-98765"

/* A tiny encoder into a hub, and the media thread. */
typedef struct {
  EncHub *hub;
  BaseWorker *media;
  GstElement *pipeline;
} Rig;

/* x264enc counts from 1000 hours on, for room below zero; the hub wants running time. */
static GstBuffer *
to_running_time (GstSample *sample)
{
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  const GstSegment *segment = gst_sample_get_segment (sample);
  guint64 dts = 0;

  GST_BUFFER_PTS (buffer) =
      gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (GST_BUFFER_DTS_IS_VALID (buffer) &&
      gst_segment_to_running_time_full (segment, GST_FORMAT_TIME, GST_BUFFER_DTS (buffer), &dts) >
          0)
    GST_BUFFER_DTS (buffer) = dts;
  else
    GST_BUFFER_DTS (buffer) = GST_BUFFER_PTS (buffer);
  return buffer;
}

static GstFlowReturn
push_to_hub (GstAppSink *sink, EncHub *hub, EncMedia media)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GstCaps) known = enc_hub_get_caps (hub, media);

  if (!sample)
    return GST_FLOW_EOS;
  if (!known)
    enc_hub_set_caps (hub, media, gst_sample_get_caps (sample));
  enc_hub_push (hub, media, to_running_time (sample));
  return GST_FLOW_OK;
}

static GstFlowReturn
on_video_in_streaming (GstAppSink *sink, gpointer data)
{
  return push_to_hub (sink, data, ENC_VIDEO);
}

static GstFlowReturn
on_audio_in_streaming (GstAppSink *sink, gpointer data)
{
  return push_to_hub (sink, data, ENC_AUDIO);
}

static void
set_state (Rig *rig, GstState state)
{
  g_assert_cmpint (gst_element_set_state (rig->pipeline, state), !=, GST_STATE_CHANGE_FAILURE);
}

static void
play_in_media (gpointer data)
{
  set_state (data, GST_STATE_PLAYING);
}

static void
stop_in_media (gpointer data)
{
  set_state (data, GST_STATE_NULL);
}

static Rig *
rig_new (guint kbps)
{
  static GstAppSinkCallbacks video = {.new_sample = on_video_in_streaming};
  static GstAppSinkCallbacks audio = {.new_sample = on_audio_in_streaming};
  Rig *rig = g_new0 (Rig, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strdup_printf (
      "videotestsrc is-live=true pattern=snow ! video/x-raw,width=320,height=180,framerate=15/1 ! "
      "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 bitrate=%u ! "
      "h264parse config-interval=-1 ! video/x-h264,stream-format=avc,alignment=au ! "
      "appsink name=video sync=false "
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! "
      "appsink name=audio sync=false",
      kbps);

  rig->hub = enc_hub_new ();
  rig->media = base_worker_new ("media");
  rig->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  g_autoptr (GstElement) video_sink = gst_bin_get_by_name (GST_BIN (rig->pipeline), "video");
  g_autoptr (GstElement) audio_sink = gst_bin_get_by_name (GST_BIN (rig->pipeline), "audio");
  gst_app_sink_set_callbacks (GST_APP_SINK (video_sink), &video, rig->hub, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (audio_sink), &audio, rig->hub, NULL);
  base_worker_run_sync (rig->media, play_in_media, rig);
  return rig;
}

static void
rig_free (Rig *rig)
{
  base_worker_run_sync (rig->media, stop_in_media, rig);
  gst_object_unref (rig->pipeline);
  enc_hub_free (rig->hub);
  base_worker_stop (rig->media);
  base_worker_free (rig->media);
  g_free (rig);
}

/* An output and what it told. */
typedef struct {
  EncOutputOptions options;
  BaseWorker *media;
  EncOutput *output;

  GMutex lock; /* guards all below */
  GCond cond;
  ShowStatus *status; /* the newest */
  ShowCounters counters;
  guint seen[SHOW_HEALTH_STOPPED + 1]; /* reports of each */
  gint64 since_us;                     /* the newest report with another health than before */
} Out;

static void
on_report (const ShowStatus *status, const ShowCounters *counters, const char *file, gpointer data)
{
  Out *out = data;
  const char *texts[] = {status->text, status->detail ? status->detail : ""};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_utf8_validate (texts[i], -1, NULL));
    g_assert_null (strstr (texts[i], ENC_NGINX_KEY));
    g_assert_null (strstr (texts[i], BAD_KEY));
    g_assert_null (strstr (texts[i], "rtmp://"));
  }
  g_assert_null (file);
  g_mutex_lock (&out->lock);
  if (!out->status || out->status->health != status->health) {
    out->since_us = g_get_monotonic_time ();
    g_assert_cmpint (status->retry_at_ms > 0, ==,
                     status->health == SHOW_HEALTH_RETRYING ||
                         status->health == SHOW_HEALTH_REJECTED);
    g_test_message ("%s: %s (%s)", out->options.name, status->text,
                    status->detail ? status->detail : "");
  }
  g_clear_pointer (&out->status, show_status_free);
  out->status = show_status_copy (status);
  out->counters = *counters;
  out->seen[status->health]++;
  g_cond_broadcast (&out->cond);
  g_mutex_unlock (&out->lock);
}

static char *
write_key (const char *key)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tallybox-key-XXXXXX", &path, NULL);
  g_autofree char *text = g_strdup_printf ("  %s \r\nsecond line\n", key);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_steal_pointer (&path);
}

static void
options_clear (EncOutputOptions *options)
{
  g_remove (options->key_file);
  g_free (options->name);
  g_free (options->url);
  g_free (options->key_file);
  g_free (options->tls_ca);
}

static Out *
out_new (Rig *rig, const char *name, const char *scheme, guint16 port, const char *app,
         const char *key, const char *tls_ca)
{
  Out *out = g_new0 (Out, 1);

  g_mutex_init (&out->lock);
  g_cond_init (&out->cond);
  out->media = rig->media;
  out->options = (EncOutputOptions){
      .name = g_strdup (name),
      .url = g_strdup_printf ("%s://127.0.0.1:%u/%s", scheme, port, app),
      .key_file = write_key (key),
      .tls_ca = g_strdup (tls_ca),
  };
  out->output = enc_output_new (&out->options, rig->hub, rig->media, on_report, out);
  return out;
}

static void
start_in_media (gpointer data)
{
  enc_output_start (data);
}

static void
stop_output_in_media (gpointer data)
{
  enc_output_stop (data);
}

static void
out_start (Out *out)
{
  base_worker_run_sync (out->media, start_in_media, out->output);
}

static void
out_stop (Out *out)
{
  base_worker_run_sync (out->media, stop_output_in_media, out->output);
}

static void
out_free (Out *out)
{
  out_stop (out);
  g_assert_cmpint (out->status->health, ==, SHOW_HEALTH_STOPPED);
  enc_output_free (out->output);
  show_status_free (out->status);
  options_clear (&out->options);
  g_cond_clear (&out->cond);
  g_mutex_clear (&out->lock);
  g_free (out);
}

/* Waits until the output is in `health`; ms since `from_us` at which it came there. */
static gint64
wait_for (Out *out, ShowHealth health, gint64 from_us)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC, took_ms;

  g_mutex_lock (&out->lock);
  while (!out->status || out->status->health != health)
    if (!g_cond_wait_until (&out->cond, &out->lock, deadline_us))
      g_error ("%s never came to %s; it says: %s", out->options.name,
               show_health_to_string (health), out->status ? out->status->text : "nothing");
  took_ms = (out->since_us - from_us) / 1000;
  g_mutex_unlock (&out->lock);
  return took_ms;
}

static void
wait_for_sent (Out *out, guint64 bytes)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  g_mutex_lock (&out->lock);
  while (out->counters.sent_bytes < bytes)
    g_assert_true (g_cond_wait_until (&out->cond, &out->lock, deadline_us));
  g_mutex_unlock (&out->lock);
}

static ShowCounters
get_counters (Out *out)
{
  ShowCounters counters;

  g_mutex_lock (&out->lock);
  counters = out->counters;
  g_mutex_unlock (&out->lock);
  return counters;
}

static char *
get_text (Out *out)
{
  char *text;

  g_mutex_lock (&out->lock);
  text = g_strdup (out->status->text);
  g_mutex_unlock (&out->lock);
  return text;
}

static void
wait_for_recording (EncNginx *nginx, const char *key, gsize more_than)
{
  gboolean is_flv = FALSE;

  for (guint i = 0; i < WAIT_S * 20; i++) {
    if (enc_nginx_recorded (nginx, key, &is_flv) > more_than && is_flv)
      return;
    g_usleep (50 * 1000);
  }
  g_error ("nothing is recorded");
}

static void
test_live (void)
{
  EncNginx *nginx = enc_nginx_new ();
  Rig *rig = rig_new (300);
  Out *out = out_new (rig, "live", "rtmp", nginx->rtmp_port, "live", ENC_NGINX_KEY, NULL);
  gint64 from_us = g_get_monotonic_time ();
  gboolean is_flv;
  gsize size;

  out_start (out);
  g_test_message ("live after %" G_GINT64_FORMAT " ms", wait_for (out, SHOW_HEALTH_LIVE, from_us));
  wait_for_recording (nginx, ENC_NGINX_KEY, 20000);
  size = enc_nginx_recorded (nginx, ENC_NGINX_KEY, &is_flv);
  wait_for_recording (nginx, ENC_NGINX_KEY, size);
  wait_for_sent (out, 20000);

  /* The server dies and comes back. */
  from_us = g_get_monotonic_time ();
  enc_nginx_kill (nginx);
  g_test_message ("death noticed after %" G_GINT64_FORMAT " ms",
                  wait_for (out, SHOW_HEALTH_RETRYING, from_us));
  enc_nginx_start (nginx);
  wait_for (out, SHOW_HEALTH_LIVE, from_us);
  g_assert_cmpuint (get_counters (out).retries, >=, 1);
  wait_for_sent (out, get_counters (out).sent_bytes + 20000);
  out_free (out);
  rig_free (rig);
  enc_nginx_free (nginx);
}

#define SESSIONS_MAX 20

/* nginx notes a deleteStream of its own when a session closes, and one more when it was asked. */
static guint
count_goodbyes (EncNginx *nginx)
{
  g_autofree char *path = g_build_filename (nginx->folder, "error.log", NULL), *log = NULL;
  guint goodbyes = 0;

  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));

  for (guint session = 1; session < SESSIONS_MAX; session++) {
    g_autofree char *words = g_strdup_printf ("*%u deleteStream", session);
    const char *first = strstr (log, words);

    goodbyes += first && strstr (first + 1, words) ? 1 : 0;
  }
  return goodbyes;
}

static void
test_goodbye (void)
{
  EncNginx *nginx = enc_nginx_new ();
  Rig *rig = rig_new (300);
  Out *out = out_new (rig, "bye", "rtmp", nginx->rtmp_port, "live", ENC_NGINX_KEY, NULL);

  out_start (out);
  wait_for (out, SHOW_HEALTH_LIVE, 0);
  wait_for_recording (nginx, ENC_NGINX_KEY, 5000);
  /* A start right behind a stop waits for the goodbye: the server would call it a second sender. */
  out_stop (out);
  out_start (out);
  wait_for (out, SHOW_HEALTH_LIVE, 0);
  g_assert_cmpuint (get_counters (out).retries, ==, 0);
  out_free (out);
  for (guint i = 0; i < WAIT_S * 20 && count_goodbyes (nginx) < 2; i++)
    g_usleep (50 * 1000);
  g_assert_cmpuint (count_goodbyes (nginx), ==, 2);
  rig_free (rig);
  enc_nginx_free (nginx);
}

/* Accepts connections (the kernel does) and never reads. */
static GSocket *
mute_listener (guint16 *ret_port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_bind (socket, address, TRUE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return socket;
}

static void
assert_says (Out *out, const char *words)
{
  g_autofree char *text = get_text (out);

  if (!strstr (text, words))
    g_error ("%s says \"%s\" instead of \"%s\"", out->options.name, text, words);
}

/* All at once: each of these takes seconds of waiting. */
static void
test_bad_servers (void)
{
  EncNginx *nginx = enc_nginx_new (), *stopped = enc_nginx_new ();
  Rig *rig = rig_new (800);
  guint16 mute_port = 0;
  g_autoptr (GSocket) mute = mute_listener (&mute_port);
  Out *outs[] = {
      out_new (rig, "good", "rtmp", nginx->rtmp_port, "auth", ENC_NGINX_KEY, NULL),
      out_new (rig, "refused", "rtmp", enc_nginx_free_port (), "live", ENC_NGINX_KEY, NULL),
      out_new (rig, "mute", "rtmp", mute_port, "live", ENC_NGINX_KEY, NULL),
      out_new (rig, "stopped", "rtmp", stopped->rtmp_port, "live", ENC_NGINX_KEY, NULL),
      out_new (rig, "badkey", "rtmp", nginx->rtmp_port, "auth", BAD_KEY, NULL),
      out_new (rig, "badapp", "rtmp", nginx->rtmp_port, "nowhere", ENC_NGINX_KEY, NULL),
  };
  gint64 from_us = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (outs); i++)
    out_start (outs[i]);
  wait_for (outs[3], SHOW_HEALTH_LIVE, 0);
  wait_for_sent (outs[3], 50000);
  kill (stopped->pid, SIGSTOP);
  gint64 stop_us = g_get_monotonic_time ();

  wait_for (outs[1], SHOW_HEALTH_RETRYING, from_us);
  assert_says (outs[1], "takes no connections");
  g_test_message ("bad key known after %" G_GINT64_FORMAT " ms",
                  wait_for (outs[4], SHOW_HEALTH_REJECTED, from_us));
  assert_says (outs[4], "The server refuses the stream key. Check the key of output badkey.");
  wait_for (outs[5], SHOW_HEALTH_REJECTED, from_us);
  assert_says (outs[5], "Check the url of output badapp.");
  g_test_message ("mute listener known after %" G_GINT64_FORMAT " ms",
                  wait_for (outs[2], SHOW_HEALTH_RETRYING, from_us));
  assert_says (outs[2], "does not answer");
  g_test_message ("stopped reader known after %" G_GINT64_FORMAT " ms",
                  wait_for (outs[3], SHOW_HEALTH_RETRYING, stop_us));
  assert_says (outs[3], "Nothing gets through");

  /* None of them touched the good one. */
  wait_for (outs[0], SHOW_HEALTH_LIVE, from_us);
  g_assert_cmpuint (get_counters (outs[0]).retries, ==, 0);
  g_assert_cmpuint (get_counters (outs[0]).dropped_packets, ==, 0);
  kill (stopped->pid, SIGCONT);
  wait_for (outs[3], SHOW_HEALTH_LIVE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (outs); i++)
    out_free (outs[i]);
  rig_free (rig);
  enc_nginx_free (nginx);
  enc_nginx_free (stopped);
}

static void
test_tls (void)
{
  EncNginx *nginx = enc_nginx_new ();
  Rig *rig = rig_new (300);
  Out *trusting =
      out_new (rig, "tls", "rtmps", nginx->tls_port, "live", ENC_NGINX_KEY, nginx->ca_file);
  Out *wary = out_new (rig, "wary", "rtmps", nginx->tls_port, "live", ENC_NGINX_KEY, NULL);

  /* Same host and port, other trust: the two must not be mixed up. */
  out_start (wary);
  out_start (trusting);
  wait_for (trusting, SHOW_HEALTH_LIVE, 0);
  wait_for (wary, SHOW_HEALTH_RETRYING, 0);
  assert_says (wary, "cannot be trusted");
  wait_for_recording (nginx, ENC_NGINX_KEY, 20000);
  g_assert_cmpint (wary->seen[SHOW_HEALTH_LIVE], ==, 0);
  out_free (trusting);
  out_free (wary);
  rig_free (rig);
  enc_nginx_free (nginx);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

#define CYCLES         30
#define THREADS_SPARED 6 /* GLib and GStreamer keep a few idle threads for reuse */

static void
test_cycles (void)
{
  EncNginx *nginx = enc_nginx_new ();
  Rig *rig = rig_new (300);
  Out *out = out_new (rig, "cycle", "rtmp", nginx->rtmp_port, "live", ENC_NGINX_KEY, NULL);
  guint fds = 0, threads = 0;

  for (guint i = 0; i < CYCLES; i++) {
    out_start (out);
    if (i % 3 < 2)
      wait_for (out, SHOW_HEALTH_LIVE, 0);
    out_stop (out);
    if (i == 4) {
      fds = count_entries ("/proc/self/fd");
      threads = count_entries ("/proc/self/task");
    }
  }
  g_usleep (300 * 1000);
  g_test_message ("fds %u -> %u, threads %u -> %u", fds, count_entries ("/proc/self/fd"), threads,
                  count_entries ("/proc/self/task"));
  g_assert_cmpuint (count_entries ("/proc/self/fd"), <=, fds + 4);
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, threads + THREADS_SPARED);
  out_free (out);
  rig_free (rig);
  enc_nginx_free (nginx);
}

static void
try (guint16 port, const char *app, const char *key, const char *words)
{
  EncOutputOptions options = {
      .name = g_strdup ("youtube"),
      .url = g_strdup_printf ("rtmp://127.0.0.1:%u/%s", port, app),
      .key_file = write_key (key),
  };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean works = enc_output_try (&options, 15000, &text, &error);

  g_assert_cmpint (works, ==, !error);
  g_test_message ("%s", works ? text : error->message);
  g_assert_nonnull (strstr (works ? text : error->message, words));
  g_assert_null (strstr (works ? text : error->message, key));
  options_clear (&options);
}

static void
test_try (void)
{
  EncNginx *nginx = enc_nginx_new ();

  try (nginx->rtmp_port, "auth", ENC_NGINX_KEY, "takes the stream key");
  try (nginx->rtmp_port, "auth", BAD_KEY, "Check the key of output youtube");
  try (nginx->rtmp_port, "nowhere", ENC_NGINX_KEY, "Check the url of output youtube");
  try (enc_nginx_free_port (), "live", ENC_NGINX_KEY, "takes no connections");
  enc_nginx_free (nginx);
}

static void
assert_key_refused (const char *content, gssize length, const char *words)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tallybox-key-XXXXXX", &path, NULL);
  EncOutputOptions options = {.name = (char *) "youtube", .url = (char *) "rtmp://localhost/live"};
  g_autoptr (GError) error = NULL;

  close (fd);
  g_assert_true (g_file_set_contents (path, content, length, NULL));
  options.key_file = path;
  g_assert_false (enc_output_check (&options, &error));
  g_assert_error (error, ENC_ERROR, ENC_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strstr (error->message, "hunter"));
  g_remove (path);
}

static void
test_keys (void)
{
  g_autofree char *large = g_strnfill (5000, 'k'), *long_line = g_strnfill (600, 'k');
  EncOutputOptions options = {.name = (char *) "youtube", .url = (char *) "rtmp://localhost/live"};
  static const char *const places[] = {NULL, "/", "/nonexistent/key"};

  assert_key_refused ("", 0, "has no stream key");
  assert_key_refused ("\nhunter2hunter2\n", -1, "has no stream key");
  assert_key_refused ("hun", -1, "too short");
  assert_key_refused ("hunter two", -1, "has blanks");
  assert_key_refused ("hunter\0two", 10, "is not a text");
  assert_key_refused ("hunter\xff\xfe", -1, "is not a text");
  assert_key_refused ("rtmp://localhost/live/hunter2", -1, "has an address");
  assert_key_refused (large, -1, "too large");
  assert_key_refused (long_line, -1, "too long");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GError) error = NULL;

    options.key_file = (char *) places[i];
    g_assert_false (enc_output_check (&options, &error));
    g_assert_error (error, ENC_ERROR, ENC_ERROR_KEY);
  }
}

static void
test_credential (void)
{
  g_autofree char *path = write_key ("credential-key");
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  EncOutputOptions options = {
      .name = (char *) "youtube", .url = (char *) "rtmp://localhost/live", .key_credential = name};
  g_autoptr (GError) error = NULL;

  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_assert_false (enc_output_check (&options, &error));
  g_assert_error (error, ENC_ERROR, ENC_ERROR_KEY);
  g_clear_error (&error);
  g_setenv ("CREDENTIALS_DIRECTORY", folder, TRUE);
  g_assert_true (enc_output_check (&options, &error));
  g_assert_no_error (error);
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_remove (path);
}

static void
renew_in_media (gpointer data)
{
  enc_output_renew (data);
}

static void
out_change (Out *out, const char *url, const char *key)
{
  g_autofree char *file = write_key (key);
  EncOutputOptions options = {.name = out->options.name, .url = (char *) url, .key_file = file};

  enc_output_set_options (out->output, &options);
  base_worker_run_sync (out->media, renew_in_media, out->output);
  g_remove (out->options.key_file);
  g_free (out->options.key_file);
  out->options.key_file = g_steal_pointer (&file);
}

/* Other options: at once where nothing comes through, at the next start where it is live. */
static void
test_change (void)
{
  EncNginx *nginx = enc_nginx_new ();
  Rig *rig = rig_new (300);
  Out *out = out_new (rig, "change", "rtmp", 9, "live", ENC_NGINX_KEY, NULL);
  g_autofree char *url = g_strdup_printf ("rtmp://127.0.0.1:%u/live", nginx->rtmp_port);
  gboolean is_flv = FALSE;
  gsize size;

  out_change (out, "rtmp://127.0.0.1:9/other", ENC_NGINX_KEY); /* at rest: it stays so */
  g_assert_null (out->status);
  out_start (out);
  wait_for (out, SHOW_HEALTH_RETRYING, 0);
  out_change (out, url, ENC_NGINX_KEY);
  wait_for (out, SHOW_HEALTH_LIVE, 0);
  wait_for_recording (nginx, ENC_NGINX_KEY, 20000);
  out_change (out, url, "second-key");
  size = enc_nginx_recorded (nginx, ENC_NGINX_KEY, &is_flv);
  wait_for_recording (nginx, ENC_NGINX_KEY, size);
  g_assert_cmpuint (enc_nginx_recorded (nginx, "second-key", &is_flv), ==, 0);
  out_stop (out);
  out_start (out);
  wait_for_recording (nginx, "second-key", 20000);
  out_free (out);
  rig_free (rig);
  enc_nginx_free (nginx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/enc-output/keys", test_keys);
  g_test_add_func ("/enc-output/credential", test_credential);
  g_test_add_func ("/enc-output/live", test_live);
  g_test_add_func ("/enc-output/goodbye", test_goodbye);
  g_test_add_func ("/enc-output/bad-servers", test_bad_servers);
  g_test_add_func ("/enc-output/tls", test_tls);
  g_test_add_func ("/enc-output/cycles", test_cycles);
  g_test_add_func ("/enc-output/change", test_change);
  g_test_add_func ("/enc-output/try", test_try);
  return g_test_run ();
}
