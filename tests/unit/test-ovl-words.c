#include "ovl-product-words.h"
#include "test-ovl-fixture.h"

static OvlProductWords *
words_of (const ShowCardContent *content, const char *tag)
{
  g_autoptr (OvlLocale) locale = ovl_locale_new (tag);

  return ovl_product_words_new (content, locale);
}

static OvlProductWords *
words_for (ShowStockState state, ShowFreshness freshness, gint64 available, gint64 cap)
{
  g_autoptr (ShowCardContent) content = new_content ("Mug", state, freshness, available, cap);

  return words_of (content, "en");
}

static void
test_live (void)
{
  g_autoptr (OvlProductWords) words = words_for (SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);

  g_assert_cmpstr (words->main, ==, "17");
  g_assert_cmpstr (words->captions[0], ==, "of 200");
  g_assert_cmpstr (words->captions[1], ==, "in this drop");
  g_assert_cmpstr (words->price, ==, "€24.90");
  g_assert_cmpstr (words->widest, ==, "200");
  g_assert_null (words->mark);
  g_assert_cmpint (words->look, ==, OVL_LOOK_ON_SALE);
  g_assert_cmpfloat_with_epsilon (words->left_part, 17 / 200.0, 1e-9);
}

/* Few left look like many left: nothing but number and bar differ. */
static void
test_no_false_urgency (void)
{
  g_autoptr (OvlProductWords) many = words_for (SHOW_STOCK_LIVE, SHOW_FRESH, 190, 200);
  g_autoptr (OvlProductWords) one = words_for (SHOW_STOCK_LIVE, SHOW_FRESH, 1, 200);

  g_assert_cmpint (one->look, ==, many->look);
  g_assert_cmpstr (one->captions[0], ==, many->captions[0]);
  g_assert_cmpstr (one->captions[1], ==, many->captions[1]);
  g_assert_cmpstr (one->mark, ==, many->mark);
}

/* It is said of a twentieth of the drop, as long as that is certain. */
static void
test_last_pieces (void)
{
  static const struct {
    ShowStockState state;
    ShowFreshness freshness;
    gint64 available, cap;
    const char *last;
  } cases[] = {
      {SHOW_STOCK_LIVE, SHOW_FRESH, 11, 200, NULL},
      {SHOW_STOCK_LIVE, SHOW_FRESH, 10, 200, "last pieces"},
      {SHOW_STOCK_LIVE, SHOW_FRESH, 1, 20, "last piece"},
      {SHOW_STOCK_LIVE, SHOW_FRESH, 1, 19, NULL},
      {SHOW_STOCK_LIVE, SHOW_FRESH, 1, 0, NULL},
      {SHOW_STOCK_LIVE, SHOW_FRESH, 0, 200, NULL},
      {SHOW_STOCK_LIVE, SHOW_AGED, 3, 200, NULL},
      {SHOW_STOCK_LIVE, SHOW_UNKNOWN, 3, 200, NULL},
      {SHOW_STOCK_PAUSED, SHOW_FRESH, 3, 200, NULL},
      {SHOW_STOCK_PREORDER, SHOW_FRESH, 3, 200, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlProductWords) words =
        words_for (cases[i].state, cases[i].freshness, cases[i].available, cases[i].cap);

    g_assert_cmpstr (words->last, ==, cases[i].last);
  }
}

static void
test_aged_is_marked (void)
{
  g_autoptr (OvlProductWords) words = words_for (SHOW_STOCK_LIVE, SHOW_AGED, 17, 200);

  g_assert_cmpstr (words->main, ==, "17");
  g_assert_nonnull (words->mark);
  g_assert_cmpint (words->look, ==, OVL_LOOK_AGED);
}

/* Whatever the state, nothing that is too old is told. */
static void
test_unknown_hides (void)
{
  for (ShowStockState state = SHOW_STOCK_UPCOMING; state <= SHOW_STOCK_ENDED; state++) {
    g_autoptr (OvlProductWords) words = words_for (state, SHOW_UNKNOWN, 17, 200);

    g_assert_cmpstr (words->main, ==, "updating…");
    g_assert_cmpuint (g_strv_length (words->captions), ==, 0);
    g_assert_cmpfloat (words->left_part, <, 0);
    g_assert_cmpint (words->look, ==, OVL_LOOK_QUIET);
  }
}

