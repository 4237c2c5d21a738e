#include "cfg-doc.h"

#include "cfg-words.h"

#include <string.h>

#define LINE_MAX_COLUMNS 78

/* The words of `text` in lines that begin with `prefix`. `sentences`: each begins a line, as mdoc
 * wants it. */
static void
append_wrapped (GString *out, const char *prefix, const char *text, gboolean sentences)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  glong column = 0;
  gboolean ended = FALSE;

  for (char **word = words; *word; word++) {
    glong width = g_utf8_strlen (*word, -1);

    if (width == 0)
      continue;
    if (column > 0 && ((sentences && ended) || column + 1 + width > LINE_MAX_COLUMNS)) {
      g_string_append_c (out, '\n');
      column = 0;
    }
    g_string_append (out, column ? " " : prefix);
    g_string_append (out, *word);
    column += width + (column ? 1 : g_utf8_strlen (prefix, -1));
    ended = strchr (".!?", (*word)[strlen (*word) - 1]) != NULL;
  }
  if (column > 0)
    g_string_append_c (out, '\n');
}

/* "A whole number from 1 to 60. Default: 30."; may be empty. Transfer full. */
static char *
option_facts (const CfgOption *option)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *what = cfg_words_describe (option);

  if (option->type != CFG_STRING)
    g_string_append_printf (out, "%c%s. ", g_ascii_toupper (what[0]), what + 1);
  if (option->required)
    g_string_append (out, "Required.");
  else if (option->default_text && *option->default_text)
    g_string_append_printf (out, "Default: %s.", option->default_text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
sample_option (GString *out, const CfgOption *option)
{
  g_autofree char *facts = option_facts (option);
  g_autofree char *example =
      option->default_text ? g_strdup (option->default_text) : cfg_words_example (option);

  g_string_append_c (out, '\n');
  append_wrapped (out, "# ", option->help, FALSE);
  append_wrapped (out, "# ", facts, FALSE);
  g_string_append_printf (out, "#%s = %s\n", option->key, *example ? example : "\"\"");
}

static gboolean
has_required (const CfgSection *table)
{
  for (const CfgOption *option = table->options; option->key; option++)
    if (option->required)
      return TRUE;
  return FALSE;
}

/* The header is a comment as well where it would ask for settings: as it stands, the sample sets
 * nothing and is a good config. */
static void
sample_section (GString *out, const CfgSection *table)
{
  g_autofree char *header = cfg_words_section (table->name, table->named ? CFG_EXAMPLE_NAME : NULL);
  gboolean asleep = table->named || has_required (table);

  g_string_append_c (out, '\n');
  append_wrapped (out, "# ", table->help, FALSE);
  if (table->named)
    g_string_append_printf (out, "# Up to %u of these, each with a name of its own.\n", table->max);
  g_string_append_printf (out, "%s%s\n", asleep ? "#" : "", header);
  for (const CfgOption *option = table->options; option->key; option++)
    sample_option (out, option);
}

char *
cfg_doc_sample (const CfgSection *const *tables)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_wrapped (out, "# ",
                  "The settings of Tallybox. Lines that begin with # or ; are comments; a comment "
                  "needs a line of its own. Each setting stands here with its default or an "
                  "example. To set one, take away the # before it, and the # before the [section] "
                  "above it if there is one.",
                  FALSE);
  for (; *tables; tables++)
    sample_section (out, *tables);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* `text` with what roff(7) would take for its own escaped: backslashes, and a dot or quote that
 * begins a word and so may begin a line. Transfer full. */
static char *
escape_roff (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *p = text; *p; p++) {
    if (begins && (*p == '.' || *p == '\''))
      g_string_append (out, "\\&");
    if (*p == '\\')
      g_string_append (out, "\\e");
    else
      g_string_append_c (out, *p);
    begins = *p == ' ' || *p == '\n';
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
man_text (GString *out, const char *text)
{
  g_autofree char *escaped = escape_roff (text);

  append_wrapped (out, "", escaped, TRUE);
}

static void
man_option (GString *out, const CfgOption *option)
{
  g_autofree char *facts = option_facts (option);

  g_string_append_printf (out, ".It Cm %s\n", option->key);
  man_text (out, option->help);
  man_text (out, facts);
  if (!option->default_text && option->example) {
    g_autofree char *example = g_strdup_printf ("Example: %s", option->example);

    man_text (out, example);
  }
}

static void
man_section (GString *out, const CfgSection *table)
{
  g_string_append_printf (out, ".Ss %s section\n", table->name);
  g_string_append_printf (out, ".Li [%s%s]\n", table->name, table->named ? " NAME" : "");
  if (table->named)
    g_string_append_printf (out, "can be there up to %u times, each with a name of its own.\n",
                            table->max);
  else
    g_string_append (out, "can be there once.\n");
  man_text (out, table->help);
  g_string_append (out, ".Bl -tag -width Ds\n");
  for (const CfgOption *option = table->options; option->key; option++)
    man_option (out, option);
  g_string_append (out, ".El\n");
}

char *
cfg_doc_man (const CfgSection *const *tables)
{
  g_autoptr (GString) out = g_string_new (".Sh CONFIGURATION\n");

  man_text (out, "The file is UTF-8 text. It has sections, each a line such as [SECTION] or "
                 "[SECTION NAME], and under them settings, each a line KEY = VALUE. Lines that "
                 "begin with # or ; are comments. A value may stand in double quotes.");
  for (; *tables; tables++)
    man_section (out, *tables);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
