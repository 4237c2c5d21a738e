#include "cap-test-source.h"

#include "mix-pacer.h"

struct _CapTestSource {
  GstPushSrc parent;
  MixFormat format;
  GstCaps *caps;
  CapScene *scene; /* NULL: sound */
  CapWave wave;
  GstBufferPool *pool;

  /* streaming thread */
  guint64 index; /* of the next picture or piece of sound; G_MAXUINT64 before the first */

  MixPacer pacer; /* object lock */
};

G_DEFINE_FINAL_TYPE (CapTestSource, cap_test_source, GST_TYPE_PUSH_SRC)

static GstStaticPadTemplate template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/x-raw, format=I420; audio/x-raw"));

static GstClockTime
time_of (CapTestSource *self, guint64 index)
{
  if (self->scene)
    return (GstClockTime) mix_format_frame_time (&self->format, index);
  return gst_util_uint64_scale (index, MIX_AUDIO_TICK * GST_SECOND, MIX_AUDIO_RATE);
}

/* The first index that lies not before the clock's running time. */
static guint64
index_now (CapTestSource *self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self)), now;
  guint64 index;

  if (self->format.lockstep || !clock)
    return 0;
  now = gst_clock_get_time (clock);
  if (now <= base)
    return 0;
  index = (now - base) / time_of (self, 1);
  while (time_of (self, index) < now - base)
    index++;
  return index;
}

/* A picture belongs to the moment at which it starts; sound is there when it has all been heard.
 * GstBaseSrc could wait by itself, but moves the stamps of live sources by as much as their first
 * buffer came late (measured, 1.22): a beep would no longer be at its second. */
static gboolean
wait_for_turn (CapTestSource *self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self));

  if (self->format.lockstep || !clock)
    return TRUE;
  return mix_pacer_wait (&self->pacer, GST_ELEMENT (self), clock,
                         base + time_of (self, self->index + (self->scene ? 0 : 1)));
}

static GstFlowReturn
cap_test_source_create (GstPushSrc *source, GstBuffer **ret_buffer)
{
  CapTestSource *self = CAP_TEST_SOURCE (source);
  GstBuffer *buffer = NULL;
  GstMapInfo map;
  GstFlowReturn flow;

  if (self->index == G_MAXUINT64)
    self->index = index_now (self);
  if (!wait_for_turn (self))
    return GST_FLOW_FLUSHING;
  flow = gst_buffer_pool_acquire_buffer (self->pool, &buffer, NULL);
  if (flow != GST_FLOW_OK)
    return flow;
  g_assert (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  if (self->scene)
    cap_scene_draw (self->scene, (gint64) time_of (self, self->index), map.data);
  else
    cap_wave_fill (self->wave, self->index * MIX_AUDIO_TICK, (float *) map.data, MIX_AUDIO_TICK);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = time_of (self, self->index);
  GST_BUFFER_DURATION (buffer) = time_of (self, self->index + 1) - GST_BUFFER_PTS (buffer);
  self->index++;
  *ret_buffer = buffer;
  return GST_FLOW_OK;
}

static GstCaps *
cap_test_source_get_caps (GstBaseSrc *source, GstCaps *filter)
{
  CapTestSource *self = CAP_TEST_SOURCE (source);

  if (!filter)
    return gst_caps_ref (self->caps);
  return gst_caps_intersect_full (filter, self->caps, GST_CAPS_INTERSECT_FIRST);
}

static gboolean
cap_test_source_is_seekable (GstBaseSrc *source)
{
  return FALSE;
}

static gboolean
cap_test_source_unlock (GstBaseSrc *source)
{
  mix_pacer_set_flushing (&CAP_TEST_SOURCE (source)->pacer, GST_ELEMENT (source), TRUE);
  return TRUE;
}

static gboolean
cap_test_source_unlock_stop (GstBaseSrc *source)
{
  mix_pacer_set_flushing (&CAP_TEST_SOURCE (source)->pacer, GST_ELEMENT (source), FALSE);
  return TRUE;
}

static gboolean
cap_test_source_start (GstBaseSrc *source)
{
  CapTestSource *self = CAP_TEST_SOURCE (source);

  self->index = G_MAXUINT64;
  return gst_buffer_pool_set_active (self->pool, TRUE);
}

static gboolean
cap_test_source_stop (GstBaseSrc *source)
{
  return gst_buffer_pool_set_active (CAP_TEST_SOURCE (source)->pool, FALSE);
}

static void
cap_test_source_finalize (GObject *object)
{
  CapTestSource *self = CAP_TEST_SOURCE (object);

  gst_clear_object (&self->pool);
  gst_clear_caps (&self->caps);
  cap_scene_free (self->scene);
  G_OBJECT_CLASS (cap_test_source_parent_class)->finalize (object);
}

static void
cap_test_source_class_init (CapTestSourceClass *class)
{
  GstBaseSrcClass *base = GST_BASE_SRC_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cap_test_source_finalize;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (class), &template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (class), "Tallybox test source",
                                         "Source/Test", "Moving pictures and sounds", "Tallybox");
  base->unlock = cap_test_source_unlock;
  base->unlock_stop = cap_test_source_unlock_stop;
  base->get_caps = cap_test_source_get_caps;
  base->is_seekable = cap_test_source_is_seekable;
  base->start = cap_test_source_start;
  base->stop = cap_test_source_stop;
  GST_PUSH_SRC_CLASS (class)->create = cap_test_source_create;
}

static void
cap_test_source_init (CapTestSource *self)
{
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
}

static GstElement *
new_source (CapScene *scene, CapWave wave, const MixFormat *format, GstCaps *caps, gsize size)
{
  CapTestSource *self = g_object_new (CAP_TYPE_TEST_SOURCE, NULL);
  GstStructure *config;

  self->format = *format;
  self->scene = scene;
  self->wave = wave;
  self->caps = caps;
  self->pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (self->pool);
  gst_buffer_pool_config_set_params (config, caps, (guint) size, 0, 0);
  g_assert (gst_buffer_pool_set_config (self->pool, config));
  gst_base_src_set_live (GST_BASE_SRC (self), !format->lockstep);
  return GST_ELEMENT (self);
}

GstElement *
cap_test_source_new_scene (CapScene *scene, const MixFormat *format)
{
  return new_source (scene, 0, format, mix_format_video_caps (format), cap_scene_get_size (scene));
}

GstElement *
cap_test_source_new_wave (CapWave wave, const MixFormat *format)
{
  return new_source (NULL, wave, format, mix_format_audio_caps (),
                     MIX_AUDIO_TICK * MIX_AUDIO_CHANNELS * sizeof (float));
}
