/* Sound for the tech check: a recording to be played back, and claps. Main thread unless said. */
#pragma once
#include "base-worker.h"
#include "mix-audio.h"
#include "mix-vision.h"
#include "show-check.h"

#define DMN_CHECK_RECORD_S   5
#define DMN_CHECK_CLAP_S     10
#define DMN_CHECK_CLAP_WIDTH 160

/* 16-bit stereo at 48 kHz as a WAV file. Any thread. Source: Microsoft and IBM, Multimedia
 * Programming Interface and Data Specifications 1.0, 1991. */
GBytes *dmn_check_make_wav (const float *samples, guint n_frames);

/* `wav`: transfer full; NULL: nothing was recorded. */
typedef void (*DmnCheckWavFunc) (GBytes *wav, gpointer data);
/* `func` is called once, in the main thread, unless `main` is stopped before. */
void dmn_check_record (MixAudio *audio, guint mic, BaseWorker *main, DmnCheckWavFunc func,
                       gpointer data);

typedef void (*DmnCheckClapFunc) (const ShowCheckSync *sync, gpointer data);
/* Watches and listens for DMN_CHECK_CLAP_S. `judge` does the work. `func` as above. */
void dmn_check_clap (MixVision *vision, MixAudio *audio, guint camera, guint mic, BaseWorker *judge,
                     BaseWorker *main, DmnCheckClapFunc func, gpointer data);
