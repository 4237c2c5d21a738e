/* Slates: whole pictures for the time when there is no picture to show. What viewers see: calm, no
 * technical words. Drawing thread. */
#pragma once
#include "ovl-kit.h"

/* An opaque ARGB32 of the kit's size; transfer full. */
cairo_surface_t *ovl_slate_draw (OvlKit *kit, ShowSlate slate);

/* As ovl_slate_draw(), for a camera without a picture. Its name is not told, it means nothing to
 * viewers; it only moves the sun, so that two of them side by side are not the same picture. */
cairo_surface_t *ovl_slate_draw_camera (OvlKit *kit, const char *camera);
