#include "cfg-value.h"

#include "cfg-words.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define DIGITS           "0123456789"
#define TOO_LOW          "is too low"
#define TOO_HIGH         "is too high"
#define WRONG_UNIT       "has the wrong unit"
#define SIZE_DEFAULT_MAX 16384
#define RATE_DEFAULT_MAX 1000
#define RATE_DECIMALS    1000  /* 12.5 and 14.985 are exact */
#define RATE_NEAR        0.005 /* 23.98 is meant as 24000/1001 */

/* The rates of NTSC and its kin are N * 1000 / 1001 frames a second (SMPTE ST 170, ST 274). */
static const int ntsc_rates[] = {24, 30, 48, 60, 120};

typedef const char *(*ParseFunc) (const CfgOption *option, const char *text, const char *folder,
                                  gpointer member);

typedef struct {
  double low, high;
} Range;

static Range
get_range (const CfgOption *option)
{
  static const Range of_type[] = {
      [CFG_INT] = {INT_MIN, INT_MAX},
      [CFG_DOUBLE] = {-G_MAXDOUBLE, G_MAXDOUBLE},
      [CFG_MS] = {0, INT_MAX},
      [CFG_SIZE] = {2, SIZE_DEFAULT_MAX},
      [CFG_RATE] = {1, RATE_DEFAULT_MAX},
      [CFG_PATH] = {0, 0},
  };

  return option->min < option->max ? (Range){option->min, option->max} : of_type[option->type];
}

static const char *
check_range (const CfgOption *option, double value)
{
  Range range = get_range (option);

  return value < range.low ? TOO_LOW : value > range.high ? TOO_HIGH : NULL;
}

static const char *
skip_blanks (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

/* Decimal digits with an optional sign and fraction, and nothing else that strtod() would take: no
 * exponent, hexadecimal, infinity. Moves `text` behind it and the blanks that follow. */
static gboolean
scan_number (const char **text, double *ret_value)
{
  const char *end = *text + (**text == '-' || **text == '+');

  if (!g_ascii_isdigit (*end))
    return FALSE;
  end += strspn (end, DIGITS);
  if (end[0] == '.' && g_ascii_isdigit (end[1]))
    end += 1 + strspn (end + 1, DIGITS);
  g_autofree char *digits = g_strndup (*text, end - *text);
  *ret_value = g_ascii_strtod (digits, NULL);
  *text = skip_blanks (end);
  return TRUE;
}

static gboolean
is_whole (double value)
{
  return value == floor (value);
}

/* The unit as the table has it, or its first word: "%" for "% of the width". */
static gboolean
is_unit (const char *text, const char *unit)
{
  gsize length = strlen (text);

  return unit && g_ascii_strncasecmp (text, unit, length) == 0 &&
         (unit[length] == '\0' || unit[length] == ' ');
}

/* A number with the option's unit or none. NULL or the phrase that says what is wrong, which for
 * all that is not a number is `not_one`. */
static const char *
parse_number (const CfgOption *option, const char *text, const char *not_one, double *ret_value)
{
  double value;

  if (!scan_number (&text, &value))
    return not_one;
  if (text[0] == ',' && g_ascii_isdigit (text[1]))
    return "has a comma where a point belongs";
  if (option->type == CFG_RATE && is_unit (text, "fps"))
    text = "";
  if (*text && !is_unit (text, option->unit))
    return option->unit ? WRONG_UNIT : not_one;
  *ret_value = value;
  return NULL;
}

static const char *
parse_string (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  *(char **) member = g_strdup (text);
  return NULL;
}

static const char *
parse_int (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  const char *not_one = "is not a whole number", *wrong;
  double value = 0;

  wrong = parse_number (option, text, not_one, &value);
  if (!wrong && !is_whole (value))
    wrong = not_one;
  if (!wrong)
    wrong = check_range (option, value);
  if (!wrong)
    *(int *) member = (int) value;
  return wrong;
}

static const char *
parse_bool (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  static const struct {
    const char *word;
    gboolean value;
  } words[] = {{"yes", TRUE},    {"no", FALSE}, {"true", TRUE},
               {"false", FALSE}, {"on", TRUE},  {"off", FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (text, words[i].word) != 0)
      continue;
    *(gboolean *) member = words[i].value;
    return NULL;
  }
  return "is neither yes nor no";
}

static const char *
parse_double (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  double value = 0;
  const char *wrong = parse_number (option, text, "is not a number", &value);

  if (!wrong)
    wrong = isfinite (value) ? check_range (option, value) : value < 0 ? TOO_LOW : TOO_HIGH;
  if (!wrong)
    *(double *) member = value;
  return wrong;
}

static const char *
parse_ms (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  static const struct {
    const char *unit;
    double ms;
  } units[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}};
  const char *wrong = WRONG_UNIT;
  double value;

  if (!scan_number (&text, &value))
    return "is not a time";
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_ascii_strcasecmp (text, units[i].unit) != 0)
      continue;
    value *= units[i].ms;
    wrong = check_range (option, value);
    if (!wrong && fabs (value - round (value)) > 1e-6)
      wrong = "is finer than a millisecond";
  }
  if (!wrong)
    *(int *) member = (int) lround (value);
  return wrong;
}

/* Moves `text` behind "x", "X" or "×" and the blanks that follow. */
static gboolean
scan_times (const char **text)
{
  gunichar c = g_utf8_get_char (*text);

  if (c != 'x' && c != 'X' && c != 0xd7)
    return FALSE;
  *text = skip_blanks (g_utf8_next_char (*text));
  return TRUE;
}

