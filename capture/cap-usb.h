/* What the system knows of the plug that a camera hangs on, from sysfs. Any thread. */
#pragma once
#include "cap-mode.h"

typedef struct {
  char *model;      /* "046d:082d"; NULL: not a USB device */
  char *serial;     /* NULL: it has none. Cameras of one make may share theirs. */
  guint speed_mbps; /* 0: not known */
} CapUsb;
void cap_usb_clear (CapUsb *usb);

/* Of a device node, or of a link to one; all empty when it is not on USB. */
void cap_usb_read (const char *path, CapUsb *ret_usb);

/* The same of the folder of one of its interfaces, such as /sys/bus/usb/devices/1-2:1.0. */
void cap_usb_read_interface (const char *folder, CapUsb *ret_usb);

/* How much it carries. */
CapLink cap_usb_link (const CapUsb *usb);
