#include "enc-offer.h"

#include <string.h>

#define PROFILE_HEX 2 /* profile_idc is the first byte of profile-level-id (RFC 6184, 8.1) */
#define LEVEL_ID    "profile-level-id"
#define PAYLOAD_MIN 96  /* dynamic (RFC 3551, 6); GStreamer's payloaders take no other one … */
#define PAYLOAD_MAX 127 /* … though browsers that run out of them go on at 35 */

static gboolean
refuse (const char *text, GError **error)
{
  g_set_error_literal (error, ENC_ERROR, ENC_ERROR_OFFER, text);
  return FALSE;
}

/* What stands behind "a=fmtp:102 "; NULL: nothing. GStreamer's caps of it lack the profile where
 * levels may differ (seen with 1.22). */
static const char *
find_parameters (const GstSDPMedia *media, int payload)
{
  g_autofree char *start = g_strdup_printf ("%d ", payload);

  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

    if (g_strcmp0 (attribute->key, "fmtp") == 0 && attribute->value &&
        g_str_has_prefix (attribute->value, start))
      return attribute->value + strlen (start);
  }
  return NULL;
}

/* The value of "name=value" among parameters that are parted by semicolons. Transfer full. */
static char *
find_value (const char *parameters, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (parameters ? parameters : "", ";", 32);

  for (guint i = 0; parts[i]; i++) {
    char *part = g_strstrip (parts[i]), *equals = strchr (part, '=');

    if (equals && strlen (name) == (gsize) (equals - part) &&
        g_ascii_strncasecmp (part, name, strlen (name)) == 0)
      return g_strdup (equals + 1);
  }
  return NULL;
}

/* How well a format fits, 0: not at all. Without profile-level-id it is baseline (RFC 6184, 8.1).
 */
static guint
rank_video (const char *name, const char *parameters, guint profile)
{
  g_autofree char *mode = find_value (parameters, "packetization-mode");
  g_autofree char *level_id = find_value (parameters, LEVEL_ID);
  g_autofree char *hex = g_strndup (level_id ? level_id : "42", PROFILE_HEX);
  guint offered = (guint) g_ascii_strtoull (hex, NULL, 16);

  if (g_strcmp0 (name, "H264") != 0 || g_strcmp0 (mode, "1") != 0)
    return 0;
  return offered == profile ? G_MAXUINT : offered;
}

static guint
rank_audio (const char *name, const char *parameters, guint profile)
{
  return g_strcmp0 (name, "OPUS") == 0;
}

typedef guint (*Rank) (const char *name, const char *parameters, guint profile);

static int
choose_payload (const GstSDPMedia *media, Rank rank, guint profile)
{
  guint best = 0;
  int payload = -1;

  for (guint i = 0; i < gst_sdp_media_formats_len (media); i++) {
    int number = (int) g_ascii_strtoll (gst_sdp_media_get_format (media, i), NULL, 10);
    g_autoptr (GstCaps) caps = gst_sdp_media_get_caps_from_media (media, number);
    const char *name =
        caps ? gst_structure_get_string (gst_caps_get_structure (caps, 0), "encoding-name") : NULL;
    guint value = rank (name, find_parameters (media, number), profile);

    if (value > best && number >= PAYLOAD_MIN && number <= PAYLOAD_MAX) {
      best = value;
      payload = number;
    }
  }
  return payload;
}

/* A browser that only sends on this line gets nothing there. Port 0 takes a line out, unless it
 * comes along on another one's (RFC 9143, 6). */
static gboolean
wants_to_receive (const GstSDPMedia *media)
{
  return !gst_sdp_media_get_attribute_val (media, "sendonly") &&
         !gst_sdp_media_get_attribute_val (media, "inactive") &&
         (gst_sdp_media_get_port (media) != 0 ||
          gst_sdp_media_get_attribute_val (media, "bundle-only"));
}

static EncOfferLine
find_line (const GstSDPMessage *sdp, const char *kind, Rank rank, guint profile)
{
  for (guint i = 0; i < gst_sdp_message_medias_len (sdp); i++) {
    const GstSDPMedia *media = gst_sdp_message_get_media (sdp, i);
    int payload;

    if (g_strcmp0 (gst_sdp_media_get_media (media), kind) != 0 || !wants_to_receive (media))
      continue;
    payload = choose_payload (media, rank, profile);
    if (payload >= 0)
      return (EncOfferLine){(int) i, payload};
  }
  return (EncOfferLine){-1, -1};
}

/* The browser comes to us; where it says it could be reached is not asked for (those may be names
 * to look up, or machines of others). */
static void
forget_candidates (GstSDPMedia *media)
{
  static const char *const keys[] = {"candidate", "remote-candidates", "end-of-candidates", NULL};

  for (guint i = gst_sdp_media_attributes_len (media); i-- > 0;)
    if (g_strv_contains (keys, gst_sdp_media_get_attribute (media, i)->key))
      gst_sdp_media_remove_attribute (media, i);
}

/* Picture and sound, and no channels for anything else. */
static gboolean
take_lines (GstSDPMessage *sdp)
{
  static const char *const kinds[] = {"video", "audio", NULL};
  guint n = gst_sdp_message_medias_len (sdp);

  for (guint i = 0; i < n && i < ENC_OFFER_LINES_MAX; i++) {
    GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (sdp, i);
    const char *kind = gst_sdp_media_get_media (media);

    if (!kind || !g_strv_contains (kinds, kind))
      return FALSE;
    forget_candidates (media);
  }
  return n <= ENC_OFFER_LINES_MAX;
}

gboolean
enc_offer_parse (const char *text, guint profile, EncOffer *ret_offer, GError **error)
{
  g_auto (EncOffer) offer = {0};

  if (strlen (text) > ENC_OFFER_BYTES_MAX || !g_str_has_prefix (text, "v=0") ||
      gst_sdp_message_new_from_text (text, &offer.sdp) != GST_SDP_OK)
    return refuse ("This is no offer in SDP.", error);
  if (!take_lines (offer.sdp))
    return refuse ("The offer has too many lines, or others than picture and sound.", error);
  offer.video = find_line (offer.sdp, "video", rank_video, profile);
  offer.audio = find_line (offer.sdp, "audio", rank_audio, 0);
  if (offer.video.line < 0)
    return refuse ("The preview is H.264, which this browser does not ask for.", error);
  offer.level_id =
      find_value (find_parameters (gst_sdp_message_get_media (offer.sdp, (guint) offer.video.line),
                                   offer.video.payload),
                  LEVEL_ID);
  *ret_offer = offer;
  memset (&offer, 0, sizeof offer);
  return TRUE;
}

void
enc_offer_clear (EncOffer *self)
{
  g_clear_pointer (&self->sdp, gst_sdp_message_free);
  g_clear_pointer (&self->level_id, g_free);
}

char *
enc_offer_name_profile (const EncOffer *self, const char *answer)
{
  g_autofree char *line = g_strdup_printf ("\na=fmtp:%d ", self->video.payload);
  const char *found = strstr (answer, line);
  const char *end = found ? found + strlen (line) : answer;
  g_autofree char *parameters = g_strndup (end, strcspn (end, "\r\n"));

  if (!found || !self->level_id || strstr (parameters, LEVEL_ID))
    return g_strdup (answer);
  return g_strdup_printf ("%.*s" LEVEL_ID "=%s;%s", (int) (end - answer), answer, self->level_id,
                          end);
}
