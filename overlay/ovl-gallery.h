/* Pictures of the overlay for designers: every card in every state, all of a show's on one picture,
 * the slates, and the alignment picture with the safe areas. Any thread. */
#pragma once
#include "ovl-kit.h"
#include "show-card.h"

/* Writes PNG files into `folder`, which is made if need be, for a programme of that size. Returns
 * how many, 0 on errors: OVL_ERROR_WRITE. */
guint ovl_gallery_write (const OvlLook *look, int width, int height, const char *folder,
                         GError **error);

/* The alignment picture: edges, centre, safe areas, with their names or without. ARGB32 of the
 * kit's size; transfer full. */
cairo_surface_t *ovl_alignment_draw (OvlKit *kit, gboolean with_names);

/* Cards on a picture, where the renderer would put them: draws them over `picture` (ARGB32 of the
 * kit's size). Those without room are left out. */
void ovl_gallery_draw_over (OvlKit *kit, cairo_surface_t *picture, ShowCardContent *const *contents,
                            guint n_contents);
