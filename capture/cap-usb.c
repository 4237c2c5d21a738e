#include "cap-usb.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* What a device may claim for pictures: three packets of 1024 bytes in each of 8000 microframes a
 * second (USB 2.0, 5.9.2), sixteen times as much on USB 3 (USB 3.0, 8.12.6: 48 KiB in each interval
 * of 125 us), and 1023 bytes in each of 1000 frames on USB 1 (USB 2.0, 5.6.3). */
static const struct {
  guint speed_mbps;
  CapLink link;
} links[] = {
    {12, {1023 * 1000, "USB 1"}},
    {480, {3 * 1024 * 8000, "USB 2"}},
    {5000, {48 * 1024 * 8000, "USB 3"}},
};

void
cap_usb_clear (CapUsb *usb)
{
  g_clear_pointer (&usb->model, g_free);
  g_clear_pointer (&usb->serial, g_free);
  usb->speed_mbps = 0;
}

/* NULL when there is no such file, or nothing in it. */
static char *
read_attribute (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *raw = NULL, *valid = NULL;

  if (!g_file_get_contents (path, &raw, NULL, NULL))
    return NULL;
  valid = g_utf8_make_valid (g_strstrip (raw), -1);
  return valid[0] ? g_steal_pointer (&valid) : NULL;
}

void
cap_usb_read_interface (const char *folder, CapUsb *ret_usb)
{
  g_autofree char *device = g_path_get_dirname (folder);
  g_autofree char *vendor = read_attribute (device, "idVendor");
  g_autofree char *product = read_attribute (device, "idProduct");
  g_autofree char *speed = read_attribute (device, "speed");

  *ret_usb = (CapUsb){0};
  if (!vendor || !product)
    return;
  ret_usb->model = g_strconcat (vendor, ":", product, NULL);
  ret_usb->serial = read_attribute (device, "serial");
  if (speed)
    ret_usb->speed_mbps = (guint) g_ascii_strtoull (speed, NULL, 10);
}

void
cap_usb_read (const char *path, CapUsb *ret_usb)
{
  g_autofree char *link = NULL;
  char *folder;
  struct stat node;

  *ret_usb = (CapUsb){0};
  if (stat (path, &node) != 0 || !S_ISCHR (node.st_mode))
    return;
  link = g_strdup_printf ("/sys/dev/char/%u:%u/device", major (node.st_rdev), minor (node.st_rdev));
  folder = realpath (link, NULL);
  if (folder)
    cap_usb_read_interface (folder, ret_usb);
  free (folder);
}

CapLink
cap_usb_link (const CapUsb *usb)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (usb->speed_mbps > 0 && usb->speed_mbps <= links[i].speed_mbps)
      return links[i].link;
  return (CapLink){0, NULL};
}
