#include "show-words.h"
#include "base-nearest.h"
#include "show-state.h"
#include "show-text.h"
#include <string.h>

gboolean
show_words_to_int (const char *word, gint64 min, gint64 max, const char *what, gint64 *ret_value,
                   GError **error)
{
  g_autofree char *quoted = NULL;

  if (g_ascii_string_to_signed (word, 10, min, max, ret_value, NULL))
    return TRUE;
  quoted = show_text_quote (word);
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "%s must be a whole number between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
               ", not %s.",
               what, min, max, quoted);
  return FALSE;
}

gboolean
show_words_to_quantity (const char *word, const char *what, gint64 *ret_n, GError **error)
{
  return show_words_to_int (word, 0, SHOW_QUANTITY_MAX, what, ret_n, error);
}

gboolean
show_words_is_off (const char *word)
{
  return g_str_equal (word, SHOW_OFF);
}

gboolean
show_words_check_name (const char *word, const char *what, GError **error)
{
  if (strlen (word) <= SHOW_NAME_MAX)
    return show_text_check (word, SHOW_NAME_MAX, what, error);
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "%s is longer than %d bytes.", what,
               SHOW_NAME_MAX);
  return FALSE;
}

gboolean
show_words_refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED, text);
  return FALSE;
}

gboolean
show_words_to_gain (const char *word, double *ret_gain_db, GError **error)
{
  g_autofree char *quoted = NULL;
  char *end = NULL;
  /* Only digits: strtod also takes "inf", "nan" and hexadecimal numbers. */
  gboolean plain = *word && strspn (word, "+-.0123456789") == strlen (word);
  double gain_db = plain ? g_ascii_strtod (word, &end) : 0;

  if (plain && *end == '\0' && gain_db >= SHOW_GAIN_DB_MIN && gain_db <= SHOW_GAIN_DB_MAX) {
    *ret_gain_db = gain_db;
    return TRUE;
  }
  quoted = show_text_quote (word);
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "The gain must be a number of dB between %d and %d, not %s.", SHOW_GAIN_DB_MIN,
               SHOW_GAIN_DB_MAX, quoted);
  return FALSE;
}

void
show_words_set_not_found (GError **error, const char *name, const char *const *known,
                          const char *what, const char *plural)
{
  g_autofree char *quoted = show_text_quote (name);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *nearest = base_nearest (name, known);

  g_string_append_printf (text, "There is no %s %s.", what, quoted);
  if (nearest)
    g_string_append_printf (text, " Did you mean \"%s\"?", nearest);
  for (guint i = 0; i <= SHOW_WORDS_LISTED && known[i]; i++) {
    if (i == 0)
      g_string_append_printf (text, " %s: ", plural);
    else
      g_string_append (text, ", ");
    g_string_append (text, i < SHOW_WORDS_LISTED ? known[i] : "…");
  }
  g_string_append (text, known[0] ? "." : " None is set up.");
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_NOT_FOUND, text->str);
}

static const char *
name_at (const GArray *known, guint i)
{
  return known->data + i * g_array_get_element_size ((GArray *) known);
}

gboolean
show_words_to_index (const char *name, const GArray *known, const char *what, const char *plural,
                     guint *ret_index, GError **error)
{
  g_autofree const char **names = NULL;

  if (show_setup_find (known, name, ret_index))
    return TRUE;
  names = g_new0 (const char *, known->len + 1);
  for (guint i = 0; i < known->len; i++)
    names[i] = name_at (known, i);
  show_words_set_not_found (error, name, names, what, plural);
  return FALSE;
}
