/* Sound of every kind becomes the programme's, in its place. */
#include "cap-sound.h"
#include "mix-ring.h"
#include "test-tone.h"

#include <string.h>

#define TICK      MIX_AUDIO_TICK
#define LATENCY   20 /* ticks */
#define TONE_HZ   1000
#define AMPLITUDE 0.5
#define BLOCK_S   0.010

static const struct {
  GstAudioFormat format;
  int rate, channels;
  gboolean planar;
} kinds[] = {
    {GST_AUDIO_FORMAT_S16LE, 48000, 2, FALSE},    {GST_AUDIO_FORMAT_S16LE, 48000, 1, FALSE},
    {GST_AUDIO_FORMAT_S24LE, 48000, 2, FALSE},    {GST_AUDIO_FORMAT_S24_32LE, 44100, 2, FALSE},
    {GST_AUDIO_FORMAT_S32LE, 96000, 4, FALSE},    {GST_AUDIO_FORMAT_S32LE, 44100, 1, FALSE},
    {GST_AUDIO_FORMAT_F32LE, 48000, 2, FALSE},    {GST_AUDIO_FORMAT_F32LE, 44100, 2, TRUE},
    {GST_AUDIO_FORMAT_S16LE, 16000, 1, FALSE},    {GST_AUDIO_FORMAT_S16LE, 192000, 2, FALSE},
    {GST_AUDIO_FORMAT_S24_32LE, 48000, 8, FALSE}, {GST_AUDIO_FORMAT_F32LE, 48000, 1, TRUE},
};

static GstCaps *
make_caps (guint kind)
{
  const char *format = gst_audio_format_to_string (kinds[kind].format);
  GstCaps *caps = gst_caps_new_simple (
      "audio/x-raw", "format", G_TYPE_STRING, format, "rate", G_TYPE_INT, kinds[kind].rate,
      "channels", G_TYPE_INT, kinds[kind].channels, "layout", G_TYPE_STRING,
      kinds[kind].planar ? "non-interleaved" : "interleaved", NULL);

  if (kinds[kind].channels > 2)
    gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK, G_GUINT64_CONSTANT (0), NULL);
  return caps;
}

/* `n` sample frames of a tone in the first two channels; further ones hold another, loud one. */
static GstBuffer *
make_tone (const GstAudioInfo *info, guint64 from, gsize n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n * (gsize) info->bpf, NULL);
  GstAudioInfo floats = *info;
  g_autofree double *samples = g_new (double, n *(gsize) info->channels);
  GstAudioConverter *converter;
  GstMapInfo map;
  gpointer in[1] = {samples}, out[8];

  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < info->channels; c++) {
      double hz = c < 2 ? TONE_HZ : 313;

      samples[i * (gsize) info->channels + (gsize) c] =
          AMPLITUDE * sin (2 * G_PI * hz * (double) (from + i) / info->rate);
    }
  gst_audio_info_set_format (&floats, GST_AUDIO_FORMAT_F64, info->rate, info->channels, NULL);
  if (info->channels > 2) {
    floats.flags |= GST_AUDIO_FLAG_UNPOSITIONED;
    floats.position[0] = GST_AUDIO_CHANNEL_POSITION_NONE;
  }
  converter =
      gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &floats, (GstAudioInfo *) info, NULL);
  g_assert_nonnull (converter);
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (int c = 0; c < info->channels; c++)
    out[c] = map.data + (gsize) c * n * (gsize) info->finfo->width / 8;
  if (info->layout == GST_AUDIO_LAYOUT_INTERLEAVED)
    out[0] = map.data;
  g_assert_true (
      gst_audio_converter_samples (converter, GST_AUDIO_CONVERTER_FLAG_NONE, in, n, out, n));
  gst_audio_converter_free (converter);
  gst_buffer_unmap (buffer, &map);
  if (info->layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, info, n, NULL);
  return buffer;
}

/* The stamps of what comes out are those of the same moment of what went in: the tone's phase
 * tells, to a fraction of a sample. */
static void
test_kind (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);
  g_autoptr (GstCaps) caps = make_caps (kind);
  g_autoptr (CapSound) sound = cap_sound_new ();
  g_autoptr (GError) error = NULL;
  g_autofree float *heard = g_new (float, 2 * 48000);
  guint n_heard = 0, block = (guint) kinds[kind].rate / 100 + 7;
  gint64 first_ns = 0;
  GstAudioInfo info;
  double worst = 0, rest;

  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_true (cap_sound_set_caps (sound, caps, &error));
  for (guint64 from = 0; n_heard < 40000; from += block) {
    g_autoptr (GstBuffer) buffer = make_tone (&info, from, block);
    gint64 stamp = (gint64) (from * GST_SECOND / (guint64) info.rate);
    const float *samples;
    guint n;

    samples = cap_sound_convert (sound, buffer, &stamp, &n);
    if (!samples)
      continue;
    if (n_heard == 0)
      first_ns = stamp;
    g_assert_cmpint (ABS (stamp - first_ns - (gint64) (n_heard * GST_SECOND / 48000)), <, 25000);
    n = MIN (n, 48000 - n_heard);
    memcpy (heard + 2 * n_heard, samples, 2 * n * sizeof (float));
    n_heard += n;
  }
  for (guint i = 1000; i < n_heard - 1000; i++) {
    double at_s = (double) first_ns / 1e9 + i / 48000.0;

    worst = fmax (worst, fabs (heard[2 * i] - AMPLITUDE * sin (2 * G_PI * TONE_HZ * at_s)));
    g_assert_true (heard[2 * i] == heard[2 * i + 1]);
  }
  rest = tone_rest_db (heard + 2000, n_heard - 2000, TONE_HZ);
  g_test_message ("%s at %d Hz, %d channels: off by at most %.1f dBFS, THD+N %.1f dB",
                  gst_audio_format_to_string (kinds[kind].format), info.rate, info.channels,
                  20 * log10 (worst), rest);
  g_assert_cmpfloat (20 * log10 (worst), <, -24); /* 20 us: one sample */
  g_assert_cmpfloat (rest, <, -80);
}

