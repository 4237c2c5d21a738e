#include "mix-record.h"

#include <string.h>

struct _MixRecord {
  float *samples;
  guint n_frames, n_done;
  gint64 start_ns;
  MixSoundFunc func;
  gpointer data;
};

MixRecord *
mix_record_new (guint n_frames, MixSoundFunc func, gpointer data)
{
  MixRecord *self = g_new0 (MixRecord, 1);

  self->n_frames = CLAMP (n_frames, 1, MIX_RECORD_FRAMES_MAX);
  self->samples = g_new (float, (gsize) self->n_frames *MIX_AUDIO_CHANNELS);
  self->func = func;
  self->data = data;
  return self;
}

void
mix_record_free (MixRecord *self)
{
  if (!self)
    return;
  if (self->samples)
    self->func (NULL, 0, 0, self->data);
  g_free (self->samples);
  g_free (self);
}

gboolean
mix_record_add (MixRecord *self, gint64 index, const float *samples, guint n_frames)
{
  guint n = MIN (n_frames, self->n_frames - self->n_done);

  if (self->n_done == 0)
    self->start_ns = gst_util_uint64_scale ((guint64) MAX (index, 0), GST_SECOND, MIX_AUDIO_RATE);
  memcpy (self->samples + (gsize) self->n_done * MIX_AUDIO_CHANNELS, samples,
          (gsize) n * MIX_AUDIO_CHANNELS * sizeof *samples);
  self->n_done += n;
  if (self->n_done < self->n_frames)
    return FALSE;
  self->func (g_steal_pointer (&self->samples), self->n_frames, self->start_ns, self->data);
  return TRUE;
}