static const char *
parse_size (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  Range range = get_range (option);
  double size[2];

  if (!scan_number (&text, &size[0]) || !scan_times (&text) || !scan_number (&text, &size[1]) ||
      *text || !is_whole (size[0]) || !is_whole (size[1]))
    return "is not a size";
  if (MIN (size[0], size[1]) < range.low)
    return "is too small";
  if (MAX (size[0], size[1]) > range.high)
    return "is too large";
  if (fmod (size[0], 2) != 0 || fmod (size[1], 2) != 0)
    return "has an odd width or height";
  ((int *) member)[0] = (int) size[0];
  ((int *) member)[1] = (int) size[1];
  return NULL;
}

/* The fraction that is meant by a decimal rate; FALSE when it has too many decimals. */
static gboolean
rate_from_decimal (double value, double *ret_n, double *ret_d)
{
  for (guint i = 0; i < G_N_ELEMENTS (ntsc_rates); i++)
    if (fabs (value - ntsc_rates[i] * 1000 / 1001.0) <= RATE_NEAR) {
      *ret_n = ntsc_rates[i] * 1000;
      *ret_d = 1001;
      return TRUE;
    }
  *ret_n = round (value * RATE_DECIMALS);
  *ret_d = RATE_DECIMALS;
  return fabs (*ret_n - value * RATE_DECIMALS) < 1e-6;
}

static const char *
parse_rate (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  const char *not_one = "is not a frame rate", *slash = strchr (text, '/'), *wrong;
  double n = 0, d = 1;
  int a, b;

  if (slash && g_ascii_isdigit (*skip_blanks (slash + 1))) {
    if (!scan_number (&text, &n) || text != slash)
      return not_one;
    text = skip_blanks (slash + 1);
    if (!scan_number (&text, &d) || *text || !is_whole (n) || !is_whole (d) || d < 1 ||
        MAX (n, d) > CFG_RATE_TERM_MAX)
      return not_one;
  } else {
    wrong = parse_number (option, text, not_one, &n);
    if (wrong)
      return wrong;
  }
  wrong = check_range (option, n / d);
  if (!wrong && !is_whole (n) && !rate_from_decimal (n, &n, &d))
    wrong = "has too many decimals";
  if (wrong)
    return wrong;
  for (a = (int) n, b = (int) d; b != 0;) {
    int rest = a % b;

    a = b;
    b = rest;
  }
  ((int *) member)[0] = (int) n / a;
  ((int *) member)[1] = (int) d / a;
  return NULL;
}

static const char *
parse_choice (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  for (int i = 0; option->choices[i]; i++) {
    if (g_ascii_strcasecmp (text, option->choices[i]) != 0)
      continue;
    *(int *) member = i + 1;
    return NULL;
  }
  return "is not known here";
}

static const char *
parse_list (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit_set (text, ", \t", -1);
  gboolean any = FALSE;

  for (char **part = parts; *part; part++) {
    if (!**part)
      continue;
    g_strv_builder_add (words, *part);
    any = TRUE;
  }
  if (!any)
    return "has no words in it";
  *(char ***) member = g_strv_builder_end (words);
  return NULL;
}

static const char *
parse_path (const CfgOption *option, const char *text, const char *folder, gpointer member)
{
  char **path = member;

  if (!*text)
    return "is empty";
  if (text[0] == '~' && text[1] && text[1] != '/')
    return "starts with ~ but not with ~/";
  if (text[0] == '~')
    *path = g_build_filename (g_get_home_dir (), text + 1, NULL);
  else
    *path = g_path_is_absolute (text) ? g_strdup (text) : g_build_filename (folder, text, NULL);
  return NULL;
}

static void
free_strv (gpointer words)
{
  g_strfreev (words);
}

static const struct {
  ParseFunc parse;
  gsize size;
  void (*free_pointer) (gpointer pointer); /* NULL: a plain value */
} types[] = {
    [CFG_STRING] = {parse_string, sizeof (char *), g_free},
    [CFG_INT] = {parse_int, sizeof (int), NULL},
    [CFG_BOOL] = {parse_bool, sizeof (gboolean), NULL},
    [CFG_DOUBLE] = {parse_double, sizeof (double), NULL},
    [CFG_MS] = {parse_ms, sizeof (int), NULL},
    [CFG_SIZE] = {parse_size, sizeof (int[2]), NULL},
    [CFG_RATE] = {parse_rate, sizeof (int[2]), NULL},
    [CFG_CHOICE] = {parse_choice, sizeof (int), NULL},
    [CFG_LIST] = {parse_list, sizeof (char **), free_strv},
    [CFG_PATH] = {parse_path, sizeof (char *), g_free},
};

void
cfg_value_clear (const CfgOption *option, gpointer section)
{
  gpointer *member = G_STRUCT_MEMBER_P (section, option->offset);

  if (types[option->type].free_pointer)
    g_clear_pointer (member, types[option->type].free_pointer);
}

gboolean
cfg_value_parse (const CfgOption *option, const char *text, const char *folder, gpointer section,
                 char **ret_why)
{
  union {
    gpointer pointer;
    int numbers[2];
    double number;
  } value = {NULL};
  g_autofree char *why = NULL;
  const char *wrong = types[option->type].parse (option, text, folder, &value);

  if (wrong) {
    why = cfg_words_value_error (option, text, wrong);
  } else if (option->check && !option->check (text, &why)) {
    if (types[option->type].free_pointer)
      types[option->type].free_pointer (value.pointer);
    g_assert (why);
  }
  if (why) {
    *ret_why = g_steal_pointer (&why);
    return FALSE;
  }
  cfg_value_clear (option, section);
  memcpy (G_STRUCT_MEMBER_P (section, option->offset), &value, types[option->type].size);
  return TRUE;
}
