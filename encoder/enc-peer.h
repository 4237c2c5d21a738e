/* webrtcbin as the preview uses it: reached at one address, sends only, and sends again what was
 * lost. What differs from GStreamer 1.20 to 1.26 stays in here. Media thread unless said. */
#pragma once
#include "enc-offer.h"
#include "enc-packet.h"

/* A webrtcbin with a floating reference that offers `address` alone, so that nobody learns of or
 * reaches more than where the control room listens; no STUN, no TURN, no TCP. ENC_ERROR_PIPELINE.
 */
GstElement *enc_peer_new (const char *address, GError **error);

/* Adds a way in for what the offer's `line` asked for, once the offer is set: the appsrc (borrowed
 * from the pipeline, live, leaky), or NULL. */
GstElement *enc_peer_add_line (GstElement *peer, EncMedia media, const EncOfferLine *line);

/* Calls `func` with each packet that comes from the other side, in the receiving thread. Once it is
 * connected. */
void enc_peer_watch_arrivals (GstElement *peer, GstPadProbeCallback func, gpointer data);
