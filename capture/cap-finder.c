#include "cap-finder.h"

#include "cap-usb.h"
#include "cap-v4l2.h"

#include <stdlib.h>
#include <string.h>

/* by-path names the port, which stays the same when two cameras of one make swap their numbers.
 * by-id names the device, for what has no port of its own. */
static const char *const link_folders[] = {"v4l/by-path", "v4l/by-id"};

void
cap_found_free (CapFound *found)
{
  if (!found)
    return;
  g_free (found->path);
  g_free (found->node);
  g_free (found);
}

char *
cap_finder_resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real);

  free (real);
  return copy;
}

/* The first link in the order of names: "usb-…" before "usbv2-…", which newer udevs have as well.
 */
static void
read_links (const char *folder, GHashTable *links)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *node = cap_finder_resolve (path);
    const char *known = node ? g_hash_table_lookup (links, node) : NULL;

    if (node && (!known || strcmp (path, known) < 0))
      g_hash_table_insert (links, g_steal_pointer (&node), g_steal_pointer (&path));
  }
}

static gboolean
is_video_node (const char *name)
{
  return g_str_has_prefix (name, "video") && g_ascii_isdigit (name[strlen ("video")]);
}

static CapFound *
name_node (const char *node, GHashTable *const *links)
{
  CapFound *found = g_new0 (CapFound, 1);
  const char *link = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (link_folders) && !link; i++)
    link = g_hash_table_lookup (links[i], node);
  found->path = g_strdup (link ? link : node);
  found->node = g_strdup (node);
  found->stable = link != NULL;
  return found;
}

/* "/dev/video10" comes after "/dev/video9". */
static int
compare_found (gconstpointer a, gconstpointer b)
{
  const CapFound *const *left = a, *const *right = b;
  g_autofree char *left_key = g_utf8_collate_key_for_filename ((*left)->path, -1);
  g_autofree char *right_key = g_utf8_collate_key_for_filename ((*right)->path, -1);

  if ((*left)->stable != (*right)->stable)
    return (*left)->stable ? -1 : 1;
  return strcmp (left_key, right_key);
}

GPtrArray *
cap_finder_list (const char *dev)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_found_free);
  GHashTable *links[G_N_ELEMENTS (link_folders)];
  g_autoptr (GDir) dir = g_dir_open (dev, 0, NULL);
  const char *name;

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *folder = g_build_filename (dev, link_folders[i], NULL);

    links[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    read_links (folder, links[i]);
  }
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (dev, name, NULL);
    g_autofree char *node = is_video_node (name) ? cap_finder_resolve (path) : NULL;

    if (node &&
        g_str_equal (node, path)) /* not a link of udev's, which leads to one of the others */
      g_ptr_array_add (list, name_node (node, links));
  }
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    g_hash_table_unref (links[i]);
  g_ptr_array_sort (list, compare_found);
  return list;
}

/* --- cameras --- */

static char *
describe_best (const GArray *modes, const MixFormat *programme, const char *path)
{
  g_autofree char *reason = NULL, *text = NULL;
  const CapMode *mode;
  CapUsb usb;
  CapLink link;

  cap_usb_read (path, &usb);
  link = cap_usb_link (&usb);
  cap_usb_clear (&usb);
  mode = cap_mode_choose (modes, programme, &link, &reason);
  if (!mode)
    return NULL;
  text = cap_mode_describe (mode);
  return g_strdup_printf ("%s: %s", text, reason);
}

static CapDevice *
look_at (const CapFound *found, const MixFormat *programme)
{
  CapV4l2Card card = {0};
  CapDevice *device;

  if (!cap_v4l2_is_camera (found->path, &card))
    return NULL;

  g_autoptr (GArray) modes = cap_v4l2_modes (found->path, programme);

  device = g_new0 (CapDevice, 1);
  device->name = g_steal_pointer (&card.name);
  device->source = g_strdup_printf ("v4l2:%s", found->path);
  device->best = describe_best (modes, programme, found->path);
  device->modes = cap_mode_summary (modes);
  device->all_modes = cap_mode_list (modes);
  cap_v4l2_card_clear (&card);
  return device;
}

GPtrArray *
cap_finder_list_cameras (const char *dev, const MixFormat *programme)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_device_free);
  g_autoptr (GPtrArray) list = cap_finder_list (dev);

  for (guint i = 0; i < list->len; i++) {
    CapDevice *device = look_at (list->pdata[i], programme);

    if (device)
      g_ptr_array_add (devices, device);
  }
  return devices;
}
