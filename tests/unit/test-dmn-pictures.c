/* Who asks for a picture hears of it, also when the main thread is far behind with its work. */
#include "dmn-pictures.h"
#include <gst/gst.h>

static void
ignore_job (gpointer data)
{
}

static void
on_picture (GBytes *jpeg, gpointer data)
{
  guint *n = data;

  g_assert_nonnull (jpeg);
  (*n)++;
}

static void
on_shot (const char *uri, gsize length, const GError *error, gpointer data)
{
  guint *n = data;

  g_assert_no_error (error);
  (*n)++;
}

static void
test_full_queue (void)
{
  const MixFormat format = {.width = 320, .height = 180, .fps_n = 10, .fps_d = 1};
  const WebShot shot = {.image_type = "png", .png = TRUE, .quality = -1};
  MixVision *vision = mix_vision_new (&format);
  BaseWorker *main_worker = base_worker_new_for_main ();
  DmnPictures *pictures = dmn_pictures_new (vision, main_worker);
  guint n = 0;

  for (guint i = 0; i < BASE_WORKER_QUEUE_MAX; i++)
    base_worker_post (main_worker, ignore_job, NULL, NULL);
  gst_buffer_unref (mix_vision_render (vision, 0));
  dmn_pictures_ask (pictures, MIX_PEEK_PROGRAMME, on_picture, &n);
  dmn_shots_take (dmn_pictures_get_shots (pictures), MIX_PEEK_PROGRAMME, "/nowhere", &shot, on_shot,
                  &n);
  gst_buffer_unref (mix_vision_render (vision, GST_SECOND / 10));
  g_usleep (500 * 1000); /* both are made by now, or a little later */
  for (guint tries = 0; n < 2 && tries < 1000; tries++) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (10 * 1000);
  }
  g_assert_cmpuint (n, ==, 2);
  base_worker_stop (main_worker);
  mix_vision_free (vision);
  dmn_pictures_free (pictures);
  base_worker_free (main_worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/dmn/pictures/full-queue", test_full_queue);
  return g_test_run ();
}
