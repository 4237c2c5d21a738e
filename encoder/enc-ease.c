#include "enc-ease.h"

#include "enc-slices.h"

gboolean
enc_late_update (EncLate *self, gint64 now_ms, guint64 frames, guint64 dropped)
{
  gboolean known = self->since_ms > 0 && frames >= self->frames && dropped >= self->dropped;
  guint64 left_out = dropped - self->dropped, all = frames - self->frames + left_out;

  if (known && now_ms - self->since_ms < ENC_LATE_WINDOW_MS)
    return FALSE;
  *self = (EncLate){.since_ms = now_ms,
                    .frames = frames,
                    .dropped = dropped,
                    .percent = known && all > 0 ? (guint) (100 * left_out / all) : 0};
  return self->percent >= ENC_LATE_PERCENT;
}

gboolean
enc_ease_next (EncEase *self, const EncEncoder *encoder, guint slices, guint cores, guint preset)
{
  if (!self->all_cores && enc_encoder_heeds (encoder, "$slices") &&
      slices < MIN (cores, ENC_SLICES_MAX)) {
    self->all_cores = TRUE;
    return TRUE;
  }
  if (preset == 0 || !enc_encoder_heeds (encoder, "$preset"))
    return FALSE;
  self->faster++;
  return TRUE;
}
