#include "ovl-theme-file.h"

#include "cfg-file.h"
#include "cfg-read.h"
#include "ovl-colour.h"
#include "ovl-theme-builtin.h"

#include <string.h>

#define RADIUS_MAX 48

/* [theme] */
typedef struct {
  CFG_SECTION_HEAD
  char *base;
  char *fonts[OVL_FONTS];
  int weights[OVL_FONTS]; /* 0: as in the base */
  int radius;             /* -1: as in the base */
  int corner;             /* ShowCorner; 0: as in the base */
  char *logo;
  char *colours[OVL_SHADES];
} Options;

static gboolean
check_base (const char *value, char **ret_why)
{
  g_autofree char *names = NULL;

  if (ovl_theme_get_builtin_text (value))
    return TRUE;
  names = ovl_theme_list_builtins ();
  *ret_why = g_strdup_printf ("there is no such theme. Write one of %s.", names);
  return FALSE;
}

static gboolean
check_colour (const char *value, char **ret_why)
{
  OvlColour ignored;

  if (ovl_colour_parse (value, &ignored))
    return TRUE;
  *ret_why = g_strdup ("this is not a colour. Write #rrggbb, or #rrggbbaa for one that lets "
                       "something through, such as #0f1217f2.");
  return FALSE;
}

#define FONT(name, id, words)                                                                      \
  {.key = name "_font",                                                                            \
   .type = CFG_STRING,                                                                             \
   .offset = G_STRUCT_OFFSET (Options, fonts[id]),                                                 \
   .help = "Fonts for " words ", best first."},                                                    \
  {                                                                                                \
    .key = name "_weight", .type = CFG_INT, .offset = G_STRUCT_OFFSET (Options, weights[id]),      \
    .min = 100, .max = 1000, .help = "Their weight: 400 is regular, 700 bold."                     \
  }
#define COLOUR(name, id, words)                                                                    \
  {                                                                                                \
    .key = name, .type = CFG_STRING, .offset = G_STRUCT_OFFSET (Options, colours[id]),             \
    .check = check_colour, .help = words                                                           \
  }

static const CfgOption options[] = {
    {.key = "base",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (Options, base),
     .default_text = OVL_THEME_DEFAULT,
     .check = check_base,
     .help = "The built-in theme that says what this one does not."},
    FONT ("text", OVL_FONT_TEXT, "captions and small print"),
    FONT ("heading", OVL_FONT_HEADING, "titles and names"),
    FONT ("number", OVL_FONT_NUMBER, "counts, prices and times"),
    {.key = "radius",
     .type = CFG_INT,
     .offset = G_STRUCT_OFFSET (Options, radius),
     .default_text = "-1",
     .min = -1,
     .max = RADIUS_MAX,
     .help = "Of the cards' corners, in pixels of a picture that is 1080 high."},
    {.key = "corner",
     .type = CFG_CHOICE,
     .offset = G_STRUCT_OFFSET (Options, corner),
     .choices = show_corner_names,
     .help = "Where product and counter cards stand that have no corner of their own."},
    {.key = "logo",
     .type = CFG_PATH,
     .offset = G_STRUCT_OFFSET (Options, logo),
     .help = "The picture of logo cards that have none of their own, PNG or SVG."},
    COLOUR ("plate", OVL_PLATE, "Ground of the cards."),
    COLOUR ("on_plate", OVL_ON_PLATE, "Text on it."),
    COLOUR ("on_plate_quiet", OVL_ON_PLATE_QUIET, "Second lines on it."),
    COLOUR ("on_plate_mark", OVL_ON_PLATE_MARK, "\"checking…\" on it."),
    COLOUR ("sale", OVL_SALE, "Ground of the count: on sale."),
    COLOUR ("on_sale", OVL_ON_SALE, "Text on it."),
    COLOUR ("aged", OVL_AGED, "Ground of the count: it is being checked."),
    COLOUR ("on_aged", OVL_ON_AGED, "Text on it."),
    COLOUR ("sold", OVL_SOLD, "Ground of the count: sold out."),
    COLOUR ("on_sold", OVL_ON_SOLD, "Text on it."),
    COLOUR ("quiet", OVL_QUIET, "Ground of the count: not on sale."),
    COLOUR ("on_quiet", OVL_ON_QUIET, "Text on it."),
    COLOUR ("hairline", OVL_HAIRLINE, "Outline of the cards."),
    COLOUR ("bar_track", OVL_BAR_TRACK, "The bar's whole length."),
    COLOUR ("bar", OVL_BAR, "What is left, as a bar."),
    COLOUR ("bar_aged", OVL_BAR_AGED, "The same while it is being checked."),
    COLOUR ("slate", OVL_SLATE, "Ground of the slates."),
    COLOUR ("on_slate", OVL_ON_SLATE, "Headline on it."),
    COLOUR ("on_slate_quiet", OVL_ON_SLATE_QUIET, "Second line on it."),
    COLOUR ("slate_ring", OVL_SLATE_RING, "Rings around the sun of a slate."),
    COLOUR ("sun_high", OVL_SUN_HIGH, "The sun's upper edge."),
    COLOUR ("sun_low", OVL_SUN_LOW, "The sun's lower edge."),
    {.key = NULL},
};

