#include "mix-audio-src.h"

#include "mix-pacer.h"

/* Ticks leave in pairs, when the second is due: half as many wake-ups for all that is behind. It
 * makes sound up to 10 ms later, which is little beside the 21 ms for which an AAC frame waits. */
#define BLOCK_FRAMES (2 * MIX_AUDIO_TICK)
#define TICK_NS      (MIX_AUDIO_TICK * GST_SECOND / MIX_AUDIO_RATE)
#define BLOCK_NS     (BLOCK_FRAMES * GST_SECOND / MIX_AUDIO_RATE)
#define FRAMES_MAX   (10 * MIX_AUDIO_TICK) /* of a block in lockstep, which nobody waits for */
#define BYTES_MAX    (FRAMES_MAX * MIX_AUDIO_CHANNELS * sizeof (float))
#define POOL_BLOCKS  8 /* made beforehand; more when downstream keeps them */

struct _MixAudioSrc {
  GstPushSrc parent;
  MixAudio *audio;  /* borrowed; const */
  guint64 n_frames; /* const; 0 = without end */

  MixPacer pacer; /* object lock */

  /* streaming thread, while started */
  GstBufferPool *pool;
  guint64 position; /* running time of the next block, in sample frames */
  guint64 produced; /* sample frames in all */
  gboolean placed;  /* position has its place in time */
  gboolean discont;
};

G_DEFINE_FINAL_TYPE (MixAudioSrc, mix_audio_src, GST_TYPE_PUSH_SRC)

static gboolean
is_lockstep (MixAudioSrc *self)
{
  return mix_audio_get_format (self->audio)->lockstep;
}

static GstClockTime
frame_time (guint64 frame)
{
  return gst_util_uint64_scale_int (frame, GST_SECOND, MIX_AUDIO_RATE);
}

/* The first block that begins at or after running time `now_ns`. */
static guint64
first_block_after (GstClockTimeDiff now_ns)
{
  GstClockTime now = (GstClockTime) MAX (now_ns, 0);

  return (now + BLOCK_NS - 1) / BLOCK_NS * BLOCK_FRAMES;
}

/* Takes its first place, or a new one when the old one is too long ago. */
static void
find_place (MixAudioSrc *self, GstClockTimeDiff now_ns)
{
  GstClockTimeDiff due_ns = (GstClockTimeDiff) frame_time (self->position);

  if (self->placed && now_ns - due_ns <= (GstClockTimeDiff) MIX_AUDIO_CATCH_UP_NS)
    return;
  self->position = first_block_after (now_ns);
  self->placed = self->discont = TRUE;
}

static GstFlowReturn
wait_for_tick (MixAudioSrc *self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self)), due;

  if (!clock) {
    GST_ELEMENT_ERROR (self, CORE, CLOCK, ("The sound mixer has no clock."), (NULL));
    return GST_FLOW_ERROR;
  }
  find_place (self, GST_CLOCK_DIFF (base, gst_clock_get_time (clock)));
  due = base + frame_time (self->position + MIX_AUDIO_TICK);
  if (gst_clock_get_time (clock) < due &&
      !mix_pacer_wait (&self->pacer, GST_ELEMENT (self), clock, due))
    return GST_FLOW_FLUSHING;
  return GST_FLOW_OK;
}

static void
render (MixAudioSrc *self, GstBuffer *buffer, guint n)
{
  GstMapInfo map;
  gboolean mapped = gst_buffer_map (buffer, &map, GST_MAP_WRITE);

  g_assert (mapped);
  for (guint done = 0; done < n; done += MIX_AUDIO_TICK)
    mix_audio_render (self->audio, (gint64) frame_time (self->position + done),
                      (float *) map.data + done * MIX_AUDIO_CHANNELS,
                      MIN (n - done, MIX_AUDIO_TICK));
  gst_buffer_unmap (buffer, &map);
}

static void
stamp (MixAudioSrc *self, GstBuffer *buffer, guint n)
{
  GST_BUFFER_OFFSET (buffer) = self->position;
  GST_BUFFER_OFFSET_END (buffer) = self->position + n;
  GST_BUFFER_PTS (buffer) = frame_time (self->position);
  GST_BUFFER_DURATION (buffer) = frame_time (self->position + n) - GST_BUFFER_PTS (buffer);
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
}

