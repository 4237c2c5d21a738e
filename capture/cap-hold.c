#include "cap-hold.h"

typedef struct {
  GstBuffer *packet;
  gint64 stamp_ns;
  gboolean key;
} Held;

struct _CapHold {
  GArray *held; /* Held */
  gsize n_bytes;
  gint64 thumbnail_ns; /* stamp of the key that was handed out last */
  gboolean broken;     /* some were let go of since a packet was handed out */
  guint n_more;        /* so many more may be needed until that key's picture comes out */
};

static void
held_clear (gpointer data)
{
  gst_clear_buffer (&((Held *) data)->packet);
}

CapHold *
cap_hold_new (void)
{
  CapHold *self = g_new0 (CapHold, 1);

  self->held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_set_clear_func (self->held, held_clear);
  self->thumbnail_ns = G_MININT64 / 2;
  return self;
}

void
cap_hold_free (CapHold *self)
{
  if (!self)
    return;
  g_array_unref (self->held);
  g_free (self);
}

static const Held *
get_held (const CapHold *self, guint index)
{
  return &g_array_index (self->held, Held, index);
}

gboolean
cap_hold_is_empty (const CapHold *self)
{
  return self->held->len == 0;
}

void
cap_hold_add (CapHold *self, GstBuffer *packet, gint64 stamp_ns, gboolean key)
{
  Held held = {gst_buffer_ref (packet), stamp_ns, key};

  g_array_append_val (self->held, held);
  self->n_bytes += gst_buffer_get_size (packet);
}

static void
drop_oldest (CapHold *self, guint n)
{
  for (guint i = 0; i < n; i++)
    self->n_bytes -= gst_buffer_get_size (get_held (self, i)->packet);
  if (n > 0)
    g_array_remove_range (self->held, 0, n);
}

void
cap_hold_clear (CapHold *self)
{
  drop_oldest (self, self->held->len);
}

GstBuffer *
cap_hold_take (CapHold *self, gint64 *ret_key_ns)
{
  GstBuffer *packet;

  if (cap_hold_is_empty (self))
    return NULL;
  packet = gst_buffer_ref (get_held (self, 0)->packet);
  if (get_held (self, 0)->key) {
    self->thumbnail_ns = get_held (self, 0)->stamp_ns;
    self->n_more = CAP_HOLD_DELAY_MAX;
  }
  if (self->broken)
    *ret_key_ns = get_held (self, 0)->stamp_ns;
  self->broken = FALSE;
  drop_oldest (self, 1);
  return packet;
}

static void
drop_before_due_key (CapHold *self, gint64 due_ns)
{
  guint keep = 0;

  for (guint i = 1; i < self->held->len; i++)
    if (get_held (self, i)->key && get_held (self, i)->stamp_ns <= due_ns)
      keep = i;
  drop_oldest (self, keep);
  self->broken |= keep > 0;
}

static gboolean
is_too_much (const CapHold *self)
{
  const Held *first = get_held (self, 0), *last = get_held (self, self->held->len - 1);

  return self->n_bytes > CAP_HOLD_BYTES_MAX ||
         last->stamp_ns - first->stamp_ns > (gint64) CAP_HOLD_SPAN_NS;
}

static gboolean
is_thumbnail (const CapHold *self, const Held *held, gint64 due_ns)
{
  gint64 since_ns = held->stamp_ns - self->thumbnail_ns;

  return held->key && held->stamp_ns <= due_ns &&
         (since_ns >= (gint64) CAP_HOLD_THUMBNAIL_NS || since_ns < 0);
}

/* A decoder that reorders, or works on several pictures at a time, gives one out late. */
static gboolean
helps_thumbnail (CapHold *self)
{
  if (self->n_more == 0 || get_held (self, 0)->key)
    return FALSE;
  self->n_more--;
  return TRUE;
}

GstBuffer *
cap_hold_take_due (CapHold *self, gint64 due_ns, gint64 *ret_key_ns)
{
  drop_before_due_key (self, due_ns);
  if (cap_hold_is_empty (self) || (!is_thumbnail (self, get_held (self, 0), due_ns) &&
                                   !helps_thumbnail (self) && !is_too_much (self)))
    return NULL;
  return cap_hold_take (self, ret_key_ns);
}

void
cap_hold_note_picture (CapHold *self)
{
  self->n_more = 0;
}
