#include "cap-v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MODES_MAX 1024

/* An open device. */
typedef struct {
  int fd;
  guint32 caps;
  guint32 type; /* V4L2_BUF_TYPE_VIDEO_CAPTURE, with one plane of memory or several */
} Node;

int
cap_v4l2_ioctl (int fd, unsigned long request, void *argument)
{
  int result;

  do
    result = ioctl (fd, request, argument);
  while (result < 0 && errno == EINTR);
  return result;
}

/* FALSE with errno. */
static gboolean
open_node (const char *path, Node *ret_node, struct v4l2_capability *ret_capability)
{
  struct v4l2_capability capability = {0};
  int fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  int error;

  if (fd < 0)
    return FALSE;
  if (cap_v4l2_ioctl (fd, VIDIOC_QUERYCAP, &capability) != 0) {
    error = errno;
    close (fd);
    errno = error;
    return FALSE;
  }
  ret_node->fd = fd;
  ret_node->caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps
                                                                  : capability.capabilities;
  ret_node->type = ret_node->caps & V4L2_CAP_VIDEO_CAPTURE ? V4L2_BUF_TYPE_VIDEO_CAPTURE
                                                           : V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
  if (ret_capability)
    *ret_capability = capability;
  return TRUE;
}

/* --- what it is --- */

void
cap_v4l2_card_clear (CapV4l2Card *card)
{
  g_clear_pointer (&card->name, g_free);
  g_clear_pointer (&card->bus, g_free);
}

/* V4L2_CAP_IO_MC: a part of a larger device, which has to be put together first. Decoders and
 * scalers take pictures as well as giving them. */
static gboolean
gives_pictures (const Node *node)
{
  const guint32 wanted = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE;
  const guint32 unwanted =
      V4L2_CAP_META_CAPTURE | V4L2_CAP_IO_MC | V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE;

  return node->caps & wanted && !(node->caps & unwanted) &&
         node->caps & (V4L2_CAP_STREAMING | V4L2_CAP_READWRITE);
}

static char *
read_text (const guint8 *text, gsize size)
{
  g_autofree char *bounded = g_strndup ((const char *) text, size);

  return g_utf8_make_valid (g_strstrip (bounded), -1);
}

gboolean
cap_v4l2_is_camera (const char *path, CapV4l2Card *ret_card)
{
  struct v4l2_capability capability;
  gboolean is_camera;
  Node node;

  if (!open_node (path, &node, &capability))
    return FALSE;
  close (node.fd);
  is_camera = gives_pictures (&node);
  if (is_camera && ret_card) {
    ret_card->name = read_text (capability.card, sizeof capability.card);
    ret_card->bus = read_text (capability.bus_info, sizeof capability.bus_info);
  }
  return is_camera;
}

/* --- the signal of a capture card --- */

/* FALSE: a camera, or a device that does not tell. */
static gboolean
read_input (const Node *node, struct v4l2_input *ret_input)
{
  int number = 0;

  memset (ret_input, 0, sizeof *ret_input);
  if (cap_v4l2_ioctl (node->fd, VIDIOC_G_INPUT, &number) != 0)
    return FALSE;
  ret_input->index = (guint32) number;
  return cap_v4l2_ioctl (node->fd, VIDIOC_ENUMINPUT, ret_input) == 0 &&
         ret_input->capabilities & (V4L2_IN_CAP_DV_TIMINGS | V4L2_IN_CAP_STD);
}

static gboolean
are_alike (const struct v4l2_bt_timings *a, const struct v4l2_bt_timings *b)
{
  return a->width == b->width && a->height == b->height && a->interlaced == b->interlaced;
}

/* What comes in is said by QUERY, what the device is set to by G. */
static CapTrouble
examine_timings (const Node *node)
{
  struct v4l2_dv_timings comes = {0}, set = {0};

  if (cap_v4l2_ioctl (node->fd, VIDIOC_QUERY_DV_TIMINGS, &comes) != 0)
    return errno == ENOLINK || errno == ENOLCK || errno == ERANGE ? CAP_TROUBLE_NO_SIGNAL : 0;
  if (cap_v4l2_ioctl (node->fd, VIDIOC_G_DV_TIMINGS, &set) != 0 || are_alike (&comes.bt, &set.bt))
    return 0;
  return CAP_TROUBLE_CHANGED;
}

