#include "ovl-locale.h"

#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/umsg.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/ures.h>

#define TEXT_MAX    512 /* UTF-16 units of anything that is formatted here */
#define NBSP        "\u00a0"
#define DAY_S       86400
#define HOUR_S      3600
#define MINUTE_S    60
#define DAY_PATTERN u"yMMMd"

struct _OvlLocale {
  char id[ULOC_FULLNAME_CAPACITY];
  char language[ULOC_LANG_CAPACITY];
  UNumberFormat *count;
  UNumberFormat *two_digits; /* minutes and seconds */
  UNumberFormat *price;
  UDateFormat *day;
  UNumberFormatter *days, *hours; /* "2d", "4h" */
  UFormattedNumber *formatted;
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

/* "de-AT" and "de_DE.UTF-8" alike become ICU's "de_Latn_AT", "de_Latn_DE". A language alone is
 * taken as in the country where most speak it: what ICU itself thinks of "ar" has changed, from
 * Arabic digits (CLDR 42) to Latin ones (CLDR 46). */
static gboolean
to_id (const char *tag, char *ret_id)
{
  UErrorCode status = U_ZERO_ERROR;
  char id[ULOC_FULLNAME_CAPACITY];
  g_autofree char *name = g_strndup (tag, strcspn (tag, ".")); /* without the code set */

  if (strchr (name, '-'))
    uloc_forLanguageTag (name, id, ULOC_FULLNAME_CAPACITY, NULL, &status);
  else
    uloc_canonicalize (name, id, ULOC_FULLNAME_CAPACITY, &status);
  if (U_FAILURE (status) || status == U_STRING_NOT_TERMINATED_WARNING || id[0] == '\0')
    return FALSE;
  uloc_addLikelySubtags (id, ret_id, ULOC_FULLNAME_CAPACITY, &status);
  return U_SUCCESS (status) && status != U_STRING_NOT_TERMINATED_WARNING;
}

gboolean
ovl_locale_is_known (const char *tag)
{
  char id[ULOC_FULLNAME_CAPACITY];
  UErrorCode status = U_ZERO_ERROR;

  if (!to_id (tag, id))
    return FALSE;
  /* A language without data of its own gets those of another. */
  ures_close (ures_open (NULL, id, &status));
  return U_SUCCESS (status) && status != U_USING_DEFAULT_WARNING;
}

static UNumberFormat *
open_numbers (const char *id, UNumberFormatStyle style)
{
  UErrorCode status = U_ZERO_ERROR;
  UNumberFormat *format = unum_open (style, NULL, 0, id, NULL, &status);

  g_assert (U_SUCCESS (status));
  return format;
}

static UDateFormat *
open_days (const char *id)
{
  UErrorCode status = U_ZERO_ERROR;
  UDateTimePatternGenerator *patterns = udatpg_open (id, &status);
  UChar pattern[TEXT_MAX];
  int32_t length =
      udatpg_getBestPattern (patterns, DAY_PATTERN, -1, pattern, G_N_ELEMENTS (pattern), &status);
  UDateFormat *format =
      udat_open (UDAT_PATTERN, UDAT_PATTERN, id, u"UTC", -1, pattern, length, &status);

  g_assert (U_SUCCESS (status));
  udatpg_close (patterns);
  return format;
}

static UNumberFormatter *
open_unit (const char *id, const UChar *skeleton)
{
  UErrorCode status = U_ZERO_ERROR;
  UNumberFormatter *formatter = unumf_openForSkeletonAndLocale (skeleton, -1, id, &status);

  g_assert (U_SUCCESS (status));
  return formatter;
}

OvlLocale *
ovl_locale_new (const char *tag)
{
  OvlLocale *self = g_new0 (OvlLocale, 1);
  UErrorCode status = U_ZERO_ERROR;

  if (!ovl_locale_is_known (tag) || !to_id (tag, self->id))
    g_strlcpy (self->id, OVL_LOCALE_DEFAULT, sizeof self->id);
  uloc_getLanguage (self->id, self->language, sizeof self->language, &status);
  self->count = open_numbers (self->id, UNUM_DECIMAL);
  self->two_digits = open_numbers (self->id, UNUM_DECIMAL);
  unum_setAttribute (self->two_digits, UNUM_MIN_INTEGER_DIGITS, 2);
  self->price = open_numbers (self->id, UNUM_CURRENCY);
  self->day = open_days (self->id);
  self->days = open_unit (self->id, u"measure-unit/duration-day unit-width-narrow");
  self->hours = open_unit (self->id, u"measure-unit/duration-hour unit-width-narrow");
  self->formatted = unumf_openResult (&status);
  g_assert (U_SUCCESS (status));
  return self;
}

void
ovl_locale_free (OvlLocale *self)
{
  if (!self)
    return;
  unum_close (self->count);
  unum_close (self->two_digits);
  unum_close (self->price);
  udat_close (self->day);
  unumf_close (self->days);
  unumf_close (self->hours);
  unumf_closeResult (self->formatted);
  g_free (self);
}

gboolean
ovl_locale_is_rtl (const OvlLocale *self)
{
  return uloc_isRightToLeft (self->id);
}

guint
ovl_locale_currency_digits (const char *currency)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_digits); i++)
    if (g_str_equal (odd_digits[i].code, currency))
      return odd_digits[i].digits;
  return 2;
}

