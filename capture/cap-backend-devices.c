/* Devices of this machine: cameras and sound cards. */
#include "cap-alsa.h"
#include "cap-backends.h"
#include "cap-decode.h"
#include "cap-v4l2.h"

/* --- v4l2 --- */

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

static GstCaps *
choose_mode_caps (CapPipe *pipe, const char *path)
{
  const MixFormat *format = cap_pipe_get_format (pipe);
  g_autoptr (GArray) modes = cap_v4l2_modes (path, format);
  const CapMode *mode = cap_v4l2_choose (modes, format);
  GstCaps *caps;

  if (!mode)
    return gst_caps_new_any ();
  caps = gst_caps_from_string (mode->caps);
  gst_caps_set_simple (caps, "width", G_TYPE_INT, mode->width, "height", G_TYPE_INT, mode->height,
                       NULL);
  if (mode->fps_n > 0)
    gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, mode->fps_n, mode->fps_d, NULL);
  return caps;
}

/* The driver has few buffers: a short queue that lets go of the oldest keeps it from running dry
 * while a picture is decoded. */
static gboolean
build_v4l2 (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  g_autoptr (GstCaps) caps = choose_mode_caps (pipe, rest);
  GstElement *camera = cap_pipe_add (pipe, "v4l2src", error);
  GstElement *filter = camera ? cap_pipe_add (pipe, "capsfilter", error) : NULL;
  GstElement *queue = filter ? cap_pipe_add (pipe, "queue", error) : NULL;

  if (!queue)
    return FALSE;
  g_object_set (camera, "device", rest, NULL);
  g_object_set (filter, "caps", caps, NULL);
  g_object_set (queue, "max-size-buffers", 2, "max-size-bytes", 0, "max-size-time", (guint64) 0,
                "leaky", LEAK_OLDEST, NULL);
  g_assert (gst_element_link_many (camera, filter, queue, NULL));
  return cap_decode_add (pipe, queue, error);
}

static const CapWords v4l2_words[] = {
    {CAP_TROUBLE_MISSING,
     "{label}: there is no camera at \"{place}\". Plug it in; it will be used as soon as it is "
     "there."},
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
                                     .build = build_v4l2,
                                     .words = v4l2_words};

/* --- alsa --- */

/* Half of what the programme waits for at its shortest; the device hands over every 10 ms. */
#define ALSA_BUFFER_US  40000
#define ALSA_LATENCY_US 10000
#define ALSA_STAMP_NOW  1 /* "re-timestamp" */

static gboolean
name_is_given (const char *rest, gboolean camera, char **ret_why)
{
  if (rest[0])
    return TRUE;
  *ret_why = g_strdup ("the name is missing: write one, such as alsa:default");
  return FALSE;
}

/* Sound is stamped with the shared clock as it arrives; the ring smooths the jitter and follows the
 * card's own clock. The driver's stamps are left alone: behind plug-ins such as PulseAudio's they
 * are of another clock. Without any slave method stamps would start at 0 whenever it is opened. */
static gboolean
build_alsa (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  GstElement *card = cap_pipe_add (pipe, "alsasrc", error);
  g_autoptr (GstPad) pad = NULL;

  if (!card)
    return FALSE;
  g_object_set (card, "device", rest, "provide-clock", FALSE, "slave-method", ALSA_STAMP_NOW,
                "use-driver-timestamps", FALSE, "buffer-time", (gint64) ALSA_BUFFER_US,
                "latency-time", (gint64) ALSA_LATENCY_US, NULL);
  pad = gst_element_get_static_pad (card, "src");
  cap_pipe_offer_pad (pipe, pad);
  return TRUE;
}

static const CapWords alsa_words[] = {
    {CAP_TROUBLE_MISSING,
     "{label}: there is no sound card \"{place}\". Plug it in; it will be used as soon as it is "
     "there."},
    {CAP_TROUBLE_BUSY, "{label}: another program uses the sound card \"{place}\". Close that "
                       "program."},
    {CAP_TROUBLE_FORBIDDEN, "{label}: the sound card \"{place}\" may not be opened. Add the user "
                            "that Tallybox runs as to the group audio."},
    {0, NULL}};

const CapBackend cap_backend_alsa = {.prefix = "alsa:",
                                     .form = "alsa:DEVICE",
                                     .microphone = TRUE,
                                     .timeline = CAP_TIMELINE_SHARED,
                                     .live = TRUE,
                                     .device = TRUE,
                                     .check = name_is_given,
                                     .is_present = cap_alsa_is_present,
                                     .build = build_alsa,
                                     .words = alsa_words};