/* A 44.1 kHz microphone that is `ppm` too fast, through the ring, as on air. */
static void
test_drift (gconstpointer data)
{
  const double ppm = GPOINTER_TO_INT (data), rate = 44100 * (1 + ppm * 1e-6);
  const MixFormat live = {.width = 64, .height = 36, .fps_n = 30, .fps_d = 1};
  g_autoptr (GstCaps) caps = make_caps (5);
  g_autoptr (CapSound) sound = cap_sound_new ();
  g_autoptr (MixRing) ring = mix_ring_new (&live);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree float *window = g_new (float, 2 * 10 * TICK);
  ToneWatch watch = tone_watch (TONE_HZ);
  double worst_db = -200, worst_click = 0;
  GstAudioInfo info;
  MixRingStats stats;
  gint64 read = 0;

  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_true (cap_sound_set_caps (sound, caps, NULL));
  for (guint64 from = 0; from < 100 * 44100; from += 441) {
    g_autoptr (GstBuffer) buffer = make_tone (&info, from, 441);
    gint64 stamp = (gint64) (from / rate * 1e9) + g_rand_int_range (rand, -2000000, 2000001);
    const float *samples;
    guint n;

    samples = cap_sound_convert (sound, buffer, &stamp, &n);
    if (samples)
      mix_ring_push (ring, samples, n, stamp);
    for (; read * BLOCK_S < from / rate - LATENCY * BLOCK_S; read++) {
      float *out = window + (read % 10) * TICK * 2;

      mix_ring_read (ring, read * TICK, out, TICK);
      if (read < 5)
        continue;
      worst_click = fmax (worst_click, tone_watch_step (&watch, out, TICK));
      if (read % 100 == 99)
        worst_db = fmax (worst_db, tone_rest_db (window, 10 * TICK, TONE_HZ));
    }
  }
  mix_ring_get_stats (ring, &stats);
  g_test_message ("%+.0f ppm: THD+N at most %.1f dB, click at most %.1f dBFS, %.1f ppm followed",
                  ppm, worst_db, 20 * log10 (worst_click), stats.drift_ppm);
  g_assert_cmpuint (stats.gaps, ==, 0);
  g_assert_cmpuint (stats.lost_frames, ==, 0);
  g_assert_cmpfloat (worst_db, <, -75);
  g_assert_cmpfloat (worst_click, <, 1e-4);
  g_assert_cmpfloat_with_epsilon (stats.drift_ppm, ppm, 80);
}

static void
test_describes (void)
{
  static const struct {
    const char *caps, *text;
  } cases[] = {
      {"audio/x-raw,format=S16LE,rate=44100,channels=1,layout=interleaved", "44.1 kHz, mono"},
      {"audio/x-raw,format=S24LE,rate=48000,channels=2,layout=interleaved", "48 kHz, stereo"},
      {"audio/x-raw,format=S32LE,rate=96000,channels=4,layout=interleaved,channel-mask=(bitmask)0",
       "96 kHz, 4 channels"},
  };
  g_autoptr (CapSound) sound = cap_sound_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (cases[i].caps);
    g_autofree char *text = NULL;

    g_assert_true (cap_sound_set_caps (sound, caps, NULL));
    text = cap_sound_describe (sound);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_refuses (void)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string ("audio/x-raw,format=WRONG,rate=8000,channels=1");
  g_autoptr (CapSound) sound = cap_sound_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cap_sound_set_caps (sound, caps, &error));
  g_assert_error (error, CAP_ERROR, CAP_ERROR_SOURCE);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strdup_printf (
        "/cap/conversion/%s-%d-%dch%s", gst_audio_format_to_string (kinds[i].format), kinds[i].rate,
        kinds[i].channels, kinds[i].planar ? "-planar" : "");

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_kind);
  }
  g_test_add_data_func ("/cap/conversion/drift/fast", GINT_TO_POINTER (200), test_drift);
  g_test_add_data_func ("/cap/conversion/drift/slow", GINT_TO_POINTER (-200), test_drift);
  g_test_add_func ("/cap/conversion/describes", test_describes);
  g_test_add_func ("/cap/conversion/refuses", test_refuses);
  return g_test_run ();
}
