#include "cap-sound.h"

struct _CapSound {
  GstCaps *caps;
  GstAudioInfo info;
  GstAudioConverter *converter;
  gboolean untouched; /* it is the programme's format already */
  GstBuffer *buffer;  /* NULL: nothing is mapped */
  GstAudioBuffer mapped;
  guint64 n_in, n_out; /* sample frames since the last reset */
  float *samples;
  gsize room; /* sample frames */
};

CapSound *
cap_sound_new (void)
{
  return g_new0 (CapSound, 1);
}

static void
release (CapSound *self)
{
  if (self->buffer)
    gst_audio_buffer_unmap (&self->mapped);
  gst_clear_buffer (&self->buffer);
}

void
cap_sound_free (CapSound *self)
{
  if (!self)
    return;
  release (self);
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  gst_clear_caps (&self->caps);
  g_free (self->samples);
  g_free (self);
}

GstCaps *
cap_sound_get_input_caps (void)
{
  return gst_caps_from_string ("audio/x-raw");
}

static void
get_output_info (GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = mix_format_audio_caps ();
  gboolean known = gst_audio_info_from_caps (info, caps);

  g_assert (known);
}

/* One row of the matrix: all of input `channel`, nothing of the others. */
static void
append_row (GValue *matrix, int channel, int n_channels)
{
  GValue row = G_VALUE_INIT, share = G_VALUE_INIT;

  g_value_init (&row, GST_TYPE_ARRAY);
  g_value_init (&share, G_TYPE_FLOAT);
  for (int i = 0; i < n_channels; i++) {
    g_value_set_float (&share, i == channel ? 1 : 0);
    gst_value_array_append_value (&row, &share);
  }
  gst_value_array_append_and_take_value (matrix, &row);
}

/* The converter takes several channels without places only with a matrix. NULL where none is
 * needed.
 */
static GstStructure *
make_config (const GstAudioInfo *in)
{
  GstStructure *config;
  GValue matrix = G_VALUE_INIT;

  if (in->channels <= MIX_AUDIO_CHANNELS || !GST_AUDIO_INFO_IS_UNPOSITIONED (in))
    return NULL;
  g_value_init (&matrix, GST_TYPE_ARRAY);
  for (int i = 0; i < MIX_AUDIO_CHANNELS; i++)
    append_row (&matrix, i, in->channels);
  config = gst_structure_new_empty ("config");
  gst_structure_take_value (config, GST_AUDIO_CONVERTER_OPT_MIX_MATRIX, &matrix);
  return config;
}

gboolean
cap_sound_set_caps (CapSound *self, GstCaps *caps, GError **error)
{
  GstAudioInfo in, out;

  if (caps == self->caps || (self->caps && gst_caps_is_equal (caps, self->caps)))
    return TRUE;
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  gst_clear_caps (&self->caps);
  get_output_info (&out);
  if (gst_audio_info_from_caps (&in, caps))
    self->converter =
        gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &in, &out, make_config (&in));
  if (!self->converter) {
    g_set_error_literal (error, CAP_ERROR, CAP_ERROR_SOURCE, "Its sound is of an unknown kind.");
    return FALSE;
  }
  self->info = in;
  self->untouched = gst_audio_info_is_equal (&in, &out);
  self->n_in = self->n_out = 0;
  gst_caps_replace (&self->caps, caps);
  return TRUE;
}

void
cap_sound_reset (CapSound *self)
{
  if (self->converter)
    gst_audio_converter_reset (self->converter);
  self->n_in = self->n_out = 0;
}

/* How long before the next sample frame in the next one out belongs: what the resampler holds back.
 */
static gint64
pending_ns (const CapSound *self)
{
  guint64 in_ns = gst_util_uint64_scale (self->n_in, GST_SECOND, (guint64) self->info.rate);
  guint64 out_ns = gst_util_uint64_scale (self->n_out, GST_SECOND, MIX_AUDIO_RATE);

  return (gint64) in_ns - (gint64) out_ns;
}

static void
make_room (CapSound *self, gsize n_frames)
{
  if (n_frames <= self->room)
    return;
  self->room = n_frames;
  g_free (self->samples);
  self->samples = g_new (float, n_frames *MIX_AUDIO_CHANNELS);
}

static guint
run_converter (CapSound *self, gsize n_in)
{
  gsize n_out = gst_audio_converter_get_out_frames (self->converter, n_in);
  gpointer out[1];

  make_room (self, n_out);
  out[0] = self->samples;
  if (n_out > 0 || n_in > 0)
    gst_audio_converter_samples (self->converter, GST_AUDIO_CONVERTER_FLAG_NONE,
                                 self->mapped.planes, n_in, out, n_out);
  self->n_in += n_in;
  self->n_out += n_out;
  return (guint) n_out;
}

const float *
cap_sound_convert (CapSound *self, GstBuffer *buffer, gint64 *stamp_ns, guint *ret_n_frames)
{
  release (self);
  *ret_n_frames = 0;
  if (!self->converter || !gst_audio_buffer_map (&self->mapped, &self->info, buffer, GST_MAP_READ))
    return NULL;
  self->buffer = gst_buffer_ref (buffer);
  if (self->untouched) {
    *ret_n_frames = (guint) self->mapped.n_samples;
    return self->mapped.planes[0];
  }
  *stamp_ns -= pending_ns (self);
  *ret_n_frames = run_converter (self, self->mapped.n_samples);
  return *ret_n_frames > 0 ? self->samples : NULL;
}

char *
cap_sound_describe (const CapSound *self)
{
  const char *const channels[] = {"", "mono", "stereo"};

  if (!self->converter)
    return g_strdup ("sound");
  if (self->info.channels <= 2)
    return g_strdup_printf ("%.4g kHz, %s", self->info.rate / 1000.0,
                            channels[self->info.channels]);
  return g_strdup_printf ("%.4g kHz, %d channels", self->info.rate / 1000.0, self->info.channels);
}
