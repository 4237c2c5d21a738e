#include "cfg-edit.h"

#include "cfg-file.h"
#include <string.h>

#define BOM "\xef\xbb\xbf"

struct _CfgEdit {
  GPtrArray *lines; /* char *, without their ends */
  const char *head; /* a byte order mark, or "" */
  const char *line_end;
};

typedef enum {
  LINE_OTHER = 1, /* blank or comment */
  LINE_HEADER,
  LINE_SETTING,
} LineKind;

/* One line, taken apart. */
typedef struct {
  LineKind kind;
  char *section, *name; /* of a header */
  char *key, *value;    /* of a setting; the value with its quotes */
} Line;

static void
line_clear (Line *line)
{
  g_free (line->section);
  g_free (line->name);
  g_free (line->key);
  g_free (line->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static void
read_header (const char *text, Line *ret_line)
{
  g_autofree char *content = g_strstrip (g_strndup (text + 1, strcspn (text + 1, "]")));
  char *name = content + strcspn (content, " \t");

  if (*name)
    *name++ = '\0';
  g_strchug (name);
  ret_line->kind = LINE_HEADER;
  ret_line->section = g_strdup (content);
  ret_line->name = *name ? g_strdup (name) : NULL;
}

static void
read_line (const char *raw, Line *ret_line)
{
  g_autofree char *text = g_strstrip (g_strdup (raw));
  char *equals = strchr (text, '=');

  *ret_line = (Line){.kind = LINE_OTHER};
  if (*text == '[') {
    read_header (text, ret_line);
  } else if (*text && *text != '#' && *text != ';' && equals) {
    *equals = '\0';
    ret_line->kind = LINE_SETTING;
    ret_line->key = g_strdup (g_strchomp (text));
    ret_line->value = g_strdup (g_strchug (equals + 1));
  }
}

CfgEdit *
cfg_edit_new (const char *text)
{
  CfgEdit *self = g_new0 (CfgEdit, 1);
  const char *begin = g_str_has_prefix (text, BOM) ? text + strlen (BOM) : text;
  const char *newline = strchr (begin, '\n');

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->head = begin > text ? BOM : "";
  self->line_end = newline && newline > begin && newline[-1] == '\r' ? "\r\n" : "\n";
  while (*begin) {
    gsize length = strcspn (begin, "\n");
    char *line = g_strndup (begin, length);

    if (length > 0 && line[length - 1] == '\r')
      line[length - 1] = '\0';
    g_ptr_array_add (self->lines, line);
    begin += length + (begin[length] ? 1 : 0);
  }
  return self;
}

void
cfg_edit_free (CfgEdit *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->lines);
  g_free (self);
}

char *
cfg_edit_to_text (const CfgEdit *self)
{
  GString *text = g_string_new (self->head);

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s%s", (const char *) self->lines->pdata[i], self->line_end);
  return g_string_free (text, FALSE);
}

/* Finding */

/* A section's lines: [header, end); `last` is its last header or setting. */
typedef struct {
  guint header, last, end;
} Range;

static gboolean
find_section (const CfgEdit *self, const char *section, const char *name, Range *ret_range)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < self->lines->len; i++) {
    g_auto (Line) line = {0};

    read_line (self->lines->pdata[i], &line);
    if (line.kind == LINE_HEADER) {
      if (inside)
        break;
      inside = g_str_equal (line.section, section) && g_strcmp0 (line.name, name) == 0;
      if (inside)
        ret_range->header = i;
    }
    if (!inside)
      continue;
    ret_range->end = i + 1;
    if (line.kind != LINE_OTHER)
      ret_range->last = i;
  }
  return inside;
}

/* The line that sets `key`, or -1. */
static int
find_key (const CfgEdit *self, const Range *range, const char *key)
{
  for (guint i = range->header + 1; i < range->end; i++) {
    g_auto (Line) line = {0};

    read_line (self->lines->pdata[i], &line);
    if (line.kind == LINE_SETTING && g_str_equal (line.key, key))
      return (int) i;
  }
  return -1;
}

/* The comment that shows how to set `key`, or -1. */
static int
find_example (const CfgEdit *self, const Range *range, const char *key)
{
  for (guint i = range->header + 1; i < range->end; i++) {
    const char *raw = self->lines->pdata[i];
    g_auto (Line) line = {0};

    raw += strspn (raw, " \t");
    if (*raw != '#' && *raw != ';')
      continue;
    read_line (raw + 1, &line);
    if (line.kind == LINE_HEADER)
      return -1;
    if (line.kind == LINE_SETTING && g_str_equal (line.key, key))
      return (int) i;
  }
  return -1;
}

gboolean
cfg_edit_has_section (const CfgEdit *self, const char *section, const char *name)
{
  Range range;

  return find_section (self, section, name, &range);
}

static char *
unquote (const char *value)
{
  gsize length = strlen (value);

  if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
    return g_strndup (value + 1, length - 2);
  return g_strdup (value);
}

char *
cfg_edit_get (const CfgEdit *self, const char *section, const char *name, const char *key)
{
  g_auto (Line) line = {0};
  Range range;
  int at = find_section (self, section, name, &range) ? find_key (self, &range, key) : -1;

  if (at < 0)
    return NULL;
  read_line (self->lines->pdata[at], &line);
  g_assert (line.value); /* find_key() gives settings only */
  return unquote (line.value);
}

/* Changing */

