#include "dmn-peek.h"

#include "mix-picture.h"

typedef struct {
  BaseWorker *worker, *main;
  const DmnPeekFuncs *funcs;
  gpointer data;
  GstBuffer *picture;
  int width, height;
} Peek;

static void
peek_free (gpointer data)
{
  Peek *peek = data;

  gst_clear_buffer (&peek->picture);
  peek->funcs->free_data (peek->data);
  g_free (peek);
}

static void
tell_in_main (gpointer data)
{
  Peek *peek = data;

  peek->funcs->done (peek->data);
}

static void
work_in_worker (gpointer data)
{
  Peek *peek = data;

  peek->funcs->work (peek->picture, peek->width, peek->height, peek->data);
  gst_clear_buffer (&peek->picture);
  base_worker_answer (peek->main, tell_in_main, peek, peek_free);
}

static void
on_picture_in_mixer (GstBuffer *picture, int width, int height, gpointer data)
{
  Peek *peek = data;

  peek->picture = picture;
  peek->width = width;
  peek->height = height;
  if (!picture || !base_worker_post (peek->worker, work_in_worker, peek, NULL))
    base_worker_answer (peek->main, tell_in_main, peek, peek_free);
}

void
dmn_peek (MixVision *vision, int input, int width, BaseWorker *worker, BaseWorker *main,
          const DmnPeekFuncs *funcs, gpointer data)
{
  Peek *peek = g_new0 (Peek, 1);

  *peek = (Peek){.worker = worker, .main = main, .funcs = funcs, .data = data};
  mix_vision_peek (vision, input, width, on_picture_in_mixer, peek);
}

gboolean
dmn_peek_map (GstBuffer *picture, int width, int height, GstVideoFrame *ret_frame)
{
  const MixFormat format = {.width = width, .height = height, .fps_n = 1, .fps_d = 1};
  GstVideoInfo info;

  mix_picture_get_info (&format, &info);
  return gst_video_frame_map (ret_frame, &info, picture, GST_MAP_READ);
}
