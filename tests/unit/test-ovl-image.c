/* Pictures from files, and the logo card made of one. */
#include "ovl-card.h"
#include "test-ovl-fixture.h"
#include <glib/gstdio.h>

#define SVG                                                                                        \
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'>"                                 \
  "<rect width='200' height='100' fill='#ff0000'/></svg>"

typedef struct {
  char *folder;
  OvlImages *images;
} Files;

static void
set_up (Files *files, gconstpointer data)
{
  files->folder = g_dir_make_tmp ("ovl-image-XXXXXX", NULL);
  files->images = ovl_images_new ();
}

static void
tear_down (Files *files, gconstpointer data)
{
  GDir *folder = g_dir_open (files->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder))) {
    g_autofree char *path = g_build_filename (files->folder, name, NULL);

    g_unlink (path);
  }
  g_dir_close (folder);
  g_rmdir (files->folder);
  g_free (files->folder);
  ovl_images_free (files->images);
}

static char *
write_bytes (Files *files, const char *name, const char *bytes, gssize n)
{
  char *path = g_build_filename (files->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

static char *
write_png (Files *files, const char *name, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  char *path = g_build_filename (files->folder, name, NULL);

  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

static void
test_png (Files *files, gconstpointer data)
{
  g_autofree char *path = write_png (files, "logo.png", 30, 20);
  cairo_surface_t *first = ovl_images_get (files->images, path, 96, NULL);
  g_autofree char *other = NULL;

  g_assert_nonnull (first);
  g_assert_cmpint (cairo_image_surface_get_width (first), ==, 30);
  g_assert_true (ovl_images_get (files->images, path, 96, NULL) == first);
  other = write_png (files, "logo.png", 300, 200);
  g_assert_cmpint (cairo_image_surface_get_width (ovl_images_get (files->images, other, 96, NULL)),
                   ==, 300);
}

static void
test_svg (Files *files, gconstpointer data)
{
  g_autofree char *path = write_bytes (files, "logo.svg", SVG, -1);
  cairo_surface_t *surface = ovl_images_get (files->images, path, 96, NULL);

  g_assert_nonnull (surface);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 192);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 96);
  g_assert_cmphex (*(guint32 *) (void *) cairo_image_surface_get_data (surface), ==, 0xffff0000);
}

static void
assert_refused (Files *files, const char *path, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ovl_images_get (files->images, path, 96, &error));
  g_assert_error (error, OVL_ERROR, OVL_ERROR_IMAGE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refused (Files *files, gconstpointer data)
{
  g_autofree char *text = write_bytes (files, "a.txt", "hello", -1);
  g_autofree char *empty = write_bytes (files, "empty.png", "", 0);
  g_autofree char *cut =
      write_bytes (files, "cut.png", "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x0a", 20);
  g_autofree char *damaged =
      write_bytes (files, "bad.png", "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x0a\0\0\0\x0a", 24);
  g_autofree char *huge = write_bytes (
      files, "huge.png", "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x0f\0\0\0\x0f\0\0\x08\x06", 26);

  assert_refused (files, text, "neither a PNG nor an SVG");
  assert_refused (files, empty, "neither a PNG nor an SVG");
  assert_refused (files, cut, "too large");
  assert_refused (files, damaged, "damaged");
  assert_refused (files, huge, "too large");
  assert_refused (files, files->folder, "is not a file");
  assert_refused (files, "/nonexistent.png", "There is no file");
}

/* Wide or high, a logo keeps its shape within its room. */
static void
test_logo_card (Files *files, gconstpointer data)
{
  g_autoptr (OvlLook) look = new_look ("glass", "en");
  g_autoptr (OvlKit) kit = ovl_kit_new (look, 1920, 1080);
  g_autofree char *wide = write_png (files, "wide.png", 500, 100);
  g_autofree char *high = write_png (files, "high.png", 100, 500);
  ShowCardContent content = {
      .kind = SHOW_CARD_LOGO, .corner = SHOW_CORNER_TOP_RIGHT, .shown = TRUE, .image = wide};
  g_autoptr (GError) error = NULL;
  g_autoptr (OvlSheet) a = ovl_card_compose (kit, &content, NULL);
  g_autoptr (OvlSheet) b = NULL;

  g_assert_cmpfloat_with_epsilon (a->width, 260, 0.01);
  g_assert_cmpfloat_with_epsilon (a->height, 52, 0.01);
  content.image = high;
  b = ovl_card_compose (kit, &content, NULL);
  g_assert_cmpfloat_with_epsilon (b->height, 96, 0.01);
  g_assert_cmpfloat_with_epsilon (b->width, 19.2, 0.01);
  content.image = (char *) "/nonexistent.png";
  g_assert_null (ovl_card_compose (kit, &content, &error));
  g_assert_error (error, OVL_ERROR, OVL_ERROR_IMAGE);
}

static void
add (const char *path, void (*test) (Files *, gconstpointer))
{
  g_test_add (path, Files, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/ovl/image/png", test_png);
  add ("/ovl/image/svg", test_svg);
  add ("/ovl/image/refused", test_refused);
  add ("/ovl/image/logo-card", test_logo_card);
  return g_test_run ();
}