static char *
quote (const char *value)
{
  gsize length = strlen (value);

  if (length > 0 && value[0] != '"' && !g_ascii_isspace (value[0]) &&
      !g_ascii_isspace (value[length - 1]))
    return g_strdup (value);
  return g_strdup_printf ("\"%s\"", value);
}

static gboolean
check_value (const char *value, char **ret_why)
{
  const char *why = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    why = "This is not UTF-8.";
  else if (strlen (value) > CFG_LINE_MAX_BYTES / 2)
    why = "This is too long. Write less.";
  for (const char *c = value; *c && !why; c++)
    if (g_ascii_iscntrl (*c) && *c != '\t')
      why = "This has more than one line, or a control character. Write one line.";
  if (why)
    *ret_why = g_strdup (why);
  return !why;
}

/* What stands before the value stays as it was written. */
static void
replace_value (CfgEdit *self, guint at, const char *value)
{
  char *old = self->lines->pdata[at];
  const char *begin = strchr (old, '=') + 1;

  begin += strspn (begin, " \t");
  self->lines->pdata[at] = g_strdup_printf ("%.*s%s", (int) (begin - old), old, value);
  g_free (old);
}

static void
insert_setting (CfgEdit *self, const Range *range, const char *key, const char *value)
{
  int example = find_example (self, range, key);
  guint at = (example >= 0 ? (guint) example : range->last) + 1;

  g_ptr_array_insert (self->lines, (int) at, g_strdup_printf ("%s = %s", key, value));
}

gboolean
cfg_edit_set (CfgEdit *self, const char *section, const char *name, const char *key,
              const char *value, char **ret_why)
{
  g_autofree char *quoted = NULL;
  Range range;
  int at;

  if (value && !check_value (value, ret_why))
    return FALSE;
  quoted = value ? quote (value) : NULL;
  if (quoted)
    cfg_edit_add_section (self, section, name);
  if (!find_section (self, section, name, &range))
    return TRUE;
  at = find_key (self, &range, key);
  if (at >= 0 && quoted)
    replace_value (self, (guint) at, quoted);
  else if (at >= 0)
    g_ptr_array_remove_index (self->lines, (guint) at);
  else if (quoted)
    insert_setting (self, &range, key, quoted);
  return TRUE;
}

/* Behind the last section of the same kind, else at the end. */
static guint
find_place (const CfgEdit *self, const char *section)
{
  gboolean inside = FALSE;
  guint place = self->lines->len;

  for (guint i = 0; i < self->lines->len; i++) {
    g_auto (Line) line = {0};

    read_line (self->lines->pdata[i], &line);
    if (line.kind == LINE_HEADER)
      inside = g_str_equal (line.section, section);
    if (inside && line.kind != LINE_OTHER)
      place = i + 1;
  }
  return place;
}

static gboolean
is_blank (const CfgEdit *self, guint at)
{
  const char *line = self->lines->pdata[at];

  return line[strspn (line, " \t")] == '\0';
}

void
cfg_edit_add_section (CfgEdit *self, const char *section, const char *name)
{
  guint at = find_place (self, section);

  if (cfg_edit_has_section (self, section, name))
    return;
  if (at > 0 && !is_blank (self, at - 1))
    g_ptr_array_insert (self->lines, (int) at++, g_strdup (""));
  g_ptr_array_insert (self->lines, (int) at,
                      name ? g_strdup_printf ("[%s %s]", section, name)
                           : g_strdup_printf ("[%s]", section));
  if (at + 1 < self->lines->len && !is_blank (self, at + 1))
    g_ptr_array_insert (self->lines, (int) at + 1, g_strdup (""));
}

void
cfg_edit_remove_section (CfgEdit *self, const char *section, const char *name)
{
  Range range;

  if (!find_section (self, section, name, &range))
    return;
  g_ptr_array_remove_range (self->lines, range.header, range.last + 1 - range.header);
  while (range.header < self->lines->len && is_blank (self, range.header) &&
         (range.header == 0 || is_blank (self, range.header - 1)))
    g_ptr_array_remove_index (self->lines, range.header);
}

/* Reading */

GPtrArray *
cfg_edit_list (const CfgEdit *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cfg_change_free);
  g_autofree char *section = NULL, *name = NULL;

  for (guint i = 0; i < self->lines->len; i++) {
    g_auto (Line) line = {0};
    g_autofree char *value = NULL;

    read_line (self->lines->pdata[i], &line);
    if (line.kind == LINE_HEADER) {
      g_free (section);
      g_free (name);
      section = g_steal_pointer (&line.section);
      name = g_steal_pointer (&line.name);
      g_ptr_array_add (list, cfg_change_new (section, name, NULL, ""));
    } else if (line.kind == LINE_SETTING && section) {
      value = unquote (line.value);
      g_ptr_array_add (list, cfg_change_new (section, name, line.key, value));
    }
  }
  return list;
}

CfgChange *
cfg_edit_read_line (const CfgEdit *self, guint line)
{
  g_autofree char *section = NULL, *name = NULL, *value = NULL;
  g_auto (Line) here = {0};

  for (guint i = 0; i < MIN (line, self->lines->len); i++) {
    line_clear (&here);
    read_line (self->lines->pdata[i], &here);
    if (here.kind != LINE_HEADER)
      continue;
    g_free (section);
    g_free (name);
    section = g_steal_pointer (&here.section);
    name = g_steal_pointer (&here.name);
  }
  if (line == 0 || line > self->lines->len || !section || here.kind == LINE_OTHER)
    return NULL;
  value = here.value ? unquote (here.value) : NULL;
  return cfg_change_new (section, name, here.key, value ? value : "");
}
