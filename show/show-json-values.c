/* Values as the JSON of the state has them. */
#include "show-json.h"
#include "show-time.h"
#include <math.h>

json_t *
show_json_level (double level)
{
  return isfinite (level) ? json_real (level) : json_null ();
}

json_t *
show_json_number (guint64 number)
{
  return json_integer ((json_int_t) MIN (number, (guint64) SHOW_QUANTITY_MAX));
}

json_t *
show_json_text (const char *text)
{
  return text ? json_string (text) : json_null ();
}

json_t *
show_json_time (gint64 ms)
{
  g_autofree char *text = show_time_to_text (ms);

  return show_json_text (text);
}

json_t *
show_json_retry (const ShowStatus *status, gint64 now_ms)
{
  if (status->retry_at_ms == 0)
    return json_null ();
  return json_integer ((MAX (status->retry_at_ms - now_ms, 0) + 999) / 1000);
}
