/* The product card: title, price, and how many of the drop are left. */
#pragma once
#include "ovl-text.h"
#include "show-card.h"

/* Drawing thread. Draws the card for a picture of this size; `content` must have a product.
 * ARGB32 of the size of `ret_card`, which says where on the picture it stands. Transfer full. */
cairo_surface_t *ovl_card_product_draw (OvlText *text, const OvlTheme *theme,
                                        const ShowCardContent *content, const char *locale,
                                        int width, int height, OvlRect *ret_card);
