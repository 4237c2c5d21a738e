#include "cap-into-ring.h"

#include "cap-backends.h"
#include "cap-sound.h"

struct _CapIntoRing {
  const CapPipeSpec *spec;
  CapSound *sound;
  gint64 next_ns; /* stamp at which the next one is due; G_MININT64 before the first */
};

/* Sound of a film is taken as one stream over gaps and overlaps up to this: rounding of stamps, and
 * the seam of a loop. */
#define SOUND_SEAM_NS (50 * GST_MSECOND)

CapIntoRing *
cap_into_ring_new (const CapPipeSpec *spec)
{
  CapIntoRing *self = g_new0 (CapIntoRing, 1);

  self->spec = spec;
  self->sound = cap_sound_new ();
  self->next_ns = G_MININT64;
  return self;
}

void
cap_into_ring_free (CapIntoRing *self)
{
  if (!self)
    return;
  cap_sound_free (self->sound);
  g_free (self);
}

gboolean
cap_into_ring_set_caps (CapIntoRing *self, GstCaps *caps, GError **error)
{
  return cap_sound_set_caps (self->sound, caps, error);
}

static gint64
sound_ns (guint64 n_frames)
{
  return (gint64) gst_util_uint64_scale_round (n_frames, GST_SECOND, MIX_AUDIO_RATE);
}

/* How many sample frames at the start were heard already; joins the stamp to what came before. */
static guint
join_seam (CapIntoRing *self, gint64 *stamp)
{
  gint64 ahead = *stamp - self->next_ns;

  if (self->spec->backend->timeline != CAP_TIMELINE_OWN || self->next_ns == G_MININT64 ||
      ABS (ahead) > (gint64) SOUND_SEAM_NS)
    return 0;
  *stamp = self->next_ns;
  return ahead < 0
             ? (guint) gst_util_uint64_scale_round ((guint64) -ahead, MIX_AUDIO_RATE, GST_SECOND)
             : 0;
}

GstFlowReturn
cap_into_ring_deliver (CapIntoRing *self, GstBuffer *buffer, gint64 stamp)
{
  const float *samples;
  guint n_frames, skip;
  gboolean open = TRUE;

  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_RESYNC)) {
    cap_sound_reset (self->sound);
    mix_ring_mark_gap (self->spec->ring);
  }
  samples = cap_sound_convert (self->sound, buffer, &stamp, &n_frames);
  if (!samples)
    return GST_FLOW_OK;
  skip = MIN (join_seam (self, &stamp), n_frames);
  self->next_ns = stamp + sound_ns (n_frames - skip);
  if (n_frames > skip)
    open = mix_ring_push (self->spec->ring, samples + skip * MIX_AUDIO_CHANNELS, n_frames - skip,
                          stamp);
  return open ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

gint64
cap_into_ring_get_next (const CapIntoRing *self)
{
  return self->next_ns;
}

char *
cap_into_ring_describe (const CapIntoRing *self)
{
  return cap_sound_describe (self->sound);
}
