#include "ovl-image.h"

#include "base-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

#define PUT "Put the picture there."

/* ISO/IEC 15948: signature, then the chunk IHDR with width and height. */
#define PNG_SIGNATURE  "\x89PNG\r\n\x1a\n"
#define PNG_WIDTH_AT   16
#define PNG_HEIGHT_AT  20
#define PNG_HEAD_BYTES 24

typedef struct {
  char *path;
  gint64 changed_s, size;
  int svg_height;
  cairo_surface_t *surface;
} Image;

struct _OvlImages {
  GPtrArray *images; /* Image, oldest first */
};

static void
image_free (gpointer data)
{
  Image *image = data;

  g_clear_pointer (&image->surface, cairo_surface_destroy);
  g_free (image->path);
  g_free (image);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Image, image_free)

OvlImages *
ovl_images_new (void)
{
  OvlImages *self = g_new0 (OvlImages, 1);

  self->images = g_ptr_array_new_with_free_func (image_free);
  return self;
}

void
ovl_images_free (OvlImages *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->images);
  g_free (self);
}

static void
set_error (GError **error, const char *path, const char *why)
{
  g_set_error (error, OVL_ERROR, OVL_ERROR_IMAGE, "%s: %s", path, why);
}

typedef struct {
  const guint8 *data;
  gsize left;
} Reader;

static cairo_status_t
read_png (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reader->data, length);
  reader->data += length;
  reader->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
get_be32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static cairo_surface_t *
draw_png (const char *path, const guint8 *data, gsize size, GError **error)
{
  Reader reader = {data, size};
  cairo_surface_t *surface;

  if (size < PNG_HEAD_BYTES || get_be32 (data + PNG_WIDTH_AT) > OVL_IMAGE_SIDE_MAX ||
      get_be32 (data + PNG_HEIGHT_AT) > OVL_IMAGE_SIDE_MAX) {
    set_error (error, path, "the picture is too large. Make its sides 4096 pixels at most.");
    return NULL;
  }
  surface = cairo_image_surface_create_from_png_stream (read_png, &reader);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_destroy (surface);
  set_error (error, path, "the PNG is damaged. Save it anew.");
  return NULL;
}

/* The ratio of width to height: from the picture's own size, or its view box. */
static double
get_aspect (RsvgHandle *svg)
{
  gboolean has_width, has_height, has_box;
  RsvgLength width, height;
  RsvgRectangle box;
  double pixel_width, pixel_height;

  if (rsvg_handle_get_intrinsic_size_in_pixels (svg, &pixel_width, &pixel_height))
    return pixel_height > 0 ? pixel_width / pixel_height : 0;
  rsvg_handle_get_intrinsic_dimensions (svg, &has_width, &width, &has_height, &height, &has_box,
                                        &box);
  return has_box && box.height > 0 ? box.width / box.height : 1;
}

static cairo_surface_t *
draw_svg (const char *path, const guint8 *data, gsize size, int height, GError **error)
{
  RsvgHandle *svg = rsvg_handle_new_from_data (data, size, NULL);
  g_autoptr (GObject) owner = svg ? G_OBJECT (svg) : NULL;
  double aspect = svg ? get_aspect (svg) : 0;
  int width = (int) ceil (MIN (height * aspect, OVL_IMAGE_SIDE_MAX));
  RsvgRectangle all = {0, 0, width, height};
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean drawn;

  if (width < 1) {
    set_error (error, path,
               svg ? "the SVG has no size. Save it with a width and a height."
                   : "this is neither a PNG nor an SVG. Save it as one of them.");
    return NULL;
  }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (surface);
  drawn = rsvg_handle_render_document (svg, cr, &all, NULL);
  cairo_destroy (cr);
  if (drawn)
    return surface;
  cairo_surface_destroy (surface);
  set_error (error, path, "the SVG cannot be drawn. Save it as a plain SVG or a PNG.");
  return NULL;
}

static cairo_surface_t *
draw (const char *path, int svg_height, GError **error)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, NULL)) {
    set_error (error, path, "the file cannot be read. Check the disk.");
    return NULL;
  }
  if (size >= strlen (PNG_SIGNATURE) && memcmp (data, PNG_SIGNATURE, strlen (PNG_SIGNATURE)) == 0)
    return draw_png (path, (const guint8 *) data, size, error);
  return draw_svg (path, (const guint8 *) data, size, svg_height, error);
}

static Image *
find (OvlImages *self, const char *path, const GStatBuf *info, int svg_height)
{
  for (guint i = 0; i < self->images->len; i++) {
    Image *image = self->images->pdata[i];

    if (g_str_equal (image->path, path) && image->svg_height == svg_height &&
        image->changed_s == (gint64) info->st_mtime && image->size == (gint64) info->st_size)
      return image;
  }
  return NULL;
}

cairo_surface_t *
ovl_images_get (OvlImages *self, const char *path, int svg_height, GError **error)
{
  g_autoptr (Image) image = NULL;
  g_autofree char *fault = NULL;
  Image *known;
  GStatBuf info;

  fault = base_file_find_fault (path, PUT, NULL);
  if (!fault && g_stat (path, &info) != 0)
    fault = base_file_explain (path, errno, PUT, NULL);
  if (fault) {
    g_set_error_literal (error, OVL_ERROR, OVL_ERROR_IMAGE, fault);
    return NULL;
  }
  if (info.st_size > OVL_IMAGE_BYTES_MAX) {
    set_error (error, path, "the file is too large. Make it smaller than 8 MB.");
    return NULL;
  }
  known = find (self, path, &info, svg_height);
  if (known)
    return known->surface;
  image = g_new0 (Image, 1);
  image->path = g_strdup (path);
  image->changed_s = (gint64) info.st_mtime;
  image->size = (gint64) info.st_size;
  image->svg_height = svg_height;
  image->surface = draw (path, svg_height, error);
  if (!image->surface)
    return NULL;
  if (self->images->len == OVL_IMAGES_MAX)
    g_ptr_array_remove_index (self->images, 0);
  known = image;
  g_ptr_array_add (self->images, g_steal_pointer (&image));
  return known->surface;
}
