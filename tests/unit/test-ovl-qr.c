/* The code of a link card is read back: from the drawn card, and from the picture after it went
 * through the encoder over footage that leaves it few bits. */
#include "mix-vision.h"
#include "ovl-qr.h"
#include "ovl-renderer.h"
#include "test-ovl-fixture.h"
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#define FRAMES  12
#define TEXTURE 512 /* side, in pixels */

static const struct {
  int width, height, kbps;
  const char *theme;
} sizes[] = {{1280, 720, 2500, "glass"}, {1920, 1080, 4500, "market"}, {720, 1280, 2500, "paper"}};

static const char *const links[] = {
    "https://shop.example/mug", /* 25 modules */
    "https://shop.example/mug?utm_source=twitch&utm_medium=live&utm_campaign=spring-drop-01",
};

static ShowCardContent *
new_link (const char *link)
{
  ShowCardContent *content = g_new0 (ShowCardContent, 1);

  strcpy (content->name, "link");
  content->kind = SHOW_CARD_LINK;
  content->corner = SHOW_CORNER_BOTTOM_RIGHT;
  content->shown = TRUE;
  content->freshness = SHOW_FRESH;
  content->left_s = -1;
  content->access = SHOW_ACCESS_NONE;
  content->link = g_strdup (link);
  content->link_text = g_strdup ("shop.example/mug");
  return content;
}

typedef struct {
  OvlLook *look;
  MixFormat format;
  MixVision *vision;
  MixSlot *slot;
  BaseWorker *render;
  OvlRenderer *renderer;
  guint8 *texture;
  GstVideoInfo info;
} Studio;

/* A carpet of sharp spots, which moves: hard to encode. */
static void
studio_init (Studio *studio, gsize size, const char *link)
{
  const ShowScene scene = {.name = "table", .layout = SHOW_LAYOUT_FULL};
  g_autoptr (ShowCardContent) content = new_link (link);
  g_autoptr (GstCaps) caps = NULL;

  studio->format = (MixFormat){
      .width = sizes[size].width, .height = sizes[size].height, .fps_n = 30, .fps_d = 1};
  caps = mix_format_video_caps (&studio->format);
  g_assert_true (gst_video_info_from_caps (&studio->info, caps));
  studio->look = new_look (sizes[size].theme, "en");
  studio->vision = mix_vision_new (&studio->format);
  studio->slot = mix_slot_new (&studio->format);
  mix_vision_add_camera (studio->vision, studio->slot);
  mix_vision_set_scene (studio->vision, &scene, 0);
  studio->render = base_worker_new ("render");
  studio->renderer = ovl_renderer_new (studio->render, studio->vision, studio->look);
  ovl_renderer_set_card (studio->renderer, 0, content);
  ovl_renderer_sync (studio->renderer);
  studio->texture = g_malloc (TEXTURE * TEXTURE);
  for (int i = 0; i < TEXTURE * TEXTURE; i++)
    studio->texture[i] =
        (guint8) (40 + 160 * (g_str_hash ((char[]){(char) (i / 5 % 102 + 1),
                                                   (char) (i / TEXTURE / 5 + 1), 0}) >>
                                  3 &
                              1));
}

static void
studio_clear (Studio *studio)
{
  base_worker_stop (studio->render);
  ovl_renderer_free (studio->renderer);
  base_worker_free (studio->render);
  mix_vision_free (studio->vision);
  mix_slot_unref (studio->slot);
  ovl_look_free (studio->look);
  g_free (studio->texture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Studio, studio_clear)

static GstBuffer *
footage (const Studio *studio, guint64 index)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, studio->info.size, NULL);
  GstMapInfo map;
  gsize shift = index * 6;

  gst_buffer_map (picture, &map, GST_MAP_WRITE);
  memset (map.data, 128, map.size);
  for (int y = 0; y < studio->format.height; y++)
    for (int x = 0; x < studio->format.width; x++)
      map.data[(gsize) y * (gsize) studio->info.stride[0] + (gsize) x] =
          studio->texture[((gsize) y + shift / 2) % TEXTURE * TEXTURE +
                          ((gsize) x + shift) % TEXTURE];
  gst_buffer_unmap (picture, &map);
  return picture;
}

/* Frame `index` of the programme. */
static GstBuffer *
programme (Studio *studio, guint64 index)
{
  gint64 time_ns = mix_format_frame_time (&studio->format, index);

  mix_slot_push (studio->slot, footage (studio, index), time_ns);
  return mix_vision_render (studio->vision, time_ns);
}

/* How many frames the code was read from; `between` is what the frames go through. */
static guint
count_read (Studio *studio, const char *link, guint n_frames, const char *between)
{
  g_autofree char *launch = g_strdup_printf (
      "appsrc name=in format=time ! %s videoconvert ! zbar cache=false ! fakesink sync=false",
      between);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstElement) in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  g_autoptr (GstCaps) caps = mix_format_video_caps (&studio->format);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gboolean is_over = FALSE;
  guint n_read = 0;

  gst_app_src_set_caps (GST_APP_SRC (in), caps);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < n_frames; i++)
    gst_app_src_push_buffer (GST_APP_SRC (in), programme (studio, i));
  gst_app_src_end_of_stream (GST_APP_SRC (in));
  while (!is_over) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);
    const GstStructure *structure;

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    is_over = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    structure = gst_message_get_structure (message);
    if (!is_over && gst_structure_has_name (structure, "barcode"))
      n_read += g_str_equal (gst_structure_get_string (structure, "symbol"), link);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return n_read;
}

static void
test_plain (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (links); j++) {
      g_auto (Studio) studio = {0};

      studio_init (&studio, i, links[j]);
      g_assert_cmpuint (count_read (&studio, links[j], 2, ""), ==, 2);
    }
}

/* As the program encodes: every frame on which the code stands can be read. */
static void
test_encoded (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autofree char *between = g_strdup_printf (
      "x264enc bitrate=%d vbv-buf-capacity=1000 tune=zerolatency speed-preset=superfast "
      "key-int-max=60 bframes=0 ! h264parse ! avdec_h264 !",
      sizes[size].kbps);
  g_auto (Studio) studio = {0};

  studio_init (&studio, size, links[0]);
  g_assert_cmpuint (count_read (&studio, links[0], FRAMES, between), ==, FRAMES);
}

static void
test_code (void)
{
  g_autoptr (OvlQr) qr = ovl_qr_new (links[0], NULL);
  g_autofree char *longest = g_strnfill (180, 'x');
  g_autofree char *too_long = g_strnfill (181, 'x');
  g_autoptr (OvlQr) large = ovl_qr_new (longest, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ovl_qr_get_modules (qr), ==, 25);
  g_assert_true (ovl_qr_is_dark (qr, 0, 0)); /* the corner of a finder pattern */
  g_assert_false (ovl_qr_is_dark (qr, 7, 0));
  g_assert_cmpint (ovl_qr_get_modules (large), ==, OVL_QR_MODULES_MAX);
  g_assert_null (ovl_qr_new (too_long, &error));
  g_assert_error (error, OVL_ERROR, OVL_ERROR_LINK);
  g_assert_null (ovl_qr_new ("", NULL));
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/qr/code", test_code);
  g_test_add_func ("/ovl/qr/plain", test_plain);
  g_test_add_data_func ("/ovl/qr/encoded/720p", GSIZE_TO_POINTER (0), test_encoded);
  g_test_add_data_func ("/ovl/qr/encoded/1080p", GSIZE_TO_POINTER (1), test_encoded);
  return g_test_run ();
}
