#include "cap-burst.h"

void
cap_burst_init (CapBurst *self, gint64 samples, gint64 frame_ns)
{
  gint64 pictures =
      MIN (CAP_BURST_SAMPLES_MAX / MAX (samples, 1), CAP_BURST_AHEAD_NS / MAX (frame_ns, 1));

  *self = (CapBurst){.frame_ns = frame_ns, .ahead_ns = pictures * frame_ns};
}

gint64
cap_burst_step (CapBurst *self, gint64 lead_ns)
{
  if (lead_ns <= 0)
    self->filling = TRUE;
  else if (lead_ns + self->frame_ns > self->ahead_ns)
    self->filling = FALSE;
  return self->filling ? self->ahead_ns : 0;
}
