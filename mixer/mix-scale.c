#include "mix-scale.h"

#include "mix-enlarge.h"
#include "mix-kernels.h"
#include "mix-shrink.h"

/* What does not fit one step takes several: first smaller, by MIX_SHRINK_RATIO_MAX at a time, then
 * larger. */
typedef struct {
  MixShrink *shrink; /* one of the two */
  MixEnlarge *enlarge;
  guint8 *result; /* NULL: the last one's goes to the caller */
  int width;      /* of the result */
} Step;

#define STEPS_MAX 5 /* 16^4 to 1, and larger */

struct _MixScale {
  int src_width, src_height, dst_width, dst_height;
  Step steps[STEPS_MAX]; /* none: a copy */
  guint n_steps;
};

static int
next_smaller (int from, int to)
{
  return MAX (MIN (from, to), (from + MIX_SHRINK_RATIO_MAX - 1) / MIX_SHRINK_RATIO_MAX);
}

static Step *
add_step (MixScale *self, int width, int height)
{
  g_assert (self->n_steps < STEPS_MAX);
  Step *step = &self->steps[self->n_steps++];
  step->width = width;
  if (width != self->dst_width || height != self->dst_height)
    step->result = g_malloc ((gsize) width * (gsize) height);
  return step;
}

MixScale *
mix_scale_new (int src_width, int src_height, int dst_width, int dst_height)
{
  MixScale *self = g_new0 (MixScale, 1);
  int width = src_width, height = src_height;
  self->src_width = src_width;
  self->src_height = src_height;
  self->dst_width = dst_width;
  self->dst_height = dst_height;
  while (width > dst_width || height > dst_height) {
    int w = next_smaller (width, dst_width), h = next_smaller (height, dst_height);
    add_step (self, w, h)->shrink = mix_shrink_new (width, height, w, h);
    width = w;
    height = h;
  }
  if (width < dst_width || height < dst_height)
    add_step (self, dst_width, dst_height)->enlarge =
        mix_enlarge_new (width, height, dst_width, dst_height);
  return self;
}

void
mix_scale_free (MixScale *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_steps; i++) {
    mix_shrink_free (self->steps[i].shrink);
    mix_enlarge_free (self->steps[i].enlarge);
    g_free (self->steps[i].result);
  }
  g_free (self);
}

gboolean
mix_scale_fits (const MixScale *self, int src_width, int src_height, int dst_width, int dst_height)
{
  return self != NULL && self->src_width == src_width && self->src_height == src_height &&
         self->dst_width == dst_width && self->dst_height == dst_height;
}

void
mix_scale_run (MixScale *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  for (guint i = 0; i < self->n_steps; i++) {
    const Step *step = &self->steps[i];
    guint8 *to = step->result != NULL ? step->result : dst;
    int stride = step->result != NULL ? step->width : dst_stride;
    if (step->shrink != NULL)
      mix_shrink_run (step->shrink, to, stride, src, src_stride);
    else
      mix_enlarge_run (step->enlarge, to, stride, src, src_stride);
    src = to;
    src_stride = stride;
  }
  if (self->n_steps == 0)
    mix_kernel_copy (dst, dst_stride, src, src_stride, self->dst_width, self->dst_height);
}
