#include "base-nearest.h"

#include <string.h>

#define BEGINNING_MIN 3

/* The distance of two words of BASE_NEAREST_WORD_MAX bytes at most, in letters. */
static guint
distance (const char *a, gsize a_len, const char *b, gsize b_len)
{
  guint rows[3][BASE_NEAREST_WORD_MAX + 1];

  for (guint j = 0; j <= b_len; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= a_len; i++) {
    const guint *before = rows[(i + 1) % 3], *above = rows[(i - 1) % 3];
    guint *row = rows[i % 3];

    row[0] = i;
    for (guint j = 1; j <= b_len; j++) {
      char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);

      row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
      if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
        row[j] = MIN (row[j], before[j - 2] + 1);
    }
  }
  return rows[a_len % 3][b_len];
}

const char *
base_nearest (const char *word, const char *const *words)
{
  const char *best = NULL;
  guint best_distance = G_MAXUINT;
  gsize len = strlen (word);

  if (len > BASE_NEAREST_WORD_MAX)
    return NULL;
  for (; *words; words++) {
    gsize known_len = strlen (*words);
    guint d;

    if (known_len > BASE_NEAREST_WORD_MAX)
      continue;
    d = distance (word, len, *words, known_len);
    if (len >= BEGINNING_MIN && g_ascii_strncasecmp (word, *words, len) == 0)
      d = MIN (d, 1);
    if (d <= (MAX (len, known_len) + 1) / 3 && d < best_distance) {
      best = *words;
      best_distance = d;
    }
  }
  return best;
}
