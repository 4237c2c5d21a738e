#include "ovl-card-words.h"

#include "ovl-price.h"

/* What stands on the tile when it is not the count. Look 0: the freshness decides. */
static const struct {
  OvlCardLook look;
  const char *main;
  const char *captions[2];
} state_words[] = {
    [SHOW_STOCK_UPCOMING] = {OVL_LOOK_QUIET, "Soon", {"not on sale", "yet"}},
    [SHOW_STOCK_SOLD_OUT] = {OVL_LOOK_SOLD, "Sold out", {"all gone in", "this drop"}},
    [SHOW_STOCK_PREORDER] = {0, "Pre-order", {"order now,", "ships later"}},
    [SHOW_STOCK_PAUSED] = {OVL_LOOK_QUIET, "Paused", {"not on sale", "right now"}},
    [SHOW_STOCK_ENDED] = {OVL_LOOK_QUIET, "Ended", {"this drop", "is over"}},
};

/* A live drop with nothing left reads as sold out, even before the shop says so. */
static ShowStockState
shown_state (const ShowProduct *product)
{
  if (product->state == SHOW_STOCK_LIVE && product->available == 0)
    return SHOW_STOCK_SOLD_OUT;
  return product->state;
}

static void
say_count (OvlCardWords *words, const ShowProduct *product, const char *locale)
{
  g_autofree char *cap = ovl_price_format_count (product->cap, locale);

  words->is_number = TRUE;
  words->main = ovl_price_format_count (product->available, locale);
  words->widest = ovl_price_format_count (MAX (product->cap, product->available), locale);
  if (product->cap > 0) {
    words->captions[0] = g_strdup_printf ("of %s", cap);
    words->captions[1] = g_strdup ("in this drop");
    words->left_part = CLAMP ((double) product->available / (double) product->cap, 0.0, 1.0);
  } else {
    words->captions[0] = g_strdup ("available");
  }
}

static void
say_updating (OvlCardWords *words)
{
  words->main = g_strdup ("updating…");
  words->look = OVL_LOOK_QUIET;
}

static void
say_state (OvlCardWords *words, ShowStockState state)
{
  g_assert (state > 0 && state < G_N_ELEMENTS (state_words) && state_words[state].main);
  words->main = g_strdup (state_words[state].main);
  for (int i = 0; i < 2; i++)
    words->captions[i] = g_strdup (state_words[state].captions[i]);
  if (state_words[state].look)
    words->look = state_words[state].look;
}

OvlCardWords *
ovl_card_words_new (const ShowCardContent *content, const char *locale)
{
  const ShowProduct *product = content->product;
  OvlCardWords *words = g_new0 (OvlCardWords, 1);
  ShowStockState state = shown_state (product);

  words->left_part = -1;
  words->look = content->freshness == SHOW_FRESH ? OVL_LOOK_ON_SALE : OVL_LOOK_AGED;
  if (content->freshness == SHOW_UNKNOWN)
    say_updating (words);
  else if (state == SHOW_STOCK_LIVE)
    say_count (words, product, locale);
  else
    say_state (words, state);
  if (content->freshness == SHOW_AGED)
    words->mark = "checking…";
  if (!words->widest)
    words->widest = g_strdup (words->main);
  words->title = g_strdup (product->title);
  if (product->currency[0])
    words->price = ovl_price_format (product->price_minor, product->currency, locale);
  return words;
}

void
ovl_card_words_free (OvlCardWords *words)
{
  if (!words)
    return;
  g_free (words->main);
  g_free (words->widest);
  g_free (words->captions[0]);
  g_free (words->captions[1]);
  g_free (words->title);
  g_free (words->price);
  g_free (words);
}
