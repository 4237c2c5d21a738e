#include "shop-json.h"

#include "shop-types.h"
#include <math.h>
#include <string.h>
#include <time.h>

/* JSON */

static gboolean
refuse (GError **error, const char *key, const char *what)
{
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "%s %s", key, what);
  return FALSE;
}

char *
shop_json_dump (const json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

ShopJson *
shop_json_get (const ShopJson *object, const char *key)
{
  for (ShopJson *one = shop_json_first (object); one; one = one->next)
    if (one->name && strcmp (one->name, key) == 0)
      return one->kind == SHOP_JSON_NULL ? NULL : one;
  return NULL;
}

ShopJson *
shop_json_first (const ShopJson *parent)
{
  return parent && parent->kind >= SHOP_JSON_ARRAY ? parent->first : NULL;
}

const char *
shop_json_get_text (const ShopJson *value)
{
  return value && value->kind == SHOP_JSON_TEXT ? value->text : NULL;
}

gboolean
shop_json_require (const ShopJson *object, const char *key, GError **error)
{
  return shop_json_get (object, key) || refuse (error, key, "is missing");
}

gboolean
shop_json_read_int (const ShopJson *object, const char *key, gint64 min, gint64 max, gint64 *ret,
                    GError **error)
{
  const ShopJson *value = shop_json_get (object, key);

  if (!value)
    return TRUE;
  if (value->kind != SHOP_JSON_NUMBER || value->number != trunc (value->number) ||
      value->number < (double) min || value->number > (double) max) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "%s is not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key,
                 min, max);
    return FALSE;
  }
  *ret = (gint64) value->number;
  return TRUE;
}

gboolean
shop_json_read_bool (const ShopJson *object, const char *key, gboolean *ret, GError **error)
{
  const ShopJson *value = shop_json_get (object, key);

  if (value && value->kind != SHOP_JSON_TRUE && value->kind != SHOP_JSON_FALSE)
    return refuse (error, key, "is neither true nor false");
  if (value)
    *ret = value->kind == SHOP_JSON_TRUE;
  return TRUE;
}

gboolean
shop_json_read_text (const ShopJson *object, const char *key, gsize max_bytes, const char **ret,
                     GError **error)
{
  const ShopJson *value = shop_json_get (object, key);

  if (!value)
    return TRUE;
  if (value->kind != SHOP_JSON_TEXT)
    return refuse (error, key, "is not a text");
  if (value->n > max_bytes) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "%s is longer than %" G_GSIZE_FORMAT " bytes", key, max_bytes);
    return FALSE;
  }
  *ret = value->text;
  return TRUE;
}

gboolean
shop_json_read_time (const ShopJson *object, const char *key, gint64 *ret_ms, GError **error)
{
  const ShopJson *value = shop_json_get (object, key);

  if (value && (value->kind != SHOP_JSON_TEXT || !shop_time_parse (value->text, ret_ms)))
    return refuse (error, key, "is not a time such as 2027-03-15T18:00:00Z");
  return TRUE;
}

gboolean
shop_json_read_object (const ShopJson *object, const char *key, ShopJson **ret, GError **error)
{
  ShopJson *value = shop_json_get (object, key);

  if (value && value->kind != SHOP_JSON_OBJECT)
    return refuse (error, key, "is not an object");
  if (value)
    *ret = value;
  return TRUE;
}

gboolean
shop_json_read_array (const ShopJson *object, const char *key, ShopJson **ret, GError **error)
{
  ShopJson *value = shop_json_get (object, key);

  if (value && value->kind != SHOP_JSON_ARRAY)
    return refuse (error, key, "is not an array");
  if (value)
    *ret = value;
  return TRUE;
}

/* Time (RFC 3339, section 5.6) */

#define TIME_MAX 40 /* characters; leaves room for more decimals than any clock has */

/* Exactly `n` digits, then `end`; moves on behind both. */
static gboolean
take_number (const char **text, int n, char end, int max, int *ret)
{
  int value = 0;

  for (; n > 0; n--, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    value = value * 10 + g_ascii_digit_value (**text);
  }
  if (value > max || (end && **text != end))
    return FALSE;
  *text += end != '\0';
  *ret = value;
  return TRUE;
}

/* Decimals of a second, as far as ms go. */
static gboolean
take_ms (const char **text, int *ret_ms)
{
  int ms = 0, n = 0;

  if (**text != '.')
    return TRUE;
  for ((*text)++; g_ascii_isdigit (**text); (*text)++, n++)
    ms = n < 3 ? ms * 10 + g_ascii_digit_value (**text) : ms;
  for (int i = n; i < 3; i++)
    ms *= 10;
  *ret_ms = ms;
  return n > 0;
}

static gboolean
take_offset (const char **text, int *ret_minutes)
{
  char sign = *(*text)++;
  int hours, minutes;

  if (sign == 'Z' || sign == 'z')
    return TRUE;
  if ((sign != '+' && sign != '-') || !take_number (text, 2, ':', 23, &hours) ||
      !take_number (text, 2, '\0', 59, &minutes))
    return FALSE;
  *ret_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  return TRUE;
}

gboolean
shop_time_parse (const char *text, gint64 *ret_ms)
{
  int year, month, day, hour, minute, second, ms = 0, offset = 0;
  struct tm parts = {0};
  gint64 value;

  if (!text || strlen (text) > TIME_MAX || !take_number (&text, 4, '-', 9999, &year) ||
      !take_number (&text, 2, '-', 12, &month) || !take_number (&text, 2, '\0', 31, &day) ||
      (*text != 'T' && *text != 't' && *text != ' '))
    return FALSE;
  text++;
  if (!take_number (&text, 2, ':', 23, &hour) || !take_number (&text, 2, ':', 59, &minute) ||
      !take_number (&text, 2, '\0', 60, &second) || !take_ms (&text, &ms) ||
      !take_offset (&text, &offset) || *text)
    return FALSE;
  if (year < 1970 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  /* A leap second is told as the second before: this clock has none. */
  parts = (struct tm){.tm_year = year - 1900,
                      .tm_mon = month - 1,
                      .tm_mday = day,
                      .tm_hour = hour,
                      .tm_min = minute,
                      .tm_sec = MIN (second, 59)};
  value = ((gint64) timegm (&parts) - offset * 60) * 1000 + ms;
  if (value < 0)
    return FALSE;
  *ret_ms = value;
  return TRUE;
}

char *
shop_time_format (gint64 ms)
{
  time_t seconds = (time_t) (ms / 1000);
  struct tm parts;

  g_assert (ms >= 0);
  gmtime_r (&seconds, &parts);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                          parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                          parts.tm_sec, (int) (ms % 1000));
}
