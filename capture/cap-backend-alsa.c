/* Sound cards of this machine. */
#include "cap-alsa.h"
#include "cap-backends.h"

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
