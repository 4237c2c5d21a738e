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

/* The parser recurses, so this comes first. Brackets inside of strings do not count. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++) {
    char c = text[i];

    if (in_string && c == '\\')
      i++;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '{' || c == '[') && ++depth > SHOP_JSON_DEPTH_MAX)
      return FALSE;
    else if (!in_string && (c == '}' || c == ']') && depth > 0)
      depth--;
  }
  return TRUE;
}

json_t *
shop_json_load (const char *text, gsize length, gsize max_bytes, GError **error)
{
  json_auto_t *json = NULL;
  json_error_t why;

  if (length > max_bytes) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "it is longer than %" G_GSIZE_FORMAT " bytes", max_bytes);
    return NULL;
  }
  if (!is_shallow (text, length)) {
    refuse (error, "it", "is nested too deeply");
    return NULL;
  }
  json = json_loadb (text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &why);
  if (!json) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "it is not JSON (byte %d)", why.position);
    return NULL;
  }
  if (!json_is_object (json)) {
    refuse (error, "it", "is not a JSON object");
    return NULL;
  }
  return g_steal_pointer (&json);
}

char *
shop_json_dump (const json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

json_t *
shop_json_get (const json_t *object, const char *key)
{
  json_t *value = json_object_get (object, key);

  return json_is_null (value) ? NULL : value;
}

gboolean
shop_json_require (const json_t *object, const char *key, GError **error)
{
  return shop_json_get (object, key) || refuse (error, key, "is missing");
}

gboolean
shop_json_read_int (const json_t *object, const char *key, gint64 min, gint64 max, gint64 *ret,
                    GError **error)
{
  const json_t *value = shop_json_get (object, key);
  double number = json_number_value (value);

  if (!value)
    return TRUE;
  if (!json_is_number (value) || number != trunc (number) || number < (double) min ||
      number > (double) max) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "%s is not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key,
                 min, max);
    return FALSE;
  }
  *ret = (gint64) number;
  return TRUE;
}

gboolean
shop_json_read_bool (const json_t *object, const char *key, gboolean *ret, GError **error)
{
  const json_t *value = shop_json_get (object, key);

  if (value && !json_is_boolean (value))
    return refuse (error, key, "is neither true nor false");
  if (value)
    *ret = json_is_true (value);
  return TRUE;
}

gboolean
shop_json_read_text (const json_t *object, const char *key, gsize max_bytes, const char **ret,
                     GError **error)
{
  const json_t *value = shop_json_get (object, key);

  if (!value)
    return TRUE;
  if (!json_is_string (value))
    return refuse (error, key, "is not a text");
  if (json_string_length (value) > max_bytes) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "%s is longer than %" G_GSIZE_FORMAT " bytes", key, max_bytes);
    return FALSE;
  }
  *ret = json_string_value (value);
  return TRUE;
}

gboolean
shop_json_read_time (const json_t *object, const char *key, gint64 *ret_ms, GError **error)
{
  const json_t *value = shop_json_get (object, key);

  if (value && (!json_is_string (value) || !shop_time_parse (json_string_value (value), ret_ms)))
    return refuse (error, key, "is not a time such as 2027-03-15T18:00:00Z");
  return TRUE;
}

gboolean
shop_json_read_object (const json_t *object, const char *key, json_t **ret, GError **error)
{
  json_t *value = shop_json_get (object, key);

  if (value && !json_is_object (value))
    return refuse (error, key, "is not an object");
  if (value)
    *ret = value;
  return TRUE;
}

gboolean
shop_json_read_array (const json_t *object, const char *key, json_t **ret, GError **error)
{
  json_t *value = shop_json_get (object, key);

  if (value && !json_is_array (value))
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
