#include "enc-encoders.h"

#include "enc-pipeline.h"

/* Platforms ask for a constant bitrate, a closed group of pictures of 2.00 s, no B-frames and no
 * keyframes at cuts. `zerolatency` gives each picture out before the next one comes. With slices,
 * each has a thread; without, pictures have, as many as x264 finds right. The short look at a
 * picture beforehand has one: more cost 2 % of CPU at 1080p30 superfast, 14 % at 720p30. */
static const EncProperty x264_properties[] = {
    {"tune", "zerolatency", 0},
    {"speed-preset", "$preset", 0},
    {"pass", "cbr", 0},
    {"bitrate", "$kbps", ENC_LIVE},
    {"vbv-buf-capacity", "1000", 0},
    {"key-int-max", "$gop", 0},
    {"bframes", "0", 0},
    {"aud", "false", 0},
    {"threads", "$slices", 0},
    {"option-string", "scenecut=0:open-gop=0:lookahead-threads=1:sliced-threads=$sliced", 0},
    {NULL},
};

static const EncProperty openh264_properties[] = {
    {"rate-control", "bitrate", 0},
    {"bitrate", "$bps", ENC_LIVE},
    {"max-bitrate", "$bps", ENC_LIVE},
    {"gop-size", "$gop", 0},
    {"complexity", "low", 0},
    {"scene-change-detection", "false", 0},
    {"background-detection", "false", 0},
    {"enable-frame-skip", "false", ENC_OPTIONAL},
    {NULL},
};

static const EncProperty nvv4l2_properties[] = {
    {"bitrate", "$bps", ENC_LIVE},
    {"control-rate", "constant_bitrate", ENC_OPTIONAL},
    {"iframeinterval", "$gop", 0},
    {"idrinterval", "$gop", 0},
    {"num-B-Frames", "0", ENC_OPTIONAL},
    {"preset-level", "UltraFastPreset", ENC_OPTIONAL},
    {"profile", "High", ENC_OPTIONAL},
    {"insert-sps-pps", "true", ENC_OPTIONAL},
    {"insert-vui", "true", ENC_OPTIONAL},
    {"maxperf-enable", "true", ENC_OPTIONAL},
    {NULL},
};

/* The names are those of the kernel's controls (V4L2 API, "Codec Control Reference") as GStreamer
 * spells them. A control that a driver does not have is left out by GStreamer with a warning. */
static const EncProperty v4l2_properties[] = {
    {"extra-controls",
     "controls,video_bitrate_mode=(int)1,video_bitrate=(int)$bps,h264_i_frame_period=(int)$gop,"
     "video_gop_size=(int)$gop,repeat_sequence_header=(int)1",
     ENC_LIVE},
    {NULL},
};

static const EncProperty va_properties[] = {
    {"rate-control", "cbr", ENC_OPTIONAL},
    {"bitrate", "$kbps", ENC_LIVE},
    {"cpb-size", "$kbps", ENC_OPTIONAL | ENC_LIVE},
    {"key-int-max", "$gop", 0},
    {"b-frames", "0", ENC_OPTIONAL},
    {"aud", "false", ENC_OPTIONAL},
    {NULL},
};

static const EncProperty vaapi_properties[] = {
    {"rate-control", "cbr", 0},
    {"bitrate", "$kbps", ENC_LIVE},
    {"cpb-length", "1000", ENC_OPTIONAL},
    {"keyframe-period", "$gop", 0},
    {"max-bframes", "0", 0},
    {NULL},
};

static const EncProperty mpp_properties[] = {
    {"rc-mode", "cbr", ENC_OPTIONAL},
    {"bps", "$bps", ENC_LIVE},
    {"gop", "$gop", 0},
    {"header-mode", "each-idr", ENC_OPTIONAL},
    {"profile", "high", ENC_OPTIONAL},
    {NULL},
};

