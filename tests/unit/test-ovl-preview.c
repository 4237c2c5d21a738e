/* Cards as PNG: every sample fits, what lacks something says so, and the picture around cards is
 * empty. */
#include "ovl-preview.h"
#include "ovl-sample.h"
#include "test-ovl-fixture.h"

typedef struct {
  const guint8 *bytes;
  gsize left;
} Reader;

static cairo_status_t
read_some (void *data, unsigned char *into, unsigned int length)
{
  Reader *reader = data;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (into, reader->bytes, length);
  reader->bytes += length;
  reader->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* Unrefs `png`. */
static cairo_surface_t *
read_png (GBytes *png)
{
  Reader reader = {0};
  cairo_surface_t *surface;

  reader.bytes = g_bytes_get_data (png, &reader.left);
  surface = cairo_image_surface_create_from_png_stream (read_some, &reader);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_bytes_unref (png);
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  return *(const guint32 *) (data + y * cairo_image_surface_get_stride (surface) + x * 4);
}

static void
test_every_sample (void)
{
  g_autoptr (OvlLook) look = new_look ("paper", "de");
  g_autoptr (OvlKit) kit = ovl_preview_new_kit (look, 720, 1280);

  for (guint i = 0; i < ovl_sample_get_count (); i++) {
    g_autoptr (ShowCardContent) content = ovl_sample_new (i, NULL);
    g_autoptr (GError) error = NULL;
    cairo_surface_t *surface;
    GBytes *png;

    content->shown = FALSE;
    png = ovl_preview_card (kit, content, &error);
    if (content->kind == SHOW_CARD_LOGO) { /* it has none */
      g_assert_error (error, OVL_ERROR, OVL_ERROR_EMPTY);
      continue;
    }
    g_assert_no_error (error);
    surface = read_png (png);
    g_assert_cmpint (cairo_image_surface_get_width (surface), <=, OVL_PREVIEW_CARD_WIDTH);
    g_assert_cmpint (cairo_image_surface_get_height (surface), <=, OVL_PREVIEW_CARD_HEIGHT);
    cairo_surface_destroy (surface);
  }
}

/* Every kind with its settings alone, as in a show in which nothing came yet. */
static void
test_complete (void)
{
  g_autoptr (OvlLook) look = new_look ("glass", "en");
  g_autoptr (OvlKit) kit = ovl_preview_new_kit (look, 1920, 1080);

  for (ShowCardKind kind = SHOW_CARD_PRODUCT; kind <= SHOW_CARD_AD; kind++) {
    ShowCardContent content = {.kind = kind,
                               .corner = SHOW_CORNER_TOP_LEFT,
                               .freshness = SHOW_FRESH,
                               .text = g_strdup ("Mia"),
                               .left_s = -1,
                               .access = SHOW_ACCESS_NONE};
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) png = NULL;

    ovl_sample_complete (&content);
    png = kind == SHOW_CARD_LOGO ? NULL : ovl_preview_card (kit, &content, &error);
    g_assert_no_error (error);
    g_assert_true (png || kind == SHOW_CARD_LOGO);
    show_card_content_clear (&content);
  }
}

static void
test_stage (void)
{
  g_autoptr (OvlLook) look = new_look ("glass", "en");
  g_autoptr (OvlKit) kit = ovl_preview_new_kit (look, 1920, 1080);
  g_autoptr (ShowCardContent) content = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 143, 200);
  cairo_surface_t *surface = read_png (ovl_preview_stage (kit, &content, 1));

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, OVL_PREVIEW_STAGE_SIDE);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, OVL_PREVIEW_STAGE_SIDE * 9 / 16);
  g_assert_cmpuint (pixel_at (surface, 1200, 60), ==, 0);
  g_assert_cmpuint (pixel_at (surface, kit->safe.x + 60, kit->safe.y + kit->safe.height - 60) >> 24,
                    >, 200);
  cairo_surface_destroy (surface);
}

static void
test_lacking (void)
{
  g_autoptr (OvlLook) look = new_look ("glass", "en");
  g_autoptr (OvlKit) kit = ovl_preview_new_kit (look, 1920, 1080);
  g_autoptr (ShowCardContent) content =
      new_content ("Mug", SHOW_STOCK_PREORDER, SHOW_FRESH, 0, 200);
  g_autoptr (GError) error = NULL;

  content->product->ship_by[0] = '\0';
  g_assert_null (ovl_preview_card (kit, content, &error));
  g_assert_error (error, OVL_ERROR, OVL_ERROR_EMPTY);
  g_assert_cmpstr (error->message, ==, "Not shown: a pre-order needs its ship date");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/preview/every-sample", test_every_sample);
  g_test_add_func ("/ovl/preview/complete", test_complete);
  g_test_add_func ("/ovl/preview/stage", test_stage);
  g_test_add_func ("/ovl/preview/lacking", test_lacking);
  return g_test_run ();
}
