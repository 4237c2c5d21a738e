/* The one encode: keyframes, headers, colour, the place of sound in time, bitrate, drops. */
#include "enc-gop.h"
#include "enc-latency.h"
#include "enc-programme.h"

#include <gst/app/app.h>
#include <gst/audio/audio.h>
#include <math.h>

#define FPS     30
#define WAIT_US (20 * G_USEC_PER_SEC)

typedef struct {
  MixFormat format;
  EncOptions options;
  BaseWorker *media;
  GstClock *clock;
  EncHub *hub;
  EncQueue *queue;
  EncProgramme *programme;

  GMutex lock;
  GCond cond;
  gboolean ended;
  char *error_text;
} Rig;

static void
note_end (const GError *error, gpointer data)
{
  Rig *rig = data;

  g_mutex_lock (&rig->lock);
  rig->ended = TRUE;
  rig->error_text = error ? g_strdup (error->message) : NULL;
  g_cond_signal (&rig->cond);
  g_mutex_unlock (&rig->lock);
}

static void
rig_init (Rig *rig, gboolean lockstep)
{
  *rig = (Rig){.format = {320, 180, FPS, 1, 0, lockstep},
               .options = {.kind = 1, .bitrate_kbps = 800, .preset = 1, .audio_kbps = 128}};
  rig->media = base_worker_new ("media");
  rig->clock = gst_system_clock_obtain ();
  rig->hub = enc_hub_new ();
  rig->queue = enc_hub_open (rig->hub, FALSE);
  g_mutex_init (&rig->lock);
  g_cond_init (&rig->cond);
}

static void
start_in_media (gpointer data)
{
  Rig *rig = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (enc_programme_start (rig->programme, &error));
  g_assert_no_error (error);
}

static void
stop_in_media (gpointer data)
{
  enc_programme_stop (((Rig *) data)->programme);
}

static void
rig_start (Rig *rig, GstElement *video, GstElement *audio)
{
  g_autoptr (GError) error = NULL;

  rig->programme = enc_programme_new (&rig->options, NULL, &rig->format, rig->media, rig->clock,
                                      gst_clock_get_time (rig->clock), video, audio, rig->hub,
                                      note_end, rig, &error);
  g_assert_no_error (error);
  base_worker_run_sync (rig->media, start_in_media, rig);
}

static void
rig_wait_end (Rig *rig)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&rig->lock);
  while (!rig->ended)
    g_assert_true (g_cond_wait_until (&rig->cond, &rig->lock, deadline_us));
  g_mutex_unlock (&rig->lock);
}

static void
rig_clear (Rig *rig)
{
  base_worker_run_sync (rig->media, stop_in_media, rig);
  enc_programme_free (rig->programme);
  enc_hub_close (rig->hub, rig->queue);
  enc_hub_free (rig->hub);
  base_worker_stop (rig->media);
  base_worker_free (rig->media);
  gst_object_unref (rig->clock);
  g_free (rig->error_text);
  g_mutex_clear (&rig->lock);
  g_cond_clear (&rig->cond);
}

static GstElement *
make_video (guint frames, gboolean live)
{
  GstElement *source = gst_element_factory_make ("videotestsrc", NULL);

  g_object_set (source, "num-buffers", frames, "is-live", live, NULL);
  gst_util_set_object_arg (G_OBJECT (source), "pattern", "snow");
  return source;
}

static GstElement *
make_audio (guint ticks, gboolean live)
{
  GstElement *source = gst_element_factory_make ("audiotestsrc", NULL);

  g_object_set (source, "num-buffers", ticks, "samplesperbuffer", MIX_AUDIO_TICK, "is-live", live,
                "volume", 0.1, NULL);
  return source;
}

/* ---- What is in an access unit ---- */

/* ITU-T H.264 9.1: unsigned Exp-Golomb; start codes cannot be in so few bits. */
static guint
read_ue (const guint8 *data, guint *bit)
{
  guint zeros = 0, value = 0;

  while (!(data[*bit / 8] >> (7 - *bit % 8) & 1)) {
    zeros++;
    (*bit)++;
  }
  for (guint i = 0; i <= zeros; i++, (*bit)++)
    value = value << 1 | (data[*bit / 8] >> (7 - *bit % 8) & 1);
  return value - 1;
}

typedef struct {
  gboolean sps, pps, idr, b_slice;
  guint slices;
} Unit;