static CapTrouble
examine_input (const Node *node)
{
  struct v4l2_input input;

  if (!read_input (node, &input))
    return 0;
  if (input.status & (V4L2_IN_ST_NO_POWER | V4L2_IN_ST_NO_SIGNAL | V4L2_IN_ST_NO_SYNC))
    return CAP_TROUBLE_NO_SIGNAL;
  return input.capabilities & V4L2_IN_CAP_DV_TIMINGS ? examine_timings (node) : 0;
}

CapTrouble
cap_v4l2_examine (const char *path)
{
  CapTrouble trouble;
  Node node;

  if (!open_node (path, &node, NULL))
    return 0;
  trouble = examine_input (&node);
  close (node.fd);
  return trouble;
}

gboolean
cap_v4l2_has_signal (const char *path)
{
  struct v4l2_input input;
  gboolean has;
  Node node;

  if (!open_node (path, &node, NULL))
    return FALSE;
  has = read_input (&node, &input) && input.capabilities & V4L2_IN_CAP_DV_TIMINGS;
  close (node.fd);
  return has;
}

/* Its sizes are those of what comes in once it is set to that. Fails while it is in use, which is
 * no harm: then it is set already. */
static void
follow_signal (const Node *node)
{
  struct v4l2_dv_timings timings = {0};
  struct v4l2_input input;

  if (read_input (node, &input) && input.capabilities & V4L2_IN_CAP_DV_TIMINGS &&
      cap_v4l2_ioctl (node->fd, VIDIOC_QUERY_DV_TIMINGS, &timings) == 0)
    cap_v4l2_ioctl (node->fd, VIDIOC_S_DV_TIMINGS, &timings);
}

/* --- modes --- */

static void
add_mode (CapMode mode, guint32 numerator, guint32 denominator, GArray *modes)
{
  mode.fps_n = numerator > 0 && denominator <= G_MAXINT ? (int) denominator : 0;
  mode.fps_d = mode.fps_n > 0 ? (int) MIN (numerator, G_MAXINT) : 1;
  if (modes->len < MODES_MAX && mode.width > 0 && mode.height > 0)
    g_array_append_val (modes, mode);
}

/* A camera's interval is the time of a frame: the shortest is the fastest. */
static void
add_rates (const Node *node, guint32 fourcc, CapMode mode, const MixFormat *programme,
           GArray *modes)
{
  struct v4l2_frmivalenum rate = {
      .pixel_format = fourcc, .width = (guint32) mode.width, .height = (guint32) mode.height};

  for (; cap_v4l2_ioctl (node->fd, VIDIOC_ENUM_FRAMEINTERVALS, &rate) == 0; rate.index++) {
    const struct v4l2_fract *fastest = &rate.stepwise.min, *slowest = &rate.stepwise.max;
    const gint64 wanted_n = programme->fps_n, wanted_d = programme->fps_d;

    if (rate.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
      add_mode (mode, rate.discrete.numerator, rate.discrete.denominator, modes);
      continue;
    }
    if (wanted_d * fastest->denominator >= wanted_n * fastest->numerator &&
        wanted_d * slowest->denominator <= wanted_n * slowest->numerator)
      add_mode (mode, (guint32) wanted_d, (guint32) wanted_n, modes);
    else
      add_mode (mode, fastest->numerator, fastest->denominator, modes);
    return;
  }
  if (rate.index == 0)
    add_mode (mode, 0, 0, modes);
}

static int
into_range (int wanted, guint32 min, guint32 max, guint32 step)
{
  int clamped = CLAMP (wanted, (int) min, (int) MIN (max, G_MAXINT));

  return step > 1 ? clamped - (clamped - (int) min) % (int) step : clamped;
}

/* The driver has no choice of sizes: the one that it is set to. */
static void
add_present_size (const Node *node, guint32 fourcc, CapMode mode, const MixFormat *programme,
                  GArray *modes)
{
  struct v4l2_format format = {.type = node->type};
  gboolean planes = node->type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;

  if (cap_v4l2_ioctl (node->fd, VIDIOC_G_FMT, &format) != 0)
    return;
  mode.width = (int) (planes ? format.fmt.pix_mp.width : format.fmt.pix.width);
  mode.height = (int) (planes ? format.fmt.pix_mp.height : format.fmt.pix.height);
  add_rates (node, fourcc, mode, programme, modes);
}