static void
test_states_in_words (void)
{
  static const struct {
    ShowStockState state;
    const char *main;
    OvlProductLook look;
  } cases[] = {
      {SHOW_STOCK_UPCOMING, "Soon", OVL_LOOK_QUIET},
      {SHOW_STOCK_SOLD_OUT, "Sold out", OVL_LOOK_SOLD},
      {SHOW_STOCK_PREORDER, "Pre-order", OVL_LOOK_ON_SALE},
      {SHOW_STOCK_PAUSED, "Paused", OVL_LOOK_QUIET},
      {SHOW_STOCK_ENDED, "Ended", OVL_LOOK_QUIET},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlProductWords) words = words_for (cases[i].state, SHOW_FRESH, 17, 200);

    g_assert_cmpstr (words->main, ==, cases[i].main);
    g_assert_cmpint (words->look, ==, cases[i].look);
    g_assert_false (words->is_number);
    g_assert_cmpfloat (words->left_part, <, 0);
  }
}

static void
test_nothing_left_is_sold_out (void)
{
  g_autoptr (OvlProductWords) words = words_for (SHOW_STOCK_LIVE, SHOW_FRESH, 0, 200);

  g_assert_cmpstr (words->main, ==, "Sold out");
  g_assert_cmpint (words->look, ==, OVL_LOOK_SOLD);
}

static void
test_without_cap_or_price (void)
{
  g_autoptr (ShowCardContent) content = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 1204, 0);
  g_autoptr (OvlProductWords) words = NULL;

  content->product->currency[0] = '\0';
  words = words_of (content, "de");
  g_assert_cmpstr (words->main, ==, "1.204");
  g_assert_cmpstr (words->captions[0], ==, "verfügbar");
  g_assert_null (words->captions[1]);
  g_assert_null (words->price);
  g_assert_cmpfloat (words->left_part, <, 0);
}

/* More than the cap can be left for a moment, while a shop raises both. */
static void
test_bar_stays_within (void)
{
  g_autoptr (OvlProductWords) words = words_for (SHOW_STOCK_LIVE, SHOW_FRESH, 300, 200);

  g_assert_cmpfloat (words->left_part, ==, 1.0);
  g_assert_cmpstr (words->widest, ==, "300");
}

/* An earlier price is told only with the lowest one of 30 days (EU 98/6/EC Art. 6a). */
static void
test_earlier_price (void)
{
  g_autoptr (ShowCardContent) content = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
  g_autoptr (OvlProductWords) bare = NULL;
  g_autoptr (OvlProductWords) full = NULL;

  content->product->was_minor = 2990;
  bare = words_of (content, "en");
  g_assert_null (bare->was);
  g_assert_null (bare->low30);
  content->product->low30_minor = 2690;
  full = words_of (content, "en");
  g_assert_cmpstr (full->was, ==, "€29.90");
  g_assert_cmpstr (full->low30, ==, "Lowest price in 30 days: €26.90");
}

/* A pre-order tells when it ships; with nothing left to order it is sold out. */
static void
test_preorder (void)
{
  g_autoptr (ShowCardContent) content =
      new_content ("Mug", SHOW_STOCK_PREORDER, SHOW_FRESH, 0, 200);
  g_autoptr (OvlProductWords) open = words_of (content, "en");
  g_autoptr (OvlProductWords) full = NULL;

  g_assert_cmpstr (open->captions[0], ==, "ships by");
  g_assert_cmpstr (open->captions[1], ==, "Mar 15, 2027");
  content->product->pre_sold = content->product->pre_cap;
  full = words_of (content, "en");
  g_assert_cmpstr (full->main, ==, "Sold out");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/words/live", test_live);
  g_test_add_func ("/ovl/words/no-false-urgency", test_no_false_urgency);
  g_test_add_func ("/ovl/words/last-pieces", test_last_pieces);
  g_test_add_func ("/ovl/words/aged", test_aged_is_marked);
  g_test_add_func ("/ovl/words/unknown", test_unknown_hides);
  g_test_add_func ("/ovl/words/states", test_states_in_words);
  g_test_add_func ("/ovl/words/nothing-left", test_nothing_left_is_sold_out);
  g_test_add_func ("/ovl/words/without-cap", test_without_cap_or_price);
  g_test_add_func ("/ovl/words/earlier-price", test_earlier_price);
  g_test_add_func ("/ovl/words/preorder", test_preorder);
  g_test_add_func ("/ovl/words/bar", test_bar_stays_within);
  return g_test_run ();
}
