#include "dmn-check-sound.h"

#include "dmn-peek.h"
#include "mix-clap.h"
#include <math.h>
#include <string.h>

/* A recording */

#define WAV_HEADER 44

static void
put (GByteArray *wav, guint32 value, guint bytes)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (wav, (const guint8 *) &little, bytes);
}

static void
put_word (GByteArray *wav, const char *word)
{
  g_byte_array_append (wav, (const guint8 *) word, 4);
}

GBytes *
dmn_check_make_wav (const float *samples, guint n_frames)
{
  const guint frame = MIX_AUDIO_CHANNELS * 2, size = n_frames * frame;
  GByteArray *wav = g_byte_array_sized_new (WAV_HEADER + size);

  put_word (wav, "RIFF");
  put (wav, WAV_HEADER - 8 + size, 4);
  put_word (wav, "WAVE");
  put_word (wav, "fmt ");
  put (wav, 16, 4);
  put (wav, 1, 2); /* PCM */
  put (wav, MIX_AUDIO_CHANNELS, 2);
  put (wav, MIX_AUDIO_RATE, 4);
  put (wav, MIX_AUDIO_RATE * frame, 4);
  put (wav, frame, 2);
  put (wav, 16, 2);
  put_word (wav, "data");
  put (wav, size, 4);
  for (guint i = 0; i < n_frames * MIX_AUDIO_CHANNELS; i++) {
    gint16 value = (gint16) lrintf (CLAMP (samples[i], -1.0f, 1.0f) * G_MAXINT16);
    put (wav, (guint16) value, 2);
  }
  return g_byte_array_free_to_bytes (wav);
}

typedef struct {
  BaseWorker *main;
  DmnCheckWavFunc func;
  gpointer data;
  float *samples;
  guint n_frames;
} Recorded;

static void
recorded_free (gpointer data)
{
  Recorded *recorded = data;

  g_free (recorded->samples);
  g_free (recorded);
}

/* The main thread makes a file of it: 1 ms. */
static void
wrap_in_main (gpointer data)
{
  const Recorded *recorded = data;

  recorded->func (recorded->samples ? dmn_check_make_wav (recorded->samples, recorded->n_frames)
                                    : NULL,
                  recorded->data);
}

static void
on_recorded_in_mixer (float *samples, guint n_frames, gint64 start_ns, gpointer data)
{
  Recorded *recorded = data;

  recorded->samples = samples;
  recorded->n_frames = n_frames;
  base_worker_answer (recorded->main, wrap_in_main, recorded, recorded_free);
}

void
dmn_check_record (MixAudio *audio, guint mic, BaseWorker *main, DmnCheckWavFunc func, gpointer data)
{
  Recorded *recorded = g_new0 (Recorded, 1);

  *recorded = (Recorded){.main = main, .func = func, .data = data};
  mix_audio_record (audio, mic, DMN_CHECK_RECORD_S * MIX_AUDIO_RATE, on_recorded_in_mixer,
                    recorded);
}

/* Claps */

typedef struct {
  gatomicrefcount refs;
  MixVision *vision;
  guint camera;
  BaseWorker *judge, *main;
  DmnCheckClapFunc func;
  gpointer data;
  gint done; /* atomic: the sound is there */
  float *samples;
  guint n_frames;
  gint64 start_ns;

  /* judging thread */
  GArray *pictures; /* MixSeen */
  guint8 *before;   /* luma of the newest one */
  gsize n_before;
  ShowCheckSync sync;
} Clap;

static void
clap_unref (gpointer data)
{
  Clap *clap = data;

  if (!g_atomic_ref_count_dec (&clap->refs))
    return;
  g_array_unref (clap->pictures);
  g_free (clap->before);
  g_free (clap->samples);
  g_free (clap);
}

static Clap *
clap_ref (Clap *clap)
{
  g_atomic_ref_count_inc (&clap->refs);
  return clap;
}

typedef struct {
  Clap *clap;
  GstBuffer *picture;
  int width, height;
} Sight;

static void
sight_free (gpointer data)
{
  Sight *sight = data;

  gst_clear_buffer (&sight->picture);
  clap_unref (sight->clap);
  g_free (sight);
}

