#include "ovl-kit.h"

OvlKit *
ovl_kit_new (const OvlLook *look, int width, int height)
{
  OvlKit *self = g_new0 (OvlKit, 1);

  self->look = look;
  self->locale = ovl_locale_new (look->locale);
  self->is_rtl = ovl_locale_is_rtl (self->locale);
  self->text = ovl_text_new (look->theme, look->locale, self->is_rtl);
  self->images = ovl_images_new ();
  self->width = width;
  self->height = height;
  self->scale = MIN (width, height) / (double) OVL_REFERENCE_PX;
  self->safe = ovl_safe_apply (ovl_look_get_safe (look, width, height), width, height);
  return self;
}

void
ovl_kit_free (OvlKit *self)
{
  if (!self)
    return;
  ovl_images_free (self->images);
  ovl_text_free (self->text);
  ovl_locale_free (self->locale);
  g_free (self);
}
