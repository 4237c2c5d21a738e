/* What a browser asks of the preview: its SDP offer (RFC 8866, RFC 9725). Pure. */
#pragma once
#include "enc-types.h"
#include <gst/sdp/sdp.h>

#define ENC_OFFER_BYTES_MAX (32 * 1024)
#define ENC_OFFER_LINES_MAX 8

/* One m-line that takes what the preview sends. */
typedef struct {
  int line;    /* its place among the m-lines; -1: there is none */
  int payload; /* RTP payload type */
} EncOfferLine;

typedef struct {
  GstSDPMessage *sdp; /* owned */
  EncOfferLine video; /* H.264, packetization-mode=1 (RFC 6184): always there */
  EncOfferLine audio; /* Opus (RFC 7587) */
  char *level_id;     /* owned: profile-level-id of the chosen H.264, or NULL */
} EncOffer;

/* `profile`: profile_idc of the stream (66 baseline, 77 main, 100 high); of the H.264 that the
 * browser names, the one nearest to it is chosen. Candidates are taken out. ENC_ERROR_OFFER. */
gboolean enc_offer_parse (const char *text, guint profile, EncOffer *ret_offer, GError **error);
void enc_offer_clear (EncOffer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EncOffer, enc_offer_clear)

/* The answer with the profile that the offer has, which an answer must repeat (RFC 6184, 8.2.2) and
 * webrtcbin leaves out. Transfer full. */
char *enc_offer_name_profile (const EncOffer *self, const char *answer);