static Unit
parse_unit (GstBuffer *buffer)
{
  g_auto (GstBufferMapInfo) map = GST_MAP_INFO_INIT;
  Unit unit = {0};

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size; i += 4 + GST_READ_UINT32_BE (map.data + i)) {
    guint bit = 0, type = map.data[i + 4] & 31;

    g_assert_cmpuint (i + 4 + GST_READ_UINT32_BE (map.data + i), <=, map.size);
    unit.sps |= type == 7;
    unit.pps |= type == 8;
    unit.idr |= type == 5;
    if (type == 1 || type == 5) {
      unit.slices++;
      read_ue (map.data + i + 5, &bit);
      unit.b_slice |= read_ue (map.data + i + 5, &bit) % 5 == 1;
    }
  }
  return unit;
}

/* What receivers are told about the pictures. */
static void
check_caps (EncHub *hub)
{
  g_autoptr (GstCaps) caps = enc_hub_get_caps (hub, ENC_VIDEO);
  g_autofree char *text = gst_caps_to_string (caps);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "colorimetry=(string)bt709"));
  g_assert_nonnull (strstr (text, "stream-format=(string)avc"));
  g_assert_nonnull (strstr (text, "codec_data="));
  g_assert_nonnull (strstr (text, "width=(int)320"));
  g_assert_nonnull (strstr (text, "framerate=(fraction)30/1"));
}

/* ---- Tests ---- */

static void
check_picture (const EncPacket *packet, guint index)
{
  Unit unit = parse_unit (packet->buffer);
  gboolean key = index % (2 * FPS) == 0;

  g_assert_cmpint (packet->key, ==, key);
  g_assert_cmpint (unit.idr, ==, key);
  g_assert_true (!key || (unit.sps && unit.pps));
  g_assert_false (unit.b_slice);
  g_assert_cmpuint (unit.slices, ==, 1); /* of x264: a render's cores share pictures, not one */
  g_assert_cmpuint (GST_BUFFER_PTS (packet->buffer), ==,
                    gst_util_uint64_scale (index, GST_SECOND, FPS));
  g_assert_cmpuint (GST_BUFFER_PTS (packet->buffer), ==, GST_BUFFER_DTS (packet->buffer));
}

static void
test_six_seconds_in_lockstep (void)
{
  Rig rig;
  EncPacket packet = {0};
  EncProgrammeStats stats;
  guint pictures = 0, sounds = 0;

  rig_init (&rig, TRUE);
  rig_start (&rig, make_video (6 * FPS, FALSE), make_audio (600, FALSE));
  while (pictures < 6 * FPS && enc_queue_pop (rig.queue, WAIT_US, &packet)) {
    if (packet.media == ENC_VIDEO)
      check_picture (&packet, pictures++);
    else
      sounds++;
    enc_packet_clear (&packet);
  }
  rig_wait_end (&rig);
  for (; enc_queue_pop (rig.queue, 0, &packet); sounds++)
    enc_packet_clear (&packet);
  g_assert_null (rig.error_text);
  g_assert_cmpuint (pictures, ==, 6 * FPS);
  g_assert_cmpuint (sounds, >, 270);
  check_caps (rig.hub);
  enc_programme_get_stats (rig.programme, &stats);
  g_assert_cmpuint (stats.frames, ==, 6 * FPS);
  g_assert_cmpuint (stats.keyframes, ==, 3);
  g_assert_cmpuint (stats.dropped, ==, 0);
  rig_clear (&rig);
}

/* Nobody reads for a while: lockstep must not overrun the queue. */
static void
test_lockstep_waits_for_outputs (void)
{
  Rig rig;
  EncPacket packet = {0};
  guint64 dropped = 1;
  guint pictures = 0;

  rig_init (&rig, TRUE);
  rig_start (&rig, make_video (12 * FPS, FALSE), make_audio (1200, FALSE));
  g_usleep (G_USEC_PER_SEC / 2);
  while (pictures < 12 * FPS && enc_queue_pop (rig.queue, WAIT_US, &packet)) {
    pictures += packet.media == ENC_VIDEO;
    enc_packet_clear (&packet);
  }
  enc_queue_get_stats (rig.queue, &dropped, NULL);
  g_assert_cmpuint (dropped, ==, 0);
  g_assert_cmpuint (pictures, ==, 12 * FPS);
  rig_clear (&rig);
}

#define BEEP_SAMPLE (MIX_AUDIO_RATE * 3 / 2)

