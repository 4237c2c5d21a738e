/* A card's content and a look for the tests of the overlay. */
#pragma once
#include "ovl-look.h"
#include "show-card.h"
#include <string.h>

static const char *const builtin_themes[] = {"glass", "paper", "market"};
static const char *const spoken_locales[] = {"en", "de", "fr", "es", "ja", "ar"};

static inline OvlLook *
new_look (const char *theme, const char *locale)
{
  g_autoptr (GError) error = NULL;
  OvlLook *look = ovl_look_new (theme, locale, NULL, &error);

  g_assert_no_error (error);
  return look;
}

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
  product->pre_cap = 30;
  strcpy (product->ship_by, "2027-03-15");
  strcpy (product->currency, "EUR");
  strcpy (content->name, "main");
  content->kind = SHOW_CARD_PRODUCT;
  content->corner = SHOW_CORNER_BOTTOM_LEFT;
  content->shown = TRUE;
  content->product = product;
  content->freshness = freshness;
  content->left_s = -1;
  content->access = SHOW_ACCESS_NONE;
  return content;
}
