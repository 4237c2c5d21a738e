#include "base-log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GMutex secrets_lock;
static GPtrArray *secrets; /* secrets_lock */
static GMutex kept_lock;   /* taken before secrets_lock, or alone */
static GQueue kept;        /* kept_lock; of BaseLogLine, oldest first */
static BaseLogLevel max_level = BASE_LOG_NOTICE;

static const struct {
  GLogLevelFlags glib;
  const char *word;
  const char *syslog; /* RFC 5424 severity */
} levels[] = {
    [BASE_LOG_ERROR] = {G_LOG_LEVEL_CRITICAL, "error", "3"},
    [BASE_LOG_WARNING] = {G_LOG_LEVEL_WARNING, "warning", "4"},
    [BASE_LOG_NOTICE] = {G_LOG_LEVEL_MESSAGE, "notice", "5"},
    [BASE_LOG_DEBUG] = {G_LOG_LEVEL_DEBUG, "debug", "7"},
};

void
base_log_add_secret (const char *secret)
{
  if (!secret || strlen (secret) < BASE_LOG_SECRET_MIN)
    return;
  g_mutex_lock (&secrets_lock);
  if (!secrets)
    secrets = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (secrets, secret, g_str_equal, NULL))
    g_ptr_array_add (secrets, g_strdup (secret));
  g_mutex_unlock (&secrets_lock);
}

char *
base_log_mask (const char *text)
{
  g_autoptr (GString) out = g_string_new (text);

  g_mutex_lock (&secrets_lock);
  for (guint i = 0; secrets && i < secrets->len; i++)
    g_string_replace (out, secrets->pdata[i], "***", 0);
  g_mutex_unlock (&secrets_lock);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
base_log_line_free (BaseLogLine *line)
{
  if (!line)
    return;
  g_free (line->room);
  g_free (line->text);
  g_free (line);
}

static BaseLogLine *
line_new (gint64 at_ms, BaseLogLevel level, const char *room, const char *text)
{
  BaseLogLine *line = g_new0 (BaseLogLine, 1);

  *line = (BaseLogLine){at_ms, level, g_strdup (room), g_strdup (text)};
  return line;
}

static void
keep (BaseLogLevel level, const char *room, const char *text)
{
  g_autofree char *cut = g_strndup (text, BASE_LOG_TEXT_MAX);
  g_autofree char *valid = g_utf8_make_valid (cut, -1);

  g_mutex_lock (&kept_lock);
  if (kept.length >= BASE_LOG_KEPT)
    base_log_line_free (g_queue_pop_head (&kept));
  g_queue_push_tail (&kept, line_new (g_get_real_time () / 1000, level, room, valid));
  g_mutex_unlock (&kept_lock);
}

GPtrArray *
base_log_list (guint n)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) base_log_line_free);

  g_mutex_lock (&kept_lock);
  for (GList *at = g_queue_peek_nth_link (&kept, kept.length - MIN (n, kept.length)); at;
       at = at->next) {
    const BaseLogLine *line = at->data;
    g_autofree char *masked = base_log_mask (line->text);

    g_ptr_array_add (list, line_new (line->at_ms, line->level, line->room, masked));
  }
  g_mutex_unlock (&kept_lock);
  return list;
}

static void
write_line (BaseLogLevel level, const char *room, const char *text)
{
  g_autofree char *masked = base_log_mask (text);

  keep (level, room, masked);
  if (g_log_writer_is_journald (STDERR_FILENO)) {
    const GLogField fields[] = {{"MESSAGE", masked, -1},
                                {"PRIORITY", levels[level].syslog, -1},
                                {"TALLYBOX_ROOM", room, -1},
                                {"SYSLOG_IDENTIFIER", "tallybox", -1}};

    if (g_log_writer_journald (levels[level].glib, fields, G_N_ELEMENTS (fields), NULL) ==
        G_LOG_WRITER_HANDLED)
      return;
  }
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  fprintf (stderr, "%s.%03d %s %s: %s\n", time, g_date_time_get_microsecond (now) / 1000,
           levels[level].word, room, masked);
}

static BaseLogLevel
level_from_glib (GLogLevelFlags flags)
{
  if (flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return BASE_LOG_ERROR;
  if (flags & G_LOG_LEVEL_WARNING)
    return BASE_LOG_WARNING;
  return (flags & G_LOG_LEVEL_MESSAGE) ? BASE_LOG_NOTICE : BASE_LOG_DEBUG;
}

static GLogWriterOutput
glib_writer (GLogLevelFlags flags, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = "", *domain = "glib";
  BaseLogLevel level = level_from_glib (flags);

  for (gsize i = 0; i < n_fields; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
    else if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;
  }
  if (level <= max_level)
    write_line (level, domain, message);
  return G_LOG_WRITER_HANDLED;
}

void
base_log_init (BaseLogLevel level)
{
  max_level = level;
  g_log_set_writer_func (glib_writer, NULL, NULL);
}

void
base_log (BaseLogLevel level, const char *room, const char *format, ...)
{
  va_list args;

  if (level > max_level)
    return;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  write_line (level, room, text);
}
