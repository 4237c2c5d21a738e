#include "cap-into-slot.h"

#include "cap-burst.h"
#include "cap-fit.h"

struct _CapIntoSlot {
  const CapPipeSpec *spec;
  CapGate *gate;       /* NULL: none */
  GstBaseSink *bursts; /* borrowed; NULL: each picture in its time */
  CapFit *fit;
  CapBurst burst;
  gint64 lead_ns; /* that the sink was told */
  gint64 last_ns; /* stamp of the newest picture */
  gint64 next_ns; /* stamp at which the next one is due; G_MININT64 before the first */
  guint64 kept_tick;
};

/* A stamp that is not after the last one is dropped, unless time was set back by so much that the
 * other side must have started again. */
#define RESTART_NS (GST_SECOND)

CapIntoSlot *
cap_into_slot_new (const CapPipeSpec *spec, CapGate *gate, GstBaseSink *bursts)
{
  CapIntoSlot *self = g_new0 (CapIntoSlot, 1);

  self->spec = spec;
  self->gate = gate;
  self->bursts = bursts;
  self->fit = cap_fit_new (spec->context->format);
  self->next_ns = G_MININT64;
  self->kept_tick = G_MAXUINT64;
  return self;
}

void
cap_into_slot_free (CapIntoSlot *self)
{
  if (!self)
    return;
  cap_fit_free (self->fit);
  g_free (self);
}

static gint64
frame_ns (const CapIntoSlot *self)
{
  return mix_format_frame_time (self->spec->context->format, 1);
}

G_STATIC_ASSERT (CAP_BURST_AHEAD_NS <= MIX_SLOT_AHEAD_NS);

gboolean
cap_into_slot_set_caps (CapIntoSlot *self, GstCaps *caps, gboolean jpeg, GError **error)
{
  CapFitInput in;

  if (!cap_fit_set_caps (self->fit, caps, jpeg, error))
    return FALSE;
  in = cap_fit_get_input (self->fit);
  cap_burst_init (&self->burst, (gint64) in.width * in.height,
                  in.fps_n > 0 ? (gint64) gst_util_uint64_scale_int (GST_SECOND, in.fps_d, in.fps_n)
                               : frame_ns (self));
  return TRUE;
}

/* A camera that is faster than the programme has pictures that no tick would show: the second one
 * for a tick is left out, since it would only take room in the slot. Counted in ticks as the slot
 * will be asked. */
static gboolean
is_surplus (CapIntoSlot *self, gint64 stamp)
{
  const MixFormat *format = self->spec->context->format;
  CapFitInput in = cap_fit_get_input (self->fit);
  guint64 tick;

  if ((gint64) in.fps_n * format->fps_d * 5 <= (gint64) format->fps_n * in.fps_d * 6)
    return FALSE;
  tick =
      gst_util_uint64_scale_round ((guint64) MAX (stamp + format->latency_ns, 0),
                                   (guint64) format->fps_n, GST_SECOND * (guint64) format->fps_d);
  if (tick == self->kept_tick)
    return TRUE;
  self->kept_tick = tick;
  return FALSE;
}

static void
time_next_picture (CapIntoSlot *self, gint64 stamp)
{
  gint64 lead_ns = cap_burst_step (&self->burst, stamp - self->spec->delay_ns -
                                                     cap_context_now (self->spec->context));

  if (lead_ns != self->lead_ns)
    gst_base_sink_set_ts_offset (self->bursts, -lead_ns);
  self->lead_ns = lead_ns;
}

GstFlowReturn
cap_into_slot_deliver (CapIntoSlot *self, GstBuffer *buffer, gint64 stamp)
{
  GstBuffer *picture;

  if (self->bursts)
    time_next_picture (self, stamp);

  if (self->next_ns != G_MININT64 && stamp <= self->last_ns &&
      stamp > self->last_ns - (gint64) RESTART_NS)
    return GST_FLOW_OK;
  self->last_ns = stamp;
  self->next_ns = stamp + frame_ns (self);
  if ((self->gate && !cap_gate_admit (self->gate, stamp)) || is_surplus (self, stamp))
    return GST_FLOW_OK;
  picture = cap_fit_picture (self->fit, buffer);
  if (!picture)
    return GST_FLOW_OK;
  return mix_slot_push (self->spec->slot, picture, stamp) ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

gint64
cap_into_slot_get_next (const CapIntoSlot *self)
{
  return self->next_ns;
}

char *
cap_into_slot_describe (const CapIntoSlot *self)
{
  CapFitInput in = cap_fit_get_input (self->fit);

  if (in.fps_n <= 0)
    return g_strdup_printf ("%dx%d", in.width, in.height);
  return g_strdup_printf ("%dx%d at %.4g fps", in.width, in.height, (double) in.fps_n / in.fps_d);
}
