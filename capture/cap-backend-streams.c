/* What comes as a stream and is decoded: network cameras and files. */
#include "cap-backends.h"
#include "cap-decode.h"
#include "cap-y4m-source.h"

#include <string.h>

/* --- network cameras --- */

/* What is held back to put packets into order. Cameras on a local network need little; a longer
 * hold would only make them late. */
#define RTSP_JITTER_MS  100
#define RTSP_TIMEOUT_US 5000000
#define RTSP_OVER_TCP   4 /* GST_RTSP_LOWER_TRANS_TCP */
#define URI_LENGTH_MAX  1024

static gboolean
is_port (const char *text, gsize length)
{
  return length > 0 && strspn (text, "0123456789") >= length;
}

/* A raw / ? # or @ in a password ends the user's part where it should not: what follows would be
 * taken for the host or the path, and shown. What stands behind the host's : is then no port, or
 * an @ follows. */
static gboolean
password_is_escaped (const char *rest)
{
  gsize authority = strcspn (rest, "/?#");
  const char *at = g_strrstr_len (rest, (gssize) authority, "@");
  const char *host = at ? at + 1 : rest, *end = rest + authority;
  const char *colon = g_strrstr_len (host, end - host, ":");

  if (memchr (rest, '@', authority) != at)
    return FALSE;
  if (!colon || end[-1] == ']')
    return TRUE;
  return is_port (colon + 1, (gsize) (end - colon - 1)) &&
         (at || *end != '/' || !memchr (end, '@', strcspn (end, "?")));
}

static gboolean
uri_is_whole (const char *rest, gboolean camera, char **ret_why)
{
  if (!password_is_escaped (rest)) {
    *ret_why = g_strdup ("the address cannot be taken apart: in the user's name and password, "
                         "write @ as %40, / as %2F, : as %3A, ? as %3F and # as %23");
    return FALSE;
  }
  if (rest[0] && rest[0] != '/' && strlen (rest) <= URI_LENGTH_MAX && !strpbrk (rest, " \t\"<>"))
    return TRUE;
  *ret_why = g_strdup ("the address is not whole: write it as rtsp://HOST/PATH or "
                       "srt://HOST:PORT, without blanks");
  return FALSE;
}

static void
set_if_there (GstElement *element, const char *property, gboolean value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), property))
    g_object_set (element, property, value, NULL);
}

/* Over TCP: lost packets cost a whole group of pictures, and UDP needs a hole in every router. */
static void
on_rtsp_setup_in_streaming (GstElement *decoder, GstElement *source, gpointer data)
{
  g_object_set (source, "latency", RTSP_JITTER_MS, "protocols", RTSP_OVER_TCP, "tcp-timeout",
                (guint64) RTSP_TIMEOUT_US, "drop-on-latency", TRUE, NULL);
}

static gboolean
build_rtsp (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  return cap_decode_add_uri (pipe, source, on_rtsp_setup_in_streaming, NULL, error);
}

/* A lost connection has to end the stream: it is our own watch that connects again and says so. */
static void
on_srt_setup_in_streaming (GstElement *decoder, GstElement *source, gpointer data)
{
  set_if_there (source, "auto-reconnect", FALSE);
}

static gboolean
build_srt (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  return cap_decode_add_uri (pipe, source, on_srt_setup_in_streaming, NULL, error);
}

static const CapWords network_words[] = {
    {CAP_TROUBLE_MISSING, "{label}: nothing answers at {place}. Check that it is switched on, in "
                          "the same network, and that the address is right."},
    {CAP_TROUBLE_BROKEN, "{label}: the connection to {place} failed. Check its network and that it "
                         "is switched on."},
    {CAP_TROUBLE_SILENT,
     "{label}: no {what} from {place}. Check that it is switched on and sends."},
    {CAP_TROUBLE_STALLED, "{label} stopped sending {what}. Check its network."},
    {0, NULL}};

#define RTSP_BACKEND(scheme)                                                                       \
  {                                                                                                \
    .prefix = scheme "://", .form = scheme "://HOST/PATH", .camera = TRUE, .microphone = TRUE,     \
    .timeline = CAP_TIMELINE_SHARED, .live = TRUE, .network = TRUE, .check = uri_is_whole,         \
    .build = build_rtsp, .words = network_words                                                    \
  }
const CapBackend cap_backend_rtsp = RTSP_BACKEND ("rtsp");
const CapBackend cap_backend_rtsps = RTSP_BACKEND ("rtsps");

const CapBackend cap_backend_srt = {.prefix = "srt://",
                                    .form = "srt://HOST:PORT",
                                    .camera = TRUE,
                                    .microphone = TRUE,
                                    .timeline = CAP_TIMELINE_SHARED,
                                    .live = TRUE,
                                    .network = TRUE,
                                    .check = uri_is_whole,
                                    .build = build_srt,
                                    .words = network_words};

/* --- files --- */

static gboolean
file_is_present (const char *rest)
{
  return g_file_test (rest, G_FILE_TEST_IS_REGULAR);
}

static gboolean
file_is_given (const char *rest, gboolean camera, char **ret_why)
{
  if (rest[0])
    return TRUE;
  *ret_why = g_strdup ("the path is missing: write one, such as file:/srv/films/opening.mp4");
  return FALSE;
}

static gboolean
build_y4m (CapPipe *pipe, const char *path, GError **error)
{
  GstElement *source = cap_y4m_source_new (path, error);
  g_autoptr (GstPad) pad = NULL;

  if (!source)
    return FALSE;
  gst_bin_add (cap_pipe_get_bin (pipe), source);
  pad = gst_element_get_static_pad (source, "src");
  cap_pipe_offer_pad (pipe, pad);
  cap_pipe_pads_done (pipe);
  return TRUE;
}

static gboolean
build_file (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (rest, NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, error);

  if (g_str_has_suffix (path, ".y4m"))
    return build_y4m (pipe, path, error);
  return uri && cap_decode_add_uri (pipe, uri, NULL, NULL, error);
}

static const CapWords file_words[] = {
    {CAP_TROUBLE_MISSING, "{label}: there is no file \"{place}\". Copy it there or correct its "
                          "path; it will be used as soon as it is there."},
    {CAP_TROUBLE_FORBIDDEN, "{label}: the file \"{place}\" may not be read. Let the user that "
                            "Tallybox runs as read it."},
    {CAP_TROUBLE_UNREADABLE, "{label}: the file \"{place}\" cannot be read as a film or sound. "
                             "Make it again as H.264 in MP4."},
    {CAP_TROUBLE_EMPTY, "{label}: the file \"{place}\" has no {what} in it. Choose another file."},
    {CAP_TROUBLE_BROKEN, "{label}: the file \"{place}\" is damaged. Copy it again."},
    {0, NULL}};

const CapBackend cap_backend_file = {.prefix = "file:",
                                     .form = "file:PATH",
                                     .camera = TRUE,
                                     .microphone = TRUE,
                                     .timeline = CAP_TIMELINE_OWN,
                                     .loops = TRUE,
                                     .check = file_is_given,
                                     .is_present = file_is_present,
                                     .build = build_file,
                                     .words = file_words};
