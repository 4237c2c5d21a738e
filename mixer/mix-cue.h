/* Scenes that were asked for and wait for their cameras: one that dozes off air needs a frame or
 * two to wake, and until then the scene before goes on, moving, instead of an old picture. Pure. */
#pragma once
#include <show-types.h>

/* A cut, then perhaps a fade from there. */
typedef struct {
  gboolean cut, fade;
  ShowScene cut_to, fade_to;
  guint fade_ms;
} MixOrders;

typedef struct {
  MixOrders orders;
  gint64 since_ns; /* when it began to wait; meaningless when it does not */
} MixCue;

/* A camera that does not wake in this time is shown as it is. */
#define MIX_CUE_WAIT_NS G_GINT64_CONSTANT (1000000000)

/* What is ordered later replaces what waits, but for a cut that a fade starts from. */
void mix_cue_add (MixCue *cue, const MixOrders *orders, gint64 now_ns);

/* Whether what waits shows this camera. */
gboolean mix_cue_shows (const MixCue *cue, int camera);

/* What is to be done now, `ready` being whether all cameras are awake that it shows; then nothing
 * waits any more. FALSE, and `ret_orders` untouched, when there is nothing to do yet. */
gboolean mix_cue_take (MixCue *cue, gboolean ready, gint64 now_ns, MixOrders *ret_orders);
