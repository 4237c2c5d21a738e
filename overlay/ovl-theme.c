#include "ovl-theme.h"

#include "ovl-colour.h"
#include "ovl-theme-file.h"

static const OvlContrastPair pairs[] = {
    {OVL_ON_PLATE, OVL_PLATE, OVL_CONTRAST_MIN},
    {OVL_ON_PLATE_QUIET, OVL_PLATE, OVL_CONTRAST_MIN},
    {OVL_ON_PLATE_MARK, OVL_PLATE, OVL_CONTRAST_MIN},
    {OVL_ON_SALE, OVL_SALE, OVL_CONTRAST_MIN},
    {OVL_ON_AGED, OVL_AGED, OVL_CONTRAST_MIN},
    {OVL_ON_SOLD, OVL_SOLD, OVL_CONTRAST_MIN},
    {OVL_ON_QUIET, OVL_QUIET, OVL_CONTRAST_MIN},
    {OVL_ON_SLATE, OVL_SLATE, OVL_CONTRAST_MIN},
    {OVL_ON_SLATE_QUIET, OVL_SLATE, OVL_CONTRAST_MIN},
    {OVL_BAR, OVL_PLATE, OVL_CONTRAST_GRAPHICS_MIN},
    {OVL_BAR_AGED, OVL_PLATE, OVL_CONTRAST_GRAPHICS_MIN},
};

const OvlContrastPair *
ovl_theme_get_pairs (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (pairs);
  return pairs;
}

double
ovl_theme_measure_pair (const OvlTheme *theme, const OvlContrastPair *pair)
{
  OvlColour ground = theme->colours[pair->ground], top = theme->colours[pair->top];
  double contrast = ovl_colour_worst_contrast (top, ground);

  /* A slate's words may stand on its rings, too. */
  for (int i = 0; pair->ground == OVL_SLATE && i < OVL_SLATE_RINGS; i++) {
    ground = ovl_colour_over (theme->colours[OVL_SLATE_RING], ground);
    contrast = MIN (contrast, ovl_colour_worst_contrast (top, ground));
  }
  return contrast;
}

OvlTheme *
ovl_theme_load (const char *name, GError **error)
{
  const char *builtin = ovl_theme_get_builtin_text (name);
  g_autofree char *file = builtin ? g_strconcat (name, ".ini", NULL) : g_strdup (name);

  return ovl_theme_file_read (file, builtin, error);
}

void
ovl_theme_free (OvlTheme *theme)
{
  if (!theme)
    return;
  for (guint i = 0; i < OVL_FONTS; i++)
    g_free (theme->fonts[i].families);
  g_free (theme->logo);
  g_free (theme);
}
