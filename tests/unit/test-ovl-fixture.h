/* A card's content for the tests of the overlay. */
#pragma once
#include "show-card.h"
#include <string.h>

static inline ShowCardContent *
new_content (const char *title, ShowStockState state, ShowFreshness freshness, gint64 available,
             gint64 cap)
{
  ShowCardContent *content = g_new0 (ShowCardContent, 1);
  ShowProduct *product = show_product_new ("MUG-01", title);

  product->state = state;
  product->available = available;
  product->cap = cap;
  product->price_minor = 2490;
  strcpy (product->currency, "EUR");
  strcpy (content->name, "main");
  content->kind = SHOW_CARD_PRODUCT;
  content->corner = SHOW_CORNER_BOTTOM_LEFT;
  content->shown = TRUE;
  content->product = product;
  content->freshness = freshness;
  return content;
}