static guint8 *
copy_luma (const Sight *sight, gsize *ret_n)
{
  GstVideoFrame frame;
  guint8 *luma;

  if (!dmn_peek_map (sight->picture, sight->width, sight->height, &frame))
    return NULL;
  *ret_n = (gsize) sight->width * (gsize) sight->height;
  luma = g_malloc (*ret_n);
  for (int y = 0; y < sight->height; y++)
    memcpy (luma + (gsize) y * (gsize) sight->width,
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0) +
                (gsize) y * (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) sight->width);
  gst_video_frame_unmap (&frame);
  return luma;
}

static void
see_in_judge (gpointer data)
{
  Sight *sight = data;
  Clap *clap = sight->clap;
  gsize n;
  guint8 *luma = copy_luma (sight, &n);

  if (luma && clap->before && n == clap->n_before) {
    MixSeen seen = {(gint64) GST_BUFFER_PTS (sight->picture),
                    mix_judge_change (clap->before, luma, n)};
    g_array_append_val (clap->pictures, seen);
  }
  g_free (clap->before);
  clap->before = luma;
  clap->n_before = luma ? n : 0;
}

/* One picture a tick, until the sound is there. */
static void
on_picture_in_mixer (GstBuffer *picture, int width, int height, gpointer data)
{
  Clap *clap = data;

  if (picture) {
    Sight *sight = g_new (Sight, 1);

    *sight = (Sight){clap_ref (clap), picture, width, height};
    base_worker_post (clap->judge, see_in_judge, sight, sight_free);
  }
  if (picture && !g_atomic_int_get (&clap->done))
    mix_vision_peek (clap->vision, (int) clap->camera, DMN_CHECK_CLAP_WIDTH, on_picture_in_mixer,
                     clap_ref (clap));
  clap_unref (clap);
}

static void
tell_in_main (gpointer data)
{
  Clap *clap = data;

  clap->func (&clap->sync, clap->data);
}

static void
compare_in_judge (gpointer data)
{
  Clap *clap = data;
  const MixSeen *pictures = (const MixSeen *) clap->pictures->data;
  g_autoptr (GArray) seen = mix_clap_see (pictures, clap->pictures->len);
  g_autoptr (GArray) heard = mix_clap_hear (clap->samples, clap->n_frames, clap->start_ns);
  MixClaps claps = mix_clap_compare (seen, heard);

  clap->sync.trial = clap->samples ? SHOW_TRIAL_DONE : SHOW_TRIAL_FAILED;
  clap->sync.n = claps.n;
  clap->sync.offset_ms = claps.offset_ms;
  clap->sync.spread_ms = claps.spread_ms;
  base_worker_answer (clap->main, tell_in_main, clap_ref (clap), clap_unref);
}

static void
on_sound_in_mixer (float *samples, guint n_frames, gint64 start_ns, gpointer data)
{
  Clap *clap = data;

  clap->samples = samples;
  clap->n_frames = n_frames;
  clap->start_ns = start_ns;
  g_atomic_int_set (&clap->done, TRUE);
  base_worker_post (clap->judge, compare_in_judge, clap, clap_unref);
}

void
dmn_check_clap (MixVision *vision, MixAudio *audio, guint camera, guint mic, BaseWorker *judge,
                BaseWorker *main, DmnCheckClapFunc func, gpointer data)
{
  Clap *clap = g_new0 (Clap, 1);

  *clap = (Clap){.vision = vision,
                 .camera = camera,
                 .judge = judge,
                 .main = main,
                 .func = func,
                 .data = data,
                 .pictures = g_array_new (FALSE, FALSE, sizeof (MixSeen))};
  g_atomic_ref_count_init (&clap->refs);
  mix_vision_peek (vision, (int) camera, DMN_CHECK_CLAP_WIDTH, on_picture_in_mixer,
                   clap_ref (clap));
  mix_audio_record (audio, mic, DMN_CHECK_CLAP_S * MIX_AUDIO_RATE, on_sound_in_mixer, clap);
}
