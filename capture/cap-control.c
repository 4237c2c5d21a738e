#include "cap-control.h"
#include "cap-v4l2.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <unistd.h>

/* How a control's automatic is told to be on or off. */
typedef enum {
  AUTO_NONE = 0,
  AUTO_BOOLEAN,
  AUTO_EXPOSURE, /* a menu: manual, and one or more ways of automatic */
} AutoKind;

typedef struct {
  const char *name, *label, *unit;
  guint32 ids[2]; /* the first one that a camera has; 0: none */
  guint32 auto_id;
  AutoKind auto_kind;
} Known;

/* In the order in which people look for them. Exposure of USB cameras is in 100 us. */
static const Known table[] = {
    {"exposure",
     "Exposure",
     "0.1 ms",
     {V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CID_EXPOSURE},
     V4L2_CID_EXPOSURE_AUTO,
     AUTO_EXPOSURE},
    {"gain", "Gain", "", {V4L2_CID_GAIN, V4L2_CID_ANALOGUE_GAIN}, V4L2_CID_AUTOGAIN, AUTO_BOOLEAN},
    {"white-balance",
     "White balance",
     "K",
     {V4L2_CID_WHITE_BALANCE_TEMPERATURE},
     V4L2_CID_AUTO_WHITE_BALANCE,
     AUTO_BOOLEAN},
    {"focus", "Focus", "", {V4L2_CID_FOCUS_ABSOLUTE}, V4L2_CID_FOCUS_AUTO, AUTO_BOOLEAN},
    {"brightness", "Brightness", "", {V4L2_CID_BRIGHTNESS}, V4L2_CID_AUTOBRIGHTNESS, AUTO_BOOLEAN},
    {"contrast", "Contrast", "", {V4L2_CID_CONTRAST}, 0, AUTO_NONE},
    {"saturation", "Colour", "", {V4L2_CID_SATURATION}, 0, AUTO_NONE},
    {"hue", "Tint", "", {V4L2_CID_HUE}, V4L2_CID_HUE_AUTO, AUTO_BOOLEAN},
    {"sharpness", "Sharpness", "", {V4L2_CID_SHARPNESS}, 0, AUTO_NONE},
    {"gamma", "Gamma", "", {V4L2_CID_GAMMA}, 0, AUTO_NONE},
    {"backlight", "Backlight compensation", "", {V4L2_CID_BACKLIGHT_COMPENSATION}, 0, AUTO_NONE},
    {"mains",
     "Lamp flicker filter (1: 50 Hz, 2: 60 Hz)",
     "",
     {V4L2_CID_POWER_LINE_FREQUENCY},
     0,
     AUTO_NONE},
    {"dim-light",
     "Fewer pictures in dim light (0: never)",
     "",
     {V4L2_CID_EXPOSURE_AUTO_PRIORITY},
     0,
     AUTO_NONE},
    {"zoom", "Zoom", "", {V4L2_CID_ZOOM_ABSOLUTE}, 0, AUTO_NONE},
    {"pan", "Pan", "", {V4L2_CID_PAN_ABSOLUTE}, 0, AUTO_NONE},
    {"tilt", "Tilt", "", {V4L2_CID_TILT_ABSOLUTE}, 0, AUTO_NONE},
};
G_STATIC_ASSERT (G_N_ELEMENTS (table) <= SHOW_CONTROLS_MAX);

static int
open_device (const char *path)
{
  return open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

/* --- one of the kernel's --- */

static gboolean
query (int fd, guint32 id, struct v4l2_queryctrl *ret_query)
{
  *ret_query = (struct v4l2_queryctrl){.id = id};
  return id != 0 && cap_v4l2_ioctl (fd, VIDIOC_QUERYCTRL, ret_query) == 0 &&
         !(ret_query->flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY));
}

static gboolean
get (int fd, guint32 id, int *ret_value)
{
  struct v4l2_control control = {.id = id};

  if (cap_v4l2_ioctl (fd, VIDIOC_G_CTRL, &control) != 0)
    return FALSE;
  *ret_value = control.value;
  return TRUE;
}

static gboolean
set (int fd, guint32 id, int value)
{
  struct v4l2_control control = {.id = id, .value = value};

  return cap_v4l2_ioctl (fd, VIDIOC_S_CTRL, &control) == 0;
}

/* --- one of ours --- */

/* 0: the camera has none. */
static guint32
find_id (int fd, const Known *known, struct v4l2_queryctrl *ret_query)
{
  for (guint i = 0; i < G_N_ELEMENTS (known->ids); i++)
    if (query (fd, known->ids[i], ret_query))
      return known->ids[i];
  return 0;
}

static void
read_auto (int fd, const Known *known, ShowControl *control)
{
  struct v4l2_queryctrl info;
  int value = 0;

  control->has_auto = query (fd, known->auto_id, &info) && get (fd, known->auto_id, &value);
  if (control->has_auto)
    control->is_auto =
        known->auto_kind == AUTO_EXPOSURE ? value != V4L2_EXPOSURE_MANUAL : value != 0;
}

/* FALSE when the camera has nothing of it. */
static gboolean
read_one (int fd, const Known *known, ShowControl *ret_control)
{
  ShowControl control = {.label = known->label, .unit = known->unit};
  struct v4l2_queryctrl info;
  guint32 id = find_id (fd, known, &info);

  g_strlcpy (control.name, known->name, sizeof control.name);
  if (id && info.maximum > info.minimum && get (fd, id, &control.value)) {
    control.has_value = TRUE;
    control.min = info.minimum;
    control.max = info.maximum;
    control.preset = info.default_value;
  }
  read_auto (fd, known, &control);
  *ret_control = control;
  return control.has_value || control.has_auto;
}

ShowControls *
cap_control_read (const char *path)
{
  int fd = open_device (path);
  ShowControls *controls;

  if (fd < 0)
    return NULL;
  controls = show_controls_new ();
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (read_one (fd, &table[i], &controls->items[controls->n]))
      controls->n++;
  close (fd);
  return controls;
}

static const Known *
find_known (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].name, name))
      return &table[i];
  return NULL;
}

gboolean
cap_control_set (const char *path, const char *name, int value)
{
  const Known *known = find_known (name);
  int fd = known ? open_device (path) : -1;
  struct v4l2_queryctrl info;
  gboolean done;
  guint32 id;

  if (fd < 0)
    return FALSE;
  id = find_id (fd, known, &info);
  done = id && set (fd, id, CLAMP (value, info.minimum, info.maximum));
  close (fd);
  return done;
}

/* A camera has one of the ways of automatic exposure, or its default is the one it likes best. */
static gboolean
set_auto_exposure (int fd, const struct v4l2_queryctrl *info, gboolean on)
{
  if (!on)
    return set (fd, info->id, V4L2_EXPOSURE_MANUAL);
  return (info->default_value != V4L2_EXPOSURE_MANUAL && set (fd, info->id, info->default_value)) ||
         set (fd, info->id, V4L2_EXPOSURE_APERTURE_PRIORITY) ||
         set (fd, info->id, V4L2_EXPOSURE_AUTO);
}

gboolean
cap_control_set_auto (const char *path, const char *name, gboolean on)
{
  const Known *known = find_known (name);
  int fd = known ? open_device (path) : -1;
  struct v4l2_queryctrl info;
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = query (fd, known->auto_id, &info) &&
         (known->auto_kind == AUTO_EXPOSURE ? set_auto_exposure (fd, &info, on)
                                            : set (fd, known->auto_id, on != FALSE));
  close (fd);
  return done;
}
