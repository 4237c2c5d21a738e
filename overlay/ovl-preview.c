#include "ovl-preview.h"

#include "ovl-card.h"
#include "ovl-gallery.h"

OvlKit *
ovl_preview_new_kit (const OvlLook *look, int width, int height)
{
  double scale = OVL_PREVIEW_STAGE_SIDE / (double) MAX (width, height);

  return ovl_kit_new (look, MAX ((int) (width * scale), 2), MAX ((int) (height * scale), 2));
}

static cairo_status_t
append (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Destroys `surface`. */
static GBytes *
to_png (cairo_surface_t *surface)
{
  GByteArray *bytes = g_byte_array_new ();

  cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* As large as it may be, but no larger than on a programme of 1080 lines. */
static double
choose_scale (const OvlSheet *sheet)
{
  double scale =
      MIN (OVL_PREVIEW_CARD_WIDTH / sheet->width, OVL_PREVIEW_CARD_HEIGHT / sheet->height);

  return MIN (scale, 1);
}

GBytes *
ovl_preview_card (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autoptr (ShowCardContent) shown = show_card_content_copy (content);
  g_autoptr (OvlSheet) sheet = NULL;
  g_autofree char *says = NULL;

  shown->shown = TRUE;
  if (!show_card_content_is_drawn (shown)) {
    says = show_card_content_says (shown);
    g_set_error_literal (error, OVL_ERROR, OVL_ERROR_EMPTY, says);
    return NULL;
  }
  sheet = ovl_card_compose (kit, shown, error);
  if (!sheet)
    return NULL;
  return to_png (ovl_sheet_paint (sheet, kit->text, kit->look->theme, choose_scale (sheet)));
}

GBytes *
ovl_preview_stage (OvlKit *kit, ShowCardContent *const *contents, guint n_contents)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, kit->width, kit->height);

  ovl_gallery_draw_over (kit, surface, contents, n_contents);
  return to_png (surface);
}
