/* The drawers of the kinds of cards, and what they share. Drawing thread; for ovl-card.c. */
#pragma once
#include "ovl-card.h"
#include "ovl-product-words.h"

typedef OvlSheet *(*OvlComposeFunc) (OvlKit *kit, const ShowCardContent *content, GError **error);

OvlSheet *ovl_card_product (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_counter (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_countdown (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_link (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_lower_third (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_terms (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_access (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_hubs (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_logo (OvlKit *kit, const ShowCardContent *content, GError **error);
OvlSheet *ovl_card_ad (OvlKit *kit, const ShowCardContent *content, GError **error);

/* What stands everywhere in the same way. */
extern const OvlTextStyle ovl_style_main;    /* the count, or the word in its place */
extern const OvlTextStyle ovl_style_price;   /* and times */
extern const OvlTextStyle ovl_style_was;     /* the earlier price */
extern const OvlTextStyle ovl_style_heading; /* titles, names */
extern const OvlTextStyle ovl_style_caption; /* in the middle, under the count */
extern const OvlTextStyle ovl_style_small;

#define OVL_PADDING      28 /* around what stands on a plate */
#define OVL_TEXT_SIZE    24 /* captions and small print */
#define OVL_TEXT_LINE    30
#define OVL_HEADING_SIZE 30
#define OVL_HEADING_LINE 37

/* The tile with the count, or the word in its place, in the middle of `height`. */
#define OVL_TILE_PADDING 14
double ovl_tile_get_width (OvlKit *kit, const OvlProductWords *words);
void ovl_tile_add (OvlSheet *sheet, OvlKit *kit, const OvlProductWords *words, double width,
                   double height);

/* Swaps left and right of the whole sheet where the language wants it. */
void ovl_card_mirror (OvlSheet *sheet, const OvlKit *kit);
