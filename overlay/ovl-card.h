/* Cards by kind: from what a card says to how it looks. Drawing thread. */
#pragma once
#include "ovl-kit.h"
#include "ovl-sheet.h"
#include "show-card.h"

/* `content` must be one that show_card_content_is_drawn(). NULL when it cannot be drawn, with words
 * for people in `error`: OVL_ERROR_IMAGE, OVL_ERROR_LINK. */
OvlSheet *ovl_card_compose (OvlKit *kit, const ShowCardContent *content, GError **error);

/* Who stays when there is no room for all: the higher, the longer. */
int ovl_card_get_rank (ShowCardKind kind);

/* How long it takes to come and to go: a QR code is there or not, so that nobody scans half a
 * one. */
guint ovl_card_get_fade_ms (ShowCardKind kind);

/* Even pixels between cards. */
int ovl_card_get_gap (const OvlKit *kit);
