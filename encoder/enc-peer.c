#include "enc-peer.h"

#include "enc-pipeline.h"
#include <gst/app/app.h>

/* The library's interface is the same from GStreamer 1.20 to 1.26. */
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#define PACKET_BYTES  1200 /* of an RTP packet: fits every tunnel (as browsers choose it) */
#define WAITING_BYTES (4 * 1024 * 1024)

/* ---- Where it is reached ---- */

static void
switch_off (GObject *object, const char *property)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (object), property))
    g_object_set (object, property, FALSE, NULL);
}

static void
switch_off_others (GObject *ice)
{
  g_autoptr (GObject) agent = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (ice), "agent"))
    g_object_get (ice, "agent", &agent, NULL);
  if (!agent)
    return;
  switch_off (agent, "ice-tcp");
  switch_off (agent, "upnp");
}

/* Without an address of its own the agent would take those of all interfaces. */
static gboolean
set_address (GstElement *peer, const char *address)
{
  g_autoptr (GObject) ice = NULL;
  gboolean done = FALSE;

  g_object_get (peer, "ice-agent", &ice, NULL);
  if (!ice || !g_signal_lookup ("add-local-ip-address", G_OBJECT_TYPE (ice)))
    return FALSE;
  switch_off_others (ice);
  g_signal_emit_by_name (ice, "add-local-ip-address", address, &done);
  return done;
}

GstElement *
enc_peer_new (const char *address, GError **error)
{
  GstElement *peer = enc_pipeline_make ("webrtcbin", NULL, error);

  if (!peer)
    return NULL;
  gst_util_set_object_arg (G_OBJECT (peer), "bundle-policy", "max-bundle");
  if (set_address (peer, address))
    return peer;
  g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE, "The preview cannot be sent from %s.",
               address);
  gst_object_unref (gst_object_ref_sink (peer));
  return NULL;
}

/* ---- Lines ---- */

static const struct {
  const char *payloader;
  const char *format;
  gboolean again; /* what was lost is sent again when the browser asks (RFC 4588). Sound is not: it
                     would come too late, and a gap of 10 ms is hardly heard */
} kinds[ENC_MEDIA_END] = {
    [ENC_VIDEO] = {"rtph264pay",
                   "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,"
                   "packetization-mode=(string)1",
                   TRUE},
    [ENC_AUDIO] = {"rtpopuspay",
                   "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000", FALSE},
};

static void
set_up_source (GstElement *source)
{
  g_object_set (source, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-bytes",
                (guint64) WAITING_BYTES, NULL);
  gst_util_set_object_arg (G_OBJECT (source), "leaky-type", "downstream");
}

/* GStreamer 1.26 makes a transceiver for each line as soon as it knows the offer, and has it
 * receive (1.22 makes them for the answer only). A pad for sending is refused while that stands. */
static void
let_line_send (GstElement *peer, int line)
{
  g_autoptr (GArray) transceivers = NULL;

  g_signal_emit_by_name (peer, "get-transceivers", &transceivers);
  for (guint i = 0; transceivers && i < transceivers->len; i++) {
    GstWebRTCRTPTransceiver *one = g_array_index (transceivers, GstWebRTCRTPTransceiver *, i);
    guint at = 0;

    g_object_get (one, "mlineindex", &at, NULL);
    if (at == (guint) line)
      g_object_set (one, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, NULL);
  }
}

/* The format that was chosen. No profile-level-id: what the stream says of itself may be another
 * level than the one that was offered, which a receiver does not mind. The source's number is told
 * so that the answer can say which other one repeats it. Transfer full. */
static GstCaps *
make_format (EncMedia media, const EncOfferLine *line, guint ssrc)
{
  GstCaps *caps = gst_caps_from_string (kinds[media].format);

  gst_caps_set_simple (caps, "payload", G_TYPE_INT, line->payload, "ssrc", G_TYPE_UINT, ssrc, NULL);
  return caps;
}

static gboolean
link_to_peer (GstElement *peer, GstElement *payloader, EncMedia media, const EncOfferLine *line)
{
  g_autofree char *name = g_strdup_printf ("sink_%d", line->line);
  GstPadTemplate *template = gst_element_get_pad_template (peer, "sink_%u");
  g_autoptr (GstPad) from = gst_element_get_static_pad (payloader, "src");
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  g_autoptr (GstPad) to = NULL;
  guint ssrc = 0;

  g_object_get (payloader, "ssrc", &ssrc, NULL);
  caps = make_format (media, line, ssrc);
  let_line_send (peer, line->line);
  to = gst_element_request_pad (peer, template, name, caps);
  if (!to)
    return FALSE;
  g_object_get (to, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", caps, "direction",
                GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "do-nack", kinds[media].again, NULL);
  return gst_pad_link (from, to) == GST_PAD_LINK_OK;
}

GstElement *
enc_peer_add_line (GstElement *peer, EncMedia media, const EncOfferLine *line)
{
  GstElement *row[] = {gst_element_factory_make ("appsrc", NULL),
                       gst_element_factory_make (kinds[media].payloader, NULL)};
  g_autoptr (GstObject) pipeline = gst_object_get_parent (GST_OBJECT (peer));

  if (!enc_pipeline_add_row (GST_ELEMENT (pipeline), row, G_N_ELEMENTS (row), NULL))
    return NULL;
  set_up_source (row[0]);
  g_object_set (row[1], "pt", (guint) line->payload, "mtu", (guint) PACKET_BYTES, "ssrc",
                (guint) g_random_int_range (1, G_MAXINT32), NULL);
  if (!link_to_peer (peer, row[1], media, line))
    return NULL;
  return gst_element_sync_state_with_parent (row[1]) && gst_element_sync_state_with_parent (row[0])
             ? row[0]
             : NULL;
}

/* ---- What comes back ---- */

void
enc_peer_watch_arrivals (GstElement *peer, GstPadProbeCallback func, gpointer data)
{
  g_autoptr (GstIterator) receivers =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (peer), "nicesrc");
  g_auto (GValue) item = G_VALUE_INIT;

  while (gst_iterator_next (receivers, &item) == GST_ITERATOR_OK) {
    g_autoptr (GstPad) pad = gst_element_get_static_pad (g_value_get_object (&item), "src");

    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, func, data,
                       NULL);
    g_value_reset (&item);
  }
}