const EncEncoder enc_encoders[] = {
    {"nvv4l2h264enc", "NVIDIA Jetson (hardware)", TRUE, "nvvidconv", NULL, nvv4l2_properties},
    {"v4l2h264enc", "Video4Linux (hardware)", TRUE, "videoconvert",
     "video/x-h264,profile=high,level=(string)$level", v4l2_properties},
    {"vah264enc", "VA-API (hardware)", TRUE, "videoconvert", NULL, va_properties},
    {"vaapih264enc", "VA-API, older driver (hardware)", TRUE, "videoconvert", NULL,
     vaapi_properties},
    {"mpph264enc", "Rockchip (hardware)", TRUE, "videoconvert", NULL, mpp_properties},
    {"x264enc", "x264 (software)", FALSE, NULL, NULL, x264_properties},
    {"openh264enc", "OpenH264 (software)", FALSE, NULL, NULL, openh264_properties},
    {NULL},
};

const char *const enc_encoder_kinds[] = {
    "auto",       "nvv4l2h264enc", "v4l2h264enc", "vah264enc", "vaapih264enc",
    "mpph264enc", "x264enc",       "openh264enc", NULL,
};

const EncEncoder *
enc_encoder_find (const char *element)
{
  for (const EncEncoder *encoder = enc_encoders; encoder->element; encoder++) {
    if (g_str_equal (encoder->element, element))
      return encoder;
  }
  return NULL;
}

guint
enc_count_macroblocks (int width, int height)
{
  return (guint) (((width + 15) / 16) * ((height + 15) / 16));
}

/* The lowest level that holds the picture (ITU-T H.264 table A-1, MaxMBPS): 720p30, 1080p30,
 * 1080p60 and what is above. */
static const char *
choose_level (const EncVideoSettings *settings)
{
  static const struct {
    guint macroblocks_per_s;
    const char *level;
  } levels[] = {{108000, "3.1"}, {245760, "4"}, {522240, "4.2"}, {983040, "5.1"}};
  guint64 per_s = gst_util_uint64_scale_int_ceil (
      enc_count_macroblocks (settings->width, settings->height), settings->fps_n, settings->fps_d);

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (per_s <= levels[i].macroblocks_per_s)
      return levels[i].level;
  }
  return "5.2";
}

static char *
fill_in (const char *text, const EncVideoSettings *settings)
{
  g_autoptr (GString) filled = g_string_new (text);
  char number[16];

  g_snprintf (number, sizeof number, "%u", settings->kbps);
  g_string_replace (filled, "$kbps", number, 0);
  g_snprintf (number, sizeof number, "%u", settings->kbps * 1000);
  g_string_replace (filled, "$bps", number, 0);
  g_snprintf (number, sizeof number, "%u", settings->gop_frames);
  g_string_replace (filled, "$gop", number, 0);
  g_snprintf (number, sizeof number, "%u", settings->slices);
  g_string_replace (filled, "$slices", number, 0);
  g_string_replace (filled, "$sliced", settings->slices > 0 ? "1" : "0", 0);
  g_string_replace (filled, "$preset", settings->preset, 0);
  g_string_replace (filled, "$level", choose_level (settings), 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

gboolean
enc_encoder_heeds (const EncEncoder *self, const char *value)
{
  for (const EncProperty *property = self->properties; property->name; property++) {
    if (strstr (property->value, value))
      return TRUE;
  }
  return FALSE;
}

static gboolean
set_property (GstElement *encoder, const EncProperty *property, const EncVideoSettings *settings,
              GError **error)
{
  g_autofree char *value = fill_in (property->value, settings);

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (encoder), property->name)) {
    gst_util_set_object_arg (G_OBJECT (encoder), property->name, value);
    return TRUE;
  }
  if (property->flags & ENC_OPTIONAL)
    return TRUE;
  g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE,
               "This version of \"%s\" has no setting \"%s\". Choose another encoder.",
               GST_OBJECT_NAME (gst_element_get_factory (encoder)), property->name);
  return FALSE;
}

static gboolean
set_all_properties (const EncEncoder *self, GstElement *encoder, const EncVideoSettings *settings,
                    GError **error)
{
  for (const EncProperty *property = self->properties; property->name; property++) {
    if (!set_property (encoder, property, settings, error))
      return FALSE;
  }
  return TRUE;
}