/* Two seconds of silence with one click at 1.5 s. */
static GstElement *
make_click (void)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  g_autoptr (GstCaps) caps = mix_format_audio_caps ();

  g_object_set (source, "format", GST_FORMAT_TIME, "caps", caps, NULL);
  for (guint first = 0; first < 2 * MIX_AUDIO_RATE; first += MIX_AUDIO_TICK) {
    float *samples = g_new0 (float, MIX_AUDIO_TICK *MIX_AUDIO_CHANNELS);
    gsize size = MIX_AUDIO_TICK * MIX_AUDIO_CHANNELS * sizeof *samples;
    GstBuffer *buffer = gst_buffer_new_wrapped (samples, size);

    if (first <= BEEP_SAMPLE && BEEP_SAMPLE < first + MIX_AUDIO_TICK)
      samples[2 * (BEEP_SAMPLE - first)] = samples[2 * (BEEP_SAMPLE - first) + 1] = 0.9F;
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (first, GST_SECOND, MIX_AUDIO_RATE);
    GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
    gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  return source;
}

/* The time of the loudest sample of a decoded buffer, when louder than `*loudest`. */
static void
find_peak (GstSample *sample, float *loudest, double *peak_s)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  g_auto (GstBufferMapInfo) map = GST_MAP_INFO_INIT;
  const float *samples;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  samples = (const float *) map.data;
  for (gsize i = 0; i < map.size / sizeof *samples; i += 2) {
    if (fabsf (samples[i]) <= *loudest)
      continue;
    *loudest = fabsf (samples[i]);
    *peak_s = (double) GST_BUFFER_PTS (buffer) / GST_SECOND + (double) (i / 2) / MIX_AUDIO_RATE;
  }
}

static GstElement *
make_decoder (GstElement **ret_source, GstElement **ret_sink)
{
  GstElement *decoder =
      gst_parse_launch ("appsrc name=in format=time ! avdec_aac ! audioconvert ! "
                        "audio/x-raw,format=F32LE,layout=interleaved ! appsink name=out sync=false",
                        NULL);

  g_assert_nonnull (decoder);
  *ret_source = gst_bin_get_by_name (GST_BIN (decoder), "in");
  *ret_sink = gst_bin_get_by_name (GST_BIN (decoder), "out");
  gst_element_set_state (decoder, GST_STATE_PLAYING);
  return decoder;
}

static void
test_sound_keeps_its_place (void)
{
  Rig rig;
  EncPacket packet = {0};
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstElement) decoder = make_decoder (&source, &sink);
  g_autoptr (GstCaps) caps = NULL;
  GstSample *sample;
  float loudest = 0;
  double peak_s = 0;

  rig_init (&rig, TRUE);
  rig_start (&rig, make_video (2 * FPS, FALSE), make_click ());
  rig_wait_end (&rig);
  caps = enc_hub_get_caps (rig.hub, ENC_AUDIO);
  gst_app_src_set_caps (GST_APP_SRC (source), caps);
  while (enc_queue_pop (rig.queue, 0, &packet)) {
    if (packet.media == ENC_AUDIO)
      gst_app_src_push_buffer (GST_APP_SRC (source), gst_buffer_ref (packet.buffer));
    enc_packet_clear (&packet);
  }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 20 * GST_SECOND))) {
    find_peak (sample, &loudest, &peak_s);
    gst_sample_unref (sample);
  }
  gst_element_set_state (decoder, GST_STATE_NULL);
  g_test_message ("click at 1.5 s is heard at %.5f s", peak_s);
  g_assert_cmpfloat (loudest, >, 0.2);
  g_assert_cmpfloat (fabs (peak_s - 1.5), <, 0.005);
  rig_clear (&rig);
}

static void
set_bitrate_in_media (gpointer data)
{
  enc_programme_set_bitrate (((Rig *) data)->programme, 400);
}

static gsize
read_pictures (Rig *rig, guint pictures, guint *keys)
{
  EncPacket packet = {0};
  gsize bytes = 0;

  while (pictures > 0) {
    g_assert_true (enc_queue_pop (rig->queue, WAIT_US, &packet));
    if (packet.media == ENC_VIDEO) {
      bytes += gst_buffer_get_size (packet.buffer);
      *keys += packet.key;
      pictures--;
    }
    enc_packet_clear (&packet);
  }
  return bytes;
}

static void
test_bitrate_follows_at_once (void)
{
  Rig rig;
  EncProgrammeStats stats;
  guint keys = 0;
  gsize before, after;

  rig_init (&rig, FALSE);
  rig.options.bitrate_kbps = 2400;
  rig_start (&rig, make_video (1000, TRUE), make_audio (4000, TRUE));
  read_pictures (&rig, 5, &keys);
  before = read_pictures (&rig, 15, &keys);
  base_worker_run_sync (rig.media, set_bitrate_in_media, &rig);
  read_pictures (&rig, 10, &keys);
  after = read_pictures (&rig, 15, &keys);
  g_assert_cmpuint (keys, ==, 1);
  enc_programme_force_key (rig.programme);
  read_pictures (&rig, 15, &keys);
  g_assert_cmpuint (keys, >=, 2);
  enc_programme_get_stats (rig.programme, &stats);
  g_test_message ("0.5 s: %zu bytes before, %zu after; p95 %.1f ms", before, after,
                  stats.latency_ms_p95);
  g_assert_cmpuint (after * 2, <, before);
  g_assert_cmpfloat (stats.latency_ms_p95, >, 0);
  rig_clear (&rig);
}

