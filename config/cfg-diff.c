#include "cfg-diff.h"

/* Beyond so many pairs of lines, what stands between the first and the last change is told as one:
 * the table below would grow too large. */
#define PAIRS_MAX (2 * 1000 * 1000)

void
cfg_diff_line_free (CfgDiffLine *line)
{
  if (!line)
    return;
  g_free (line->text);
  g_free (line);
}

static char **
split (const char *text)
{
  char **lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < n; i++)
    g_strchomp (lines[i]);
  if (n > 0 && !*lines[n - 1])
    g_clear_pointer (&lines[n - 1], g_free);
  return lines;
}

static void
add (GPtrArray *list, char kind, guint line, const char *text)
{
  CfgDiffLine *one = g_new0 (CfgDiffLine, 1);

  *one = (CfgDiffLine){kind, line, g_strdup (text)};
  g_ptr_array_add (list, one);
}

/* The stretch of both texts that differs: lines [first, …) but the last `tail` ones. */
typedef struct {
  char **old, **new;
  guint n_old, n_new;
  guint first, tail;
} Stretch;

/* Length of the longest common subsequence of what follows each pair (Wagner and Fischer 1974). */
static guint16 *
make_table (const Stretch *of, guint rows, guint columns)
{
  guint16 *table = g_new0 (guint16, (gsize) (rows + 1) * (columns + 1));

  for (guint i = rows; i-- > 0;)
    for (guint j = columns; j-- > 0;) {
      guint16 *here = &table[i * (columns + 1) + j];

      if (g_str_equal (of->old[of->first + i], of->new[of->first + j]))
        *here = (guint16) (here[columns + 2] + 1);
      else
        *here = MAX (here[columns + 1], here[1]);
    }
  return table;
}

static void
add_stretch (GPtrArray *list, const Stretch *of)
{
  guint rows = of->n_old - of->first - of->tail, columns = of->n_new - of->first - of->tail;
  gboolean fine = (guint64) rows * columns <= PAIRS_MAX;
  g_autofree guint16 *table = fine ? make_table (of, rows, columns) : NULL;
  guint i = 0, j = 0;

  while (i < rows || j < columns) {
    char **old = of->old + of->first + i, **new = of->new + of->first + j;
    const guint16 *here = table ? &table[i * (columns + 1) + j] : NULL;

    if (here && i < rows && j < columns && g_str_equal (*old, *new)) {
      add (list, ' ', of->first + ++j, *new);
      i++;
    } else if (i < rows && (j >= columns || !here || here[columns + 1] >= here[1])) {
      add (list, '-', of->first + ++i, *old);
    } else {
      add (list, '+', of->first + ++j, *new);
    }
  }
}

static GPtrArray *
compare_whole (const Stretch *of)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cfg_diff_line_free);

  for (guint i = 0; i < of->first; i++)
    add (list, ' ', i + 1, of->new[i]);
  add_stretch (list, of);
  for (guint i = of->n_new - of->tail; i < of->n_new; i++)
    add (list, ' ', i + 1, of->new[i]);
  return list;
}

static gboolean
is_near_change (const GPtrArray *list, guint at)
{
  guint from = at > CFG_DIFF_CONTEXT ? at - CFG_DIFF_CONTEXT : 0;

  for (guint i = from; i < list->len && i <= at + CFG_DIFF_CONTEXT; i++)
    if (((const CfgDiffLine *) list->pdata[i])->kind != ' ')
      return TRUE;
  return FALSE;
}

/* Far from any change, lines are left out. */
static GPtrArray *
shorten (const GPtrArray *whole)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cfg_diff_line_free);
  gboolean left_out = FALSE;

  for (guint i = 0; i < whole->len; i++) {
    const CfgDiffLine *line = whole->pdata[i];

    if (!is_near_change (whole, i)) {
      left_out = TRUE;
      continue;
    }
    if (left_out && list->len > 0)
      add (list, '~', line->line, "");
    left_out = FALSE;
    add (list, line->kind, line->line, line->text);
  }
  return list;
}

GPtrArray *
cfg_diff (const char *before, const char *after)
{
  g_auto (GStrv) old = split (before), new = split (after);
  g_autoptr (GPtrArray) whole = NULL;
  Stretch of = {old, new, g_strv_length (old), g_strv_length (new), 0, 0};
  guint shorter = MIN (of.n_old, of.n_new);

  while (of.first < shorter && g_str_equal (old[of.first], new[of.first]))
    of.first++;
  while (of.tail < shorter - of.first &&
         g_str_equal (old[of.n_old - 1 - of.tail], new[of.n_new - 1 - of.tail]))
    of.tail++;
  whole = compare_whole (&of);
  return shorten (whole);
}
