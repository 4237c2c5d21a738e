/* Sound cards of this machine. */
#include "cap-alsa-src.h"
#include "cap-alsa.h"
#include "cap-backends.h"

static gboolean
name_is_given (const char *rest, gboolean camera, char **ret_why)
{
  if (g_path_is_absolute (rest) && !g_str_has_prefix (rest, CAP_ALSA_BY_PATH "/")) {
    *ret_why = g_strdup_printf ("\"%s\" is no sound card: write a path in " CAP_ALSA_BY_PATH
                                ", or a name such as alsa:plughw:CARD=Host",
                                rest);
    return FALSE;
  }
  if (rest[0])
    return TRUE;
  *ret_why = g_strdup ("the name is missing: write one, such as alsa:default");
  return FALSE;
}

static gboolean
build_alsa (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  GstElement *card = cap_alsa_src_new (rest);
  g_autoptr (GstPad) pad = NULL;

  gst_bin_add (cap_pipe_get_bin (pipe), card);
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
    {CAP_TROUBLE_UNREADABLE,
     "{label}: the sound card \"{place}\" offers no sound that can be read. "
     "Write plughw: instead of hw: in its source."},
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
