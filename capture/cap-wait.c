#include "cap-wait.h"

#include "base-backoff.h"
#include "cap-hotplug.h"

/* Media thread, but for cap_wait_new() and cap_wait_free(). */
struct _CapWait {
  const CapContext *context;
  const CapBackend *backend;
  const char *rest;
  CapWaitFunc retry, looked;
  gpointer data;

  BaseBackoff backoff;
  gboolean was_away;      /* when it was last looked for */
  GSource *retry_timer;   /* NULL: only its coming back ends the wait */
  GSource *present_timer; /* NULL: nobody can tell whether it is there */
  guint hotplug_id;       /* 0: does not listen */
};

/* A device of this machine costs nothing to try, and people wait for it. */
static const BaseBackoffPolicy device_backoff = {
    .first_ms = 500, .cap_ms = 3000, .floor_ms = 250, .factor = 1.5};

CapWait *
cap_wait_new (const CapContext *context, const CapBackend *backend, const char *rest,
              CapWaitFunc retry, CapWaitFunc looked, gpointer data)
{
  CapWait *self = g_new0 (CapWait, 1);

  *self = (CapWait){.context = context,
                    .backend = backend,
                    .rest = rest,
                    .retry = retry,
                    .looked = looked,
                    .data = data};
  return self;
}

void
cap_wait_free (CapWait *self)
{
  if (!self)
    return;
  g_assert (!cap_wait_is_waiting (self));
  g_free (self);
}

gboolean
cap_wait_is_waiting (CapWait *self)
{
  return self->retry_timer || self->present_timer || self->hotplug_id;
}

CapTrouble
cap_wait_look (CapWait *self)
{
  const CapBackend *backend = self->backend;

  if (backend->is_present && !backend->is_present (self->rest))
    return CAP_TROUBLE_MISSING;
  return backend->examine && backend->examine (self->rest) == CAP_TROUBLE_NO_SIGNAL
             ? CAP_TROUBLE_NO_SIGNAL
             : 0;
}

static void
clear_timer (GSource **timer)
{
  if (*timer)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

void
cap_wait_stop (CapWait *self)
{
  clear_timer (&self->retry_timer);
  clear_timer (&self->present_timer);
  if (self->hotplug_id)
    cap_hotplug_remove (self->context->hotplug, self->hotplug_id);
  self->hotplug_id = 0;
}

static gboolean
on_retry (gpointer data)
{
  CapWait *self = data;

  cap_wait_stop (self);
  self->retry (self->data);
  return G_SOURCE_REMOVE;
}

/* TRUE: it has come back and is being tried. */
static gboolean
look (CapWait *self)
{
  gboolean came_back = self->was_away;

  self->was_away = cap_wait_look (self) != 0;
  came_back = came_back && !self->was_away;
  if (!came_back)
    return FALSE;
  cap_wait_reset (self);
  on_retry (self);
  return TRUE;
}

static gboolean
on_look (gpointer data)
{
  return look (data) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
on_hotplug (gpointer data)
{
  CapWait *self = data;

  if (!look (self) && self->was_away && self->looked)
    self->looked (self->data);
}

static void
start_looking (CapWait *self)
{
  self->was_away = cap_wait_look (self) != 0;
  if (self->backend->is_present)
    self->present_timer =
        base_worker_add_timeout (self->context->media, CAP_PRESENT_MS, on_look, self);
  if (self->backend->is_present && self->context->hotplug)
    self->hotplug_id = cap_hotplug_add (self->context->hotplug, on_hotplug, self);
}

void
cap_wait_until_present (CapWait *self)
{
  g_assert (self->backend->is_present && !cap_wait_is_waiting (self));
  start_looking (self);
  self->was_away = TRUE; /* it may have come back just now */
}

guint
cap_wait_for_next_try (CapWait *self, gboolean rejected)
{
  const BaseBackoffPolicy *policy = self->backend->device ? &device_backoff : &base_backoff_default;
  guint wait_ms =
      rejected ? CAP_REJECTED_MS : base_backoff_next (&self->backoff, policy, g_random_double ());

  g_assert (!cap_wait_is_waiting (self));
  start_looking (self);
  self->retry_timer = base_worker_add_timeout (self->context->media, wait_ms, on_retry, self);
  return wait_ms;
}

void
cap_wait_reset (CapWait *self)
{
  base_backoff_reset (&self->backoff);
}
