#include "enc-gop.h"

gboolean
enc_gop_is_due (EncGop *self, gint64 time_ns, gboolean wanted)
{
  if (self->started && !wanted && time_ns < self->next_ns)
    return FALSE;
  if (!self->started || wanted)
    self->next_ns = time_ns;
  self->started = TRUE;
  while (self->next_ns <= time_ns)
    self->next_ns += ENC_GOP_INTERVAL_NS;
  return TRUE;
}

guint
enc_gop_max_frames (int fps_n, int fps_d)
{
  gint64 per_second_ns = (gint64) fps_d * 1000000000;

  return (guint) ((ENC_GOP_INTERVAL_NS * fps_n + per_second_ns - 1) / per_second_ns);
}
