#include "cap-alsa-src.h"

#include "cap-alsa-pcm.h"
#include "cap-alsa.h"

#include <errno.h>
#include <string.h>

#define WAIT_MS  50 /* a stop waits for that long at most */
#define PAUSE_US 5000
#define SLEEP_MS 1500 /* a card that is suspended for longer is given up until it wakes up */

struct _CapAlsaSrc {
  GstPushSrc parent;
  char *device;
  gint flushing; /* atomic */

  /* streaming thread, while started */
  CapAlsaPcm pcm;
  gboolean running; /* the card records */
  gboolean resync;  /* sound is missing before the next block */
  gboolean woken;   /* the last wait ended early, and there was nothing */
  gint64 asleep_since_us;
};

G_DEFINE_FINAL_TYPE (CapAlsaSrc, cap_alsa_src, GST_TYPE_PUSH_SRC)

/* --- what goes wrong --- */

/* The system's words go into the debug text: CapWords knows them. */
static void
post_failure (CapAlsaSrc *self, int number, const char *step)
{
  if (number == EINVAL)
    GST_ELEMENT_ERROR (self, STREAM, FORMAT, ("The sound card offers nothing that can be used."),
                       ("%s", step));
  else if (g_str_equal (step, "open"))
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ,
                       ("The sound card could not be opened: %s.", g_strerror (number)),
                       ("%s: %s", step, g_strerror (number)));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, READ, ("The sound card failed: %s.", g_strerror (number)),
                       ("%s: %s", step, g_strerror (number)));
}

/* What a wait does not always tell. */
static int
failure_of_state (snd_pcm_state_t state)
{
  switch (state) {
  case SND_PCM_STATE_XRUN:
    return -EPIPE;
  case SND_PCM_STATE_SUSPENDED:
    return -ESTRPIPE;
  case SND_PCM_STATE_DISCONNECTED:
    return -ENODEV;
  default:
    return 0;
  }
}

static int
start_recording (CapAlsaSrc *self)
{
  int failure = snd_pcm_start (self->pcm.handle);

  self->running = failure == 0;
  return failure;
}

static int
start_again (CapAlsaSrc *self)
{
  int failure = snd_pcm_prepare (self->pcm.handle);

  self->resync = TRUE;
  return failure == 0 ? start_recording (self) : failure;
}

/* Most cards cannot resume; they start again. */
static int
wake_up (CapAlsaSrc *self)
{
  gint64 now_us = g_get_monotonic_time ();
  int failure = snd_pcm_resume (self->pcm.handle);

  self->resync = TRUE;
  if (!self->asleep_since_us)
    self->asleep_since_us = now_us;
  if (failure == 0) /* plug-ins say so in any case */
    failure = failure_of_state (snd_pcm_state (self->pcm.handle));
  else if (failure != -EAGAIN)
    failure = start_again (self);
  if (failure != -EAGAIN && failure != -ESTRPIPE)
    return failure;
  g_usleep (WAIT_MS * 1000);
  return now_us - self->asleep_since_us > SLEEP_MS * 1000 ? -ESTRPIPE : 0;
}

/* FALSE: this was the end. */
static gboolean
recover (CapAlsaSrc *self, int failure)
{
  if (failure == -EPIPE)
    failure = start_again (self);
  if (failure == -ESTRPIPE)
    failure = wake_up (self);
  if (failure == 0 || failure == -EAGAIN || failure == -EINTR)
    return TRUE;
  if (failure == -EPIPE) { /* lost again at once */
    g_usleep (PAUSE_US);
    return TRUE;
  }
  post_failure (self, -failure, "read");
  return FALSE;
}

/* --- reading --- */

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return GST_TIMESPEC_TO_TIME (now);
}

/* Running time of the oldest frame that waits. The card's stamps and GStreamer's system clock are
 * both CLOCK_MONOTONIC. */
static gint64
stamp (CapAlsaSrc *self)
{
  snd_htimestamp_t at = {0};
  snd_pcm_uframes_t waiting = 0;
  gint64 recorded_ns;

  if (snd_pcm_htimestamp (self->pcm.handle, &waiting, &at) < 0)
    at = (snd_htimestamp_t){0};
  recorded_ns = cap_alsa_pcm_stamp (now_ns (), (gint64) GST_TIMESPEC_TO_TIME (at), waiting,
                                    (guint) self->pcm.info.rate);
  return recorded_ns - (gint64) gst_element_get_base_time (GST_ELEMENT (self));
}

/* Frames read, 0 when a block is not together yet, or a negative errno. */
static int
read_block (CapAlsaSrc *self, GstBuffer **ret_buffer)
{
  const guint n_frames = self->pcm.block_frames;
  const gsize frame_bytes = (gsize) self->pcm.info.bpf;
  snd_pcm_sframes_t got = self->running ? 0 : start_recording (self);
  g_autoptr (GstBuffer) buffer = NULL;
  GstMapInfo map;
  gint64 stamp_ns;

  if (got == 0)
    got = snd_pcm_avail_update (self->pcm.handle);
  if (got < (snd_pcm_sframes_t) n_frames)
    return (int) MIN (got, 0);
  stamp_ns = stamp (self);
  buffer = gst_buffer_new_allocate (NULL, n_frames * frame_bytes, NULL);
  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return -ENOMEM;
  got = snd_pcm_readi (self->pcm.handle, map.data, n_frames);
  gst_buffer_unmap (buffer, &map);
  if (got <= 0)
    return (int) got;
  gst_buffer_set_size (buffer, (gssize) ((gsize) got * frame_bytes));
  GST_BUFFER_PTS (buffer) = (GstClockTime) MAX (stamp_ns, 0);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale ((guint64) got, GST_SECOND, (guint64) self->pcm.info.rate);
  *ret_buffer = g_steal_pointer (&buffer);
  return (int) got;
}

