#include "ovl-locale.h"
#include "test-ovl-fixture.h"

static void
test_format (void)
{
  static const struct {
    gint64 minor;
    const char *currency, *locale, *expected;
  } cases[] = {
      {2490, "EUR", "en", "€24.90"},
      {2490, "EUR", "de", "24,90\u00a0€"},
      {2490, "EUR", "de-AT", "€\u00a024,90"},
      {2490, "EUR", "de_DE.UTF-8", "24,90\u00a0€"},
      {2490, "EUR", "nl", "€\u00a024,90"},
      {123456, "EUR", "fr", "1\u202f234,56\u00a0€"},
      {2490, "EUR", "es", "24,90\u00a0€"},
      {4200, "JPY", "ja", "￥4,200"},
      {4200, "JPY", "de", "4.200\u00a0¥"},
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
    g_autoptr (OvlLocale) locale = ovl_locale_new (cases[i].locale);
    g_autofree char *text = ovl_locale_format_price (locale, cases[i].minor, cases[i].currency);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_digits (void)
{
  g_assert_cmpuint (ovl_locale_currency_digits ("EUR"), ==, 2);
  g_assert_cmpuint (ovl_locale_currency_digits ("JPY"), ==, 0);
  g_assert_cmpuint (ovl_locale_currency_digits ("KRW"), ==, 0);
  g_assert_cmpuint (ovl_locale_currency_digits ("KWD"), ==, 3);
  g_assert_cmpuint (ovl_locale_currency_digits ("BHD"), ==, 3);
  g_assert_cmpuint (ovl_locale_currency_digits ("ZZZ"), ==, 2);
}

static void
test_count (void)
{
  static const struct {
    gint64 count;
    const char *locale, *expected;
  } cases[] = {
      {1204, "fr", "1\u202f204"},
      {1204, "ja", "1,204"},
      {1204, "ar-EG", "١٬٢٠٤"},
      {1204, "ar-u-nu-latn", "1,204"},
      {0, "en", "0"},
      {17, "en", "17"},
      {999, "en", "999"},
      {1000, "en", "1,000"},
      {1204, "de", "1.204"},
      {987654, "en", "987,654"},
      {1000000, "de", "1.000.000"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (cases[i].locale);
    g_autofree char *text = ovl_locale_format_count (locale, cases[i].count);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_day (void)
{
  static const struct {
    const char *locale, *expected;
  } cases[] = {
      {"en", "Mar 15, 2027"},    {"en-GB", "15 Mar 2027"}, {"de", "15. März 2027"},
      {"fr", "15 mars 2027"},    {"es", "15 mar 2027"},    {"ja", "2027年3月15日"},
      {"ar-EG", "١٥ مارس ٢٠٢٧"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (cases[i].locale);
    g_autofree char *day = ovl_locale_format_day (locale, "2027-03-15");
    g_autofree char *other = ovl_locale_format_day (locale, "soon");

    g_assert_cmpstr (day, ==, cases[i].expected);
    g_assert_cmpstr (other, ==, "soon");
  }
}

static void
test_time_left (void)
{
  static const struct {
    gint64 left_s;
    const char *locale, *expected;
  } cases[] = {
      {0, "en", "00:00"},           {9, "en", "00:09"},           {272, "en", "04:32"},
      {3599, "en", "59:59"},        {3600, "en", "1:00:00"},      {86399, "de", "23:59:59"},
      {86400, "en", "1d\u00a00h"},  {187200, "en", "2d\u00a04h"}, {187200, "fr", "2j\u00a04h"},
      {187200, "ja", "2d\u00a04h"}, {272, "ar-EG", "٠٤:٣٢"},      {SHOW_QUANTITY_MAX, "en", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (cases[i].locale);
    g_autofree char *text = ovl_locale_format_time_left (locale, cases[i].left_s);

    if (cases[i].expected)
      g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_plurals (void)
{
  static const struct {
    const char *locale;
    OvlSay say;
    gint64 number;
    const char *expected;
  } cases[] = {
      {"en", OVL_SAY_SET_ASIDE, 1, "1 piece set aside"},
      {"en", OVL_SAY_SET_ASIDE, 1200, "1,200 pieces set aside"},
      {"fr", OVL_SAY_AVAILABLE, 1, "disponible"},
      {"fr", OVL_SAY_AVAILABLE, 2, "disponibles"},
      {"es", OVL_SAY_AVAILABLE, 1, "disponible"},
      {"ja", OVL_SAY_SET_ASIDE, 30, "30点を確保"},
      {"ar-EG", OVL_SAY_SET_ASIDE, 2, "قطعتان محجوزتان"},
      {"ar-EG", OVL_SAY_SET_ASIDE, 5, "٥ قطع محجوزة"},
      {"ar-EG", OVL_SAY_SET_ASIDE, 11, "١١ قطعة محجوزة"},
      {"nl", OVL_SAY_SET_ASIDE, 1, "1 piece set aside"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (cases[i].locale);
    g_autofree char *text = ovl_locale_say_number (locale, cases[i].say, cases[i].number);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

/* What is said with a text in it keeps that text, braces and all. */
static void
test_texts (void)
{
  g_autoptr (OvlLocale) locale = ovl_locale_new ("de");
  g_autofree char *low = ovl_locale_say (locale, OVL_SAY_LOW30, "26,90 €");
  g_autofree char *odd = ovl_locale_say (locale, OVL_SAY_OPENS_FOR, "{0} 'VIP' \xff");

  g_assert_cmpstr (low, ==, "Niedrigster Preis in 30\u00a0Tagen: 26,90 €");
  g_assert_cmpstr (odd, ==, "Öffnet für {0} 'VIP' \ufffd in");
}

/* Each language has every word, as a pattern that ICU can read, and no two of them are the same:
 * a word that is English everywhere was forgotten. */
static void
test_complete (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spoken_locales); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (spoken_locales[i]);

    g_assert_true (ovl_words_speak (spoken_locales[i]));
    for (OvlSay say = 1; say < OVL_SAYS; say++) {
      const char *pattern = ovl_words_get (spoken_locales[i], say);
      gboolean is_number = say == OVL_SAY_AVAILABLE || say == OVL_SAY_SET_ASIDE;
      g_autofree char *said =
          is_number ? ovl_locale_say_number (locale, say, 7) : ovl_locale_say (locale, say, "X");

      g_assert_nonnull (pattern);
      g_assert_cmpstr (said, !=, "");
      g_assert_true (!strstr (pattern, "{0}") || strstr (said, "X"));
      if (i > 0)
        g_assert_cmpstr (pattern, !=, ovl_words_get ("en", say));
    }
  }
}

static void
test_known (void)
{
  static const char *const known[] = {"en", "de-AT", "de_DE.UTF-8", "ja", "ar", "zh-TW", "nl"};
  static const char *const unknown[] = {"", "xx", "english", "12", "-"};

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_true (ovl_locale_is_known (known[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (ovl_locale_is_known (unknown[i]));
}

static void
test_direction (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spoken_locales); i++) {
    g_autoptr (OvlLocale) locale = ovl_locale_new (spoken_locales[i]);

    g_assert_cmpint (ovl_locale_is_rtl (locale), ==, g_str_equal (spoken_locales[i], "ar"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/locale/price", test_format);
  g_test_add_func ("/ovl/locale/digits", test_digits);
  g_test_add_func ("/ovl/locale/count", test_count);
  g_test_add_func ("/ovl/locale/day", test_day);
  g_test_add_func ("/ovl/locale/time-left", test_time_left);
  g_test_add_func ("/ovl/locale/plurals", test_plurals);
  g_test_add_func ("/ovl/locale/texts", test_texts);
  g_test_add_func ("/ovl/locale/complete", test_complete);
  g_test_add_func ("/ovl/locale/known", test_known);
  g_test_add_func ("/ovl/locale/direction", test_direction);
  return g_test_run ();
}