static GstFlowReturn
mix_audio_src_create (GstPushSrc *src, GstBuffer **ret_buffer)
{
  MixAudioSrc *self = MIX_AUDIO_SRC (src);
  g_autoptr (GstBuffer) buffer = NULL;
  GstFlowReturn flow = GST_FLOW_OK;
  guint left = is_lockstep (self) ? FRAMES_MAX : BLOCK_FRAMES, n;

  if (self->n_frames > 0)
    left = (guint) MIN (left, self->n_frames - self->produced);
  n = is_lockstep (self) ? mix_audio_wait_allowed (self->audio, self->position, left) : left;
  if (n == 0)
    return left == 0 ? GST_FLOW_EOS : GST_FLOW_FLUSHING;
  if (!is_lockstep (self))
    flow = wait_for_tick (self);
  if (flow == GST_FLOW_OK)
    flow = gst_buffer_pool_acquire_buffer (self->pool, &buffer, NULL);
  if (flow != GST_FLOW_OK)
    return flow;

  render (self, buffer, n);
  /* A render that was interrupted has silence in it: it is made anew when the source goes on. */
  if (mix_pacer_is_flushing (&self->pacer, GST_ELEMENT (self)))
    return GST_FLOW_FLUSHING;
  gst_buffer_set_size (buffer, (gssize) (n * MIX_AUDIO_CHANNELS * sizeof (float)));
  stamp (self, buffer, n);
  self->discont = FALSE;
  self->position += n;
  self->produced += n;
  *ret_buffer = g_steal_pointer (&buffer);
  return GST_FLOW_OK;
}

static void
set_flushing (MixAudioSrc *self, gboolean flushing)
{
  mix_pacer_set_flushing (&self->pacer, GST_ELEMENT (self), flushing);
  mix_audio_set_interrupted (self->audio, flushing);
}

static gboolean
mix_audio_src_unlock (GstBaseSrc *src)
{
  set_flushing (MIX_AUDIO_SRC (src), TRUE);
  return TRUE;
}

static gboolean
mix_audio_src_unlock_stop (GstBaseSrc *src)
{
  set_flushing (MIX_AUDIO_SRC (src), FALSE);
  return TRUE;
}

static GstBufferPool *
new_pool (void)
{
  g_autoptr (GstBufferPool) pool = gst_buffer_pool_new ();
  g_autoptr (GstCaps) caps = mix_format_audio_caps ();
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, BYTES_MAX, POOL_BLOCKS, 0);
  if (!gst_buffer_pool_set_config (pool, config) || !gst_buffer_pool_set_active (pool, TRUE))
    return NULL;
  return g_steal_pointer (&pool);
}

static gboolean
mix_audio_src_start (GstBaseSrc *src)
{
  MixAudioSrc *self = MIX_AUDIO_SRC (src);

  self->pool = new_pool ();
  if (!self->pool) {
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT, ("There is no memory for sound."), (NULL));
    return FALSE;
  }
  self->position = self->produced = 0;
  self->placed = is_lockstep (self);
  self->discont = TRUE;
  mix_audio_source_started (self->audio);
  return TRUE;
}

static gboolean
mix_audio_src_stop (GstBaseSrc *src)
{
  MixAudioSrc *self = MIX_AUDIO_SRC (src);

  mix_audio_source_stopped (self->audio);
  gst_buffer_pool_set_active (self->pool, FALSE);
  gst_clear_object (&self->pool);
  return TRUE;
}

static gboolean
mix_audio_src_is_seekable (GstBaseSrc *src)
{
  return FALSE;
}

/* A block leaves a tick after its first frame is due, and lasts one more. */
static gboolean
mix_audio_src_query (GstBaseSrc *src, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_BASE_SRC_CLASS (mix_audio_src_parent_class)->query (src, query);
  gst_query_set_latency (query, TRUE, BLOCK_NS, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static void
mix_audio_src_class_init (MixAudioSrcClass *klass)
{
  GstBaseSrcClass *base_class = GST_BASE_SRC_CLASS (klass);
  g_autoptr (GstCaps) caps = mix_format_audio_caps ();

  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Programme sound",
                                         "Source/Audio", "The mixed sound, tick by tick",
                                         "Tallybox");
  gst_element_class_add_pad_template (
      GST_ELEMENT_CLASS (klass), gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  base_class->start = mix_audio_src_start;
  base_class->stop = mix_audio_src_stop;
  base_class->unlock = mix_audio_src_unlock;
  base_class->unlock_stop = mix_audio_src_unlock_stop;
  base_class->is_seekable = mix_audio_src_is_seekable;
  base_class->query = mix_audio_src_query;
  GST_PUSH_SRC_CLASS (klass)->create = mix_audio_src_create;
}

static void
mix_audio_src_init (MixAudioSrc *self)
{
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
}

GstElement *
mix_audio_new_source (MixAudio *self, guint64 n_frames)
{
  MixAudioSrc *src = g_object_new (MIX_TYPE_AUDIO_SRC, NULL);

  src->audio = self;
  src->n_frames = n_frames;
  return GST_ELEMENT (src);
}