/* Some plug-ins say that there is sound before there is a block of it. */
static int
wait_for_block (CapAlsaSrc *self)
{
  int result;

  if (self->woken)
    g_usleep (PAUSE_US);
  result = snd_pcm_wait (self->pcm.handle, WAIT_MS);
  self->woken = result > 0;
  return result < 0 ? result : failure_of_state (snd_pcm_state (self->pcm.handle));
}

static GstFlowReturn
cap_alsa_src_create (GstPushSrc *src, GstBuffer **ret_buffer)
{
  CapAlsaSrc *self = CAP_ALSA_SRC (src);

  while (!g_atomic_int_get (&self->flushing)) {
    int got = read_block (self, ret_buffer);

    if (got > 0) {
      if (self->resync)
        GST_BUFFER_FLAG_SET (*ret_buffer, GST_BUFFER_FLAG_RESYNC | GST_BUFFER_FLAG_DISCONT);
      self->resync = self->woken = FALSE;
      self->asleep_since_us = 0;
      return GST_FLOW_OK;
    }
    if (got == 0)
      got = wait_for_block (self);
    if (got < 0 && !recover (self, got))
      return GST_FLOW_ERROR;
  }
  return GST_FLOW_FLUSHING;
}

/* --- life --- */

static gboolean
cap_alsa_src_start (GstBaseSrc *src)
{
  CapAlsaSrc *self = CAP_ALSA_SRC (src);
  g_autofree char *name = cap_alsa_pcm_name (self->device);
  const char *step = "open";
  int failure = name ? cap_alsa_pcm_open (&self->pcm, name, &step) : -ENODEV;

  if (failure < 0) {
    post_failure (self, -failure, step);
    return FALSE;
  }
  self->running = self->resync = self->woken = FALSE;
  self->asleep_since_us = 0;
  return TRUE;
}

static gboolean
cap_alsa_src_stop (GstBaseSrc *src)
{
  cap_alsa_pcm_close (&CAP_ALSA_SRC (src)->pcm);
  return TRUE;
}

static gboolean
cap_alsa_src_unlock (GstBaseSrc *src)
{
  g_atomic_int_set (&CAP_ALSA_SRC (src)->flushing, TRUE);
  return TRUE;
}

static gboolean
cap_alsa_src_unlock_stop (GstBaseSrc *src)
{
  g_atomic_int_set (&CAP_ALSA_SRC (src)->flushing, FALSE);
  return TRUE;
}

static GstCaps *
cap_alsa_src_get_caps (GstBaseSrc *src, GstCaps *filter)
{
  CapAlsaSrc *self = CAP_ALSA_SRC (src);

  return self->pcm.handle ? gst_audio_info_to_caps (&self->pcm.info)
                          : gst_pad_get_pad_template_caps (GST_BASE_SRC_PAD (src));
}

static gboolean
cap_alsa_src_is_seekable (GstBaseSrc *src)
{
  return FALSE;
}

static gboolean
cap_alsa_src_query (GstBaseSrc *src, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_BASE_SRC_CLASS (cap_alsa_src_parent_class)->query (src, query);
  gst_query_set_latency (query, TRUE, CAP_ALSA_BLOCK_MS * GST_MSECOND,
                         CAP_ALSA_BUFFER_MS * GST_MSECOND);
  return TRUE;
}

static void
cap_alsa_src_finalize (GObject *object)
{
  g_free (CAP_ALSA_SRC (object)->device);
  G_OBJECT_CLASS (cap_alsa_src_parent_class)->finalize (object);
}

static void
cap_alsa_src_class_init (CapAlsaSrcClass *klass)
{
  GstBaseSrcClass *base_class = GST_BASE_SRC_CLASS (klass);
  g_autoptr (GstCaps) caps = gst_caps_from_string ("audio/x-raw,layout=interleaved");

  G_OBJECT_CLASS (klass)->finalize = cap_alsa_src_finalize;
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Sound card", "Source/Audio",
                                         "Reads a sound card through alsa-lib", "Tallybox");
  gst_element_class_add_pad_template (
      GST_ELEMENT_CLASS (klass), gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  base_class->start = cap_alsa_src_start;
  base_class->stop = cap_alsa_src_stop;
  base_class->unlock = cap_alsa_src_unlock;
  base_class->unlock_stop = cap_alsa_src_unlock_stop;
  base_class->get_caps = cap_alsa_src_get_caps;
  base_class->is_seekable = cap_alsa_src_is_seekable;
  base_class->query = cap_alsa_src_query;
  GST_PUSH_SRC_CLASS (klass)->create = cap_alsa_src_create;
}

static void
cap_alsa_src_init (CapAlsaSrc *self)
{
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
}

GstElement *
cap_alsa_src_new (const char *device)
{
  CapAlsaSrc *self = g_object_new (CAP_TYPE_ALSA_SRC, NULL);

  self->device = g_strdup (device);
  return GST_ELEMENT (self);
}
