/* The logo bug: a small picture, as its designer made it. */
#include "ovl-card-kinds.h"

#include <math.h>

#define WIDTH_MAX  260
#define HEIGHT_MAX 96

OvlSheet *
ovl_card_logo (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  cairo_surface_t *image =
      ovl_images_get (kit->images, content->image, (int) ceil (HEIGHT_MAX * kit->scale), error);
  double width, height, fit;
  OvlSheet *sheet;

  if (!image)
    return NULL;
  width = cairo_image_surface_get_width (image);
  height = cairo_image_surface_get_height (image);
  fit = MIN (WIDTH_MAX / width, HEIGHT_MAX / height);
  sheet = ovl_sheet_new (width * fit, height * fit, FALSE);
  ovl_sheet_add_image (sheet, (OvlBox){0, 0, width * fit, height * fit}, image);
  return sheet;
}
