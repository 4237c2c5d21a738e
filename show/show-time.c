#include "show-time.h"
#include "show-command.h"
#include "show-text.h"
#include <string.h>

static const struct {
  const char *name;
  gint64 ms;
} units[] = {{"h", 3600000}, {"min", 60000}, {"m", 60000}, {"s", 1000}};

#define NUMBER_MAX 1000000 /* of one unit */

static gboolean
read_unit (const char **text, gint64 *ret_ms)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*text, units[i].name)) {
      *text += strlen (units[i].name);
      *ret_ms = units[i].ms;
      return TRUE;
    }
  return FALSE;
}

/* "10min", "1h30min"; at least one number with its unit. */
static gboolean
read_span (const char *text, gint64 *ret_ms)
{
  gint64 sum = 0, unit;

  do {
    guint64 n;
    char *end;

    if (!g_ascii_isdigit (*text))
      return FALSE;
    n = g_ascii_strtoull (text, &end, 10);
    text = end;
    if (n > NUMBER_MAX || !read_unit (&text, &unit))
      return FALSE;
    sum += (gint64) n * unit;
  } while (*text);
  *ret_ms = sum;
  return TRUE;
}

static gboolean
read_date (const char *text, gint64 *ret_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  if (!time || g_date_time_to_unix (time) <= 0)
    return FALSE;
  *ret_ms = g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
  return TRUE;
}

gboolean
show_time_parse (const char *text, gint64 now_ms, const char *what, gint64 *ret_ms, GError **error)
{
  gboolean is_span = now_ms > 0 && *text == '+';
  g_autofree char *quoted = NULL;
  gint64 ms;

  if (is_span ? read_span (text + 1, &ms) : read_date (text, &ms)) {
    ms += is_span ? now_ms : 0;
    if (ms <= SHOW_TIME_MAX_MS) {
      *ret_ms = ms;
      return TRUE;
    }
  }
  quoted = show_text_quote (text);
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "%s must be a time with its zone, such as 2027-03-15T19:00:00Z%s, not %s.", what,
               now_ms > 0 ? ", or a time from now, such as +10min" : "", quoted);
  return FALSE;
}

char *
show_time_to_text (gint64 ms)
{
  gint64 s = ms / 1000;
  gint64 days = s / 86400;
  int second = (int) (s % 86400);
  GDate date;

  if (ms <= 0 || ms > SHOW_TIME_MAX_MS)
    return NULL;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (days + 719163)); /* GDate counts from 1 January of year 1 */
  return g_strdup_printf ("%04u-%02u-%02uT%02d:%02d:%02d.%03dZ", g_date_get_year (&date),
                          (guint) g_date_get_month (&date), (guint) g_date_get_day (&date),
                          second / 3600, second / 60 % 60, second % 60, (int) (ms % 1000));
}

char *
show_time_left_to_text (gint64 left_s)
{
  int minutes = (int) (left_s / 60 % 60), seconds = (int) (left_s % 60);

  if (left_s < 3600)
    return g_strdup_printf ("%d:%02d", minutes, seconds);
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", left_s / 3600, minutes, seconds);
}
