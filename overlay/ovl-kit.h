/* All that is at hand when cards are drawn: the look, fonts, language and pictures, for a programme
 * of one size. One thread at a time; each thread that draws has its own. */
#pragma once
#include "ovl-image.h"
#include "ovl-locale.h"
#include "ovl-look.h"
#include "ovl-text.h"

typedef struct {
  const OvlLook *look; /* borrowed */
  OvlText *text;
  OvlLocale *locale;
  OvlImages *images;
  gboolean is_rtl;
  int width, height; /* of the programme, in pixels */
  double scale;      /* pixels of a unit */
  OvlRect safe;      /* where cards may stand, in pixels */
} OvlKit;

/* `look` must outlive it. */
OvlKit *ovl_kit_new (const OvlLook *look, int width, int height);
void ovl_kit_free (OvlKit *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlKit, ovl_kit_free)