static GstElement *
make_caps_filter (const EncEncoder *self, const EncVideoSettings *settings, GError **error)
{
  GstElement *filter = enc_pipeline_make ("capsfilter", NULL, error);
  g_autofree char *text = fill_in (self->caps ? self->caps : "video/x-h264", settings);
  g_autoptr (GstCaps) caps = NULL;

  if (!filter)
    return NULL;
  caps = gst_caps_from_string (text);
  gst_caps_set_simple (caps, "stream-format", G_TYPE_STRING, "byte-stream", "alignment",
                       G_TYPE_STRING, "au", NULL);
  g_object_set (filter, "caps", caps, NULL);
  return filter;
}

static void
add_ghost_pad (GstElement *bin, GstElement *element, const char *name)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_element_add_pad (bin, gst_ghost_pad_new (name, pad));
}

static GstElement *
link_bin (GstElement *converter, GstElement *encoder, GstElement *filter, GError **error)
{
  GstElement *bin = gst_bin_new ("encoder-bin");

  gst_bin_add_many (GST_BIN (bin), encoder, filter, NULL);
  if (converter)
    gst_bin_add (GST_BIN (bin), converter);
  if ((converter && !gst_element_link (converter, encoder)) ||
      !gst_element_link (encoder, filter)) {
    g_set_error_literal (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                         "The encoder does not fit the picture. Choose another encoder.");
    gst_object_unref (gst_object_ref_sink (bin));
    return NULL;
  }
  add_ghost_pad (bin, converter ? converter : encoder, "sink");
  add_ghost_pad (bin, filter, "src");
  return bin;
}

GstElement *
enc_encoder_make_bin (const EncEncoder *self, const EncVideoSettings *settings,
                      GstElement **ret_encoder, GError **error)
{
  g_autoptr (GstElement) converter = NULL;
  g_autoptr (GstElement) encoder = NULL;
  g_autoptr (GstElement) filter = NULL;
  GstElement *bin;

  if (self->converter && !(converter = enc_pipeline_make (self->converter, NULL, error)))
    return NULL;
  encoder = enc_pipeline_make (self->element, "encoder", error);
  if (!encoder || !set_all_properties (self, encoder, settings, error))
    return NULL;
  filter = make_caps_filter (self, settings, error);
  if (!filter)
    return NULL;
  *ret_encoder = encoder;
  bin = link_bin (g_steal_pointer (&converter), g_steal_pointer (&encoder),
                  g_steal_pointer (&filter), error);
  return bin;
}

void
enc_encoder_set_bitrate (const EncEncoder *self, GstElement *encoder,
                         const EncVideoSettings *settings)
{
  for (const EncProperty *property = self->properties; property->name; property++) {
    if (property->flags & ENC_LIVE)
      set_property (encoder, property, settings, NULL);
  }
}

/* Measured with GStreamer 1.22: impulses through the encoder and avdec_aac, straight and by way of
 * FLV and MP4; neither element moves its timestamps, and no muxer notes the delay. Encoders whose
 * delay has not been measured are not in the list. */
const EncAac enc_aacs[] = {
    {"avenc_aac", 1024},
    {"voaacenc", 1600},
    {NULL},
};

/* libav has two ways to choose its quantizers, and "fast" is the better one for us (measured with
 * FFmpeg 5.1 and a simple model of what masks noise): a voice costs 1.7 % of a core instead of
 * 5.4 %; its noise is 12 dB lower at 128 kbit/s, 4 dB with music behind it, and lower at every rate
 * from 64 to 160. The rate is kept less well: up to a tenth above.
 */
static void
choose_coder (GstElement *element)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "aac-coder"))
    gst_util_set_object_arg (G_OBJECT (element), "aac-coder", "fast");
}

GstElement *
enc_aac_make (guint kbps, const EncAac **ret_aac, GError **error)
{
  for (const EncAac *aac = enc_aacs; aac->element; aac++) {
    GstElement *element = gst_element_factory_make (aac->element, "aac");

    if (!element)
      continue;
    g_object_set (element, "bitrate", kbps * 1000, NULL);
    choose_coder (element);
    *ret_aac = aac;
    return element;
  }
  g_set_error_literal (error, ENC_ERROR, ENC_ERROR_NO_ENCODER,
                       "There is no AAC encoder. Install the package gstreamer1.0-libav.");
  return NULL;
}
