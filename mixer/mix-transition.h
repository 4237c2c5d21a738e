/* The way from scene to scene: which scenes are under way with which weight. Pure: time is an
 * argument. A transition may be interrupted at any time; the next one starts from the weights that
 * are reached, so the picture never jumps. */
#pragma once
#include "mix-kernels.h"
#include "mix-layout.h"

/* A value on its straight way to another. */
typedef struct {
  double from, to;
  gint64 start_ns, duration_ns;
} MixFade;
double mix_fade_get (const MixFade *fade, gint64 now_ns);
void mix_fade_begin (MixFade *fade, double to, gint64 now_ns, guint ms); /* from what is reached */

typedef struct {
  ShowScene scene;
  gboolean folded; /* a still picture that the caller keeps; `scene` means nothing */
  double from;     /* weight at the transition's start */
} MixShare;

/* The last share is where the transition goes to. */
typedef struct {
  MixShare shares[MIX_BLEND_MAX];
  guint n_shares;
  MixFade fade; /* 0..1: how far the weights have gone */
} MixTransition;

void mix_transition_init (MixTransition *self, const ShowScene *scene);

/* Weights at `now_ns`, adding up to MIX_WEIGHT_FULL. Scenes that a finished transition has left are
 * forgotten. Returns self->n_shares. */
guint mix_transition_update (MixTransition *self, gint64 now_ns, guint *ret_weights);

/* After mix_transition_update() of this time. TRUE when the way to `scene` has no room for it: then
 * the caller makes a still picture of shares 0 and 1, blended as mix_transition_update() says, and
 * calls mix_transition_fold(). */
gboolean mix_transition_must_fold (const MixTransition *self, const ShowScene *scene, guint ms);
void mix_transition_fold (MixTransition *self, gint64 now_ns);

/* Starts the way to `scene`, over `ms`, 0 being a cut. A scene that is under way is only turned
 * back to. */
void mix_transition_begin (MixTransition *self, const ShowScene *scene, gint64 now_ns, guint ms);