/* What does not fit TEXT_MAX is cut. */
static char *
to_utf8 (const UChar *text, int32_t length, UErrorCode status)
{
  g_assert (U_SUCCESS (status) || status == U_BUFFER_OVERFLOW_ERROR);
  return g_utf16_to_utf8 ((const gunichar2 *) text, MIN (length, TEXT_MAX), NULL, NULL, NULL);
}

static UChar *
to_utf16 (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return (UChar *) g_utf8_to_utf16 (valid, -1, NULL, NULL, NULL);
}

char *
ovl_locale_format_price (OvlLocale *self, gint64 minor, const char *currency)
{
  guint digits = ovl_locale_currency_digits (currency);
  /* In decimals, as a double is not exact. */
  g_autofree char *amount = g_strdup_printf ("%" G_GINT64_FORMAT "E-%u", minor, digits);
  g_autofree UChar *code = to_utf16 (currency);
  UErrorCode status = U_ZERO_ERROR;
  UChar text[TEXT_MAX];
  int32_t length;

  unum_setTextAttribute (self->price, UNUM_CURRENCY_CODE, code, -1, &status);
  unum_setAttribute (self->price, UNUM_FRACTION_DIGITS, (int32_t) digits);
  length = unum_formatDecimal (self->price, amount, -1, text, TEXT_MAX, NULL, &status);
  return to_utf8 (text, length, status);
}

static char *
format_number (const UNumberFormat *format, gint64 number)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar text[TEXT_MAX];
  int32_t length = unum_formatInt64 (format, number, text, TEXT_MAX, NULL, &status);

  return to_utf8 (text, length, status);
}

char *
ovl_locale_format_count (OvlLocale *self, gint64 count)
{
  return format_number (self->count, count);
}

char *
ovl_locale_format_day (OvlLocale *self, const char *day)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *midnight = g_strconcat (day, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (midnight, utc);
  UErrorCode status = U_ZERO_ERROR;
  UChar text[TEXT_MAX];
  int32_t length;

  if (!time)
    return g_strdup (day);
  length = udat_format (self->day, (UDate) g_date_time_to_unix (time) * 1000.0, text, TEXT_MAX,
                        NULL, &status);
  return to_utf8 (text, length, status);
}

static char *
format_unit (OvlLocale *self, const UNumberFormatter *formatter, gint64 number)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar text[TEXT_MAX];
  int32_t length;

  unumf_formatInt (formatter, number, self->formatted, &status);
  length = unumf_resultToString (self->formatted, text, TEXT_MAX, &status);
  return to_utf8 (text, length, status);
}

char *
ovl_locale_format_time_left (OvlLocale *self, gint64 left_s)
{
  g_autofree char *hours = NULL;
  g_autofree char *minutes = format_number (self->two_digits, left_s / MINUTE_S % 60);
  g_autofree char *seconds = format_number (self->two_digits, left_s % MINUTE_S);

  g_assert (left_s >= 0);
  if (left_s >= DAY_S) {
    g_autofree char *days = format_unit (self, self->days, left_s / DAY_S);

    hours = format_unit (self, self->hours, left_s % DAY_S / HOUR_S);
    return g_strconcat (days, NBSP, hours, NULL);
  }
  if (left_s < HOUR_S)
    return g_strconcat (minutes, ":", seconds, NULL);
  hours = format_number (self->count, left_s / HOUR_S);
  return g_strconcat (hours, ":", minutes, ":", seconds, NULL);
}

static UMessageFormat *
open_message (OvlLocale *self, OvlSay say)
{
  g_autofree UChar *pattern = to_utf16 (ovl_words_get (self->language, say));
  /* The numbers are the locale's, the plurals those of the words. */
  const char *id = ovl_words_speak (self->language) ? self->id : OVL_LOCALE_DEFAULT;
  UErrorCode status = U_ZERO_ERROR;
  UMessageFormat *message = umsg_open (pattern, -1, id, NULL, &status);

  g_assert (U_SUCCESS (status));
  return message;
}

char *
ovl_locale_say (OvlLocale *self, OvlSay say, const char *text)
{
  UMessageFormat *message = open_message (self, say);
  g_autofree UChar *argument = to_utf16 (text ? text : "");
  UErrorCode status = U_ZERO_ERROR;
  UChar said[TEXT_MAX];
  int32_t length = umsg_format (message, said, TEXT_MAX, &status, argument);

  umsg_close (message);
  return to_utf8 (said, length, status);
}

char *
ovl_locale_say_number (OvlLocale *self, OvlSay say, gint64 number)
{
  UMessageFormat *message = open_message (self, say);
  UErrorCode status = U_ZERO_ERROR;
  UChar said[TEXT_MAX];
  int32_t length = umsg_format (message, said, TEXT_MAX, &status, (double) number);

  umsg_close (message);
  return to_utf8 (said, length, status);
}
