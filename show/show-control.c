#include "show-control.h"
#include <string.h>

ShowControls *
show_controls_new (void)
{
  return g_atomic_rc_box_new0 (ShowControls);
}

ShowControls *
show_controls_copy (const ShowControls *controls)
{
  ShowControls *copy = show_controls_new ();

  if (controls)
    *copy = *controls;
  return copy;
}

ShowControls *
show_controls_ref (ShowControls *controls)
{
  return g_atomic_rc_box_acquire (controls);
}

void
show_controls_unref (ShowControls *controls)
{
  if (controls)
    g_atomic_rc_box_release (controls);
}

static gboolean
control_equal (const ShowControl *a, const ShowControl *b)
{
  return g_str_equal (a->name, b->name) && a->has_value == b->has_value && a->value == b->value &&
         a->min == b->min && a->max == b->max && a->preset == b->preset &&
         a->has_auto == b->has_auto && a->is_auto == b->is_auto;
}

gboolean
show_controls_equal (const ShowControls *a, const ShowControls *b)
{
  if (!a || !b || a->n != b->n || a->locked != b->locked)
    return a == b;
  for (guint i = 0; i < a->n; i++)
    if (!control_equal (&a->items[i], &b->items[i]))
      return FALSE;
  return TRUE;
}

int
show_controls_find (const ShowControls *controls, const char *name)
{
  for (guint i = 0; controls && i < controls->n; i++)
    if (g_str_equal (controls->items[i].name, name))
      return (int) i;
  return -1;
}

gboolean
show_controls_any_auto (const ShowControls *controls)
{
  for (guint i = 0; controls && i < controls->n; i++)
    if (controls->items[i].is_auto)
      return TRUE;
  return FALSE;
}

static void
lock_all (ShowControls *controls)
{
  for (guint i = 0; i < controls->n; i++)
    controls->items[i].is_auto = FALSE;
}

void
show_controls_apply (ShowControls *controls, const ShowControlChange *change)
{
  int index = show_controls_find (controls, change->name);
  ShowControl *control = index < 0 ? NULL : &controls->items[index];

  switch (change->action) {
  case SHOW_CONTROL_SET:
    g_assert (control);
    control->value = change->value;
    control->is_auto = FALSE;
    break;
  case SHOW_CONTROL_AUTO:
    g_assert (control);
    control->is_auto = change->value != 0;
    controls->locked = controls->locked && !control->is_auto;
    break;
  case SHOW_CONTROL_LOCK:
    controls->locked = change->value != 0;
    if (controls->locked)
      lock_all (controls);
    break;
  case SHOW_CONTROL_REFRESH:
    break;
  }
}
