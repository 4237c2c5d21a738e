/* From a command to the first programme frame that shows it: a live vision mixer at 30 fps, whose
 * scene is cut at random moments from another thread. Prints {"frames_max": how many frames later
 * at the most (1: the very next one), "wait_ms": [time from the call until that frame left the
 * mixer]}. */
#include "mix-vision.h"
#include <gst/video/video.h>
#include <stdio.h>

#define CUTS 60

typedef struct {
  GMutex lock;
  GCond cond;
  guint64 frames;
  int slate; /* that the newest frame shows */
  gint64 left_us;
} Seen;

static int
slate_of (GstBuffer *frame)
{
  guint8 luma = 0;

  gst_buffer_extract (frame, 0, &luma, 1);
  return luma < 60 ? SHOW_SLATE_STARTING : SHOW_SLATE_BREAK;
}

static GstPadProbeReturn
on_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Seen *seen = data;

  g_mutex_lock (&seen->lock);
  seen->frames++;
  seen->slate = slate_of (GST_PAD_PROBE_INFO_BUFFER (info));
  seen->left_us = g_get_monotonic_time ();
  g_cond_signal (&seen->cond);
  g_mutex_unlock (&seen->lock);
  return GST_PAD_PROBE_OK;
}

static GstBuffer *
plain_picture (const MixFormat *format, guint32 argb)
{
  g_autofree guint32 *pixels = g_new (guint32, (gsize) format->width * (gsize) format->height);

  for (int i = 0; i < format->width * format->height; i++)
    pixels[i] = argb;
  return mix_picture_new_from_argb (format, (const guint8 *) pixels, format->width * 4);
}

/* Frames from the call until the first that shows it. */
static guint64
cut_and_wait (MixVision *vision, Seen *seen, ShowSlate slate, double *ret_ms)
{
  const ShowScene scene = {.layout = SHOW_LAYOUT_SLATE, .slate = slate};
  gint64 begin_us = g_get_monotonic_time ();
  guint64 before, after;

  g_mutex_lock (&seen->lock);
  before = seen->frames;
  g_mutex_unlock (&seen->lock);
  mix_vision_set_scene (vision, &scene, 0);
  g_mutex_lock (&seen->lock);
  while (seen->slate != (int) slate)
    g_cond_wait (&seen->cond, &seen->lock);
  after = seen->frames;
  *ret_ms = (double) (seen->left_us - begin_us) / 1000;
  g_mutex_unlock (&seen->lock);
  return after - before;
}

static void
measure (MixVision *vision, Seen *seen)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (1);
  guint64 most = 0;
  double ms;

  printf ("{\"wait_ms\": [");
  for (int i = 0; i < CUTS; i++) {
    guint64 frames;

    g_usleep ((gulong) g_rand_int_range (dice, 40000, 80000));
    frames = cut_and_wait (vision, seen, i % 2 ? SHOW_SLATE_STARTING : SHOW_SLATE_BREAK, &ms);
    most = MAX (most, frames);
    printf ("%s%.2f", i ? ", " : "", ms);
  }
  printf ("], \"frames_max\": %" G_GUINT64_FORMAT "}\n", most);
}

int
main (int argc, char **argv)
{
  const MixFormat format = {.width = 1280, .height = 720, .fps_n = 30, .fps_d = 1};
  g_autoptr (MixVision) vision = NULL;
  GstElement *pipeline, *source, *sink;
  g_autoptr (GstPad) pad = NULL;
  Seen seen = {0};

  gst_init (&argc, &argv);
  g_mutex_init (&seen.lock);
  g_cond_init (&seen.cond);
  vision = mix_vision_new (&format);
  mix_vision_set_slate (vision, SHOW_SLATE_STARTING, plain_picture (&format, 0xff000000));
  mix_vision_set_slate (vision, SHOW_SLATE_BREAK, plain_picture (&format, 0xffffffff));
  pipeline = gst_pipeline_new (NULL);
  source = mix_vision_new_source (vision, 0);
  sink = gst_element_factory_make ("fakesink", NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  gst_element_link (source, sink);
  pad = gst_element_get_static_pad (source, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, &seen, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  measure (vision, &seen);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return 0;
}
