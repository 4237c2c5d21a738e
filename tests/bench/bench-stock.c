/* What stock costs a rig. Modes:
 *   redraw    {"ms": {card: [each time that it was laid out, painted and made a sprite]}}, 1080p
 *
 *   idle      {"drawn": cards that were drawn in 300 frames for which nothing changed, "cpu_us":
 *             what such a frame's wishes cost, all of them}
 *
 *   snapshot  {"ms": [from the frames' text to the show's new state], "keep": [{"hand_over_ms",
 *             "sale_ms" (the longest), "written_ms"} of the store], "mb": what the process grew
 *             by}, for 10,000 products */
#include "../unit/shop-frames.h"
#include "ovl-card.h"
#include "ovl-renderer.h"
#include "ovl-sample.h"
#include "shop-keeper.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REDRAWS 20
#define FRAMES  300
#define ITEMS   SHOW_PRODUCTS_MAX
#define ROUNDS  5
#define NOW_MS  G_GINT64_CONSTANT (1800000000000)

static const MixFormat format = {.width = 1920, .height = 1080, .fps_n = 30, .fps_d = 1};

static double
cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Cards */

static ShowCardContent *
new_content (guint sample, int turn)
{
  ShowCardContent *content = ovl_sample_new (sample, NULL);

  if (content->product)
    content->product->available = MAX (content->product->available - turn, 0);
  return content;
}

static double
redraw_once (OvlKit *kit, guint sample, int turn)
{
  g_autoptr (ShowCardContent) content = new_content (sample, turn);
  double begin_ms = now_ms ();
  g_autoptr (OvlSheet) sheet = NULL;
  cairo_surface_t *surface;

  if (!show_card_content_is_drawn (content)) /* a logo without a picture */
    return 0;
  sheet = ovl_card_compose (kit, content, NULL);
  surface = ovl_sheet_paint (sheet, kit->text, kit->look->theme, kit->scale);
  mix_sprite_unref (mix_sprite_new_from_argb (
      cairo_image_surface_get_data (surface), cairo_image_surface_get_stride (surface),
      cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface), 0, 0));
  cairo_surface_destroy (surface);
  return now_ms () - begin_ms;
}

static void
redraw (void)
{
  g_autoptr (OvlLook) look = ovl_look_new ("glass", "en", NULL, NULL);
  g_autoptr (OvlKit) kit = ovl_kit_new (look, format.width, format.height);

  for (guint i = 0; i < ovl_sample_get_count (); i++) {
    redraw_once (kit, i, 0);
    printf ("%s\"%s\": [", i > 0 ? ", " : "{\"ms\": {", ovl_sample_get_name (i));
    for (int turn = 0; turn < REDRAWS; turn++)
      printf ("%s%.3f", turn > 0 ? ", " : "", redraw_once (kit, i, turn));
    printf ("]");
  }
  printf ("}}\n");
}

static void
idle (void)
{
  g_autoptr (OvlLook) look = ovl_look_new ("glass", "en", NULL, NULL);
  g_autoptr (MixVision) vision = mix_vision_new (&format);
  BaseWorker *render = base_worker_new ("render");
  OvlRenderer *renderer = ovl_renderer_new (render, vision, look);
  g_autoptr (ShowCardContent) content = new_content (0, 0);
  double begin_us;
  guint drawn;

  ovl_renderer_set_card (renderer, 0, content);
  ovl_renderer_sync (renderer);
  drawn = ovl_renderer_get_drawn (renderer);
  begin_us = cpu_us ();
  for (int frame = 0; frame < FRAMES; frame++) {
    ovl_renderer_set_card (renderer, 0, content);
    ovl_renderer_sync (renderer);
  }
  printf ("{\"drawn\": %u, \"cpu_us\": %.1f}\n", ovl_renderer_get_drawn (renderer) - drawn,
          (cpu_us () - begin_us) / FRAMES);
  base_worker_stop (render);
  ovl_renderer_free (renderer);
  base_worker_free (render);
}

/* Snapshots */

static ShowProduct *
new_product (int n)
{
  static const ShowHub hubs[] = {{.name = "Hall A", .available = 20},
                                 {.name = "Hall B", .available = 17}};
  g_autofree char *sku = g_strdup_printf ("SKU-%05d", n);
  g_autofree char *title = g_strdup_printf ("Hand-thrown stoneware mug number %d", n);
  ShowProduct *product = show_product_new (sku, title);

  product->rev = 7;
  product->cap = 200;
  product->available = 37;
  product->sold = 163;
  product->state = SHOW_STOCK_LIVE;
  product->price_minor = 2490;
  g_strlcpy (product->currency, "EUR", sizeof product->currency);
  product->url = g_strdup_printf ("https://shop.example/products/%d", n);
  show_product_set_hubs (product, hubs, G_N_ELEMENTS (hubs));
  return product;
}

static ShopMessage *
new_message (ShopMessageKind kind)
{
  ShopMessage *message = shop_message_new (kind);

  g_strlcpy (message->epoch, "e", sizeof message->epoch);
  message->seq = 1;
  message->version = SHOP_VERSION;
  message->hb_ms = 5000;
  message->stale_ms = 15000;
  message->at_ms = NOW_MS;
  return message;
}

static GPtrArray *
new_frames (void)
{
  g_autoptr (ShopMessage) message = new_message (SHOP_MESSAGE_SNAPSHOT);

  for (int n = 0; n < ITEMS; n++) {
    g_autoptr (ShowProduct) product = new_product (n);

    g_ptr_array_add (message->items, shop_item_new (product));
  }
  return make_frames (message);
}

