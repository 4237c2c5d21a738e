#include "mix-transition.h"

double
mix_fade_get (const MixFade *fade, gint64 now_ns)
{
  gint64 gone_ns = now_ns - fade->start_ns;
  if (gone_ns >= fade->duration_ns)
    return fade->to;
  if (gone_ns <= 0)
    return fade->from;
  return fade->from + (fade->to - fade->from) * (double) gone_ns / (double) fade->duration_ns;
}

void
mix_fade_begin (MixFade *fade, double to, gint64 now_ns, guint ms)
{
  *fade = (MixFade){.from = mix_fade_get (fade, now_ns),
                    .to = to,
                    .start_ns = now_ns,
                    .duration_ns = (gint64) ms * 1000000};
}

void
mix_transition_init (MixTransition *self, const ShowScene *scene)
{
  *self = (MixTransition){.n_shares = 1, .fade = {.from = 1.0, .to = 1.0}};
  self->shares[0] = (MixShare){.scene = *scene, .from = 1.0};
}

static double
weight_of (const MixTransition *self, guint share, double gone)
{
  double to = share == self->n_shares - 1 ? 1.0 : 0.0;
  return self->shares[share].from * (1.0 - gone) + to * gone;
}

static double
forget_finished (MixTransition *self, gint64 now_ns)
{
  double gone = mix_fade_get (&self->fade, now_ns);
  if (gone >= 1.0 && self->n_shares > 1) {
    ShowScene scene = self->shares[self->n_shares - 1].scene;
    mix_transition_init (self, &scene);
  }
  return gone;
}

guint
mix_transition_update (MixTransition *self, gint64 now_ns, guint *ret_weights)
{
  double gone = forget_finished (self, now_ns);
  guint left = MIX_WEIGHT_FULL;
  for (guint i = 0; i < self->n_shares; i++) {
    guint weight = (guint) (weight_of (self, i, gone) * MIX_WEIGHT_FULL + 0.5);
    ret_weights[i] = i == self->n_shares - 1 ? left : MIN (weight, left);
    left -= ret_weights[i];
  }
  return self->n_shares;
}

static guint
find_share (const MixTransition *self, const ShowScene *scene)
{
  for (guint i = 0; i < self->n_shares; i++)
    if (!self->shares[i].folded && mix_layout_same_scene (&self->shares[i].scene, scene))
      return i;
  return self->n_shares;
}

gboolean
mix_transition_must_fold (const MixTransition *self, const ShowScene *scene, guint ms)
{
  return ms > 0 && self->n_shares == MIX_BLEND_MAX && find_share (self, scene) == self->n_shares;
}

/* The weights reached become those that the next fade starts from. */
static void
settle (MixTransition *self, gint64 now_ns)
{
  double gone = mix_fade_get (&self->fade, now_ns);
  for (guint i = 0; i < self->n_shares; i++)
    self->shares[i].from = weight_of (self, i, gone);
  self->fade = (MixFade){0};
}

void
mix_transition_fold (MixTransition *self, gint64 now_ns)
{
  g_assert (self->n_shares == MIX_BLEND_MAX);
  settle (self, now_ns);
  self->shares[0] = (MixShare){.folded = TRUE, .from = self->shares[0].from + self->shares[1].from};
  for (guint i = 1; i + 1 < self->n_shares; i++)
    self->shares[i] = self->shares[i + 1];
  self->n_shares--;
}

void
mix_transition_begin (MixTransition *self, const ShowScene *scene, gint64 now_ns, guint ms)
{
  if (ms == 0) {
    mix_transition_init (self, scene);
    return;
  }
  forget_finished (self, now_ns);
  settle (self, now_ns);
  guint found = find_share (self, scene);
  MixShare target = {.scene = *scene};
  if (found < self->n_shares) {
    target.from = self->shares[found].from;
    for (guint i = found; i + 1 < self->n_shares; i++)
      self->shares[i] = self->shares[i + 1];
    self->n_shares--;
  }
  g_assert (self->n_shares < MIX_BLEND_MAX);
  self->shares[self->n_shares++] = target;
  self->fade = (MixFade){.to = 1.0, .start_ns = now_ns, .duration_ns = (gint64) ms * 1000000};
}
