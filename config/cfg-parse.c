#include "cfg-parse.h"

#include "cfg-file.h"
#include "cfg-words.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"

typedef struct {
  CfgSet *set;
  CfgReport *report;
  int line;
  CfgPart *part;    /* the section that the lines belong to; NULL: none yet, or an unknown one */
  CfgPart *spare;   /* holds what is read into a section that is only checked, not kept */
  gboolean unknown; /* in a section that nobody knows: its settings cannot be checked */
  gboolean damaged; /* the section has a line that could not be read */
} Parser;

/* NULL, or what makes the line unreadable. */
static const char *
line_fault (const char *line, gsize length)
{
  if (memchr (line, '\0', length))
    return "There is a NUL byte in this line. Write the line again; the file may be damaged.";
  if (length > CFG_LINE_MAX_BYTES)
    return "This line is longer than " G_STRINGIFY (CFG_LINE_MAX_BYTES) " bytes. Shorten it.";
  if (!g_utf8_validate (line, (gssize) length, NULL))
    return "This line is not UTF-8. Save the file as UTF-8.";
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (line[i]) && line[i] != '\t')
      return "There is a control character in this line. Write the line again.";
  return NULL;
}

static void
check_required (Parser *parser, const CfgPart *part)
{
  for (int i = 0; part->table->options[i].key; i++) {
    const CfgOption *option = &part->table->options[i];

    if (!option->required || part->tried[i])
      continue;
    g_autofree char *example = cfg_words_example (option);
    cfg_report_add (parser->report, part->head->line, part->label, option->key,
                    "This key is missing. Add a line such as %s = %s.", option->key, example);
  }
}

/* A copy of a section that is there twice would only say again what the first one lacks, and a line
 * that could not be read may have been the missing one. */
static void
end_section (Parser *parser)
{
  if (parser->part && parser->part != parser->spare && !parser->damaged)
    check_required (parser, parser->part);
  g_clear_pointer (&parser->spare, cfg_part_free);
  parser->part = NULL;
  parser->unknown = FALSE;
  parser->damaged = FALSE;
}

