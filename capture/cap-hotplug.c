#include "cap-hotplug.h"

#include <glib-unix.h>
#include <libudev.h>

typedef struct {
  guint id;
  CapHotplugFunc func;
  gpointer data;
} Listener;

/* Media thread, but for cap_hotplug_new() and cap_hotplug_free(). */
struct _CapHotplug {
  struct udev *udev;
  struct udev_monitor *monitor; /* NULL: no events here */
  GSource *watch;
  GArray *listeners; /* Listener */
  guint last_id;
};

/* A camera brings several events (pictures, metadata, its microphone); whoever listens looks once.
 */
static gboolean
on_event (int fd, GIOCondition condition, gpointer data)
{
  CapHotplug *self = data;
  struct udev_device *device;
  gboolean any = FALSE;

  while ((device = udev_monitor_receive_device (self->monitor))) {
    any = TRUE;
    udev_device_unref (device);
  }
  if (any)
    cap_hotplug_nudge (self);
  return G_SOURCE_CONTINUE;
}

static struct udev_monitor *
make_monitor (struct udev *udev)
{
  static const char *const subsystems[] = {"video4linux", "sound"};
  struct udev_monitor *monitor = udev_monitor_new_from_netlink (udev, "udev");
  gboolean good = monitor != NULL;

  for (guint i = 0; good && i < G_N_ELEMENTS (subsystems); i++)
    good = udev_monitor_filter_add_match_subsystem_devtype (monitor, subsystems[i], NULL) >= 0;
  if (good && udev_monitor_enable_receiving (monitor) >= 0)
    return monitor;
  if (monitor)
    udev_monitor_unref (monitor);
  return NULL;
}

CapHotplug *
cap_hotplug_new (BaseWorker *media)
{
  CapHotplug *self = g_new0 (CapHotplug, 1);

  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  self->udev = udev_new ();
  self->monitor = self->udev ? make_monitor (self->udev) : NULL;
  if (!self->monitor)
    return self;
  self->watch = g_unix_fd_source_new (udev_monitor_get_fd (self->monitor), G_IO_IN);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_event), self, NULL);
  g_source_attach (self->watch, base_worker_get_context (media));
  return self;
}

void
cap_hotplug_free (CapHotplug *self)
{
  if (!self)
    return;
  g_assert (self->listeners->len == 0);
  if (self->watch)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  if (self->monitor)
    udev_monitor_unref (self->monitor);
  if (self->udev)
    udev_unref (self->udev);
  g_array_unref (self->listeners);
  g_free (self);
}

guint
cap_hotplug_add (CapHotplug *self, CapHotplugFunc func, gpointer data)
{
  Listener listener = {++self->last_id, func, data};

  g_array_append_val (self->listeners, listener);
  return listener.id;
}

static const Listener *
find_next (CapHotplug *self, guint after)
{
  for (guint i = 0; i < self->listeners->len; i++) {
    const Listener *listener = &g_array_index (self->listeners, Listener, i);

    if (listener->id > after)
      return listener;
  }
  return NULL;
}

void
cap_hotplug_remove (CapHotplug *self, guint id)
{
  for (guint i = 0; i < self->listeners->len; i++)
    if (g_array_index (self->listeners, Listener, i).id == id) {
      g_array_remove_index (self->listeners, i);
      return;
    }
}

/* Numbers only grow: whoever is added meanwhile is not told, whoever is removed is not missed. */
void
cap_hotplug_nudge (CapHotplug *self)
{
  const guint newest = self->last_id;
  const Listener *listener = find_next (self, 0);

  while (listener && listener->id <= newest) {
    guint id = listener->id;

    listener->func (listener->data);
    listener = find_next (self, id);
  }
}
