/* Cameras and capture cards of this machine. */
#include "cap-backends.h"
#include "cap-decode.h"
#include "cap-guard.h"
#include "cap-usb.h"
#include "cap-v4l2.h"

#define LEAK_OLDEST 2 /* a queue's "leaky": downstream */

static gboolean
path_is_absolute (const char *rest, gboolean camera, char **ret_why)
{
  if (g_path_is_absolute (rest))
    return TRUE;
  *ret_why = g_strdup_printf ("\"%s\" is not a full path: write one that starts with /, such as "
                              "v4l2:/dev/video0",
                              rest);
  return FALSE;
}

static gboolean
path_is_present (const char *rest)
{
  return g_file_test (rest, G_FILE_TEST_EXISTS);
}

/* --- the mode --- */

static const CapMode *
choose_mode (CapChooser *chooser, const char *path, const MixFormat *programme)
{
  g_autoptr (GArray) modes = cap_v4l2_modes (path, programme);
  CapLink link;
  CapUsb usb;

  cap_usb_read (path, &usb);
  link = cap_usb_link (&usb);
  cap_usb_clear (&usb);
  return cap_chooser_choose (chooser, modes, programme, &link);
}

/* What a capture card sends follows its signal, and v4l2src follows it in mid-stream if it may. */
static GstCaps *
caps_of (const CapMode *mode, gboolean follows_signal)
{
  GstCaps *caps = gst_caps_from_string (cap_format_caps (mode->format));

  if (follows_signal)
    return caps;
  gst_caps_set_simple (caps, "width", G_TYPE_INT, mode->width, "height", G_TYPE_INT, mode->height,
                       NULL);
  if (mode->fps_n > 0)
    gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, mode->fps_n, mode->fps_d, NULL);
  return caps;
}

static void
describe_mode (CapPipe *pipe, const CapMode *mode, const CapChooser *chooser)
{
  const char *reason = cap_chooser_get_reason (chooser);
  g_autofree char *text = g_strdup_printf (" as %s%s%s", cap_format_name (mode->format),
                                           reason ? ": " : "", reason ? reason : "");

  cap_pipe_add_description (pipe, text);
}

/* --- the elements --- */

/* The driver has few buffers: a short queue that lets go of the oldest keeps it from running dry
 * while a picture is decoded. */
static gboolean
add_elements (CapPipe *pipe, const char *path, const CapMode *mode, const char *remark,
              GError **error)
{
  GstElement *camera = cap_pipe_add (pipe, "v4l2src", error);
  GstElement *filter = camera ? cap_pipe_add (pipe, "capsfilter", error) : NULL;
  gboolean follows_signal = cap_v4l2_has_signal (path);
  GstElement *queue = filter ? cap_pipe_add (pipe, "queue", error) : NULL;
  g_autoptr (GstCaps) caps = mode ? caps_of (mode, follows_signal) : gst_caps_new_any ();

  if (!queue)
    return FALSE;
  g_object_set (camera, "device", path, NULL);
  g_object_set (filter, "caps", caps, NULL);
  g_object_set (queue, "max-size-buffers", 2, "max-size-bytes", 0, "max-size-time", (guint64) 0,
                "leaky", LEAK_OLDEST, NULL);
  g_assert (gst_element_link_many (camera, filter, queue, NULL));
  if (follows_signal)
    cap_pipe_mind_signal (pipe);
  cap_guard_add (pipe, camera, remark);
  return cap_decode_add (pipe, queue, error);
}

static gboolean
build_v4l2 (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  g_autoptr (CapChooser) own = cap_pipe_get_chooser (pipe) ? NULL : cap_chooser_new (NULL);
  CapChooser *chooser = own ? own : cap_pipe_get_chooser (pipe);
  const CapMode *mode = choose_mode (chooser, rest, cap_pipe_get_format (pipe));

  if (mode)
    describe_mode (pipe, mode, chooser);
  return add_elements (pipe, rest, mode, mode ? cap_chooser_get_remark (chooser) : NULL, error);
}

/* --- what goes wrong --- */

/* v4l2src says "failed to allocate" of a device that was pulled out as well as of one for which
 * there is no room, and nothing about why. */
static CapTrouble
diagnose_v4l2 (const char *rest, CapTrouble guess, gboolean was_live)
{
  CapTrouble found;

  if (guess == CAP_TROUBLE_STALLED || guess == CAP_TROUBLE_SILENT || guess == CAP_TROUBLE_PLUGIN ||
      guess == CAP_TROUBLE_NO_SIGNAL || guess == CAP_TROUBLE_CHANGED)
    return guess;
  found = cap_v4l2_diagnose (rest, !was_live);
  if (found)
    return found;
  return guess == CAP_TROUBLE_NO_ROOM || guess == CAP_TROUBLE_MISSING ? CAP_TROUBLE_BROKEN : guess;
}

static const CapWords v4l2_words[] = {
    {CAP_TROUBLE_MISSING,
     "{label}: there is no camera at \"{place}\". Plug it in; it will be used as soon as it is "
     "there."},
    {CAP_TROUBLE_BUSY, "{label}: another program uses the camera at \"{place}\". Close that "
                       "program."},
    {CAP_TROUBLE_FORBIDDEN, "{label}: \"{place}\" may not be opened. Add the user that Tallybox "
                            "runs as to the group video."},
    {CAP_TROUBLE_UNREADABLE,
     "{label}: \"{place}\" offers no pictures that can be read. Choose another camera."},
    {0, NULL}};

const CapBackend cap_backend_v4l2 = {.prefix = "v4l2:",
                                     .form = "v4l2:PATH",
                                     .camera = TRUE,
                                     .timeline = CAP_TIMELINE_SHARED,
                                     .live = TRUE,
                                     .device = TRUE,
                                     .check = path_is_absolute,
                                     .is_present = path_is_present,
                                     .diagnose = diagnose_v4l2,
                                     .examine = cap_v4l2_examine,
                                     .build = build_v4l2,
                                     .words = v4l2_words};
