#include "cap-v4l2.h"

#include "cap-probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BY_PATH         "/dev/v4l/by-path"
#define MODES_MAX       256
#define MODES_SHOWN_MAX 8

/* In the order in which they are cheap to bring to the programme's format. */
static const struct {
  guint32 fourcc;
  const char *name, *caps;
} formats[] = {
    {V4L2_PIX_FMT_YUV420, "I420", "video/x-raw, format=I420"},
    {V4L2_PIX_FMT_NV12, "NV12", "video/x-raw, format=NV12"},
    {V4L2_PIX_FMT_YUYV, "YUYV", "video/x-raw, format=YUY2"},
    {V4L2_PIX_FMT_UYVY, "UYVY", "video/x-raw, format=UYVY"},
    {V4L2_PIX_FMT_MJPEG, "MJPEG", "image/jpeg"},
    {V4L2_PIX_FMT_JPEG, "JPEG", "image/jpeg"},
    {V4L2_PIX_FMT_H264, "H.264", "video/x-h264"},
    {V4L2_PIX_FMT_RGB24, "RGB", "video/x-raw, format=RGB"},
    {V4L2_PIX_FMT_BGR24, "BGR", "video/x-raw, format=BGR"},
};

static int
retry_ioctl (int fd, unsigned long request, void *argument)
{
  int result;

  do
    result = ioctl (fd, request, argument);
  while (result < 0 && errno == EINTR);
  return result;
}

/* --- modes --- */

/* A camera's interval is the time of a frame: the shortest is the fastest. */
static void
read_rate (int fd, guint32 fourcc, CapMode *mode)
{
  struct v4l2_frmivalenum interval = {
      .pixel_format = fourcc, .width = (guint32) mode->width, .height = (guint32) mode->height};

  for (; retry_ioctl (fd, VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0; interval.index++) {
    const struct v4l2_fract *time =
        interval.type == V4L2_FRMIVAL_TYPE_DISCRETE ? &interval.discrete : &interval.stepwise.min;

    if (time->numerator > 0 &&
        (gint64) time->denominator * mode->fps_d > (gint64) mode->fps_n * time->numerator) {
      mode->fps_n = (int) time->denominator;
      mode->fps_d = (int) time->numerator;
    }
    if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE)
      return;
  }
}

static void
add_mode (int fd, guint format, int width, int height, GArray *modes)
{
  CapMode mode = {formats[format].name, formats[format].caps, width, height, 0, 1};

  if (modes->len >= MODES_MAX)
    return;
  read_rate (fd, formats[format].fourcc, &mode);
  g_array_append_val (modes, mode);
}

static int
into_range (int wanted, guint32 min, guint32 max, guint32 step)
{
  int clamped = CLAMP (wanted, (int) min, (int) max);

  return step > 1 ? clamped - (clamped - (int) min) % (int) step : clamped;
}

static void
add_sizes (int fd, guint format, const MixFormat *programme, GArray *modes)
{
  struct v4l2_frmsizeenum size = {.pixel_format = formats[format].fourcc};

  for (; retry_ioctl (fd, VIDIOC_ENUM_FRAMESIZES, &size) == 0; size.index++) {
    const struct v4l2_frmsize_stepwise *range = &size.stepwise;

    if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
      add_mode (fd, format, (int) size.discrete.width, (int) size.discrete.height, modes);
      continue;
    }
    add_mode (
        fd, format,
        into_range (programme->width, range->min_width, range->max_width, range->step_width),
        into_range (programme->height, range->min_height, range->max_height, range->step_height),
        modes);
    return;
  }
}

static GArray *
read_modes (int fd, const MixFormat *programme)
{
  GArray *modes = g_array_new (FALSE, TRUE, sizeof (CapMode));
  struct v4l2_fmtdesc format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

  for (; retry_ioctl (fd, VIDIOC_ENUM_FMT, &format) == 0; format.index++)
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
      if (formats[i].fourcc == format.pixelformat)
        add_sizes (fd, i, programme, modes);
  return modes;
}

GArray *
cap_v4l2_modes (const char *path, const MixFormat *programme)
{
  int fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  GArray *modes;

  if (fd < 0)
    return g_array_new (FALSE, TRUE, sizeof (CapMode));
  modes = read_modes (fd, programme);
  close (fd);
  return modes;
}

/* --- choice --- */

static guint
cost_of (const CapMode *mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, mode->name))
      return i;
  return G_N_ELEMENTS (formats);
}

/* Frames a second in thousandths, no more than the programme has: more is not better. A camera that
 * does not tell is taken at its word that it works. */
