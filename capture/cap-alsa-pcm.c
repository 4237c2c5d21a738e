#include "cap-alsa-pcm.h"

#include "mix-types.h"

/* In the order in which they are taken: as many bits as there are. */
static const struct {
  snd_pcm_format_t alsa;
  GstAudioFormat gst;
} formats[] = {
    {SND_PCM_FORMAT_S32_LE, GST_AUDIO_FORMAT_S32LE},
    {SND_PCM_FORMAT_S24_LE, GST_AUDIO_FORMAT_S24_32LE},
    {SND_PCM_FORMAT_S24_3LE, GST_AUDIO_FORMAT_S24LE},
    {SND_PCM_FORMAT_FLOAT_LE, GST_AUDIO_FORMAT_F32LE},
    {SND_PCM_FORMAT_S16_LE, GST_AUDIO_FORMAT_S16LE},
    {SND_PCM_FORMAT_U8, GST_AUDIO_FORMAT_U8},
};

#define CHANNELS_MAX 32 /* a larger mixing desk is opened with its first ones where it lets us */

static void
say_nothing (const char *file, int line, const char *function, int number, const char *format, ...)
{
}

void
cap_alsa_hush (void)
{
  snd_lib_error_set_handler (say_nothing);
}

/* --- setting up --- */

static int
set_format (snd_pcm_t *handle, snd_pcm_hw_params_t *params, GstAudioFormat *ret_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (snd_pcm_hw_params_test_format (handle, params, formats[i].alsa) == 0) {
      *ret_format = formats[i].gst;
      return snd_pcm_hw_params_set_format (handle, params, formats[i].alsa);
    }
  return -EINVAL;
}

static int
set_channels (snd_pcm_t *handle, snd_pcm_hw_params_t *params, guint *ret_channels)
{
  int failure;

  *ret_channels = MIX_AUDIO_CHANNELS;
  failure = snd_pcm_hw_params_set_channels_near (handle, params, ret_channels);
  return failure == 0 && *ret_channels > CHANNELS_MAX ? -EINVAL : failure;
}

static int
set_rate (snd_pcm_t *handle, snd_pcm_hw_params_t *params, guint *ret_rate)
{
  *ret_rate = MIX_AUDIO_RATE;
  return snd_pcm_hw_params_set_rate_near (handle, params, ret_rate, NULL);
}

/* Sizes are wishes: whatever the card makes of them will do. */
static void
set_sizes (snd_pcm_t *handle, snd_pcm_hw_params_t *params)
{
  guint block_us = CAP_ALSA_BLOCK_MS * 1000, buffer_us = CAP_ALSA_BUFFER_MS * 1000;

  snd_pcm_hw_params_set_period_time_near (handle, params, &block_us, NULL);
  snd_pcm_hw_params_set_buffer_time_near (handle, params, &buffer_us, NULL);
}

static int
set_hardware (CapAlsaPcm *pcm, snd_pcm_hw_params_t *params, const char **ret_step)
{
  GstAudioFormat format = GST_AUDIO_FORMAT_UNKNOWN;
  guint channels = 0, rate = 0;
  int failure;

  *ret_step = "access";
  failure = snd_pcm_hw_params_set_access (pcm->handle, params, SND_PCM_ACCESS_RW_INTERLEAVED);
  if (failure == 0) {
    *ret_step = "format";
    failure = set_format (pcm->handle, params, &format);
  }
  if (failure == 0) {
    *ret_step = "channels";
    failure = set_channels (pcm->handle, params, &channels);
  }
  if (failure == 0) {
    *ret_step = "rate";
    failure = set_rate (pcm->handle, params, &rate);
  }
  if (failure < 0)
    return failure;
  set_sizes (pcm->handle, params);
  gst_audio_info_set_format (&pcm->info, format, (int) rate, (int) channels, NULL);
  *ret_step = "hardware parameters";
  return snd_pcm_hw_params (pcm->handle, params);
}

/* It wakes us with each block, and tells when that was. */
static int
set_software (CapAlsaPcm *pcm, guint period_frames)
{
  snd_pcm_sw_params_t *params;
  int failure;

  pcm->block_frames = MIN (period_frames, (guint) pcm->info.rate * CAP_ALSA_BLOCK_MS / 1000);
  pcm->block_frames = MAX (pcm->block_frames, 1);
  snd_pcm_sw_params_alloca (&params);
  failure = snd_pcm_sw_params_current (pcm->handle, params);
  if (failure == 0)
    failure = snd_pcm_sw_params_set_avail_min (pcm->handle, params, pcm->block_frames);
  if (failure == 0)
    failure = snd_pcm_sw_params_set_tstamp_mode (pcm->handle, params, SND_PCM_TSTAMP_ENABLE);
  if (failure == 0)
    failure =
        snd_pcm_sw_params_set_tstamp_type (pcm->handle, params, SND_PCM_TSTAMP_TYPE_MONOTONIC);
  return failure == 0 ? snd_pcm_sw_params (pcm->handle, params) : failure;
}

