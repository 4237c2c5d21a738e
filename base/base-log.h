/* The log: one line a fact, to the journal with fields or to stderr for people. Only daemon/ writes
 * to it (debug lines excepted). A non-fatal line says what happens next. */
#pragma once
#include <glib.h>

typedef enum {
  BASE_LOG_ERROR = 1,
  BASE_LOG_WARNING,
  BASE_LOG_NOTICE,
  BASE_LOG_DEBUG,
} BaseLogLevel;

/* Main thread, once, before other threads: installs the writer that GLib's own messages and
 * base_log() go through. Lines above `level` are dropped. */
void base_log_init (BaseLogLevel level);

/* Any thread. `room` is the room's name, such as "encoder". */
void base_log (BaseLogLevel level, const char *room, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Any thread. From now on `secret` is replaced by "***" wherever it would appear in the log.
 * Secrets shorter than BASE_LOG_SECRET_MIN are not masked: they would eat ordinary words. */
void base_log_add_secret (const char *secret);

/* Any thread. A copy of `text` with every known secret replaced; for error texts on their way out.
 */
char *base_log_mask (const char *text);

#define BASE_LOG_SECRET_MIN 4

/* The newest lines of the log, which are kept in memory for those who look from afar. */
#define BASE_LOG_KEPT     500
#define BASE_LOG_TEXT_MAX 1000 /* bytes of a line that is kept */

typedef struct {
  gint64 at_ms; /* wall clock, since 1970 */
  BaseLogLevel level;
  char *room, *text;
} BaseLogLine;
void base_log_line_free (BaseLogLine *line); /* NULL is fine */

/* Any thread. GPtrArray of BaseLogLine, the newest `n` of them, oldest first, with every secret
 * masked that is known by now. Transfer full. */
GPtrArray *base_log_list (guint n);
