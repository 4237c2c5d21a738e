/* No picture that viewers get flashes: rendered sequences of what a hurried hand or a busy shop may
 * do, judged as WCAG 2.2 does in 2.3.1, but for every spot of the picture, however small. */
#include "ovl-renderer.h"
#include "test-ovl-fixture.h"
#include <math.h>

#define WIDTH   640
#define HEIGHT  360
#define FPS     30
#define SECONDS 3
#define BLOCK   16
#define COLUMNS (WIDTH / BLOCK)
#define ROWS    (HEIGHT / BLOCK)
#define SPOTS   (ROWS * COLUMNS)

/* WCAG 2.2: a flash is a pair of opposing changes in relative luminance of 10 % or more of the
 * maximum, where the darker image is below 0.80; three in any second are good. */
#define CHANGE_MIN  0.1
#define DARKER_MAX  0.8
#define CHANGES_MAX 6

static const MixFormat format = {.width = WIDTH, .height = HEIGHT, .fps_n = FPS, .fps_d = 1};

/* What one spot has done. */
typedef struct {
  double extreme;  /* since the last change */
  int direction;   /* of the last change */
  GArray *changes; /* frame numbers */
} Spot;

typedef struct {
  OvlLook *look;
  MixVision *vision;
  BaseWorker *render;
  OvlRenderer *renderer;
  Spot spots[SPOTS];
} Rig;

static void
rig_init (Rig *rig, const char *theme)
{
  const ShowScene scene = {.name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK};

  rig->look = new_look (theme, "en");
  rig->vision = mix_vision_new (&format);
  rig->render = base_worker_new ("render");
  rig->renderer = ovl_renderer_new (rig->render, rig->vision, rig->look);
  mix_vision_set_scene (rig->vision, &scene, 0); /* without its picture: dark */
  for (int i = 0; i < SPOTS; i++)
    rig->spots[i].changes = g_array_new (FALSE, FALSE, sizeof (int));
}

static void
rig_clear (Rig *rig)
{
  base_worker_stop (rig->render);
  ovl_renderer_free (rig->renderer);
  base_worker_free (rig->render);
  mix_vision_free (rig->vision);
  ovl_look_free (rig->look);
  for (int i = 0; i < SPOTS; i++)
    g_array_unref (rig->spots[i].changes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_clear)

/* Relative luminance of a block, by the transfer curve of BT.1886. */
static double
luminance_of (const guint8 *picture, int row, int column)
{
  int sum = 0;

  for (int y = 0; y < BLOCK; y++)
    for (int x = 0; x < BLOCK; x++)
      sum += picture[(row * BLOCK + y) * WIDTH + column * BLOCK + x];
  return pow (CLAMP ((sum / (double) (BLOCK * BLOCK) - 16) / 219, 0.0, 1.0), 2.4);
}

static void
follow (Spot *spot, double luminance, int frame)
{
  double step = luminance - spot->extreme;
  int direction = step > 0 ? 1 : -1;

  if (direction == spot->direction) {
    spot->extreme = luminance;
  } else if (fabs (step) >= CHANGE_MIN && MIN (luminance, spot->extreme) < DARKER_MAX) {
    g_array_append_val (spot->changes, frame);
    spot->direction = direction;
    spot->extreme = luminance;
  }
}

static void
render_frame (Rig *rig, int frame)
{
  g_autoptr (GstBuffer) picture = NULL;
  GstMapInfo map;

  ovl_renderer_sync (rig->renderer);
  picture = mix_vision_render (rig->vision, mix_format_frame_time (&format, (guint64) frame));
  gst_buffer_map (picture, &map, GST_MAP_READ);
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++)
      follow (&rig->spots[row * COLUMNS + column], luminance_of (map.data, row, column), frame);
  gst_buffer_unmap (picture, &map);
}

/* In no second more than three flashes at any spot. */
static void
assert_calm (const Rig *rig)
{
  guint most = 0;

  for (int i = 0; i < SPOTS; i++) {
    const GArray *changes = rig->spots[i].changes;

    most = MAX (most, changes->len);
    for (guint j = CHANGES_MAX; j < changes->len; j++)
      g_assert_cmpint (
          g_array_index (changes, int, j) - g_array_index (changes, int, j - CHANGES_MAX), >=, FPS);
  }
  g_assert_cmpuint (most, >, 0); /* it was looked at the right place */
}

static ShowCardContent *
new_link (void)
{
  ShowCardContent *content = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);

  content->kind = SHOW_CARD_LINK;
  content->corner = SHOW_CORNER_BOTTOM_RIGHT;
  content->link = g_strdup ("https://shop.example/mug");
  return content;
}

/* Somebody leans on the button: two cards are shown and hidden with every frame. */
static void
test_toggled (gconstpointer theme)
{
  g_auto (Rig) rig = {0};
  g_autoptr (ShowCardContent) product = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
  g_autoptr (ShowCardContent) link = new_link ();

  rig_init (&rig, theme);
  for (int frame = 0; frame < SECONDS * FPS; frame++) {
    product->shown = link->shown = frame % 2 == 0;
    ovl_renderer_set_card (rig.renderer, 0, product);
    ovl_renderer_set_card (rig.renderer, 1, link);
    render_frame (&rig, frame);
  }
  assert_calm (&rig);
}

/* A shop sends as often as it may, four times a second, and each time the product is sold out or
 * back, or a second card comes and goes beside it. */
static void
test_busy_shop (gconstpointer theme)
{
  g_auto (Rig) rig = {0};
  static const ShowStockState states[] = {SHOW_STOCK_LIVE, SHOW_STOCK_SOLD_OUT, SHOW_STOCK_LIVE,
                                          SHOW_STOCK_PAUSED};
  g_autoptr (ShowCardContent) second = new_content ("Bowl", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);

  rig_init (&rig, theme);
  for (int frame = 0; frame < SECONDS * FPS; frame++) {
    if (frame % (FPS / 4) == 0) {
      int step = frame / (FPS / 4);
      g_autoptr (ShowCardContent) content =
          new_content ("Mug", states[step % 4], SHOW_FRESH, 17 + step, 200);

      second->shown = step % 2 == 0;
      ovl_renderer_set_card (rig.renderer, 0, content);
      ovl_renderer_set_card (rig.renderer, 1, second);
    }
    render_frame (&rig, frame);
  }
  assert_calm (&rig);
}

static void
add (const char *what, const char *theme, void (*test) (gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/ovl/flash/%s/%s", what, theme);

  g_test_add_data_func (path, theme, test);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (builtin_themes); i++) {
    add ("toggled", builtin_themes[i], test_toggled);
    add ("busy-shop", builtin_themes[i], test_busy_shop);
  }
  return g_test_run ();
}
