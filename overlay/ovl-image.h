/* Pictures from files: PNG by Cairo, SVG by librsvg. Read once, and again when the file has
 * changed. One thread at a time. */
#pragma once
#include "ovl-types.h"
#include <cairo.h>

typedef struct _OvlImages OvlImages;

#define OVL_IMAGE_BYTES_MAX (8 * 1024 * 1024)
#define OVL_IMAGE_SIDE_MAX  4096 /* pixels of a PNG */
#define OVL_IMAGES_MAX      16   /* kept at a time */

OvlImages *ovl_images_new (void);
void ovl_images_free (OvlImages *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlImages, ovl_images_free)

/* The picture of a file, SVG drawn `svg_height` pixels high. Borrowed until the next call. Errors:
 * OVL_ERROR_IMAGE, "PATH: what is wrong. Remedy.", or as base-file.h tells it. */
cairo_surface_t *ovl_images_get (OvlImages *self, const char *path, int svg_height, GError **error);