static void
add_sizes (const Node *node, guint32 fourcc, const MixFormat *programme, GArray *modes)
{
  struct v4l2_frmsizeenum size = {.pixel_format = fourcc};
  CapMode mode = {.format = cap_format_find (fourcc)};

  for (; cap_v4l2_ioctl (node->fd, VIDIOC_ENUM_FRAMESIZES, &size) == 0; size.index++) {
    const struct v4l2_frmsize_stepwise *range = &size.stepwise;
    gboolean one = size.type == V4L2_FRMSIZE_TYPE_DISCRETE;

    mode.width =
        one ? (int) size.discrete.width
            : into_range (programme->width, range->min_width, range->max_width, range->step_width);
    mode.height = one ? (int) size.discrete.height
                      : into_range (programme->height, range->min_height, range->max_height,
                                    range->step_height);
    add_rates (node, fourcc, mode, programme, modes);
    if (!one)
      return;
  }
  if (size.index == 0)
    add_present_size (node, fourcc, mode, programme, modes);
}

GArray *
cap_v4l2_modes (const char *path, const MixFormat *programme)
{
  GArray *modes = g_array_new (FALSE, TRUE, sizeof (CapMode));
  struct v4l2_fmtdesc format = {0};
  Node node;

  if (!open_node (path, &node, NULL))
    return modes;
  follow_signal (&node);
  for (format.type = node.type; cap_v4l2_ioctl (node.fd, VIDIOC_ENUM_FMT, &format) == 0;
       format.index++)
    if (cap_format_find (format.pixelformat))
      add_sizes (&node, format.pixelformat, programme, modes);
  close (node.fd);
  return modes;
}

/* --- why it does not work --- */

static const struct {
  int number;
  CapTrouble trouble;
} troubles[] = {
    {ENOENT, CAP_TROUBLE_MISSING},  {ENODEV, CAP_TROUBLE_MISSING},
    {ENXIO, CAP_TROUBLE_MISSING},   {EACCES, CAP_TROUBLE_FORBIDDEN},
    {EPERM, CAP_TROUBLE_FORBIDDEN}, {EBUSY, CAP_TROUBLE_BUSY},
    {ENOSPC, CAP_TROUBLE_NO_ROOM},  {ENOLINK, CAP_TROUBLE_NO_SIGNAL},
    {EINVAL, CAP_TROUBLE_NO_MODE},
};

static CapTrouble
trouble_of (int number)
{
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (troubles[i].number == number)
      return troubles[i].trouble;
  return CAP_TROUBLE_BROKEN;
}

/* The steps that v4l2src takes as well. */
static CapTrouble
try_stream (const Node *node)
{
  struct v4l2_requestbuffers request = {.count = 2, .type = node->type, .memory = V4L2_MEMORY_MMAP};
  int type = (int) node->type;
  CapTrouble trouble = 0;

  if (cap_v4l2_ioctl (node->fd, VIDIOC_REQBUFS, &request) != 0)
    return trouble_of (errno);
  for (guint i = 0; i < request.count; i++) {
    struct v4l2_plane planes[VIDEO_MAX_PLANES] = {0};
    struct v4l2_buffer buffer = {.index = i, .type = node->type, .memory = V4L2_MEMORY_MMAP};

    if (node->type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) {
      buffer.m.planes = planes;
      buffer.length = G_N_ELEMENTS (planes);
    }
    cap_v4l2_ioctl (node->fd, VIDIOC_QUERYBUF, &buffer);
    cap_v4l2_ioctl (node->fd, VIDIOC_QBUF, &buffer);
  }
  if (cap_v4l2_ioctl (node->fd, VIDIOC_STREAMON, &type) != 0)
    trouble = trouble_of (errno);
  else
    cap_v4l2_ioctl (node->fd, VIDIOC_STREAMOFF, &type);
  return trouble;
}

CapTrouble
cap_v4l2_diagnose (const char *path, gboolean stream)
{
  CapTrouble trouble;
  Node node;

  if (!open_node (path, &node, NULL))
    return errno == ENOTTY ? CAP_TROUBLE_UNREADABLE : trouble_of (errno);
  trouble = examine_input (&node);
  if (!gives_pictures (&node))
    trouble = CAP_TROUBLE_EMPTY;
  if (trouble == 0 && stream)
    trouble = try_stream (&node);
  close (node.fd);
  return trouble;
}
