/* A look at a camera or at the programme: the mixer's thread draws a small picture, a worker makes
 * something of it, and the main thread hears of it. */
#pragma once
#include "base-worker.h"
#include "mix-vision.h"
#include <gst/video/video.h>

typedef struct {
  /* Worker's thread; only if there is a picture (I420, borrowed). */
  void (*work) (GstBuffer *picture, int width, int height, gpointer data);
  void (*done) (gpointer data); /* main thread, in every case but the one below */
  GDestroyNotify free_data;     /* after that, or instead of it when `main` has stopped */
} DmnPeekFuncs;

/* Any thread. `input`: a camera's index, or MIX_PEEK_PROGRAMME. Takes `data`. `funcs` is static;
 * the workers must outlive `vision`. */
void dmn_peek (MixVision *vision, int input, int width, BaseWorker *worker, BaseWorker *main,
               const DmnPeekFuncs *funcs, gpointer data);

/* Any thread. Maps such a picture, to be read and unmapped. */
gboolean dmn_peek_map (GstBuffer *picture, int width, int height, GstVideoFrame *ret_frame);
