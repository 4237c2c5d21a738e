#include "cfg-words.h"

#include "base-nearest.h"
#include "cfg-report.h"

#include <math.h>
#include <string.h>

static const struct {
  const char *what;    /* what may be written, without the range */
  const char *example; /* when the table has neither example, default nor range */
} types[] = {
    [CFG_STRING] = {"text", "text"},
    [CFG_INT] = {"a whole number", "2"},
    [CFG_BOOL] = {"yes or no", "no"},
    [CFG_DOUBLE] = {"a number", "2.5"},
    [CFG_MS] = {"a time in ms, s, min or h", "300 ms"},
    [CFG_SIZE] = {"WIDTHxHEIGHT in even numbers", "1280x720"},
    [CFG_RATE] = {"a number of frames a second", "30"},
    [CFG_CHOICE] = {"one of", NULL},
    [CFG_LIST] = {"words separated by commas", "one, two"},
    [CFG_PATH] = {"the path of a file", "file"},
};

/* In the largest unit that leaves a whole number. */
static void
append_ms (GString *out, double ms)
{
  static const struct {
    double ms;
    const char *unit;
  } units[] = {{3600000, "h"}, {60000, "min"}, {1000, "s"}};

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (ms != 0 && fmod (ms, units[i].ms) == 0) {
      g_string_append_printf (out, "%.0f %s", ms / units[i].ms, units[i].unit);
      return;
    }
  g_string_append_printf (out, "%.0f ms", ms);
}

static void
append_limit (GString *out, const CfgOption *option, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (option->type == CFG_MS)
    append_ms (out, value);
  else
    g_string_append (out, g_ascii_formatd (digits, sizeof digits, "%.10g", value));
}

char *
cfg_words_describe (const CfgOption *option)
{
  g_autoptr (GString) out = g_string_new (types[option->type].what);

  if (option->type == CFG_CHOICE) {
    g_autofree char *all = g_strjoinv (", ", (char **) option->choices);

    g_string_append_printf (out, " %s", all);
  } else if (option->min < option->max) {
    g_string_append (out, " from ");
    append_limit (out, option, option->min);
    g_string_append (out, " to ");
    append_limit (out, option, option->max);
  }
  if (option->unit && (option->type == CFG_INT || option->type == CFG_DOUBLE))
    g_string_append_printf (out, " (%s)", option->unit);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
cfg_words_example (const CfgOption *option)
{
  const char *text = option->example ? option->example : option->default_text;
  g_autoptr (GString) out = g_string_new (NULL);

  if (!text && option->type == CFG_CHOICE)
    text = option->choices[0];
  if (!text && option->min >= option->max)
    text = types[option->type].example;
  if (text)
    return g_strdup (text);
  append_limit (out, option, option->min);
  if (option->type == CFG_SIZE) {
    g_string_append_c (out, 'x');
    append_limit (out, option, option->min);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* A comment behind a value is the one slip that every type's words would leave unexplained. */
static gboolean
has_comment_behind (const char *text)
{
  return strstr (text, " #") || strstr (text, " ;") || strstr (text, "\t#") || strstr (text, "\t;");
}

char *
cfg_words_value_error (const CfgOption *option, const char *text, const char *wrong)
{
  g_autofree char *quoted = cfg_report_quote (text), *what = cfg_words_describe (option),
                  *example = cfg_words_example (option);
  const char *nearest = option->type == CFG_CHOICE ? base_nearest (text, option->choices) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "\"%s\" %s. ", quoted, wrong);
  if (nearest)
    g_string_append_printf (out, "Did you mean \"%s\"? ", nearest);
  g_string_append_printf (out, "Write %s", what);
  if (option->type == CFG_CHOICE)
    g_string_append_c (out, '.');
  else
    g_string_append_printf (out, ", such as %s = %s.", option->key, example);
  if (has_comment_behind (text))
    g_string_append (out, " A comment needs a line of its own.");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
cfg_words_section (const char *section, const char *name)
{
  return name ? g_strdup_printf ("[%s %s]", section, name) : g_strdup_printf ("[%s]", section);
}

static char *
section_pattern (const CfgSection *table)
{
  return cfg_words_section (table->name, table->named ? "NAME" : NULL);
}

char *
cfg_words_section_remedy (const CfgSection *const *tables, const char *word)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) all = g_string_new (NULL);
  const char *nearest;

  for (const CfgSection *const *table = tables; *table; table++) {
    g_autofree char *pattern = section_pattern (*table);

    g_ptr_array_add (names, (char *) (*table)->name);
    g_string_append_printf (all, "%s%s", all->len ? ", " : "", pattern);
  }
  g_ptr_array_add (names, NULL);
  nearest = base_nearest (word, (const char *const *) names->pdata);
  for (const CfgSection *const *table = tables; nearest && *table; table++) {
    if ((*table)->name != nearest)
      continue;
    g_autofree char *pattern = section_pattern (*table);
    return g_strdup_printf ("Did you mean %s?", pattern);
  }
  return g_strdup_printf ("The sections are %s.", all->str);
}

static gboolean
has_key (const CfgSection *table, const char *word)
{
  for (const CfgOption *option = table->options; option->key; option++)
    if (g_str_equal (option->key, word))
      return TRUE;
  return FALSE;
}

/* The sections that have the key: "[camera NAME] or [microphone NAME]"; NULL for none. */
static char *
sections_with_key (const CfgSection *const *tables, const char *word)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (; *tables; tables++) {
    g_autofree char *pattern = section_pattern (*tables);

    if (has_key (*tables, word))
      g_string_append_printf (out, "%s%s", out->len ? " or " : "", pattern);
  }
  return out->len ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

char *
cfg_words_key_remedy (const CfgSection *const *tables, const CfgSection *table, const char *word)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *elsewhere = sections_with_key (tables, word), *all = NULL;
  const char *nearest;

  if (elsewhere)
    return g_strdup_printf ("It belongs under %s.", elsewhere);
  if (!table)
    return g_strdup ("Put it under the section it is meant for.");
  for (const CfgOption *option = table->options; option->key; option++)
    g_ptr_array_add (keys, (char *) option->key);
  g_ptr_array_add (keys, NULL);
  nearest = base_nearest (word, (const char *const *) keys->pdata);
  if (nearest)
    return g_strdup_printf ("Did you mean %s?", nearest);
  all = g_strjoinv (", ", (char **) keys->pdata);
  return g_strdup_printf ("The keys here are %s.", all);
}