/* A source that is far too fast, and the slowest preset, stand for a machine that is too slow. */
static void
test_late_encoder_drops_pictures (void)
{
  Rig rig;
  EncProgrammeStats stats;

  rig_init (&rig, FALSE);
  rig.options.preset = (int) g_strv_length ((char **) enc_presets);
  rig_start (&rig, make_video (300, FALSE), make_audio (10, FALSE));
  rig_wait_end (&rig);
  enc_programme_get_stats (rig.programme, &stats);
  g_test_message ("%" G_GUINT64_FORMAT " frames, %" G_GUINT64_FORMAT " dropped", stats.frames,
                  stats.dropped);
  g_assert_cmpuint (stats.frames + stats.dropped, ==, 300);
  g_assert_cmpuint (stats.dropped, >, 0);
  rig_clear (&rig);
}

static void
test_error_is_told (void)
{
  Rig rig;
  GstElement *audio = make_audio (4000, FALSE);

  rig_init (&rig, TRUE);
  rig_start (&rig, make_video (4000, FALSE), audio);
  GST_ELEMENT_ERROR (audio, RESOURCE, FAILED, ("The cat is on the mixer."), (NULL));
  rig_wait_end (&rig);
  g_assert_nonnull (strstr (rig.error_text, "The encoder stopped."));
  g_assert_nonnull (strstr (rig.error_text, "cat"));
  rig_clear (&rig);
}

static void
test_gop (void)
{
  EncGop gop = {0};

  g_assert_cmpuint (enc_gop_max_frames (30, 1), ==, 60);
  g_assert_cmpuint (enc_gop_max_frames (30000, 1001), ==, 60);
  g_assert_cmpuint (enc_gop_max_frames (25, 2), ==, 25);
  g_assert_true (enc_gop_is_due (&gop, 700, FALSE));
  g_assert_false (enc_gop_is_due (&gop, ENC_GOP_INTERVAL_NS + 699, FALSE));
  g_assert_true (enc_gop_is_due (&gop, ENC_GOP_INTERVAL_NS + 700, FALSE));
  g_assert_true (enc_gop_is_due (&gop, 3 * ENC_GOP_INTERVAL_NS, FALSE));
  g_assert_false (enc_gop_is_due (&gop, 3 * ENC_GOP_INTERVAL_NS + 699, FALSE));
  g_assert_true (enc_gop_is_due (&gop, 3 * ENC_GOP_INTERVAL_NS + 699, TRUE));
  g_assert_false (enc_gop_is_due (&gop, 4 * ENC_GOP_INTERVAL_NS + 698, FALSE));
  g_assert_true (enc_gop_is_due (&gop, 4 * ENC_GOP_INTERVAL_NS + 699, FALSE));
}

static void
test_latency (void)
{
  EncLatency latency = {0};

  g_assert_cmpfloat (enc_latency_get_p95_ms (&latency), ==, 0);
  for (guint i = 1; i <= 100; i++)
    enc_latency_add (&latency, (gint64) i * GST_MSECOND);
  g_assert_cmpfloat (enc_latency_get_p95_ms (&latency), ==, 95);
  for (guint i = 0; i < ENC_LATENCY_SAMPLES; i++)
    enc_latency_add (&latency, 7 * GST_MSECOND);
  g_assert_cmpfloat (enc_latency_get_p95_ms (&latency), ==, 7);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programme/gop", test_gop);
  g_test_add_func ("/programme/latency", test_latency);
  g_test_add_func ("/programme/six-seconds-in-lockstep", test_six_seconds_in_lockstep);
  g_test_add_func ("/programme/lockstep-waits", test_lockstep_waits_for_outputs);
  g_test_add_func ("/programme/sound-keeps-its-place", test_sound_keeps_its_place);
  g_test_add_func ("/programme/bitrate", test_bitrate_follows_at_once);
  g_test_add_func ("/programme/late-encoder", test_late_encoder_drops_pictures);
  g_test_add_func ("/programme/error", test_error_is_told);
  return g_test_run ();
}
