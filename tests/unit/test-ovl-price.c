#include "ovl-price.h"

static void
test_format (void)
{
  static const struct {
    gint64 minor;
    const char *currency, *locale, *expected;
  } cases[] = {
      {2490, "EUR", "en", "€24.90"},
      {2490, "EUR", "de", "24,90\u00a0€"},
      {2490, "EUR", "de-AT", "24,90\u00a0€"},
      {2490, "EUR", "de_DE.UTF-8", "24,90\u00a0€"},
      {2490, "EUR", "nl", "€\u00a024,90"},
      {123456, "EUR", "fr", "1\u202f234,56\u00a0€"},
      {2490, "EUR", "xx", "€24.90"},
      {2490, "EUR", "", "€24.90"},
      {123456789, "USD", "en", "$1,234,567.89"},
      {99900, "USD", "en", "$999.00"},
      {100000, "USD", "en", "$1,000.00"},
      {4200, "JPY", "en", "¥4,200"},
      {39000, "KRW", "de", "39.000\u00a0₩"},
      {12345, "KWD", "en", "KWD\u00a012.345"},
      {1005, "BHD", "de", "1,005\u00a0BHD"},
      {12900, "CHF", "de", "129,00\u00a0CHF"},
      {12900, "CHF", "en", "CHF\u00a0129.00"},
      {5, "EUR", "en", "€0.05"},
      {0, "EUR", "en", "€0.00"},
      {-2490, "EUR", "en", "-€24.90"},
      {G_MAXINT64, "JPY", "en", "¥9,223,372,036,854,775,807"},
      {G_MININT64, "JPY", "en", "-¥9,223,372,036,854,775,808"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = ovl_price_format (cases[i].minor, cases[i].currency, cases[i].locale);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_digits (void)
{
  g_assert_cmpuint (ovl_price_digits ("EUR"), ==, 2);
  g_assert_cmpuint (ovl_price_digits ("JPY"), ==, 0);
  g_assert_cmpuint (ovl_price_digits ("KRW"), ==, 0);
  g_assert_cmpuint (ovl_price_digits ("KWD"), ==, 3);
  g_assert_cmpuint (ovl_price_digits ("BHD"), ==, 3);
  g_assert_cmpuint (ovl_price_digits ("ZZZ"), ==, 2);
}

static void
test_count (void)
{
  static const struct {
    gint64 count;
    const char *locale, *expected;
  } cases[] = {
      {0, "en", "0"},
      {17, "en", "17"},
      {999, "en", "999"},
      {1000, "en", "1,000"},
      {1204, "de", "1.204"},
      {987654, "en", "987,654"},
      {1000000, "de", "1.000.000"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = ovl_price_format_count (cases[i].count, cases[i].locale);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/price/format", test_format);
  g_test_add_func ("/ovl/price/digits", test_digits);
  g_test_add_func ("/ovl/price/count", test_count);
  return g_test_run ();
}
