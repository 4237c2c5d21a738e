#include "ovl-price.h"

#include <string.h>

#define NBSP  "\xc2\xa0"
#define NNBSP "\xe2\x80\xaf"

typedef struct {
  const char *language;
  const char *decimal, *group;
  gboolean symbol_first;
  const char *symbol_gap; /* between symbol and amount */
} Locale;

static const Locale locales[] = {
    {"en", ".", ",", TRUE, ""},
    {"de", ",", ".", FALSE, NBSP},
    {"fr", ",", NNBSP, FALSE, NBSP},
    {"nl", ",", ".", TRUE, NBSP},
};

/* ISO 4217 list one: the currencies whose minor unit is not 2. */
static const struct {
  char code[4];
  guint digits;
} odd_digits[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

/* The symbols that mean one currency only to an international audience; all others are written
 * with their code. */
static const struct {
  char code[4];
  const char *symbol;
} symbols[] = {
    {"AUD", "A$"},  {"BRL", "R$"},  {"CAD", "CA$"}, {"CNY", "CN¥"}, {"EUR", "€"}, {"GBP", "£"},
    {"HKD", "HK$"}, {"ILS", "₪"},   {"INR", "₹"},   {"JPY", "¥"},   {"KRW", "₩"}, {"MXN", "MX$"},
    {"NZD", "NZ$"}, {"TWD", "NT$"}, {"USD", "$"},   {"VND", "₫"},
};

guint
ovl_price_digits (const char *currency)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_digits); i++)
    if (g_str_equal (odd_digits[i].code, currency))
      return odd_digits[i].digits;
  return 2;
}

static const char *
find_symbol (const char *currency)
{
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (g_str_equal (symbols[i].code, currency))
      return symbols[i].symbol;
  return NULL;
}

static const Locale *
find_locale (const char *tag)
{
  gsize language_len = strcspn (tag, "-_.@");

  for (gsize i = 0; i < G_N_ELEMENTS (locales); i++)
    if (strlen (locales[i].language) == language_len &&
        g_ascii_strncasecmp (locales[i].language, tag, language_len) == 0)
      return &locales[i];
  return &locales[0];
}

static void
append_grouped (GString *text, guint64 number, const Locale *locale)
{
  char digits[32];
  gsize n = (gsize) g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      g_string_append (text, locale->group);
    g_string_append_c (text, digits[i]);
  }
}

static guint64
magnitude (gint64 value)
{
  return value < 0 ? 0 - (guint64) value : (guint64) value;
}

static void
append_amount (GString *text, guint64 minor, guint digits, const Locale *locale)
{
  guint64 scale = 1;

  for (guint i = 0; i < digits; i++)
    scale *= 10;
  append_grouped (text, minor / scale, locale);
  if (digits > 0)
    g_string_append_printf (text, "%s%0*" G_GUINT64_FORMAT, locale->decimal, (int) digits,
                            minor % scale);
}

char *
ovl_price_format (gint64 minor, const char *currency, const char *tag)
{
  const Locale *locale = find_locale (tag);
  const char *symbol = find_symbol (currency);
  const char *gap = symbol ? locale->symbol_gap : NBSP;
  GString *text = g_string_new (minor < 0 ? "-" : NULL);

  if (!symbol)
    symbol = currency;
  if (locale->symbol_first)
    g_string_append_printf (text, "%s%s", symbol, gap);
  append_amount (text, magnitude (minor), ovl_price_digits (currency), locale);
  if (!locale->symbol_first)
    g_string_append_printf (text, "%s%s", gap, symbol);
  return g_string_free (text, FALSE);
}

char *
ovl_price_format_count (gint64 count, const char *tag)
{
  GString *text = g_string_new (count < 0 ? "-" : NULL);

  append_grouped (text, magnitude (count), find_locale (tag));
  return g_string_free (text, FALSE);
}
