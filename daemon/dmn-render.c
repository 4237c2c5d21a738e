#include "dmn-commands.h"
#include "dmn-cues.h"
#include "enc-feeder.h"
#include <string.h>

#define DEFAULT_SECONDS 10
#define FRAMES_MAX      (60 * 60 * 60 * 12) /* 12 h at 60 fps */

typedef struct _Render Render;

/* A kind of file that can be made. */
typedef struct {
  const char *suffix;
  GstElement *(*build) (Render *render, const char *path, GError **error);
  gboolean encoded;
} Target;

struct _Render {
  GMainLoop *loop;
  const Target *target;
  DmnConfig *config;
  DmnCues *cues;
  DmnShow *show;
  DmnRig *rig;
  GstElement *pipeline;
  EncFeeder *feeder; /* encoded targets */
  GMutex lock;
  GError *error; /* lock: set by any thread, the first one counts */
};

static void
fail (Render *render, GError *error)
{
  g_mutex_lock (&render->lock);
  if (!render->error)
    render->error = error;
  else
    g_error_free (error);
  g_mutex_unlock (&render->lock);
  g_main_loop_quit (render->loop);
}

/* The file's pipeline */

static GstElement *
link_to_file (GstElement *pipeline, GstElement *muxer, const char *path)
{
  GstElement *sink = gst_element_factory_make ("filesink", NULL);

  g_object_set (sink, "location", path, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  return gst_element_link (muxer, sink) ? pipeline : NULL;
}

static GstElement *
add (GstElement *pipeline, const char *factory, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (element)
    gst_bin_add (GST_BIN (pipeline), element);
  else
    g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
                 "GStreamer's element %s is missing. Install GStreamer's good and bad plugins.",
                 factory);
  return element;
}

static GstElement *
build_mp4 (Render *render, const char *path, GError **error)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new ("render"));
  GstElement *video = enc_feeder_new_source (ENC_VIDEO, FALSE);
  GstElement *audio = enc_feeder_new_source (ENC_AUDIO, FALSE);
  GstElement *video_parser, *audio_parser, *muxer;

  gst_bin_add_many (GST_BIN (pipeline), video, audio, NULL);
  video_parser = add (pipeline, "h264parse", error);
  audio_parser = video_parser ? add (pipeline, "aacparse", error) : NULL;
  muxer = audio_parser ? add (pipeline, "mp4mux", error) : NULL;
  if (!muxer)
    return NULL;
  gst_element_link_many (video, video_parser, muxer, NULL);
  gst_element_link_many (audio, audio_parser, muxer, NULL);
  render->feeder = enc_feeder_new (dmn_rig_get_hub (render->rig), FALSE);
  enc_feeder_switch (render->feeder, video, audio, 0, NULL, NULL);
  link_to_file (pipeline, muxer, path);
  return g_steal_pointer (&pipeline);
}

static GstElement *
build_y4m (Render *render, const char *path, GError **error)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new ("render"));
  GstElement *source = dmn_rig_new_video_source (render->rig);
  GstElement *muxer;

  gst_bin_add (GST_BIN (pipeline), source);
  muxer = add (pipeline, "y4menc", error);
  if (!muxer)
    return NULL;
  gst_element_link (source, muxer);
  link_to_file (pipeline, muxer, path);
  return g_steal_pointer (&pipeline);
}

static const Target targets[] = {
    {".mp4", build_mp4, TRUE},
    {".y4m", build_y4m, FALSE},
};

static const Target *
find_target (const char *path, GError **error)
{
  for (guint i = 0; path && i < G_N_ELEMENTS (targets); i++)
    if (g_str_has_suffix (path, targets[i].suffix))
      return &targets[i];
  g_set_error (
      error, DMN_ERROR, DMN_ERROR_USAGE,
      "Which file shall be made? Write --output FILE.mp4 (encoded) or FILE.y4m (pictures only).");
  return NULL;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Render *render = data;
  GError *error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    g_main_loop_quit (render->loop);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    fail (render, error);
  }
  return G_SOURCE_CONTINUE;
}

static void
play_in_media (gpointer data)
{
  gst_element_set_state (((Render *) data)->pipeline, GST_STATE_PLAYING);
}

static void
end_in_media (gpointer data)
{
  gst_element_set_state (((Render *) data)->pipeline, GST_STATE_NULL);
}

/* Hooks of the rig */

