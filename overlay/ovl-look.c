#include "ovl-look.h"

#include "show-card.h"

OvlLook *
ovl_look_new (const char *theme, const char *locale, const OvlSafeArea *safe, GError **error)
{
  g_autoptr (OvlLook) self = g_new0 (OvlLook, 1);

  self->theme = ovl_theme_load (theme, error);
  if (!self->theme)
    return NULL;
  self->locale = g_strdup (locale);
  if (safe)
    self->safe = *safe;
  return g_steal_pointer (&self);
}

void
ovl_look_free (OvlLook *self)
{
  if (!self)
    return;
  ovl_theme_free (self->theme);
  g_free (self->locale);
  g_free (self);
}

const OvlSafeArea *
ovl_look_get_safe (const OvlLook *self, int width, int height)
{
  return self->safe.name[0] ? &self->safe : ovl_safe_choose (width, height);
}

/* 0: the theme's. */
static const ShowCorner corners[] = {
    [SHOW_CARD_PRODUCT] = 0,
    [SHOW_CARD_COUNTER] = 0,
    [SHOW_CARD_COUNTDOWN] = SHOW_CORNER_TOP_RIGHT,
    [SHOW_CARD_LINK] = SHOW_CORNER_BOTTOM_RIGHT,
    [SHOW_CARD_LOWER_THIRD] = SHOW_CORNER_BOTTOM_LEFT,
    [SHOW_CARD_TERMS] = SHOW_CORNER_BOTTOM_LEFT,
    [SHOW_CARD_ACCESS] = SHOW_CORNER_TOP_LEFT,
    [SHOW_CARD_HUBS] = SHOW_CORNER_TOP_LEFT,
    [SHOW_CARD_LOGO] = SHOW_CORNER_TOP_RIGHT,
    [SHOW_CARD_AD] = SHOW_CORNER_TOP_LEFT,
};

ShowCorner
ovl_look_get_corner (const OvlLook *self, int kind)
{
  g_assert (kind > 0 && kind < (int) G_N_ELEMENTS (corners));
  return corners[kind] ? corners[kind] : self->theme->corner;
}