static const CfgSection section = {
    .name = "theme",
    .help = "What the overlay looks like.",
    .struct_size = sizeof (Options),
    .options = options,
};
static const CfgSection *const tables[] = {&section, NULL};

const char *
ovl_theme_file_get_key (OvlShade shade)
{
  for (const CfgOption *option = options; option->key; option++)
    if (option->offset == G_STRUCT_OFFSET (Options, colours) + shade * sizeof (char *))
      return option->key;
  g_assert_not_reached ();
}

/* What the file does not set stays as it is in `theme`. */
static void
apply (OvlTheme *theme, const Options *from)
{
  for (guint i = 1; i < OVL_FONTS; i++) {
    if (from->fonts[i]) {
      g_free (theme->fonts[i].families);
      theme->fonts[i].families = g_strdup (from->fonts[i]);
    }
    if (from->weights[i] > 0)
      theme->fonts[i].weight = from->weights[i];
  }
  for (guint i = 1; i < OVL_SHADES; i++)
    if (from->colours[i])
      ovl_colour_parse (from->colours[i], &theme->colours[i]);
  if (from->radius >= 0)
    theme->radius = from->radius;
  if (from->corner)
    theme->corner = (ShowCorner) from->corner;
  if (from->logo) {
    g_free (theme->logo);
    theme->logo = g_strdup (from->logo);
  }
}

static void
report_pair (CfgFile *file, const Options *read, const OvlTheme *theme, const OvlContrastPair *pair)
{
  const char *top = ovl_theme_file_get_key (pair->top);
  const char *ground = ovl_theme_file_get_key (pair->ground);
  double contrast = ovl_theme_measure_pair (theme, pair);

  if (contrast < pair->contrast_min)
    cfg_file_report (file, &section, read, read->colours[pair->top] ? top : ground,
                     "%s on %s is hard to see: its contrast is %.1f:1, and %.1f:1 is the least. "
                     "Make one of them lighter or darker, or let less of the picture through.",
                     top, ground, contrast, pair->contrast_min);
}

static gboolean
check_contrast (CfgFile *file, const Options *read, const OvlTheme *theme, GError **error)
{
  guint n;
  const OvlContrastPair *pairs = ovl_theme_get_pairs (&n);

  for (guint i = 0; i < n; i++)
    report_pair (file, read, theme, &pairs[i]);
  return cfg_file_check (file, error);
}

/* It begins with [theme]. Errors repeat what is wrong; of a file that is no theme, such as one with
 * a key that somebody names as a theme from afar, they must not. */
static gboolean
is_theme (const char *text)
{
  const char *pattern = "^(?:\\xef\\xbb\\xbf)?(?:\\s++|[#;][^\\n]*+\\n)*+\\[[ \\t]*theme[ \\t]*\\]";

  return g_regex_match_simple (pattern, text, G_REGEX_RAW, 0);
}

static CfgFile *
load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = cfg_read (path, error);
  gsize size = bytes ? g_bytes_get_size (bytes) : 0;
  g_autofree char *text = g_malloc0 (size + 1), *name = g_path_get_basename (path);

  if (!bytes)
    return NULL;
  if (size > 0)
    memcpy (text, g_bytes_get_data (bytes, NULL), size);
  if (strlen (text) == size && is_theme (text))
    return cfg_file_load_text (path, text, tables, error);
  g_set_error (error, CFG_ERROR, CFG_ERROR_SYNTAX,
               "%s: This is not a theme: one is a text that begins with [theme]. \"tallybox doc "
               "theme\" prints one.",
               name);
  return NULL;
}

OvlTheme *
ovl_theme_file_read (const char *path, const char *text, GError **error)
{
  g_autoptr (CfgFile) file =
      text ? cfg_file_parse (path, text, -1, tables, error) : load (path, error);
  g_autoptr (OvlTheme) theme = NULL;
  const Options *read;

  if (!file)
    return NULL;
  read = cfg_file_get (file, &section);
  /* A built-in one says everything. */
  theme = text ? g_new0 (OvlTheme, 1) : ovl_theme_load (read->base, error);
  g_assert (theme);
  apply (theme, read);
  return check_contrast (file, read, theme, error) ? g_steal_pointer (&theme) : NULL;
}

const char *
ovl_theme_get_builtin_text (const char *name)
{
  for (const OvlThemeBuiltin *builtin = ovl_theme_builtins; builtin->name; builtin++)
    if (g_str_equal (builtin->name, name))
      return builtin->text;
  return NULL;
}

char *
ovl_theme_list_builtins (void)
{
  GString *names = g_string_new (NULL);

  for (const OvlThemeBuiltin *builtin = ovl_theme_builtins; builtin->name; builtin++)
    g_string_append_printf (names, "%s%s", names->len ? ", " : "", builtin->name);
  return g_string_free (names, FALSE);
}
