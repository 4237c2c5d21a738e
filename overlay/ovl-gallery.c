#include "ovl-gallery.h"

#include "ovl-card.h"
#include "ovl-sample.h"
#include "ovl-slate.h"
#include "ovl-stage.h"

#include <glib/gstdio.h>
#include <math.h>

/* The cards of a show, and where its designer would have put them. */
static const struct {
  const char *sample;
  ShowCorner corner;
} together[] = {
    {"product-reduced", SHOW_CORNER_BOTTOM_LEFT}, {"lower-third", SHOW_CORNER_BOTTOM_LEFT},
    {"link", SHOW_CORNER_BOTTOM_RIGHT},           {"ad", SHOW_CORNER_TOP_LEFT},
    {"countdown", SHOW_CORNER_TOP_RIGHT},         {"logo", SHOW_CORNER_TOP_RIGHT},
};

static const struct {
  const char *name;
  ShowSlate slate;
} slates[] = {
    {"slate-starting", SHOW_SLATE_STARTING},
    {"slate-break", SHOW_SLATE_BREAK},
    {"slate-end", SHOW_SLATE_END},
};

typedef struct {
  OvlKit *kit;
  const char *folder;
  guint written;
} Gallery;

/* Destroys `surface`. */
static gboolean
write_png (Gallery *gallery, const char *name, cairo_surface_t *surface, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (gallery->folder, file, NULL);
  cairo_status_t status = cairo_surface_write_to_png (surface, path);

  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, OVL_ERROR, OVL_ERROR_WRITE, "%s cannot be written: %s.", path,
                 cairo_status_to_string (status));
    return FALSE;
  }
  gallery->written++;
  return TRUE;
}

static OvlSheet *
compose (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  return show_card_content_is_drawn (content) ? ovl_card_compose (kit, content, error) : NULL;
}

static gboolean
write_cards (Gallery *gallery, GError **error)
{
  OvlKit *kit = gallery->kit;

  for (guint i = 0; i < ovl_sample_get_count (); i++) {
    g_autoptr (ShowCardContent) content = ovl_sample_new (i, kit->look->theme->logo);
    g_autoptr (GError) fault = NULL;
    g_autoptr (OvlSheet) sheet = compose (kit, content, &fault);

    if (fault) {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
    if (sheet &&
        !write_png (gallery, content->name,
                    ovl_sheet_paint (sheet, kit->text, kit->look->theme, kit->scale), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_slates (Gallery *gallery, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (slates); i++)
    if (!write_png (gallery, slates[i].name, ovl_slate_draw (gallery->kit, slates[i].slate), error))
      return FALSE;
  return TRUE;
}

void
ovl_gallery_draw_over (OvlKit *kit, cairo_surface_t *picture, ShowCardContent *const *contents,
                       guint n_contents)
{
  g_autofree OvlStand *stands = g_new0 (OvlStand, n_contents);
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) ovl_sheet_free);
  cairo_t *cr = cairo_create (picture);

  for (guint i = 0; i < n_contents; i++) {
    OvlSheet *sheet = compose (kit, contents[i], NULL);

    g_ptr_array_add (sheets, sheet);
    stands[i].wanted = sheet != NULL;
    stands[i].corner = contents[i]->corner;
    stands[i].rank = ovl_card_get_rank (contents[i]->kind);
    if (sheet)
      ovl_sheet_get_pixels (sheet, kit->scale, &stands[i].width, &stands[i].height);
  }
  ovl_stage_place (&kit->safe, ovl_card_get_gap (kit), stands, n_contents);
  for (guint i = 0; i < n_contents; i++) {
    cairo_surface_t *card;

    if (!stands[i].has_place)
      continue;
    card = ovl_sheet_paint (sheets->pdata[i], kit->text, kit->look->theme, kit->scale);
    cairo_set_source_surface (cr, card, stands[i].place.x, stands[i].place.y);
    cairo_paint (cr);
    cairo_surface_destroy (card);
  }
  cairo_destroy (cr);
}

static guint
find_sample (const char *name)
{
  for (guint i = 0; i < ovl_sample_get_count (); i++)
    if (g_str_equal (ovl_sample_get_name (i), name))
      return i;
  g_assert_not_reached ();
}

static gboolean
write_together (Gallery *gallery, GError **error)
{
  g_autoptr (GPtrArray) contents =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_card_content_free);
  cairo_surface_t *picture = ovl_alignment_draw (gallery->kit, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (together); i++) {
    ShowCardContent *content =
        ovl_sample_new (find_sample (together[i].sample), gallery->kit->look->theme->logo);

    content->corner = together[i].corner;
    g_ptr_array_add (contents, content);
  }
  ovl_gallery_draw_over (gallery->kit, picture, (ShowCardContent *const *) contents->pdata,
                         contents->len);
  return write_png (gallery, "together", picture, error);
}

guint
ovl_gallery_write (const OvlLook *look, int width, int height, const char *folder, GError **error)
{
  g_autoptr (OvlKit) kit = ovl_kit_new (look, width, height);
  Gallery gallery = {kit, folder, 0};

  if (g_mkdir_with_parents (folder, 0777) != 0) {
    g_set_error (error, OVL_ERROR, OVL_ERROR_WRITE,
                 "The folder %s cannot be made. Write another one.", folder);
    return 0;
  }
  if (!write_cards (&gallery, error) || !write_slates (&gallery, error) ||
      !write_png (&gallery, "alignment", ovl_alignment_draw (kit, TRUE), error) ||
      !write_together (&gallery, error))
    return 0;
  return gallery.written;
}
