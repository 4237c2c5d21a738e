#include "ovl-colour.h"
#include "ovl-options.h"
#include "ovl-theme-file.h"
#include "test-ovl-fixture.h"
#include <glib/gstdio.h>

static const OvlColour white = {1, 1, 1, 1}, black = {0, 0, 0, 1};

/* Worked values of WCAG 2.2: black on white is 21:1, #777777 on white 4.48:1, #767676 4.54:1. */
static void
test_formula (void)
{
  OvlColour fails, passes;

  g_assert_true (ovl_colour_parse ("#777777", &fails));
  g_assert_true (ovl_colour_parse ("#767676", &passes));
  g_assert_cmpfloat_with_epsilon (ovl_colour_contrast (black, white), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ovl_colour_contrast (white, white), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ovl_colour_contrast (white, fails), 4.48, 0.005);
  g_assert_cmpfloat_with_epsilon (ovl_colour_contrast (passes, white), 4.54, 0.005);
}

static void
test_over (void)
{
  OvlColour half = {1, 0, 0, 0.5};
  OvlColour seen = ovl_colour_over (half, white);

  g_assert_cmpfloat_with_epsilon (seen.red, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen.green, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen.alpha, 1.0, 1e-9);
}

/* What lets the picture through is judged by the worst picture. */
static void
test_worst_contrast (void)
{
  OvlColour glass = {0, 0, 0, 0.5};

  g_assert_cmpfloat_with_epsilon (ovl_colour_worst_contrast (white, black), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ovl_colour_worst_contrast (white, glass),
                                  ovl_colour_contrast (white, (OvlColour){0.5, 0.5, 0.5, 1}), 1e-9);
}

static void
test_notation (void)
{
  static const char *const bad[] = {"",         "red",        "#fff",    "ffffff", "#gggggg",
                                    "#ff00ff0", "#ff00ff000", "#-1-1-1", "# fffff"};
  OvlColour colour = {0};

  g_assert_true (ovl_colour_parse ("#ff8000", &colour));
  g_assert_cmpfloat (colour.red, ==, 1);
  g_assert_cmpfloat_with_epsilon (colour.green, 128 / 255.0, 1e-9);
  g_assert_cmpfloat (colour.alpha, ==, 1);
  g_assert_true (ovl_colour_parse ("#00000080", &colour));
  g_assert_cmpfloat_with_epsilon (colour.alpha, 128 / 255.0, 1e-9);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ovl_colour_parse (bad[i], &colour));
}

/* A built-in theme says everything itself, and every text can be read on its ground. */
static void
test_builtin (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OvlTheme) theme = ovl_theme_load (data, &error);
  guint n;
  const OvlContrastPair *pairs = ovl_theme_get_pairs (&n);

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    double contrast = ovl_theme_measure_pair (theme, &pairs[i]);

    g_test_message ("%s on %s: %.1f:1", ovl_theme_file_get_key (pairs[i].top),
                    ovl_theme_file_get_key (pairs[i].ground), contrast);
    g_assert_cmpfloat (contrast, >=, pairs[i].contrast_min);
  }
  for (OvlShade shade = 1; shade < OVL_SHADES; shade++)
    g_assert_nonnull (strstr (ovl_theme_get_builtin_text (data), ovl_theme_file_get_key (shade)));
  for (OvlFont font = 1; font < OVL_FONTS; font++) {
    g_assert_nonnull (theme->fonts[font].families);
    g_assert_cmpint (theme->fonts[font].weight, >=, 100);
  }
  g_assert_cmpint (theme->corner, !=, 0);
}

/* Each text stands on a ground, so that each of them is held to be readable. */
static void
test_every_text_has_a_ground (void)
{
  guint n;
  const OvlContrastPair *pairs = ovl_theme_get_pairs (&n);

  for (OvlShade shade = 1; shade < OVL_SHADES; shade++) {
    gboolean found = FALSE;

    if (!g_str_has_prefix (ovl_theme_file_get_key (shade), "on_"))
      continue;
    for (guint i = 0; i < n; i++)
      found |= pairs[i].top == shade && pairs[i].contrast_min >= OVL_CONTRAST_MIN;
    g_assert_true (found);
  }
}

