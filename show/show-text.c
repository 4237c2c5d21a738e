#include "show-text.h"
#include "show-command.h"
#include <string.h>

static gboolean
is_disruptive (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR || c == 0x202d || c == 0x202e;
}

static gboolean
has_disruptive (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if (is_disruptive (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static gboolean
has_blank_end (const char *text)
{
  const char *last = g_utf8_prev_char (text + strlen (text));

  return g_unichar_isspace (g_utf8_get_char (text)) || g_unichar_isspace (g_utf8_get_char (last));
}

/* Most texts are: printable ASCII without a blank at an end. Ten thousand products have many. */
static gboolean
is_plain (const char *text, gsize max_chars)
{
  gsize n = 0;

  for (; text[n]; n++)
    if (text[n] < 0x20 || text[n] > 0x7e)
      return FALSE;
  return n > 0 && n <= max_chars && text[0] != ' ' && text[n - 1] != ' ';
}

gboolean
show_text_check (const char *text, gsize max_chars, const char *what, GError **error)
{
  if (text && is_plain (text, max_chars))
    return TRUE;
  if (!text || !*text)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "%s is empty.", what);
  else if (!g_utf8_validate (text, -1, NULL))
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "%s is not UTF-8 text.", what);
  else if ((gsize) g_utf8_strlen (text, -1) > max_chars)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "%s is longer than %" G_GSIZE_FORMAT " characters.", what, max_chars);
  else if (has_disruptive (text))
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "%s has a line break or another control character in it. Write it on one line.",
                 what);
  else if (has_blank_end (text))
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "%s begins or ends with a blank.",
                 what);
  else
    return TRUE;
  return FALSE;
}

char *
show_text_tidy (const char *text, gsize max_chars)
{
  g_autofree char *head = NULL, *valid = NULL;
  GString *tidy;
  gsize n = 0;

  if (!text)
    return NULL;
  /* A character has 4 bytes at most, so this keeps enough of a text of any length. */
  head = g_strndup (text, 4 * (max_chars + 1));
  valid = g_utf8_make_valid (head, -1);
  tidy = g_string_new (NULL);
  for (const char *p = valid; *p && n < max_chars; p = g_utf8_next_char (p), n++) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (tidy, is_disruptive (c) ? ' ' : c);
  }
  if ((gsize) g_utf8_strlen (valid, -1) > n)
    g_string_append (tidy, "…");
  return g_string_free (tidy, FALSE);
}

char *
show_text_quote (const char *text)
{
  g_autofree char *tidy = show_text_tidy (text, SHOW_QUOTE_MAX);

  return g_strdup_printf ("\"%s\"", tidy);
}
