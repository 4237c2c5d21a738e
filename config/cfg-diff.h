/* What differs between two texts, line by line, for people. Pure. */
#pragma once
#include <glib.h>

#define CFG_DIFF_CONTEXT 2 /* lines that stay the same around each change */

typedef struct {
  char kind;  /* ' ' in both, '-' gone, '+' new, '~' lines are left out here */
  guint line; /* its number, of the old text for '-', otherwise of the new one */
  char *text;
} CfgDiffLine;
void cfg_diff_line_free (CfgDiffLine *line); /* NULL is fine */

/* GPtrArray of CfgDiffLine; empty when they are the same. Transfer full. */
GPtrArray *cfg_diff (const char *before, const char *after);
