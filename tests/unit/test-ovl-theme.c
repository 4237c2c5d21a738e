#include "ovl-theme.h"

static const OvlColour white = {1, 1, 1, 1}, black = {0, 0, 0, 1};

/* Worked values of WCAG 2.2: black on white is 21:1, #777777 on white 4.48:1, #767676 4.54:1. */
static void
test_formula (void)
{
  OvlColour fails = {0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0, 1};
  OvlColour passes = {0x76 / 255.0, 0x76 / 255.0, 0x76 / 255.0, 1};

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

/* The darkest and the brightest picture bound all others, as alpha mixes each channel. */
static void
check_pair (const char *name, OvlColour text, OvlColour ground)
{
  double on_white = ovl_colour_contrast (text, ovl_colour_over (ground, white));
  double on_black = ovl_colour_contrast (text, ovl_colour_over (ground, black));

  g_test_message ("%s: %.1f:1 over white, %.1f:1 over black", name, on_white, on_black);
  g_assert_cmpfloat (on_white, >=, OVL_CONTRAST_MIN);
  g_assert_cmpfloat (on_black, >=, OVL_CONTRAST_MIN);
}

static void
test_theme (void)
{
  const OvlTheme *theme = ovl_theme_get_default ();
  OvlColour ground = theme->slate;

  check_pair ("title on plate", theme->on_plate, theme->plate);
  check_pair ("quiet price on plate", theme->on_plate_quiet, theme->plate);
  check_pair ("mark on plate", theme->on_aged, theme->plate);
  check_pair ("on sale", theme->on_sale, theme->sale);
  check_pair ("aged", theme->on_aged, theme->aged);
  check_pair ("sold out", theme->on_sold, theme->sold);
  check_pair ("quiet", theme->on_quiet, theme->quiet);
  check_pair ("slate headline", theme->on_slate, theme->slate);
  for (int rings = 0; rings < 4; rings++)
    ground = ovl_colour_over (theme->slate_ring, ground);
  check_pair ("slate line on the innermost ring", theme->on_slate_quiet, ground);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/theme/formula", test_formula);
  g_test_add_func ("/ovl/theme/over", test_over);
  g_test_add_func ("/ovl/theme/contrast", test_theme);
  return g_test_run ();
}