static OvlTheme *
load_text (const char *text, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("ovl-theme-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "my.ini", NULL);
  OvlTheme *theme;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  theme = ovl_theme_load (path, error);
  g_unlink (path);
  g_rmdir (folder);
  return theme;
}

/* What the file does not say comes from the theme that it is based on. */
static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OvlTheme) own =
      load_text ("[theme]\nbase = paper\nsale = #102030\nradius = 0\n"
                 "corner = top-right\nlogo = shop.svg\nnumber_weight = 900\n",
                 &error);
  g_autoptr (OvlTheme) paper = ovl_theme_load ("paper", NULL);

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (own->colours[OVL_SALE].blue, 0x30 / 255.0, 1e-9);
  g_assert_cmpfloat (own->colours[OVL_PLATE].red, ==, paper->colours[OVL_PLATE].red);
  g_assert_cmpfloat (own->radius, ==, 0);
  g_assert_cmpint (own->corner, ==, SHOW_CORNER_TOP_RIGHT);
  g_assert_true (g_path_is_absolute (own->logo) && g_str_has_suffix (own->logo, "/shop.svg"));
  g_assert_cmpint (own->fonts[OVL_FONT_NUMBER].weight, ==, 900);
  g_assert_cmpstr (own->fonts[OVL_FONT_NUMBER].families, ==,
                   paper->fonts[OVL_FONT_NUMBER].families);
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
      {"[theme]\non_plate = #555555\n", "my.ini:2: [theme] on_plate: on_plate on plate is hard"},
      {"[theme]\n\nsale = #8080800a\n", "my.ini:3: [theme] sale: on_sale on sale is hard"},
      {"[theme]\nslate_ring = #ffffff80\n", "on_slate on slate is hard"},
      {"[theme]\nplate = blue\n", "my.ini:2: [theme] plate: "},
      {"[theme]\nbase = mine\n", "Write one of glass, paper, market"},
      {"[theme]\nradius = 400\n", "my.ini:2: [theme] radius: "},
      {"[theme]\npalte = #000000\n", "plate"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (OvlTheme) theme = load_text (cases[i].text, &error);

    g_assert_null (theme);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

/* Its path may have come from afar. */
static void
test_other_file_stays_secret (void)
{
  static const char *const texts[] = {
      "SECRET\n",
      "key = SECRET\n",
      "# SECRET\nSECRET",
      "[SECRET]\nSECRET = SECRET\n",
      "\n",
      "",
      "\xff SECRET\n[theme]\nSECRET\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (OvlTheme) theme = load_text (texts[i], &error);

    g_assert_null (theme);
    g_assert_null (strstr (error->message, "SECRET"));
    g_assert_nonnull (strstr (error->message, "my.ini: This is not a theme"));
  }
}

static void
test_comments_first (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OvlTheme) theme =
      load_text ("\xef\xbb\xbf\n# mine\r\n; too\r\n\r\n  [theme]\r\n", &error);

  g_assert_no_error (error);
  g_assert_nonnull (theme);
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ovl_theme_load ("/nonexistent/theme.ini", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/theme.ini"));
}

/* Whoever chooses by picture is offered all of them. */
static void
test_choices (void)
{
  const CfgOption *option = ovl_section.options;
  g_autofree char *names = ovl_theme_list_builtins (), *offered = NULL;

  while (!g_str_equal (option->key, "theme"))
    option++;
  offered = g_strjoinv (", ", (char **) option->choices);
  g_assert_cmpstr (offered, ==, names);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/theme/formula", test_formula);
  g_test_add_func ("/ovl/theme/over", test_over);
  g_test_add_func ("/ovl/theme/worst", test_worst_contrast);
  g_test_add_func ("/ovl/theme/notation", test_notation);
  for (gsize i = 0; i < G_N_ELEMENTS (builtin_themes); i++) {
    g_autofree char *path = g_strconcat ("/ovl/theme/builtin/", builtin_themes[i], NULL);

    g_test_add_data_func (path, builtin_themes[i], test_builtin);
  }
  g_test_add_func ("/ovl/theme/grounds", test_every_text_has_a_ground);
  g_test_add_func ("/ovl/theme/own", test_own);
  g_test_add_func ("/ovl/theme/refused", test_refused);
  g_test_add_func ("/ovl/theme/other-file", test_other_file_stays_secret);
  g_test_add_func ("/ovl/theme/comments-first", test_comments_first);
  g_test_add_func ("/ovl/theme/missing", test_missing_file);
  g_test_add_func ("/ovl/theme/choices", test_choices);
  return g_test_run ();
}
