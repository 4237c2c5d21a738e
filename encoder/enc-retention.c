#include "enc-retention.h"

#include <string.h>

#define SHOW_PATTERN "####-##-##_##-##-##"

/* `#` stands for a digit. */
static gboolean
begins_like (const char *text, const char *pattern)
{
  for (; *pattern; text++, pattern++) {
    if (*pattern == '#' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  }
  return TRUE;
}

/* Digits up to `end`, at least `min` and at most 6 of them. */
static gboolean
is_number (const char *text, guint min, const char *end)
{
  gsize digits = strspn (text, "0123456789");

  return digits >= min && digits <= 6 && g_str_equal (text + digits, end);
}

gboolean
enc_retention_is_show (const char *name)
{
  const char *rest = name + strlen (SHOW_PATTERN);

  if (!begins_like (name, SHOW_PATTERN))
    return FALSE;
  return *rest == '\0' || (*rest == '_' && is_number (rest + 1, 1, ""));
}

gboolean
enc_retention_is_file (const char *show, const char *name)
{
  gsize length = strlen (show);

  return strncmp (name, show, length) == 0 && name[length] == '_' &&
         is_number (name + length + 1, 3, ".mp4");
}

/* Names begin with the date, so their order is that of time. */
static int
compare_age (gconstpointer a, gconstpointer b)
{
  const EncRecording *x = *(const EncRecording *const *) a, *y = *(const EncRecording *const *) b;
  int order = strcmp (x->show, y->show);

  return order ? order : strcmp (x->name, y->name);
}

GPtrArray *
enc_retention_choose (const GArray *recordings, const char *current, guint64 free_bytes,
                      guint64 want_free)
{
  GPtrArray *chosen = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < recordings->len; i++) {
    EncRecording *recording = &g_array_index (recordings, EncRecording, i);

    if (!g_str_equal (recording->show, current))
      g_ptr_array_add (chosen, recording);
  }
  g_ptr_array_sort (chosen, compare_age);
  while (n < chosen->len && free_bytes < want_free)
    free_bytes += ((EncRecording *) g_ptr_array_index (chosen, n++))->bytes;
  g_ptr_array_set_size (chosen, (int) n);
  return chosen;
}
