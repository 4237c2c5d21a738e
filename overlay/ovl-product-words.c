#include "ovl-product-words.h"

#define LAST_PART 20 /* the last pieces are a twentieth of the drop, and less */

/* What stands in place of the count. Look 0: the freshness decides. */
static const struct {
  OvlProductLook look;
  OvlSay main, note;
} state_words[] = {
    [SHOW_STOCK_UPCOMING] = {OVL_LOOK_QUIET, OVL_SAY_SOON, OVL_SAY_SOON_NOTE},
    [SHOW_STOCK_SOLD_OUT] = {OVL_LOOK_SOLD, OVL_SAY_SOLD_OUT, OVL_SAY_SOLD_OUT_NOTE},
    [SHOW_STOCK_PREORDER] = {0, OVL_SAY_PREORDER, OVL_SAY_PREORDER_NOTE},
    [SHOW_STOCK_PAUSED] = {OVL_LOOK_QUIET, OVL_SAY_PAUSED, OVL_SAY_PAUSED_NOTE},
    [SHOW_STOCK_ENDED] = {OVL_LOOK_QUIET, OVL_SAY_ENDED, OVL_SAY_ENDED_NOTE},
};

/* The state that viewers are told: a drop with nothing left to buy or to pre-order reads as sold
 * out, even before the shop says so. */
static ShowStockState
told_state (const ShowProduct *product)
{
  gboolean none_left = product->state == SHOW_STOCK_LIVE && product->available == 0;
  gboolean none_ahead =
      product->state == SHOW_STOCK_PREORDER && !show_product_may_preorder (product);

  return none_left || none_ahead ? SHOW_STOCK_SOLD_OUT : product->state;
}

static void
say_count (OvlProductWords *words, const ShowProduct *product, OvlLocale *locale)
{
  g_autofree char *cap = ovl_locale_format_count (locale, product->cap);
  g_autofree char *note =
      product->cap > 0 ? ovl_locale_say (locale, OVL_SAY_OF_CAP, cap)
                       : ovl_locale_say_number (locale, OVL_SAY_AVAILABLE, product->available);

  words->is_number = TRUE;
  words->main = ovl_locale_format_count (locale, product->available);
  words->widest = ovl_locale_format_count (locale, MAX (product->cap, product->available));
  words->captions = g_strsplit (note, "\n", 2);
  if (product->cap > 0)
    words->left_part = CLAMP ((double) product->available / (double) product->cap, 0.0, 1.0);
}

/* True, and said once, in the quietest words there are: nothing blinks, counts down or turns red.
 */
static void
say_last (OvlProductWords *words, const ShowProduct *product, OvlLocale *locale)
{
  if (product->available > 0 && product->available <= product->cap / LAST_PART)
    words->last = ovl_locale_say_number (locale, OVL_SAY_LAST, product->available);
}

static void
say_updating (OvlProductWords *words, OvlLocale *locale)
{
  words->main = ovl_locale_say (locale, OVL_SAY_UPDATING, NULL);
  words->captions = g_new0 (char *, 1);
  words->look = OVL_LOOK_QUIET;
}

static void
say_state (OvlProductWords *words, const ShowProduct *product, ShowStockState state,
           OvlLocale *locale)
{
  g_autofree char *ship_by = ovl_locale_format_day (locale, product->ship_by);
  g_autofree char *note = NULL;

  g_assert (state > 0 && state < G_N_ELEMENTS (state_words) && state_words[state].main);
  note = ovl_locale_say (locale, state_words[state].note, ship_by);
  words->main = ovl_locale_say (locale, state_words[state].main, NULL);
  words->captions = g_strsplit (note, "\n", 2);
  if (state_words[state].look)
    words->look = state_words[state].look;
}

static void
say_price (OvlProductWords *words, const ShowProduct *product, OvlLocale *locale)
{
  g_autofree char *low30 = NULL;

  if (product->currency[0] == '\0')
    return;
  words->price = ovl_locale_format_price (locale, product->price_minor, product->currency);
  if (!show_product_may_strike (product))
    return;
  low30 = ovl_locale_format_price (locale, product->low30_minor, product->currency);
  words->was = ovl_locale_format_price (locale, product->was_minor, product->currency);
  words->low30 = ovl_locale_say (locale, OVL_SAY_LOW30, low30);
}

OvlProductWords *
ovl_product_words_new (const ShowCardContent *content, OvlLocale *locale)
{
  const ShowProduct *product = content->product;
  OvlProductWords *words = g_new0 (OvlProductWords, 1);
  ShowStockState state = told_state (product);

  words->left_part = -1;
  words->look = content->freshness == SHOW_FRESH ? OVL_LOOK_ON_SALE : OVL_LOOK_AGED;
  if (content->freshness == SHOW_UNKNOWN)
    say_updating (words, locale);
  else if (state == SHOW_STOCK_LIVE)
    say_count (words, product, locale);
  else
    say_state (words, product, state, locale);
  if (content->freshness == SHOW_FRESH && state == SHOW_STOCK_LIVE)
    say_last (words, product, locale);
  if (content->freshness == SHOW_AGED)
    words->mark = ovl_locale_say (locale, OVL_SAY_CHECKING, NULL);
  if (!words->widest)
    words->widest = g_strdup (words->main);
  words->title = g_strdup (product->title);
  say_price (words, product, locale);
  return words;
}

void
ovl_product_words_free (OvlProductWords *words)
{
  if (!words)
    return;
  g_free (words->main);
  g_free (words->widest);
  g_strfreev (words->captions);
  g_free (words->mark);
  g_free (words->last);
  g_free (words->title);
  g_free (words->price);
  g_free (words->was);
  g_free (words->low30);
  g_free (words);
}
