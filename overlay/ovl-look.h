/* What the config says of the overlay as a whole. Immutable, any thread. */
#pragma once
#include "ovl-safe.h"
#include "ovl-theme.h"

struct _OvlLook {
  OvlTheme *theme;  /* owned */
  char *locale;     /* owned; "en", "de-AT" */
  OvlSafeArea safe; /* of what profile `safe.name` tells; empty: by the picture's shape */
};

/* `theme`: as ovl_theme_load() takes it; `safe` NULL: by the picture's shape. Errors: CFG_ERROR. */
OvlLook *ovl_look_new (const char *theme, const char *locale, const OvlSafeArea *safe,
                       GError **error);
void ovl_look_free (OvlLook *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlLook, ovl_look_free)

/* The profile for a picture of this size. */
const OvlSafeArea *ovl_look_get_safe (const OvlLook *self, int width, int height);

/* Where a card stands for which nobody has chosen a corner. */
ShowCorner ovl_look_get_corner (const OvlLook *self, int kind);
