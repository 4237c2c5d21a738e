#include "cap-decode.h"

#include <string.h>

/* decodebin's GstAutoplugSelectResult, which has no header of its own. */
enum { SELECT_TRY = 0, SELECT_EXPOSE = 1, SELECT_SKIP = 2 };

static gboolean
is_kind (GstElementFactory *factory, const char *word)
{
  const char *class = gst_element_factory_get_metadata (factory, GST_ELEMENT_METADATA_KLASS);

  return class && strstr (class, word);
}

static gboolean
can_reach_memory (GstElementFactory *factory)
{
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("video/x-raw");

  return gst_element_factory_can_src_any_caps (factory, raw);
}

/* Streams that nobody wants are not decoded, and decoders that leave their pictures where we cannot
 * read them (the graphics chip's own memory) are passed over for the next best. */
static int
on_autoplug_select (GstElement *decoder, GstPad *pad, GstCaps *caps, GstElementFactory *factory,
                    gpointer data)
{
  CapPipe *pipe = data;
  gboolean pictures = is_kind (factory, "Video") || is_kind (factory, "Image");

  if (!is_kind (factory, "Decoder"))
    return SELECT_TRY;
  if (!cap_pipe_wants (pipe, pictures))
    return SELECT_EXPOSE;
  if (pictures && !can_reach_memory (factory))
    return SELECT_SKIP;
  if (gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg"))
    cap_pipe_note_jpeg (pipe);
  return SELECT_TRY;
}

static void
on_pad_added (GstElement *decoder, GstPad *pad, gpointer data)
{
  cap_pipe_offer_pad (data, pad);
}

static void
on_no_more_pads (GstElement *decoder, gpointer data)
{
  cap_pipe_pads_done (data);
}

/* libav's threads wait for each other's pictures: one alone decodes a film of 640 x 360 with 14 %
 * less CPU than two (measured). Larger pictures need more. */
#define ONE_THREAD_PIXELS_MAX (1920 * 1088)

static GstPadProbeReturn
choose_threads_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstElement) decoder = gst_pad_get_parent_element (pad);
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  int width = 0, height = 0;

  if (!decoder || GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  gst_structure_get (gst_caps_get_structure (caps, 0), "width", G_TYPE_INT, &width, "height",
                     G_TYPE_INT, &height, NULL);
  gboolean one = width > 0 && height > 0 && (gint64) width * height <= ONE_THREAD_PIXELS_MAX;
  g_object_set (decoder, "max-threads", one ? 1 : 0, NULL);
  return GST_PAD_PROBE_OK;
}

static void
watch_size (GstElement *decoder)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (decoder, "sink");

  if (pad && g_object_class_find_property (G_OBJECT_GET_CLASS (decoder), "max-threads"))
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, choose_threads_in_streaming, NULL,
                       NULL);
}

/* An MPEG transport stream is said to be 700 ms late, whether it is or not. What it really is, is
 * measured. */
static void
on_deep_element_added (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (!factory)
    return;
  if (g_str_equal (GST_OBJECT_NAME (factory), "tsdemux") &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (element), "latency"))
    g_object_set (element, "latency", 0, NULL);
  if (is_kind (factory, "Decoder") && (is_kind (factory, "Video") || is_kind (factory, "Image"))) {
    watch_size (element);
    cap_pipe_add_decoder (data, element);
  }
}

static GstElement *
add_decoder (CapPipe *pipe, const char *factory, GError **error)
{
  GstElement *decoder = cap_pipe_add (pipe, factory, error);

  if (!decoder)
    return NULL;
  g_signal_connect (decoder, "autoplug-select", G_CALLBACK (on_autoplug_select), pipe);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), pipe);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads), pipe);
  g_signal_connect (decoder, "deep-element-added", G_CALLBACK (on_deep_element_added), pipe);
  return decoder;
}

gboolean
cap_decode_add_uri (CapPipe *pipe, const char *uri, CapSourceSetup setup, gpointer data,
                    GError **error)
{
  GstElement *decoder = add_decoder (pipe, "uridecodebin", error);

  if (!decoder)
    return FALSE;
  g_object_set (decoder, "uri", uri, NULL);
  if (setup)
    g_signal_connect (decoder, "source-setup", G_CALLBACK (setup), data);
  return TRUE;
}

gboolean
cap_decode_add (CapPipe *pipe, GstElement *source, GError **error)
{
  GstElement *decoder = add_decoder (pipe, "decodebin", error);

  return decoder && gst_element_link (source, decoder);
}
