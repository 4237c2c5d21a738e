#include "enc-ease.h"

#include "enc-slices.h"

gboolean
enc_late_update (EncLate *self, gint64 now_ms, guint64 frames, guint64 dropped)
{
  gboolean known = self->since_ms > 0 && frames >= self->frames && dropped >= self->dropped;
  guint64 left_out = dropped - self->dropped, all = frames - self->frames + left_out;

  if (known && now_ms - self->since_ms < ENC_LATE_WINDOW_MS)
    return FALSE;
  if (known)
    self->percent = all > 0 ? (guint) (100 * left_out / all) : 0;
  self->sum = known && self->percent >= ENC_LATE_LITTLE ? self->sum + self->percent : 0;
  self->since_ms = now_ms;
  self->frames = frames;
  self->dropped = dropped;
  return self->sum >= ENC_LATE_MUCH;
}

gboolean
enc_ease_next (EncEase *self, const EncEncoder *encoder, guint slices, guint cores, guint preset)
{
  gboolean sliced = enc_encoder_heeds (encoder, "$slices");

  if (!sliced || self->all_cores || slices >= MIN (cores, ENC_SLICES_MAX)) {
    if (preset == 0 || !enc_encoder_heeds (encoder, "$preset"))
      return FALSE;
    self->faster++;
  }
  self->all_cores = sliced; /* a faster preset is no reason for fewer */
  return TRUE;
}
