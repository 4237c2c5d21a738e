#include "cap-controls.h"

#include "base-worker.h"
#include "cap-control.h"
#include "cap-usb.h"
#include "cap-v4l2.h"

#include <string.h>

struct _CapControls {
  char *path;
  CapMemory *memory;
  CapControlsFunc func;
  gpointer data;
  BaseWorker *worker;
};

typedef struct {
  CapControls *controls;
  ShowControlChange change;
} Job;

void
cap_controls_identify (const char *path, CapIdentity *ret_identity)
{
  CapV4l2Card card = {0};
  CapUsb usb;

  *ret_identity = (CapIdentity){0};
  cap_usb_read (path, &usb);
  if (cap_v4l2_is_camera (path, &card)) {
    ret_identity->model =
        usb.model ? g_strdup_printf ("%s %s", usb.model, card.name) : g_strdup (card.name);
    ret_identity->serial = g_steal_pointer (&usb.serial);
  }
  cap_v4l2_card_clear (&card);
  cap_usb_clear (&usb);
}

/* --- the controls' own thread --- */

static void
tell_in_worker (CapControls *self)
{
  g_autoptr (ShowControls) controls = cap_control_read (self->path);

  if (!controls || !self->func)
    return;
  controls->locked = cap_memory_is_locked (self->memory) && !show_controls_any_auto (controls);
  self->func (controls, self->data);
}

/* Automatics first: most cameras refuse a value that they set themselves. */
static void
set_as_wished_in_worker (CapControls *self)
{
  g_autoptr (GArray) wishes = cap_memory_get_wishes (self->memory);

  for (guint i = 0; i < wishes->len; i++) {
    const CapWish *wish = &g_array_index (wishes, CapWish, i);

    if (wish->automatic >= 0)
      cap_control_set_auto (self->path, wish->name, wish->automatic);
    if (wish->has_value && wish->automatic != 1)
      cap_control_set (self->path, wish->name, wish->value);
  }
}

/* What sets itself stays at the value that it has chosen. While the camera is away, the lock waits
 * for it. */
static void
lock_in_worker (CapControls *self)
{
  g_autoptr (ShowControls) now = cap_control_read (self->path);

  cap_memory_set_locked (self->memory, TRUE);
  for (guint i = 0; now && i < now->n; i++) {
    const ShowControl *control = &now->items[i];
    CapWish wish = {.has_value = control->has_value, .value = control->value, .locked = TRUE};

    if (!control->is_auto)
      continue;
    g_strlcpy (wish.name, control->name, sizeof wish.name);
    cap_memory_wish (self->memory, &wish);
  }
  set_as_wished_in_worker (self);
}

/* What was set by hand stays. */
static void
unlock_in_worker (CapControls *self)
{
  g_autoptr (GArray) wishes = cap_memory_get_wishes (self->memory);

  cap_memory_set_locked (self->memory, FALSE);
  for (guint i = 0; i < wishes->len; i++) {
    const CapWish *wish = &g_array_index (wishes, CapWish, i);

    if (!wish->locked)
      continue;
    cap_memory_forget (self->memory, wish->name);
    cap_control_set_auto (self->path, wish->name, TRUE);
  }
}

static void
set_in_worker (CapControls *self, const ShowControlChange *change)
{
  gboolean is_auto = change->action == SHOW_CONTROL_AUTO;
  CapWish wish = {.automatic = is_auto && change->value,
                  .has_value = !is_auto,
                  .value = is_auto ? 0 : change->value};

  g_strlcpy (wish.name, change->name, sizeof wish.name);
  if (wish.automatic)
    cap_memory_set_locked (self->memory, FALSE);
  cap_memory_wish (self->memory, &wish);
  set_as_wished_in_worker (self);
}

static void
run_in_worker (gpointer data)
{
  Job *job = data;
  CapControls *self = job->controls;

  switch (job->change.action) {
  case SHOW_CONTROL_SET:
  case SHOW_CONTROL_AUTO:
    set_in_worker (self, &job->change);
    break;
  case SHOW_CONTROL_LOCK:
    if (job->change.value)
      lock_in_worker (self);
    else
      unlock_in_worker (self);
    break;
  case SHOW_CONTROL_REFRESH:
    break;
  }
  cap_memory_save (self->memory, NULL); /* lost at a restart only; the picture is right */
  tell_in_worker (self);
}

static void
refresh_in_worker (gpointer data)
{
  CapControls *self = data;
  CapIdentity identity;

  cap_controls_identify (self->path, &identity);
  if (identity.model) {
    cap_memory_meet (self->memory, &identity);
    set_as_wished_in_worker (self);
    if (cap_memory_is_locked (self->memory))
      lock_in_worker (self);
    cap_memory_save (self->memory, NULL);
    tell_in_worker (self);
  }
  cap_identity_clear (&identity);
}

/* --- any thread --- */

CapControls *
cap_controls_new (const char *path, CapMemory *memory)
{
  CapControls *self = g_new0 (CapControls, 1);

  self->path = g_strdup (path);
  self->memory = memory;
  self->worker = base_worker_new ("controls");
  return self;
}

void
cap_controls_watch (CapControls *self, CapControlsFunc func, gpointer data)
{
  self->func = func;
  self->data = data;
}

void
cap_controls_free (CapControls *self)
{
  if (!self)
    return;
  base_worker_stop (self->worker);
  base_worker_free (self->worker);
  g_free (self->path);
  g_free (self);
}

void
cap_controls_refresh (CapControls *self)
{
  base_worker_post (self->worker, refresh_in_worker, self, NULL);
}

void
cap_controls_change (CapControls *self, const ShowControlChange *change)
{
  Job *job = g_new (Job, 1);

  *job = (Job){self, *change};
  base_worker_post (self->worker, run_in_worker, job, g_free);
}