static gint64
useful_rate (const CapMode *mode, const MixFormat *programme)
{
  gint64 wanted = (gint64) programme->fps_n * 1000 / programme->fps_d;
  gint64 rate = (gint64) mode->fps_n * 1000 / MAX (mode->fps_d, 1);

  /* 29.97 does for 30. */
  return mode->fps_n == 0 || rate * 100 >= wanted * 98 ? wanted : rate;
}

/* How far a size is from the programme's: nothing, then larger ones, then smaller ones. */
static gint64
size_distance (const CapMode *mode, const MixFormat *programme)
{
  gint64 have = (gint64) mode->width * mode->height;
  gint64 want = (gint64) programme->width * programme->height;

  if (mode->width == programme->width && mode->height == programme->height)
    return 0;
  if (mode->width >= programme->width && mode->height >= programme->height)
    return 1 + have - want;
  return G_MAXINT32 + MAX (want - have, 0);
}

static gboolean
is_better (const CapMode *mode, const CapMode *than, const MixFormat *programme)
{
  gint64 rate = useful_rate (mode, programme) - useful_rate (than, programme);
  gint64 size = size_distance (mode, programme) - size_distance (than, programme);

  if (rate != 0)
    return rate > 0;
  return size != 0 ? size < 0 : cost_of (mode) < cost_of (than);
}

const CapMode *
cap_v4l2_choose (const GArray *modes, const MixFormat *programme)
{
  const CapMode *best = NULL;

  for (guint i = 0; i < modes->len; i++) {
    const CapMode *mode = &g_array_index (modes, CapMode, i);

    if (!best || is_better (mode, best, programme))
      best = mode;
  }
  return best;
}

/* --- listing --- */

static char *
describe_modes (const GArray *modes)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < MIN (modes->len, MODES_SHOWN_MAX); i++) {
    const CapMode *mode = &g_array_index (modes, CapMode, i);

    g_string_append_printf (out, "%s%dx%d", i ? ", " : "", mode->width, mode->height);
    if (mode->fps_n > 0)
      g_string_append_printf (out, " %.4g fps", (double) mode->fps_n / mode->fps_d);
    g_string_append_printf (out, " %s", mode->name);
  }
  return modes->len ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* Largest first: what a person looks for. */
static int
compare_modes (gconstpointer a, gconstpointer b)
{
  const CapMode *left = a, *right = b;

  return right->width * right->height - left->width * left->height;
}

static CapDevice *
look_at (const char *path)
{
  static const MixFormat usual = {.width = 1280, .height = 720, .fps_n = 30, .fps_d = 1};
  int fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  struct v4l2_capability capability = {0};
  CapDevice *device = NULL;

  if (fd < 0)
    return NULL;
  if (retry_ioctl (fd, VIDIOC_QUERYCAP, &capability) == 0) {
    guint32 caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps
                                                                  : capability.capabilities;

    if (caps & V4L2_CAP_VIDEO_CAPTURE && !(caps & V4L2_CAP_META_CAPTURE)) {
      g_autoptr (GArray) modes = read_modes (fd, &usual);

      g_array_sort (modes, compare_modes);
      device = g_new0 (CapDevice, 1);
      device->name = g_strndup ((const char *) capability.card, sizeof capability.card);
      device->source = g_strdup_printf ("v4l2:%s", path);
      device->modes = describe_modes (modes);
    }
  }
  close (fd);
  return device;
}

static int
compare_devices (gconstpointer a, gconstpointer b)
{
  const CapDevice *const *left = a, *const *right = b;

  return g_strcmp0 ((*left)->source, (*right)->source);
}

/* by-path names the port, which stays the same when two cameras of one make swap their numbers;
 * machines without udev have only the numbers. `usb` and `usbv2` links may name one node twice. */
GPtrArray *
cap_v4l2_list (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_device_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *folders[] = {BY_PATH, "/dev"};

  for (guint i = 0; i < G_N_ELEMENTS (folders) && devices->len == 0; i++) {
    g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name (dir))) {
      g_autofree char *path = g_build_filename (folders[i], name, NULL);
      g_autofree char *node = realpath (path, NULL);
      CapDevice *device;

      if (!node || !g_str_has_prefix (node, "/dev/video") ||
          !g_hash_table_add (seen, g_steal_pointer (&node)))
        continue;
      device = look_at (path);
      if (device)
        g_ptr_array_add (devices, device);
    }
  }
  g_ptr_array_sort (devices, compare_devices);
  return devices;
}
