/* Times of the calendar as people and programs write them. Pure. */
#pragma once
#include <glib.h>

/* The end of year 9999: what four digits of a year can tell. */
#define SHOW_TIME_MAX_MS G_GINT64_CONSTANT (253402300799999)

/* ISO 8601 with a time zone ("2027-03-15T19:00:00Z", "…+01:00") or, when `now_ms` is not 0, a time
 * from then: "+10min", "+1h30min", "+90s". `what` begins the message: "The deadline". Gives ms
 * since 1970. Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_time_parse (const char *text, gint64 now_ms, const char *what, gint64 *ret_ms,
                          GError **error);

/* "2027-03-15T19:00:00.000Z", UTC; NULL for what no calendar has, and for 0. Transfer full. */
char *show_time_to_text (gint64 ms);

/* "1:02:03" or "2:03": a time that is left, for people. Transfer full. */
char *show_time_left_to_text (gint64 left_s);