static void
on_tick (gint64 tick_ns, gpointer data)
{
  Render *render = data;
  GError *error = NULL;

  if (!dmn_cues_play (render->cues, tick_ns, render->show, &error))
    fail (render, error);
}

static void
on_ended (const GError *error, gpointer data)
{
  Render *render = data;

  if (error)
    fail (render, g_error_copy (error));
  else
    enc_feeder_finish (render->feeder);
}

static void
ignore_event (const ShowEvent *event, gpointer data)
{
}

/* The command */

static gboolean
set_up (Render *render, const char *output, guint64 n_frames, GError **error)
{
  const DmnRigHooks hooks = {on_tick, on_ended, render};

  render->show = dmn_show_new (render->config, NULL);
  render->rig = dmn_rig_new (render->config, "", n_frames, ignore_event, NULL, error);
  if (!render->rig)
    return FALSE;
  dmn_rig_set_hooks (render->rig, &hooks);
  dmn_show_attach (render->show, render->rig);
  if (!dmn_cues_play (render->cues, 0, render->show, error))
    return FALSE;
  render->pipeline = render->target->build (render, output, error);
  return render->pipeline != NULL;
}

static gboolean
go (Render *render, GError **error)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (GST_PIPELINE (render->pipeline));

  gst_bus_add_watch (bus, on_message, render);
  base_worker_run_sync (dmn_rig_get_media (render->rig), play_in_media, render);
  if (!render->target->encoded)
    dmn_rig_start_sources (render->rig);
  else if (!dmn_rig_start (render->rig, error))
    return FALSE;
  g_main_loop_run (render->loop);
  gst_bus_remove_watch (bus);
  g_mutex_lock (&render->lock);
  if (render->error)
    g_propagate_error (error, g_steal_pointer (&render->error));
  g_mutex_unlock (&render->lock);
  return error == NULL || *error == NULL;
}

static void
tear_down (Render *render)
{
  if (render->feeder)
    enc_feeder_stop (render->feeder);
  if (render->rig)
    dmn_rig_stop (render->rig);
  if (render->pipeline)
    base_worker_run_sync (dmn_rig_get_media (render->rig), end_in_media, render);
  gst_clear_object (&render->pipeline);
  g_clear_pointer (&render->feeder, enc_feeder_free);
  g_clear_pointer (&render->rig, dmn_rig_free);
  g_clear_pointer (&render->show, dmn_show_free);
  g_clear_pointer (&render->cues, dmn_cues_free);
  g_clear_pointer (&render->config, dmn_config_free);
  g_clear_pointer (&render->loop, g_main_loop_unref);
  g_clear_error (&render->error);
  g_mutex_clear (&render->lock);
}

static guint64
count_frames (const DmnConfig *config, gint64 frames, double seconds)
{
  if (frames <= 0)
    frames = (gint64) ((seconds > 0 ? seconds : DEFAULT_SECONDS) * config->format.fps_n /
                       config->format.fps_d);
  return (guint64) CLAMP (frames, 1, FRAMES_MAX);
}

int
dmn_render (int argc, char **argv)
{
  g_autofree char *config_path = NULL, *output = NULL;
  g_auto (GStrv) at = NULL;
  gint64 frames = 0;
  double seconds = 0;
  g_autoptr (GError) error = NULL;
  Render render = {0};
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config_path, "The config", "FILE"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "FILE.mp4, or FILE.y4m for pictures only",
       "FILE"},
      {"seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "How long (10)", "S"},
      {"frames", 0, 0, G_OPTION_ARG_INT64, &frames, "The same in frames", "N"},
      {"at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &at, "A command at a time; may be given again",
       "S:COMMAND"},
      {NULL}};

  if (!dmn_parse_options (argc, argv, "",
                          "Stock starts empty: set it with --at \"0:stock set SKU 12\".", entries,
                          NULL, &error))
    return dmn_fail (error);
  gst_init (NULL, NULL);
  g_mutex_init (&render.lock);
  render.loop = g_main_loop_new (NULL, FALSE);
  render.target = find_target (output, &error);
  render.cues = render.target ? dmn_cues_new (at, &error) : NULL;
  render.config = render.cues ? dmn_config_load (config_path, &error) : NULL;
  if (render.config &&
      set_up (&render, output, count_frames (render.config, frames, seconds), &error))
    go (&render, &error);
  tear_down (&render);
  return error ? dmn_fail (error) : 0;
}