static int
set_up (CapAlsaPcm *pcm, const char **ret_step)
{
  snd_pcm_hw_params_t *params;
  snd_pcm_uframes_t period_frames = 0;
  int failure;

  snd_pcm_hw_params_alloca (&params);
  *ret_step = "hardware parameters";
  failure = snd_pcm_hw_params_any (pcm->handle, params);
  if (failure < 0)
    return failure;
  snd_pcm_hw_params_set_rate_resample (pcm->handle, params, 0);
  failure = set_hardware (pcm, params, ret_step);
  if (failure < 0)
    return failure;
  snd_pcm_hw_params_get_period_size (params, &period_frames, NULL);
  *ret_step = "software parameters";
  return set_software (pcm, (guint) MIN (period_frames, G_MAXUINT));
}

int
cap_alsa_pcm_open (CapAlsaPcm *pcm, const char *name, const char **ret_step)
{
  int failure;

  cap_alsa_hush ();
  *pcm = (CapAlsaPcm){0};
  *ret_step = "open";
  failure = snd_pcm_open (&pcm->handle, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
  if (failure == 0)
    failure = set_up (pcm, ret_step);
  if (failure < 0)
    cap_alsa_pcm_close (pcm);
  return failure;
}

void
cap_alsa_pcm_close (CapAlsaPcm *pcm)
{
  g_clear_pointer (&pcm->handle, snd_pcm_close);
}

/* --- describing --- */

static const guint usual_rates[] = {8000, 16000, 32000, 44100, 48000, 96000, 192000};

static void
append_rates (snd_pcm_t *handle, snd_pcm_hw_params_t *params, GString *text)
{
  const char *separator = "";

  for (guint i = 0; i < G_N_ELEMENTS (usual_rates); i++)
    if (snd_pcm_hw_params_test_rate (handle, params, usual_rates[i], 0) == 0) {
      g_string_append_printf (text, "%s%.4g", separator, usual_rates[i] / 1000.0);
      separator = "/";
    }
  g_string_append (text, " kHz, ");
}

static void
append_channels (snd_pcm_hw_params_t *params, GString *text)
{
  guint least = 0, most = 0;

  snd_pcm_hw_params_get_channels_min (params, &least);
  snd_pcm_hw_params_get_channels_max (params, &most);
  if (least == 1 && most == 1)
    g_string_append (text, "mono");
  else if (least <= 2 && most == 2)
    g_string_append (text, least == 1 ? "mono or stereo" : "stereo");
  else if (least == most)
    g_string_append_printf (text, "%u channels", most);
  else
    g_string_append_printf (text, "%u to %u channels", least, most);
}

static void
append_bits (snd_pcm_t *handle, snd_pcm_hw_params_t *params, GString *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (snd_pcm_hw_params_test_format (handle, params, formats[i].alsa) == 0) {
      g_string_append_printf (text, ", %d bit", snd_pcm_format_width (formats[i].alsa));
      return;
    }
}

char *
cap_alsa_pcm_describe (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  snd_pcm_hw_params_t *params;
  snd_pcm_t *handle = NULL;
  gboolean known;

  cap_alsa_hush ();
  if (snd_pcm_open (&handle, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK) < 0)
    return NULL;
  snd_pcm_hw_params_alloca (&params);
  known = snd_pcm_hw_params_any (handle, params) >= 0;
  if (known) {
    snd_pcm_hw_params_set_rate_resample (handle, params, 0);
    append_rates (handle, params, text);
    append_channels (params, text);
    append_bits (handle, params, text);
  }
  snd_pcm_close (handle);
  return known ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* --- time --- */

gint64
cap_alsa_pcm_stamp (gint64 now_ns, gint64 device_ns, guint64 waiting, guint rate)
{
  gint64 limit_ns = CAP_ALSA_STAMP_MS * (gint64) GST_MSECOND;
  gboolean believed = ABS (now_ns - device_ns) <= limit_ns;

  return (believed ? device_ns : now_ns) -
         (gint64) gst_util_uint64_scale (waiting, GST_SECOND, rate);
}
