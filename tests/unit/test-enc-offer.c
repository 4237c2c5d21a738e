/* What browsers ask of the preview, and what strangers may send instead. */
#include "enc-offer.h"

#include <string.h>

#define HEAD       "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
#define LINE(m, p) "m=" m " 9 UDP/TLS/RTP/SAVPF " p "\r\nc=IN IP4 0.0.0.0\r\n"
#define H264(pt, id, mode)                                                                         \
  "a=rtpmap:" pt " H264/90000\r\na=fmtp:" pt " level-asymmetry-allowed=1;packetization-mode=" mode \
  ";profile-level-id=" id "\r\n"
#define SOUND LINE ("audio", "111 0") "a=mid:1\r\na=rtpmap:111 opus/48000/2\r\na=recvonly\r\n"

static const char offer[] =
    HEAD LINE ("video", "39 96 102 104 106 108") "a=mid:0\r\na=rtpmap:96 VP8/90000\r\n" H264 (
        "39", "64001f", "1") H264 ("102", "42001f", "1") H264 ("104", "42001f", "0")
        H264 ("106", "4d001f", "1") H264 ("108", "64001f", "1") "a=recvonly\r\n" SOUND;

static void
test_profile (void)
{
  static const struct {
    guint profile;
    int payload;
    const char *level_id;
  } rows[] = {{66, 102, "42001f"}, {77, 106, "4d001f"}, {100, 108, "64001f"}, {0, 108, "64001f"}};

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (EncOffer) parsed = {0};
    g_autoptr (GError) error = NULL;

    g_assert_true (enc_offer_parse (offer, rows[i].profile, &parsed, &error));
    g_assert_no_error (error);
    g_assert_cmpint (parsed.video.line, ==, 0);
    g_assert_cmpint (parsed.video.payload, ==, rows[i].payload);
    g_assert_cmpstr (parsed.level_id, ==, rows[i].level_id);
    g_assert_cmpint (parsed.audio.line, ==, 1);
    g_assert_cmpint (parsed.audio.payload, ==, 111);
  }
}

static void
test_without_sound (void)
{
  g_auto (EncOffer) parsed = {0};

  g_assert_true (enc_offer_parse (HEAD LINE ("audio", "0") LINE ("video", "102")
                                      H264 ("102", "42e01f", "1"),
                                  100, &parsed, NULL));
  g_assert_cmpint (parsed.video.line, ==, 1);
  g_assert_cmpint (parsed.audio.line, ==, -1);
}

static void
test_bundle_only (void)
{
  g_auto (EncOffer) parsed = {0};

  g_assert_true (enc_offer_parse (
      HEAD LINE ("video", "102")
          H264 ("102", "42e01f", "1") "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=bundle-only\r\n"
                                      "a=rtpmap:111 opus/48000/2\r\n",
      100, &parsed, NULL));
  g_assert_cmpint (parsed.audio.line, ==, 1);
}

/* Where the browser says it could be reached is neither looked up nor tried. */
static void
test_candidates (void)
{
  g_auto (EncOffer) parsed = {0};
  g_autofree char *left = NULL;

  g_assert_true (enc_offer_parse (
      HEAD LINE ("video", "102")
          H264 ("102", "42e01f", "1") "a=candidate:1 1 udp 2113937151 192.0.2.7 53 typ host\r\n"
                                      "a=candidate:2 1 udp 2113937151 victim.local 53 typ host\r\n"
                                      "a=end-of-candidates\r\na=recvonly\r\n" SOUND,
      100, &parsed, NULL));
  left = gst_sdp_message_as_text (parsed.sdp);
  g_assert_null (strstr (left, "candidate"));
  g_assert_nonnull (strstr (left, "a=recvonly"));
}

static void
test_refused (void)
{
  g_autofree char *many = NULL;
  g_autofree char *long_one = g_strnfill (ENC_OFFER_BYTES_MAX + 1, 'a');
  g_autoptr (GString) lines = g_string_new (HEAD);
  const char *texts[] = {"",
                         "{}",
                         "v=0\r\n",
                         HEAD SOUND,
                         HEAD LINE ("video", "96") "a=rtpmap:96 VP8/90000\r\n" SOUND,
                         HEAD LINE ("video", "104") H264 ("104", "42001f", "0"),
                         HEAD LINE ("video", "102") H264 ("102", "42001f", "1") "a=sendonly\r\n",
                         HEAD LINE ("video", "102")
                             H264 ("102", "42001f", "1") "m=application 9 UDP/DTLS/SCTP "
                                                         "webrtc-datachannel\r\n",
                         HEAD "m=video 0 UDP/TLS/RTP/SAVPF 102\r\n" H264 ("102", "42001f", "1"),
                         NULL,
                         NULL};

  memcpy (long_one, "v=0", 3);
  for (guint i = 0; i <= ENC_OFFER_LINES_MAX; i++)
    g_string_append (lines, LINE ("video", "102") H264 ("102", "42e01f", "1"));
  many = g_string_free (g_steal_pointer (&lines), FALSE);
  texts[G_N_ELEMENTS (texts) - 2] = long_one;
  texts[G_N_ELEMENTS (texts) - 1] = many;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_auto (EncOffer) parsed = {0};
    g_autoptr (GError) error = NULL;

    g_assert_false (enc_offer_parse (texts[i], 100, &parsed, &error));
    g_assert_error (error, ENC_ERROR, ENC_ERROR_OFFER);
    g_assert_null (parsed.sdp);
  }
}

static void
test_profile_in_answer (void)
{
  const EncOffer parsed = {.video = {0, 102}, .level_id = (char *) "42e01f"};
  g_autofree char *named = enc_offer_name_profile (
      &parsed, "v=0\r\na=fmtp:102 packetization-mode=1\r\na=fmtp:111 minptime=10\r\n");
  g_autofree char *again = enc_offer_name_profile (&parsed, named);
  g_autofree char *other = enc_offer_name_profile (&parsed, "v=0\r\n");

  g_assert_cmpstr (named, ==,
                   "v=0\r\na=fmtp:102 profile-level-id=42e01f;packetization-mode=1\r\n"
                   "a=fmtp:111 minptime=10\r\n");
  g_assert_cmpstr (again, ==, named);
  g_assert_cmpstr (other, ==, "v=0\r\n");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/offer/profile", test_profile);
  g_test_add_func ("/offer/without-sound", test_without_sound);
  g_test_add_func ("/offer/bundle-only", test_bundle_only);
  g_test_add_func ("/offer/candidates", test_candidates);
  g_test_add_func ("/offer/refused", test_refused);
  g_test_add_func ("/offer/profile-in-answer", test_profile_in_answer);
  return g_test_run ();
}
