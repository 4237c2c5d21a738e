/* The choice of a mode, with what was learnt of a camera while it was used. */
#include "cap-mode.h"

#include <string.h>

struct _CapChooser {
  const char *format;       /* NULL: any */
  CapMode chosen;           /* newest choice; format NULL: none yet */
  CapMode accepted;         /* newest one that came on air; format NULL: none yet */
  GArray *refused;          /* CapMode */
  guint64 room_bytes_per_s; /* so much is too much; 0: nothing known */
  CapMode too_much;         /* which told so */
  GArray *left;             /* CapMode: what the newest choice left over */
  MixFormat programme;
  CapLink link; /* its name borrowed from a constant */
  char *reason, *remark;
};

CapChooser *
cap_chooser_new (const char *format)
{
  CapChooser *self = g_new0 (CapChooser, 1);

  self->format = format;
  self->refused = g_array_new (FALSE, FALSE, sizeof (CapMode));
  return self;
}

void
cap_chooser_free (CapChooser *self)
{
  if (!self)
    return;
  g_array_unref (self->refused);
  g_clear_pointer (&self->left, g_array_unref);
  g_free (self->reason);
  g_free (self->remark);
  g_free (self);
}

static gboolean
is_same (const CapMode *a, const CapMode *b)
{
  return a->format == b->format && a->width == b->width && a->height == b->height &&
         (gint64) a->fps_n * b->fps_d == (gint64) b->fps_n * a->fps_d;
}

static gboolean
has (const GArray *modes, const CapMode *wanted)
{
  for (guint i = 0; i < modes->len; i++)
    if (is_same (&g_array_index (modes, CapMode, i), wanted))
      return TRUE;
  return FALSE;
}

static gboolean
is_wanted (const CapChooser *self, const CapMode *mode)
{
  return !self->format || g_str_equal (cap_format_name (mode->format), self->format);
}

static gboolean
offers_wanted (const CapChooser *self, const GArray *modes)
{
  for (guint i = 0; i < modes->len; i++)
    if (is_wanted (self, &g_array_index (modes, CapMode, i)))
      return TRUE;
  return FALSE;
}

static GArray *
leave_out_refused (CapChooser *self, const GArray *modes)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (CapMode));
  gboolean any_format = !offers_wanted (self, modes);

  for (guint i = 0; i < modes->len; i++) {
    const CapMode *mode = &g_array_index (modes, CapMode, i);

    if ((any_format || is_wanted (self, mode)) && !has (self->refused, mode) &&
        (self->room_bytes_per_s == 0 || cap_mode_bytes_per_s (mode) < self->room_bytes_per_s))
      g_array_append_val (left, *mode);
  }
  return left;
}

static char *
make_remark (CapChooser *self, const GArray *modes)
{
  g_autofree char *now = cap_mode_describe (&self->chosen), *before = NULL;

  if (self->room_bytes_per_s) {
    before = cap_mode_describe (&self->too_much);
    return g_strdup_printf ("Its USB port has no room for %s, so it sends %s. Plug it into another "
                            "port of the box for more.",
                            before, now);
  }
  if (self->refused->len > 0) {
    before = cap_mode_describe (&g_array_index (self->refused, CapMode, 0));
    return g_strdup_printf ("It offers %s but does not send it, so it sends %s.", before, now);
  }
  if (!is_wanted (self, &self->chosen))
    return g_strdup_printf ("It does not offer %s, so it sends %s.", self->format, now);
  if (!self->accepted.format || has (modes, &self->accepted) ||
      cap_mode_worth (&self->chosen, &self->programme) >=
          cap_mode_worth (&self->accepted, &self->programme))
    return NULL;
  before = cap_mode_describe (&self->accepted);
  return g_strdup_printf ("It no longer offers %s, so it sends %s.", before, now);
}

const CapMode *
cap_chooser_choose (CapChooser *self, const GArray *modes, const MixFormat *programme,
                    const CapLink *link)
{
  const CapMode *mode;

  g_clear_pointer (&self->left, g_array_unref);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->remark, g_free);
  self->programme = *programme;
  self->link = *link;
  self->left = leave_out_refused (self, modes);
  if (self->left->len == 0 && modes->len > 0) {
    cap_chooser_forget (self);
    g_clear_pointer (&self->left, g_array_unref);
    self->left = leave_out_refused (self, modes);
  }
  mode = cap_mode_choose (self->left, programme, link, &self->reason);
  if (!mode)
    return NULL;
  self->chosen = *mode;
  if (self->format && is_wanted (self, mode)) {
    g_free (self->reason);
    self->reason = g_strdup ("as the config asks");
  }
  self->remark = make_remark (self, modes);
  return &self->chosen;
}

void
cap_chooser_accept (CapChooser *self)
{
  if (!self->remark)
    self->accepted = self->chosen;
}

char *
cap_chooser_refuse (CapChooser *self, gboolean no_room)
{
  g_autoptr (GArray) left = NULL;
  const CapMode *next;

  if (!self->chosen.format)
    return NULL;
  if (no_room) {
    if (self->room_bytes_per_s == 0)
      self->too_much = self->chosen;
    self->room_bytes_per_s = cap_mode_bytes_per_s (&self->chosen);
  } else if (!has (self->refused, &self->chosen)) {
    g_array_append_val (self->refused, self->chosen);
  }
  left = leave_out_refused (self, self->left);
  next = cap_mode_choose (left, &self->programme, &self->link, NULL);
  return next ? cap_mode_describe (next) : NULL;
}

void
cap_chooser_forget (CapChooser *self)
{
  g_array_set_size (self->refused, 0);
  self->room_bytes_per_s = 0;
}

const char *
cap_chooser_get_reason (const CapChooser *self)
{
  return self->reason;
}

const char *
cap_chooser_get_remark (const CapChooser *self)
{
  return self->remark;
}
