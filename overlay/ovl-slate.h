/* Slates: whole pictures for the time when there is no picture to show. What viewers see: calm, no
 * technical words. */
#pragma once
#include "ovl-text.h"
#include "show-types.h"

/* Drawing thread. An opaque ARGB32 of this size; transfer full. */
cairo_surface_t *ovl_slate_draw (OvlText *text, const OvlTheme *theme, ShowSlate slate, int width,
                                 int height);

/* As ovl_slate_draw(), for a camera without a picture. Its name is not told, it means nothing to
 * viewers; it only moves the sun, so that two of them side by side are not the same picture. */
cairo_surface_t *ovl_slate_draw_camera (OvlText *text, const OvlTheme *theme, const char *camera,
                                        int width, int height);
