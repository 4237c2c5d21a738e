#include "dmn-commands.h"
#include "dmn-timeline.h"
#include "enc-record-file.h"
#include <string.h>

#define DEFAULT_SECONDS 10
#define WRITE_LIMIT_MS  60000 /* for what is queued when the programme has ended */
#define SECONDS_MAX     43200
#define FRAMES_MAX      2592000 /* 12 h at 60 fps */

typedef struct _Render Render;

/* A kind of file that can be made. */
typedef struct {
  const char *suffix;
  gboolean (*build) (Render *render, const char *path, GError **error);
} Target;

struct _Render {
  GMainLoop *loop;
  const Target *target;
  DmnConfig *config;
  DmnTimeline *timeline;
  DmnShow *show;
  DmnRig *rig;
  GstElement *pipeline; /* pictures only … */
  EncFeeder *feeder;    /* … or encoded */
  EncRecordFile *file;
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

/* The file */

static void
on_write_failed (EncRecordFile *file, gboolean full, const char *words, gpointer data)
{
  fail (data, g_error_new_literal (DMN_ERROR, DMN_ERROR_UNAVAILABLE, words));
}

static gboolean
build_mp4 (Render *render, const char *path, GError **error)
{
  EncSink sink;

  render->file = enc_record_file_open (path, on_write_failed, render, error);
  if (!render->file)
    return FALSE;
  enc_record_file_get_sink (render->file, &sink);
  render->feeder = enc_feeder_new (dmn_rig_get_hub (render->rig), FALSE);
  enc_feeder_switch (render->feeder, &sink, 0, NULL, NULL);
  return TRUE;
}

static gboolean
build_y4m (Render *render, const char *path, GError **error)
{
  GstElement *source = dmn_rig_new_video_source (render->rig);
  GstElement *muxer = gst_element_factory_make ("y4menc", NULL);
  GstElement *sink = gst_element_factory_make ("filesink", NULL);

  render->pipeline = gst_object_ref_sink (gst_pipeline_new ("render"));
  gst_bin_add (GST_BIN (render->pipeline), source);
  if (muxer)
    gst_bin_add (GST_BIN (render->pipeline), muxer);
  if (sink)
    gst_bin_add (GST_BIN (render->pipeline), sink);
  if (!muxer || !sink) {
    g_set_error_literal (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
                         "GStreamer's elements y4menc and filesink are missing. Install "
                         "GStreamer's base and good plugins.");
    return FALSE;
  }
  g_object_set (sink, "location", path, NULL);
  return gst_element_link_many (source, muxer, sink, NULL);
}

static const Target targets[] = {
    {".mp4", build_mp4},
    {".y4m", build_y4m},
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

  dmn_show_set_position (render->show, tick_ns);
  if (!dmn_timeline_play (render->timeline, tick_ns, render->show, &error))
    fail (render, error);
}

static gint64
get_due (gpointer data)
{
  return dmn_timeline_get_due (((Render *) data)->timeline);
}

static void
on_ended (const GError *error, gpointer data)
{
  Render *render = data;

  if (error)
    fail (render, g_error_copy (error));
  else
    enc_feeder_finish (render->feeder);
  g_main_loop_quit (render->loop);
}

static void
ignore_event (const ShowEvent *event, gpointer data)
{
}

/* The command */

static gboolean
set_up (Render *render, const char *output, guint64 n_frames, GError **error)
{
  const DmnRigHooks hooks = {get_due, on_tick, on_ended, render};

  render->config->setup->stock_is_local = TRUE; /* no shop is asked */
  render->show = dmn_show_new (render->config, NULL);
  dmn_show_set_position (render->show, 0);
  render->rig = dmn_rig_new (render->config, "", n_frames, ignore_event, NULL, error);
  if (!render->rig)
    return FALSE;
  dmn_rig_set_hooks (render->rig, &hooks);
  dmn_show_attach (render->show, render->rig, NULL);
  if (!dmn_timeline_play (render->timeline, 0, render->show, error))
    return FALSE;
  return render->target->build (render, output, error);
}

static void
play_pipeline (Render *render)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (GST_PIPELINE (render->pipeline));