static ShowState *
new_state (void)
{
  static const ShowScene scene = {
      .name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK};
  g_autoptr (ShowSetup) setup = show_setup_new ();
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);

  setup->stock_is_local = FALSE;
  g_array_append_val (setup->scenes, scene);
  return show_state_new (setup, NOW_MS, 1, effects);
}

static ShowState *
reduce (ShowState *state, const ShopSyncChange *change)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .mono_ms = 1,
                     .products = {.items = (ShowProduct *const *) change->items->pdata,
                                  .n_items = change->items->len,
                                  .complete = change->complete,
                                  .seq = change->seq}};

  return show_state_reduce (state, &event, effects, NULL);
}

/* What the main thread waits, ms. */
typedef struct {
  double hand_over_ms; /* of all products to the store's thread */
  double sale_ms;      /* the longest of the sales that are stored meanwhile */
  double written_ms;   /* nobody waits for this one */
  guint n_sales;
} Kept;

static void
on_written (ShopKeep *keep, const GError *error, gpointer data)
{
  if (error)
    g_error ("%s", error->message);
}

static void
sell (ShopStore *store, Kept *kept)
{
  ShowAdjustment sale = {.by = -1, .why = SHOW_ADJUST_STALL_SALE, .at_ms = NOW_MS};
  double begin_ms = now_ms ();
  g_autoptr (GError) error = NULL;

  g_snprintf (sale.id, sizeof sale.id, "%u", kept->n_sales++);
  g_strlcpy (sale.sku, "SKU-00001", sizeof sale.sku);
  if (!shop_store_add_pending (store, "bench", &sale, &error))
    g_error ("%s", error->message);
  kept->sale_ms = MAX (kept->sale_ms, now_ms () - begin_ms);
  shop_store_remove_pending (store, sale.id, NULL);
}

static Kept
keep (ShopSync *sync, ShopStore *store)
{
  const ShopPlace place = {.source = "bench", .epoch = "e", .seq = 1, .heard_ms = NOW_MS};
  g_autoptr (ShopKeeper) keeper = shop_keeper_new (store, on_written, NULL);
  ShopKeep *change = g_new0 (ShopKeep, 1);
  double begin_ms = now_ms ();
  Kept kept = {0};

  change->place = place;
  shop_sync_collect_kept (sync, &change->change);
  shop_keeper_write (keeper, change);
  kept.hand_over_ms = now_ms () - begin_ms;
  while (shop_keeper_is_busy (keeper)) {
    sell (store, &kept);
    g_main_context_iteration (NULL, FALSE);
  }
  kept.written_ms = now_ms () - begin_ms;
  return kept;
}

static void
take (ShopSync *sync, const char *text)
{
  g_autoptr (ShopMessage) message =
      shop_message_parse (text, strlen (text), SHOP_SIDE_SERVER, NULL);

  if (!message || shop_sync_take (sync, message, NOW_MS) != SHOP_SYNC_TAKEN)
    g_error ("a frame was not taken");
}

static void
take_snapshot (GPtrArray *frames, ShopStore *store, double *ret_ms, Kept *ret_kept)
{
  g_autoptr (ShopSync) sync = shop_sync_new (NULL, NULL, 0);
  g_autoptr (ShopMessage) welcome = new_message (SHOP_MESSAGE_WELCOME);
  g_autoptr (ShowState) before = new_state ();
  g_autoptr (ShowState) after = NULL;
  g_auto (ShopSyncChange) change = {0};
  double begin_ms = now_ms ();

  shop_sync_take (sync, welcome, NOW_MS);
  for (guint i = 0; i < frames->len; i++)
    take (sync, frames->pdata[i]);
  shop_sync_collect (sync, &change);
  after = reduce (before, &change);
  *ret_ms = now_ms () - begin_ms;
  *ret_kept = keep (sync, store);
}

/* "VmHWM", "VmRSS" */
static double
memory_mb (const char *field)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = strstr (text, field);
  return strtod (line + strlen (field) + 1, NULL) / 1024;
}

static void
snapshot (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "bench.db", NULL);
  g_autoptr (GPtrArray) frames = new_frames ();
  g_autoptr (ShopStore) store = shop_store_open (path, NULL, NULL);
  double ms[ROUNDS], before_mb, mb = 0;
  Kept kept[ROUNDS];

  malloc_trim (0);
  g_file_set_contents_full ("/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0, NULL);
  before_mb = memory_mb ("VmHWM");
  for (int i = 0; i < ROUNDS; i++) {
    take_snapshot (frames, store, &ms[i], &kept[i]);
    if (i == 0)
      mb = memory_mb ("VmHWM") - before_mb;
  }
  printf ("{\"mb\": %.1f, \"frames\": %u, \"ms\": [", mb, frames->len);
  for (int i = 0; i < ROUNDS; i++)
    printf ("%s%.1f", i > 0 ? ", " : "", ms[i]);
  printf ("], \"keep\": [");
  for (int i = 0; i < ROUNDS; i++)
    printf ("%s{\"hand_over_ms\": %.1f, \"sale_ms\": %.1f, \"written_ms\": %.1f, \"sales\": %u}",
            i > 0 ? ", " : "", kept[i].hand_over_ms, kept[i].sale_ms, kept[i].written_ms,
            kept[i].n_sales);
  printf ("]}\n");
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  if (argc == 2 && g_str_equal (argv[1], "redraw"))
    redraw ();
  else if (argc == 2 && g_str_equal (argv[1], "idle"))
    idle ();
  else if (argc == 3 && g_str_equal (argv[1], "snapshot"))
    snapshot (argv[2]);
  else
    return 64;
  return 0;
}