const char *
cfg_parse_check_name (const char *name)
{
  if (strlen (name) > CFG_NAME_MAX)
    return "The name is longer than " G_STRINGIFY (CFG_NAME_MAX) " letters.";
  if (name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-")])
    return "The name has other characters than a to z, 0 to 9, _ and -.";
  return NULL;
}

static void
begin_unnamed (Parser *parser, const CfgSection *table, const char *name)
{
  CfgPart *part = cfg_set_find (parser->set, table, NULL);

  if (*name)
    cfg_report_add (parser->report, parser->line, part->label, NULL,
                    "This section has no name. Write %s.", part->label);
  if (part->head->line > 0) {
    cfg_report_add (parser->report, parser->line, part->label, NULL,
                    "This section is already on line %d. Put these lines there.", part->head->line);
    parser->spare = cfg_part_new (table, NULL, parser->line, parser->set->folder);
    parser->part = parser->spare;
    return;
  }
  part->head->line = parser->line;
  parser->part = part;
}

/* FALSE when the section is not to be kept; the reason is reported. */
static gboolean
check_named (Parser *parser, const CfgSection *table, const char *name, const char *label)
{
  const char *fault = cfg_parse_check_name (name);
  const CfgPart *first = cfg_set_find (parser->set, table, name);

  if (!*name)
    cfg_report_add (parser->report, parser->line, label, NULL,
                    "This section needs a name. Write [%s NAME], such as [%s " CFG_EXAMPLE_NAME
                    "].",
                    table->name, table->name);
  else if (fault)
    cfg_report_add (parser->report, parser->line, label, NULL,
                    "%s Write a short one, such as [%s " CFG_EXAMPLE_NAME "].", fault, table->name);
  else if (first)
    cfg_report_add (parser->report, parser->line, label, NULL,
                    "This section is already on line %d. Give this one another name, or remove it.",
                    first->head->line);
  else if (cfg_set_get_parts (parser->set, table)->len >= table->max)
    cfg_report_add (parser->report, parser->line, label, NULL,
                    "There can be %u [%s NAME] sections at most. Remove this one or another.",
                    table->max, table->name);
  else
    return TRUE;
  return FALSE;
}

static void
begin_named (Parser *parser, const CfgSection *table, const char *name)
{
  g_autofree char *quoted = cfg_report_quote (name);
  g_autofree char *label = cfg_words_section (table->name, *quoted ? quoted : NULL);
  gboolean keep = check_named (parser, table, name, label);

  parser->part = cfg_part_new (table, *quoted ? quoted : NULL, parser->line, parser->set->folder);
  if (keep)
    cfg_set_add (parser->set, parser->part);
  else
    parser->spare = parser->part;
}

/* The text between the brackets, as far as there are any. Transfer full. */
static char *
header_content (Parser *parser, const char *text)
{
  const char *end = strchr (text, ']');
  g_autofree char *content =
      g_strstrip (end ? g_strndup (text + 1, end - text - 1) : g_strdup (text + 1));
  g_autofree char *quoted = cfg_report_quote (content);

  if (!end)
    cfg_report_add (parser->report, parser->line, NULL, NULL,
                    "The ] at the end is missing. Write [%s].", quoted);
  else if (end[1])
    cfg_report_add (parser->report, parser->line, NULL, NULL,
                    "There is something behind the ]. Write [%s] and put the rest on a line of its "
                    "own.",
                    quoted);
  return g_steal_pointer (&content);
}

static void
parse_header (Parser *parser, const char *text)
{
  g_autofree char *content = NULL;
  const CfgSection *table;

  end_section (parser);
  content = header_content (parser, text);
  char *name = content + strcspn (content, " \t");
  if (*name)
    *name++ = '\0';
  name = g_strchug (name);
  table = cfg_set_find_table (parser->set, content);
  if (!table) {
    g_autofree char *quoted = cfg_report_quote (content);
    g_autofree char *remedy = cfg_words_section_remedy (parser->set->tables, content);

    parser->unknown = TRUE;
    cfg_report_add (parser->report, parser->line, NULL, NULL, "There is no section [%s]. %s",
                    quoted, remedy);
  } else if (table->named) {
    begin_named (parser, table, name);
  } else {
    begin_unnamed (parser, table, name);
  }
}

/* A misspelt required key is not missing as well. */
static void
report_unknown_key (Parser *parser, const char *key)
{
  g_autofree char *quoted = cfg_report_quote (key);
  g_autofree char *remedy = cfg_words_key_remedy (parser->set->tables, parser->part->table, key);
  int near = cfg_part_find_near (parser->part, key);

  if (near >= 0)
    parser->part->tried[near] = TRUE;
  cfg_report_add (parser->report, parser->line, parser->part->label, quoted,
                  "This key is not known here. %s", remedy);
}

/* Takes one pair of quotes off. FALSE, reported, when one of the two is missing. */
static gboolean
unquote (Parser *parser, const char *key, char *value)
{
  gsize length = strlen (value);

  if (value[0] != '"')
    return TRUE;
  if (length >= 2 && value[length - 1] == '"') {
    value[length - 1] = '\0';
    memmove (value, value + 1, length - 1);
    return TRUE;
  }
  if (strchr (value + 1, '"'))
    return TRUE;
  cfg_report_add (parser->report, parser->line, parser->part->label, key,
                  "The closing quote is missing. Write it, or leave the quotes out.");
  return FALSE;
}

static void
set_key (Parser *parser, int index, char *value)
{
  CfgPart *part = parser->part;
  const CfgOption *option = &part->table->options[index];
  g_autofree char *why = NULL;

  if (part->key_lines[index] > 0) {
    cfg_report_add (parser->report, parser->line, part->label, option->key,
                    "This key is already on line %d. Remove one of the two.",
                    part->key_lines[index]);
    return;
  }
  part->tried[index] = TRUE;
  part->key_lines[index] = parser->line;
  if (!*value) {
    g_autofree char *what = cfg_words_describe (option), *example = cfg_words_example (option);

    cfg_report_add (parser->report, parser->line, part->label, option->key,
                    "There is no value. Write %s, such as %s = %s.", what, option->key, example);
  } else if (unquote (parser, option->key, value) &&
             !cfg_part_set (part, index, value, parser->line, parser->set->folder, &why)) {
    cfg_report_add (parser->report, parser->line, part->label, option->key, "%s", why);
  }
}

static void
parse_setting (Parser *parser, char *text)
{
  const char *label = parser->part ? parser->part->label : NULL;
  char *value = strchr (text, '=');
  int index;

  if (parser->unknown)
    return;
  /* It may be a key that was pasted without its name. */
  if (!value || value == text) {
    parser->damaged = TRUE;
    cfg_report_add (parser->report, parser->line, label, NULL,
                    "This line is neither a section nor a setting. Write [SECTION], KEY = VALUE, "
                    "or begin the line with # for a comment.");
    return;
  }
  *value++ = '\0';
  g_strchomp (text);
  g_strchug (value);
  if (!parser->part) {
    g_autofree char *quoted = cfg_report_quote (text);
    g_autofree char *remedy = cfg_words_key_remedy (parser->set->tables, NULL, text);

    cfg_report_add (parser->report, parser->line, NULL, quoted,
                    "This key stands before any section. %s", remedy);
    return;
  }
  index = cfg_part_find (parser->part, text);
  if (index < 0)
    report_unknown_key (parser, text);
  else
    set_key (parser, index, value);
}

static void
parse_line (Parser *parser, const char *line, gsize length)
{
  const char *fault = line_fault (line, length);

  if (fault) {
    const char *label = parser->part ? parser->part->label : NULL;

    cfg_report_add (parser->report, parser->line, label, NULL, "%s", fault);
    if (length > 0 && line[0] == '[') {
      end_section (parser);
      parser->unknown = TRUE;
    }
    parser->damaged = TRUE;
    return;
  }
  g_autofree char *text = g_strstrip (g_strndup (line, length));
  if (*text == '[')
    parse_header (parser, text);
  else if (*text && *text != '#' && *text != ';')
    parse_setting (parser, text);
}

void
cfg_parse (CfgSet *set, CfgReport *report, const char *text, gsize length)
{
  Parser parser = {.set = set, .report = report};
  const char *end = text + length;

  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0)) {
    cfg_report_add (report, 1, NULL, NULL, "This file is UTF-16. Save it as UTF-8.");
    return;
  }
  if (length >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0)
    text += strlen (BOM);
  while (text < end) {
    const char *newline = memchr (text, '\n', end - text);
    const char *line_end = newline ? newline : end;
    gsize n = line_end - text;

    parser.line++;
    if (n > 0 && text[n - 1] == '\r')
      n--;
    parse_line (&parser, text, n);
    text = newline ? newline + 1 : end;
  }
  end_section (&parser);
}