  gst_bus_add_watch (bus, on_message, render);
  dmn_rig_start_sources (render->rig); /* and the slates, which the first tick may want */
  base_worker_run_sync (dmn_rig_get_media (render->rig), play_in_media, render);
  g_main_loop_run (render->loop);
  gst_bus_remove_watch (bus);
}

static gboolean
has_failed (Render *render)
{
  gboolean failed;

  g_mutex_lock (&render->lock);
  failed = render->error != NULL;
  g_mutex_unlock (&render->lock);
  return failed;
}

static gboolean
encode (Render *render, GError **error)
{
  if (!dmn_rig_start (render->rig, error))
    return FALSE;
  g_main_loop_run (render->loop);
  if (!has_failed (render))
    enc_record_file_wait (render->file, WRITE_LIMIT_MS);
  return TRUE;
}

static gboolean
go (Render *render, GError **error)
{
  if (render->pipeline)
    play_pipeline (render);
  else if (!encode (render, error))
    return FALSE;
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
  enc_record_file_finish (g_steal_pointer (&render->file));
  if (render->pipeline)
    base_worker_run_sync (dmn_rig_get_media (render->rig), end_in_media, render);
  gst_clear_object (&render->pipeline);
  g_clear_pointer (&render->feeder, enc_feeder_free);
  g_clear_pointer (&render->rig, dmn_rig_free);
  g_clear_pointer (&render->show, dmn_show_free);
  g_clear_pointer (&render->timeline, dmn_timeline_free);
  g_clear_pointer (&render->config, dmn_config_unref);
  g_clear_pointer (&render->loop, g_main_loop_unref);
  g_clear_error (&render->error);
  g_mutex_clear (&render->lock);
}

/* What was not asked for: values that nobody writes. */
#define NO_FRAMES  G_MININT64
#define NO_SECONDS (-G_MAXDOUBLE)

static gboolean
check_length (gint64 frames, double seconds, GError **error)
{
  const char *why = NULL;

  if (frames != NO_FRAMES && seconds != NO_SECONDS)
    why = "Write --seconds or --frames, not both.";
  else if (frames != NO_FRAMES && (frames < 1 || frames > FRAMES_MAX))
    why = "--frames must be from 1 to " G_STRINGIFY (FRAMES_MAX) ".";
  else if (seconds != NO_SECONDS && !(seconds > 0 && seconds <= SECONDS_MAX))
    why = "--seconds must be more than 0, and " G_STRINGIFY (SECONDS_MAX) " at most.";
  if (why)
    g_set_error_literal (error, DMN_ERROR, DMN_ERROR_USAGE, why);
  return !why;
}

static guint64
count_frames (const DmnConfig *config, gint64 frames, double seconds)
{
  if (frames == NO_FRAMES)
    frames = (gint64) ((seconds == NO_SECONDS ? DEFAULT_SECONDS : seconds) * config->format.fps_n /
                       config->format.fps_d);
  return (guint64) CLAMP (frames, 1, FRAMES_MAX);
}

static gboolean
make (Render *render, const char *output, gint64 frames, double seconds, GError **error)
{
  const MixFormat *format = &render->config->format;
  guint64 n = count_frames (render->config, frames, seconds);
  guint64 last_ns =
      gst_util_uint64_scale (n - 1, (guint64) format->fps_d * GST_SECOND, (guint64) format->fps_n);

  return dmn_timeline_check_end (render->timeline, (gint64) last_ns, error) &&
         set_up (render, output, n, error) && go (render, error);
}

int
dmn_render (int argc, char **argv)
{
  g_autofree char *config_path = NULL, *output = NULL;
  g_auto (GStrv) at = NULL;
  gint64 frames = NO_FRAMES;
  double seconds = NO_SECONDS;
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
  render.target = check_length (frames, seconds, &error) ? find_target (output, &error) : NULL;
  render.timeline = render.target ? dmn_timeline_new (at, &error) : NULL;
  render.config = render.timeline ? dmn_config_load (config_path, &error) : NULL;
  if (render.config)
    make (&render, output, frames, seconds, &error);
  tear_down (&render);
  return error ? dmn_fail (error) : 0;
}
