#include "mix-cue.h"

#include "mix-layout.h"

static gboolean
is_waiting (const MixCue *cue)
{
  return cue->orders.cut || cue->orders.fade;
}

void
mix_cue_add (MixCue *cue, const MixOrders *orders, gint64 now_ns)
{
  if (!is_waiting (cue))
    cue->since_ns = now_ns;
  if (orders->cut) {
    cue->orders = *orders;
  } else if (orders->fade) {
    cue->orders.fade = TRUE;
    cue->orders.fade_to = orders->fade_to;
    cue->orders.fade_ms = orders->fade_ms;
  }
}

gboolean
mix_cue_shows (const MixCue *cue, int camera)
{
  return (cue->orders.cut && mix_layout_shows (&cue->orders.cut_to, camera)) ||
         (cue->orders.fade && mix_layout_shows (&cue->orders.fade_to, camera));
}

gboolean
mix_cue_take (MixCue *cue, gboolean ready, gint64 now_ns, MixOrders *ret_orders)
{
  if (!is_waiting (cue) || (!ready && now_ns - cue->since_ns < MIX_CUE_WAIT_NS))
    return FALSE;
  *ret_orders = cue->orders;
  *cue = (MixCue){0};
  return TRUE;
}
