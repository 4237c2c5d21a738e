/* Cameras that answer the kernel's calls as a driver would: an ordinary file stands for the node,
 * and this program's own ioctl() answers for it. */
#pragma once
#include <errno.h>
#include <glib.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  guint32 fourcc;
  guint32 width, height; /* 0: any up to 4096x2160 */
  guint32 fps[4];        /* 0 ends; all 0: it does not tell */
} FakeMode;

typedef struct {
  guint32 id, type, flags;
  int min, max, step, def, value;
  const char *name;
} FakeControl;

typedef struct {
  const char *path; /* NULL ends */
  const char *card;
  guint32 caps;
  FakeMode modes[12]; /* of one format one after the other; fourcc 0 ends */
  FakeControl controls[12];
  int streamon_errno, reqbufs_errno, set_errno;
  gboolean has_timings; /* a capture card */
  guint32 input_status;
  int signal_errno;
  struct v4l2_bt_timings comes, set;
  guint n_streams; /* started so far */
} FakeCamera;

static FakeCamera *fake_cameras;

static FakeCamera *
fake_find (int fd)
{
  char link[32], path[4096] = {0};

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink (link, path, sizeof path - 1) < 0)
    return NULL;
  for (FakeCamera *camera = fake_cameras; camera && camera->path; camera++)
    if (g_str_equal (camera->path, path))
      return camera;
  return NULL;
}

static int
fake_fail (int error)
{
  errno = error;
  return error ? -1 : 0;
}

static int
fake_capability (FakeCamera *camera, struct v4l2_capability *capability)
{
  memset (capability, 0, sizeof *capability);
  g_strlcpy ((char *) capability->card, camera->card, sizeof capability->card);
  g_strlcpy ((char *) capability->bus_info, "usb-fake", sizeof capability->bus_info);
  capability->capabilities = camera->caps | V4L2_CAP_DEVICE_CAPS;
  capability->device_caps = camera->caps;
  return 0;
}

static int
fake_format (FakeCamera *camera, struct v4l2_fmtdesc *format)
{
  guint32 last = 0, n = 0;

  for (const FakeMode *mode = camera->modes; mode->fourcc; mode++) {
    if (mode->fourcc != last && n++ == format->index) {
      format->pixelformat = mode->fourcc;
      return 0;
    }
    last = mode->fourcc;
  }
  return fake_fail (EINVAL);
}

static const FakeMode *
fake_mode (FakeCamera *camera, guint32 fourcc, guint32 index)
{
  for (const FakeMode *mode = camera->modes; mode->fourcc; mode++)
    if (mode->fourcc == fourcc && index-- == 0)
      return mode;
  return NULL;
}

static int
fake_size (FakeCamera *camera, struct v4l2_frmsizeenum *size)
{
  const FakeMode *mode = fake_mode (camera, size->pixel_format, size->index);

  if (!mode)
    return fake_fail (EINVAL);
  size->type = mode->width ? V4L2_FRMSIZE_TYPE_DISCRETE : V4L2_FRMSIZE_TYPE_STEPWISE;
  if (mode->width) {
    size->discrete.width = mode->width;
    size->discrete.height = mode->height;
  } else {
    size->stepwise = (struct v4l2_frmsize_stepwise){32, 4096, 16, 32, 2160, 8};
  }
  return 0;
}

static int
fake_rate (FakeCamera *camera, struct v4l2_frmivalenum *rate)
{
  for (const FakeMode *mode = camera->modes; mode->fourcc; mode++)
    if (mode->fourcc == rate->pixel_format && (!mode->width || mode->width == rate->width) &&
        rate->index < G_N_ELEMENTS (mode->fps) && mode->fps[rate->index]) {
      rate->type = V4L2_FRMIVAL_TYPE_DISCRETE;
      rate->discrete = (struct v4l2_fract){1, mode->fps[rate->index]};
      return 0;
    }
  return fake_fail (EINVAL);
}

static int
fake_timings (FakeCamera *camera, unsigned long request, struct v4l2_dv_timings *timings)
{
  if (!camera->has_timings)
    return fake_fail (ENOTTY);
  if (request == VIDIOC_QUERY_DV_TIMINGS && camera->signal_errno)
    return fake_fail (camera->signal_errno);
  if (request == VIDIOC_S_DV_TIMINGS)
    camera->set = timings->bt;
  else
    timings->bt = request == VIDIOC_G_DV_TIMINGS ? camera->set : camera->comes;
  return 0;
}

static FakeControl *
fake_control (FakeCamera *camera, guint32 id)
{
  for (guint i = 0; i < G_N_ELEMENTS (camera->controls); i++)
    if (id && camera->controls[i].id == id)
      return &camera->controls[i];
  return NULL;
}

static int
fake_control_call (FakeCamera *camera, unsigned long request, void *argument)
{
  struct v4l2_queryctrl *query = argument;
  struct v4l2_control *value = argument;
  FakeControl *control = fake_control (camera, request == VIDIOC_QUERYCTRL ? query->id : value->id);

  if (!control)
    return fake_fail (EINVAL);
  if (request == VIDIOC_QUERYCTRL) {
    query->type = control->type;
    query->flags = control->flags;
    query->minimum = control->min;
    query->maximum = control->max;
    query->step = control->step;
    query->default_value = control->def;
    return 0;
  }
  if (request == VIDIOC_G_CTRL) {
    value->value = control->value;
    return 0;
  }
  if (camera->set_errno || value->value < control->min || value->value > control->max)
    return fake_fail (camera->set_errno ? camera->set_errno : ERANGE);
  control->value = value->value;
  return 0;
}

static int
fake_call (FakeCamera *camera, unsigned long request, void *argument)
{
  switch (request) {
  case VIDIOC_QUERYCAP:
    return fake_capability (camera, argument);
  case VIDIOC_ENUM_FMT:
    return fake_format (camera, argument);
  case VIDIOC_ENUM_FRAMESIZES:
    return fake_size (camera, argument);
  case VIDIOC_ENUM_FRAMEINTERVALS:
    return fake_rate (camera, argument);
  case VIDIOC_G_INPUT:
    *(int *) argument = 0;
    return 0;
  case VIDIOC_ENUMINPUT:
    ((struct v4l2_input *) argument)->capabilities =
        camera->has_timings ? V4L2_IN_CAP_DV_TIMINGS : 0;
    ((struct v4l2_input *) argument)->status = camera->input_status;
    return 0;
  case VIDIOC_QUERY_DV_TIMINGS:
  case VIDIOC_G_DV_TIMINGS:
  case VIDIOC_S_DV_TIMINGS:
    return fake_timings (camera, request, argument);
  case VIDIOC_QUERYCTRL:
  case VIDIOC_G_CTRL:
  case VIDIOC_S_CTRL:
    return fake_control_call (camera, request, argument);
  case VIDIOC_REQBUFS:
    return fake_fail (camera->reqbufs_errno);
  case VIDIOC_STREAMON:
    camera->n_streams++;
    return fake_fail (camera->streamon_errno);
  case VIDIOC_QUERYBUF:
  case VIDIOC_QBUF:
  case VIDIOC_STREAMOFF:
    return 0;
  default:
    return fake_fail (ENOTTY);
  }
}

int ioctl (int fd, unsigned long request, ...);

int
ioctl (int fd, unsigned long request, ...)
{
  FakeCamera *camera = fake_cameras ? fake_find (fd) : NULL;
  void *argument;
  va_list list;

  va_start (list, request);
  argument = va_arg (list, void *);
  va_end (list);
  if (camera)
    return fake_call (camera, request, argument);
  return (int) syscall (SYS_ioctl, fd, request, argument);
}
